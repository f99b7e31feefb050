// Two accounts of one device are no partners: a log-in can make that of two who were.

import type { UserId } from "../../protocol/domain.ts";
import type { World } from "../../actors/world.ts";

/** Ends the partnership of a user who has logged in where their partner did. */
export async function endIfOnOneDevice(
  user: UserId,
  { store, placement, report }: Pick<World, "store" | "placement" | "report">,
): Promise<void> {
  try {
    const partner = await store.partner(user);
    if (partner === null || !await store.areKeptApart(user, partner.id)) return;
    const answer = await placement.askMatchmaker({ type: "end_partnership", user });
    if (answer.type === "refused") throw new Error(`The matchmaker answered ${answer.code}`);
  } catch (error) {
    // The database refuses their group all the same.
    report("partnership_not_ended", { user, error });
  }
}
