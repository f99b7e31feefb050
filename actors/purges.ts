// Purges what is over, kind by kind, soon after the start and then each hour. A kind that fails is
// tried again the next time, and keeps no other from its turn.

import type { Store } from "../db/store/store.ts";
import { type Cancel, type Clock, instantOf } from "../protocol/clock.ts";
import type { GroupId } from "../protocol/domain.ts";
import type { Report } from "./runtime/mailbox.ts";

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
    "Sessions that ran out": () => store.purgeSessions(ago(0)),
    "Devices and networks": () =>
      store.purgeSights({
        now: ago(0),
        devices: ago(keepMs.devices),
        networks: ago(keepMs.networks),
      }),
    "Guesses and sign-ups": () => store.purgePaces(ago(0)),
    "Withdrawn tickets": async () => {
      while (await store.purgeTickets(ago(keepMs.tickets)));
    },
    "Old reports": () => store.purgeReports(ago(keepMs.reports)),
    "Groups that everybody has left": async () => {
      let after: GroupId | null = null;
      do after = await store.purgeGroups(ago(keepMs.groups), after); while (after !== null);
    },
    "Deleted accounts": () => store.purgeAccounts(ago(0)),
    "Pushes that were read": () => store.purgePushes(),
  };
  for (const [kind, purge] of Object.entries(kinds)) {
    try {
      await purge();
    } catch (error) {
      report(`${kind} were not forgotten`, error);
    }
  }
}
