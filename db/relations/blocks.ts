// Blocks: who is never put in a group with whom, whichever of the two asked for it.

import { type Kysely, sql } from "kysely";
import type { Instant, User, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import { lockUsers } from "../people/users.ts";

/**
 * Waits while a group of either is being formed: the block holds for every group formed after it.
 * False: there is no one to block. Throws when there is no blocker, or it is the same user.
 */
export async function blockUser(
  db: Kysely<DB>,
  block: { readonly blocker: UserId; readonly blocked: UserId; readonly at: Instant },
): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    const accounts = await lockUsers(tx, [block.blocker, block.blocked]);
    if (!accounts.has(block.blocker)) {
      throw new Error(`There is no user with the id "${block.blocker}"`);
    }
    if (!accounts.has(block.blocked)) return false;
    await tx.insertInto("blocks").values(block).onConflict((conflict) => conflict.doNothing())
      .execute();
    return true;
  });
}

/** False when there was no block. */
export async function unblockUser(
  db: Kysely<DB>,
  blocker: UserId,
  blocked: UserId,
): Promise<boolean> {
  const row = await db.deleteFrom("blocks").where("blocker", "=", blocker).where(
    "blocked",
    "=",
    blocked,
  )
    .returning("blocker").executeTakeFirst();
  return row !== undefined;
}

/** By name. */
export async function findBlocked(db: Kysely<DB>, user: UserId): Promise<User[]> {
  return await db.selectFrom("blocks").innerJoin("users", "users.id", "blocked")
    .select(["users.id", "username"]).where("blocker", "=", user)
    .orderBy(sql`username_key collate "C"`).execute();
}
