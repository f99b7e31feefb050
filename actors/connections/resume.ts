// The answer to hello: `ready`, then what the client missed of each group, then what happened
// meanwhile. A client that names what it has gets each missed message once and in order, or is told
// of a gap.

import type { Store } from "../../db/store/store.ts";
import type { Return } from "../../db/store/last_seen.ts";
import { type Clock, instantOf } from "../../protocol/clock.ts";
import type { Connection } from "./connection.ts";
import type { TicketViews } from "../matchmaker/ticket_views.ts";
import type { Placement } from "../runtime/placement.ts";
import type { Group, GroupId, UserId } from "../../protocol/domain.ts";
import type { Limits } from "../../protocol/limits.ts";
import { closeCode, type ServerFrame } from "../../protocol/frames.ts";
import type { HelloTurns } from "./hello_turns.ts";
import { groupView, messageFrame, nowOf, profileView } from "./presenters.ts";
import type { Report } from "../../logging/events.ts";

export interface ResumeDeps extends MissedDeps {
  readonly hellos: HelloTurns;
  /** Which the client is told; see HistoryStore. */
  readonly history: string;
  readonly placement: Pick<Placement, "askMatchmaker" | "isOnline" | "attached">;
  readonly tickets: Pick<TicketViews, "view">;
  /** Missed messages of one group that are sent, at most; past it, `gap: true`. */
  readonly resumeMessages: number;
  readonly silentMs?: number;
  readonly report: Report;
}

/** What missed messages are sent by. */
interface MissedDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly limits: Limits;
}

/** What a client says that it has. */
export interface Has {
  /** Of each group the last seq. */
  readonly since: Readonly<Record<GroupId, number>>;
  /** The history in which it was shown those; absent: the client does not know. */
  readonly history?: string | undefined;
}

type Ready = ServerFrame & { readonly type: "ready" };

/** Time between two checks whether a client has taken what it was sent. */
const drainCheckMs = 20;
/** A client that has not taken enough by then is cut off. */
const drainMostMs = 30_000;
const pageLimit = 200;

/** Rejects when the store fails: the client must be sent away then, to try again. */
export async function resume(
  connection: Connection,
  has: Has,
  deps: ResumeDeps,
): Promise<void> {
  connection.startResuming();
  const { user } = connection.session;
  // What is told from then on reaches this connection; what was told before is in the store. It
  // comes before the turn, which a node that is cut off must not keep from others.
  await deps.placement.attached(user);
  if (connection.closed) return;
  const answer = await deps.hellos.answer(
    () => connection.closed,
    async () => {
      // Before all else is read: what slept while the user was away is shown awake.
      const back = await comeBack(user, deps);
      // Until now time has passed in which more was stored than was held back first.
      connection.dropHeldFacts();
      return { back, ready: await readyFrame(user, has, deps) };
    },
  );
  if (answer === null) {
    return connection.close(closeCode.goingAway, "Too many clients come at once; reconnect");
  }
  const { back, ready } = answer;
  connection.answer(ready);
  // Also where the socket is gone by now: what has woken is to be matched.
  if (back && isAwaited(back)) {
    void deps.placement.askMatchmaker({ type: "came_back", user, ...back });
  }
  await sendAllMissed(connection, ready, has, deps);
}

/** Null where it could not be stored: hello is answered all the same, where the store can read. */
async function comeBack(
  user: UserId,
  { store, clock, report }: ResumeDeps,
): Promise<Return | null> {
  try {
    return await store.comeBack(user, instantOf(clock.now()));
  } catch (error) {
    report("arrival_not_stored", { user, error });
    return null;
  }
}

/** Whether something has waited for a user. */
function isAwaited({ hasWoken, seats, places }: Return): boolean {
  return hasWoken || seats.length > 0 || places.length > 0;
}

