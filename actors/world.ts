// Puts the actors together over one store, in the order in which they depend on each other, and
// stops them in the right one.

import type { Store } from "../db/store/store.ts";
import type { Clock } from "../protocol/clock.ts";
import { Deletions } from "./deletions.ts";
import { Directory } from "./runtime/directory.ts";
import { ReadReceipts } from "./group/read_receipts.ts";
import { Hub } from "./connections/hub.ts";
import { Matchmaker } from "./matchmaker/matchmaker.ts";
import { Moderation } from "./moderation.ts";
import { PendingMembers } from "./group/pending_members.ts";
import { Presence } from "./connections/presence.ts";
import { SessionUses } from "./connections/session_uses.ts";
import { SessionWatch } from "./connections/session_watch.ts";
import { closeCode } from "../protocol/frames.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Report } from "./runtime/mailbox.ts";

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
  /** This and the next two: see MatchmakerDeps. */
  readonly metDays: number;
  readonly creditMs: number;
  readonly onProgress?: (sentence: string) => void;
}

export interface World extends WorldDeps {
  readonly hub: Hub;
  readonly matchmaker: Matchmaker;
  readonly directory: Directory;
  readonly moderation: Moderation;
  readonly sessionUses: SessionUses;
  readonly deletions: Deletions;
  /** Lets every actor do what it had taken, then sends every client away. */
  stop(): Promise<void>;
}

export function createWorld(deps: WorldDeps): World {
  const hub: Hub = new Hub({
    ...deps,
    onPresence: (user) => void presence.announce(user),
  });
  const presence = new Presence({ ...deps, hub });
  const sessionUses = new SessionUses(deps);
  const sessionWatch = new SessionWatch({ ...deps, hub, sessionUses });
  const pendingMembers = new PendingMembers();
  const matchmaker = new Matchmaker({
    ...deps,
    hub,
    pendingMembers,
    onGroup: (group, user) => void directory.ask(group, { type: "group_changed", user }),
    onView: (group, user) => void directory.ask(group, { type: "view_changed", user }),
  });
  const readReceipts = new ReadReceipts(deps);
  const directory: Directory = new Directory({
    ...deps,
    hub,
    readReceipts,
    pendingMembers,
    onParted: (user, others) => void matchmaker.ask({ type: "parted", users: [user, ...others] }),
  });
  const deletions = new Deletions({ ...deps, hub, matchmaker, directory });
  const moderation = new Moderation({ ...deps, hub, matchmaker });
  const parts = { hub, matchmaker, directory, moderation, sessionUses, deletions };
  return {
    ...deps,
    ...parts,
    async stop() {
      sessionWatch.stop();
      await Promise.all([deletions.stop(), directory.stop(), matchmaker.stop()]);
      await Promise.all([readReceipts.stop(), sessionUses.stop()]);
      presence.stop();
      hub.stop(closeCode.goingAway, "The server is restarting");
    },
  };
}
