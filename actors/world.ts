// Puts the actors together over one store, in the order in which they depend on each other, and
// stops them in the right one.

import type { Store } from "../db/store/store.ts";
import type { Clock } from "../protocol/clock.ts";
import { Deletions } from "./deletions.ts";
import { ReadReceipts } from "./group/read_receipts.ts";
import type { Connection } from "./connections/connection.ts";
import { HelloTurns } from "./connections/hello_turns.ts";
import { Hub } from "./connections/hub.ts";
import { SeenTimes } from "./connections/seen_times.ts";
import { Resync } from "./connections/resync.ts";
import { Matchmaker } from "./matchmaker/matchmaker.ts";
import { TicketViews } from "./matchmaker/ticket_views.ts";
import type { MatchmakerDeps } from "./matchmaker/turn_context.ts";
import { Moderation } from "./moderation.ts";
import { Presence } from "./connections/presence.ts";
import { type PurgesDeps, startPurges } from "./purges.ts";
import type { PushNews } from "./push/push_queue.ts";
import type { PostPush } from "./push/push_sender.ts";
import { Pushing } from "./push/pushing.ts";
import { SessionUses } from "./connections/session_uses.ts";
import { SessionWatch } from "./connections/session_watch.ts";
import { closeCode } from "../protocol/frames.ts";
import type { Limits } from "../protocol/limits.ts";
import { Directory } from "./runtime/directory.ts";
import { trace } from "./runtime/traced.ts";
import { type Place, type Placed, placeInProcess, type Singletons } from "./runtime/in_process.ts";
import type { Report } from "../logging/events.ts";
import type { Tracing } from "../logging/tracing.ts";
import type { ActorMeasures, WaitingCount } from "./runtime/actor_measures.ts";
import type { Audience, Placement } from "./runtime/placement.ts";

export interface WorldDeps {
  readonly store: Store;
  /** Begun in the store for this world; see HistoryStore. */
  readonly history: string;
  readonly clock: Clock;
  /** Makes a UUID, version 7. */
  readonly newId: () => string;
  readonly limits: Limits;
  readonly report: Report;
  /** Missed messages of one group that `hello` is answered with. */
  readonly resumeMessages: number;
  /** How long a group's actor stays in memory without a command. */
  readonly idleMs: number;
  /** This and the next four: see MatchmakerDeps. */
  readonly metDays: number;
  readonly creditMs: number;
  readonly ticketAwayMs?: number;
  readonly silentMs?: number;
  /** How long each kind of what is over is kept; absent: nothing is purged. */
  readonly keepMs?: PurgesDeps["keepMs"];
  /** Absent: all of it is in this process. */
  readonly place?: Place;
  /** A stop takes so long to send the clients away, which have another process to go to. */
  readonly drainMs?: number;
  /** Absent: nothing is traced. */
  readonly tracing?: Tracing | null;
  /** Absent: nothing is pushed. */
  readonly post?: PostPush;
  /** Absent: nothing is measured. */
  readonly measures?: ActorMeasures;
}

export interface World extends WorldDeps {
  /** The sockets of this process. */
  readonly hub: Hub;
  readonly placement: Placement;
  readonly moderation: Moderation;
  readonly tickets: TicketViews;
  readonly hellos: HelloTurns;
  readonly sessionUses: SessionUses;
  /** Brings a connection up to date that lacks something. Null: none ever does. */
  readonly resync: ((connection: Connection) => void) | null;
  /** Null: nothing is pushed. */
  readonly pushes: PushNews | null;
  /** How many groups' actors are in memory in this process. */
  groupActors(): number;
  /** What waits for a match; null: another process knows, or it is being loaded. */
  waiting(): WaitingCount | null;
  /** Sends clients away, in `drainMs`, lets every actor do what it had taken, then ends. */
  stop(): Promise<void>;
}

/** Of users who are connected, it is stored so often that they are there. */
const seenEachMs = 300_000;