/** Sends what a client has missed of each group that it names, and lets it go live then. */
async function sendAllMissed(
  connection: Connection,
  ready: Ready,
  has: Has,
  deps: ResumeDeps,
): Promise<void> {
  // Before any wait: live messages at or below these heads must not be passed on a second time.
  for (const { id, lastSeq } of ready.groups) connection.has(id, lastSeq);
  const { user } = connection.session;
  const held = Object.keys(has.since) as GroupId[];
  const gone = held.filter((id) => !ready.groups.some((group) => group.id === id));
  const lost = gone.length > 0 ? await deps.store.lostPlaces(user, gone) : [];
  for (const group of gone) {
    connection.answer({ type: "gone", group, ...(lost.includes(group) && { reason: "away" }) });
  }
  for (const id of held) {
    const group = ready.groups.find((group) => group.id === id);
    if (!group) continue;
    if (!group.gap) await sendMissed(connection, group, has.since[id] ?? 0, deps);
    if (connection.closed) return;
  }
  connection.goLive();
  // The matchmaker's frame comes after `ready`. Where the matchmaker is away, `ready` stands.
  if (ready.ticket) void deps.placement.askMatchmaker({ type: "show_ticket", user });
}

async function readyFrame(
  user: UserId,
  has: Has,
  deps: ResumeDeps,
): Promise<Ready> {
  const { store, history, tickets, clock, limits, resumeMessages } = deps;
  const [account, standing, groups, partner, ticket, diverged] = await Promise.all([
    store.account(user),
    store.standing(user, instantOf(clock.now())),
    store.groups(user),
    store.partner(user),
    tickets.view(user),
    divergedGroups(has, deps),
  ]);
  if (!account || !standing) throw new Error(`The user ${user} is not there any more`);
  const now = clock.now();
  const shown = nowOf(deps);
  return {
    type: "ready",
    user: account.user,
    profile: account.profile && profileView(account.profile, shown.day),
    ticket,
    partner,
    groups: groups.map((group) => {
      const held = has.since[group.id];
      const lost = diverged.has(group.id) || (held !== undefined && held > group.lastSeq);
      const gap = lost || (held !== undefined && missedOf(group, held) > resumeMessages);
      return { ...groupView(group, shown), ...(gap && { gap }), ...(lost && { lost }) };
    }),
    role: standing.role,
    notice: standing.notice,
    limits,
    history,
    now: instantOf(now),
  };
}

/** The groups of which the client has messages that are not in the log any more. */
async function divergedGroups(
  { since, history }: Has,
  deps: ResumeDeps,
): Promise<ReadonlySet<GroupId>> {
  const mayDiffer = history !== undefined && history !== deps.history;
  return new Set(mayDiffer ? await deps.store.divergedGroups(history, since) : []);
}

/** How many messages a client has missed that it may see. */
function missedOf(
  { firstSeq, lastSeq }: Pick<Group, "firstSeq" | "lastSeq">,
  held: number,
): number {
  return lastSeq - Math.max(held, firstSeq - 1);
}

/** Sends the messages of a group past a seq, as fast as the client takes them. */
export async function sendMissed(
  connection: Connection,
  group: Group,
  after: number,
  deps: MissedDeps,
): Promise<void> {
  const { user } = connection.session;
  const limit = pageMost(deps.limits);
  for (let has = after, isMore = has < group.lastSeq; isMore;) {
    const page = await deps.store.messages(user, group.id, { after: has, limit });
    for (const message of page?.messages ?? []) {
      if (connection.queued() > deps.limits.queueBytes / 2) await drained(connection, deps);
      if (connection.closed) return;
      connection.answer(messageFrame(group.id, message));
      connection.has(group.id, message.seq);
      has = message.seq;
    }
    isMore = page?.more === true && has < group.lastSeq;
  }
}

/** Messages that are read at a time: no more than fit in a queue, if each is as long as can be. */
function pageMost({ queueBytes, textLength }: Limits): number {
  return Math.max(1, Math.min(pageLimit, Math.floor(queueBytes / (textLength * 3))));
}

/** Resolves when the client has taken most of what it was sent, or is gone or cut off. */
function drained(connection: Connection, { clock, limits }: MissedDeps): Promise<void> {
  let leftMs = drainMostMs;
  return new Promise((resolve) => {
    const stop = clock.every(drainCheckMs, () => {
      const isTaken = connection.queued() <= limits.queueBytes / 4;
      leftMs -= drainCheckMs;
      if (!isTaken && leftMs > 0) return;
      if (!isTaken) connection.cutOff();
      stop();
      resolve();
    });
  });
}
