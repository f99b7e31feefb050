// Purges what is over, kind by kind, soon after the start and then each hour. A kind that fails is
// tried again the next time, and keeps no other from its turn.

import type { Store } from "../db/store/store.ts";
import { type Cancel, type Clock, instantOf } from "../protocol/clock.ts";
import type { GroupId } from "../protocol/domain.ts";
import type { Report } from "../logging/events.ts";

export interface PurgesDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly report: Report;
  /** How long each kind is kept. */
  readonly keepMs: {
    readonly tickets: number;
    readonly groups: number;
    readonly reports: number;
    readonly devices: number;
    readonly networks: number;
  };
}

const firstMs = 60_000;
const everyMs = 3_600_000;

/** Begins to purge; the answer ends it. */
export function startPurges(deps: PurgesDeps): Cancel {
  const run = () => void purgeAll(deps);
  const cancelFirst = deps.clock.after(firstMs, run);
  const cancelEach = deps.clock.every(everyMs, run);
  return () => {
    cancelFirst();
    cancelEach();
  };
}

/** Never rejects. */
export async function purgeAll({ store, clock, report, keepMs }: PurgesDeps): Promise<void> {
  const ago = (ms: number) => instantOf(clock.now() - ms);
  const kinds: Readonly<Record<string, () => Promise<void>>> = {
    sessions: () => store.purgeSessions(ago(0)),
    sights: () =>
      store.purgeSights({
        now: ago(0),
        devices: ago(keepMs.devices),
        networks: ago(keepMs.networks),
      }),
    paces: () => store.purgePaces(ago(0)),
    tickets: async () => {
      while (await store.purgeTickets(ago(keepMs.tickets)));
    },
    reports: () => store.purgeReports(ago(keepMs.reports)),
    groups: async () => {
      let after: GroupId | null = null;
      do after = await store.purgeGroups(ago(keepMs.groups), after); while (after !== null);
    },
    accounts: () => store.purgeAccounts(ago(0)),
    pushes: () => store.purgePushes(),
  };
  for (const [kind, purge] of Object.entries(kinds)) {
    try {
      await purge();
    } catch (error) {
      report("purge_failed", { kind, error });
    }
  }
}