const restarting = { code: closeCode.goingAway, reason: "The server is restarting" };

export function createWorld(deps: WorldDeps): World {
  const hub: Hub = new Hub({
    ...deps,
    onPresence: (user) => placed.presenceChanged(user),
    onSockets: (user) => [seenTimes, placed].forEach((part) => part.socketsChanged?.(user)),
    onSpend: (user) => spent(user),
  });
  const { seenTimes, sessionUses, sessionWatch } = watchesOf(deps, hub);
  const readReceipts = new ReadReceipts(deps);
  const pushes = deps.post ? new Pushing({ ...deps, post: deps.post }) : null;
  const placed: Placed = (deps.place ?? placeInProcess)({
    hub,
    newDirectory: (placement) => new Directory(trace({ ...deps, readReceipts, pushes }, placement)),
    newSingletons: (placement) => startSingletons({ ...deps, placement, pushes }),
    announce: (user) => void presence.all.announce(user),
    announceHere: (user) => presence.here.announce(user),
    resync: (user) => resync.requestAll(hub.connectionsOf(user)),
  });
  const { placement } = placed;
  const spent = placement.shareSpending("frames", (user, count) => hub.charge(user, count));
  const tickets = new TicketViews(deps);
  const resync = new Resync({ ...deps, placement, tickets });
  const presence = presencesOf(deps, hub, placement);
  return {
    ...deps,
    ...{ hub, placement, sessionUses, tickets, pushes },
    ...{ groupActors: placed.groupActors, waiting: placed.waiting },
    moderation: new Moderation({ ...deps, placement }),
    hellos: new HelloTurns(deps.clock),
    resync: placed.mayLoseFrames ? (connection) => resync.request(connection) : null,
    async stop() {
      await hub.drain(deps.drainMs ?? 0, restarting);
      sessionWatch.stop();
      await placed.stop(() => readReceipts.stop());
      for (const part of [resync, presence.all, presence.here]) part.stop();
      await Promise.all([pushes?.stop(), sessionUses.stop(), seenTimes.stop()]);
      hub.stop(restarting);
    },
  };
}

/** What keeps an eye on the sockets of this process. */
function watchesOf(deps: WorldDeps, hub: Hub) {
  const sessionUses = new SessionUses(deps);
  return {
    sessionUses,
    sessionWatch: new SessionWatch({ ...deps, hub, sessionUses }),
    seenTimes: new SeenTimes({ ...deps, hub, refreshMs: refreshMsOf(deps) }),
  };
}

/** Often enough that nobody who is there counts as away where their process was killed. */
function refreshMsOf({ ticketAwayMs = 0, silentMs = 0 }: WorldDeps): number {
  const awayMs = Math.min(ticketAwayMs || Infinity, silentMs || Infinity);
  return Math.max(1_000, Math.min(seenEachMs, awayMs / 4));
}

/** Presence is told to all co-members, or to those alone who are connected to this process. */
function presencesOf(deps: WorldDeps, hub: Hub, placement: Placement) {
  const here: Audience = {
    deliver: (users, frame, text) => hub.deliver(users, frame, text),
    isOnline: (user) => placement.isOnline(user),
    isConnected: (user) => placement.isConnected(user),
  };
  return {
    all: new Presence({ ...deps, audience: placement }),
    here: new Presence({ ...deps, audience: here }),
  };
}

type SingletonDeps = WorldDeps & Pick<MatchmakerDeps, "placement" | "pushes">;

function startSingletons(deps: SingletonDeps): Singletons {
  const matchmaker = new Matchmaker(deps);
  const deletions = new Deletions(deps);
  const { keepMs } = deps;
  const stopPurges = keepMs ? startPurges({ ...deps, keepMs }) : () => {};
  return {
    matchmaker,
    wakeJobs: () => deletions.wake(),
    waiting: () => matchmaker.waiting,
    async stop() {
      stopPurges();
      await Promise.all([deletions.stop(), matchmaker.stop()]);
    },
  };
}
