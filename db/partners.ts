// Partners: two who search a third together. Each has one at most.

import type { Kysely } from "kysely";
import type { Instant, User, UserId } from "../actors/protocol.ts";
import { withParties } from "./locking.ts";
import type { DB } from "./schema.ts";
import { closeOwn } from "./tickets.ts";

export async function findPartner(db: Kysely<DB>, user: UserId): Promise<User | null> {
  const row = await db.selectFrom("partners").innerJoin("users", "users.id", "partner_id")
    .select(["users.id", "username"]).where("user_id", "=", user).executeTakeFirst();
  return row ?? null;
}

/** See TicketStore.endPartnership. */
export async function endPartnership(
  db: Kysely<DB>,
  user: UserId,
  at: Instant,
): Promise<{ readonly partner: UserId; readonly withdrawn: boolean } | null> {
  return await withParties(db, [user], async (tx, { partners }) => {
    const partner = partners.get(user);
    if (partner === undefined) return null;
    const withdrawn = await closeOwn(tx, [user, partner], at);
    await tx.deleteFrom("partners").where("user_id", "in", [user, partner]).execute();
    return { partner, withdrawn: withdrawn.length > 0 };
  });
}
