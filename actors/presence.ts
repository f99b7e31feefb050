// Tells the others of a user's groups that the user came online or went offline. Asks the store for the company, so
// that no group's actor has to be awake for it.

import type { Store } from "../db/store.ts";
import type { Hub } from "./hub.ts";
import type { UserId } from "./protocol.ts";
import type { Report } from "./report.ts";

export interface PresenceDeps {
  readonly store: Store;
  readonly hub: Hub;
  readonly report: Report;
}

/** Never rejects. */
export async function announcePresence(user: UserId, { store, hub, report }: PresenceDeps): Promise<void> {
  try {
    for (const { group, others } of await store.company(user)) {
      // Asked now and not when the change came: answers of the store may overtake each other, the last one is right.
      hub.deliver(others, { type: "presence", group, user, online: hub.isOnline(user) });
    }
  } catch (error) {
    report("A change of presence was not announced", error);
  }
}
