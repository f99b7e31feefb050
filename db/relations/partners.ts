// Partners: two users who look for a third together. Each has one at most.

import type { Kysely } from "kysely";
import type { Instant, User, UserId } from "../../protocol/domain.ts";
import { toUser, userColumns } from "../people/user_rows.ts";
import type { DB } from "../schema.ts";
import { createBatchLoader, perRow } from "../sql/batch_loader.ts";
import { withParties } from "../sql/party_locks.ts";
import { anyOf } from "../sql/sql.ts";
import type { RelationStore } from "../store/relations.ts";
import { closeOwn } from "../tickets/tickets.ts";

export function partnerStore(db: Kysely<DB>) {
  return {
    partner: createBatchLoader((users: readonly UserId[]) => findPartners(db, users), perRow),
    endPartnership: (user, at) => endPartnership(db, user, at),
  } satisfies Partial<RelationStore>;
}

async function findPartners(
  db: Kysely<DB>,
  users: readonly UserId[],
): Promise<Map<UserId, User>> {
  const rows = await db.selectFrom("partners").innerJoin("users", "users.id", "partner_id")
    .select(["user_id", ...userColumns]).where("user_id", "=", anyOf(users)).execute();
  return new Map(rows.map((row) => [row.user_id, toUser(row)]));
}

async function endPartnership(
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
