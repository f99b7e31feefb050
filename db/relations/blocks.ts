// Blocks: two users who are never put in a group together, whichever of the two asked for it.

import { type Kysely, sql } from "kysely";
import type { Instant, User, UserId } from "../../protocol/domain.ts";
import { lockUsers, toUser } from "../people/users.ts";
import type { DB } from "../schema.ts";
import type { RelationStore } from "../store/relations.ts";

export function blockStore(db: Kysely<DB>) {
  return {
    block: (blocker, blocked, at) => block(db, { blocker, blocked, at }),
    unblock: (blocker, blocked) => unblock(db, blocker, blocked),
    blocked: (user) => findBlocked(db, user),
  } satisfies Partial<RelationStore>;
}

/**
 * Waits for a group of either that is being formed: the block holds for every group formed after
 * it. Throws when there is no blocker, or both are the same user.
 */
async function block(
  db: Kysely<DB>,
  row: { readonly blocker: UserId; readonly blocked: UserId; readonly at: Instant },
): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    const accounts = await lockUsers(tx, [row.blocker, row.blocked]);
    if (!accounts.has(row.blocker)) {
      throw new Error(`There is no user with the id "${row.blocker}"`);
    }
    if (!accounts.has(row.blocked)) return false;
    await tx.insertInto("blocks").values(row).onConflict((conflict) => conflict.doNothing())
      .execute();
    return true;
  });
}

async function unblock(db: Kysely<DB>, blocker: UserId, blocked: UserId): Promise<boolean> {
  const row = await db.deleteFrom("blocks")
    .where("blocker", "=", blocker).where("blocked", "=", blocked)
    .returning("blocker").executeTakeFirst();
  return row !== undefined;
}

async function findBlocked(db: Kysely<DB>, user: UserId): Promise<User[]> {
  const rows = await db.selectFrom("blocks").innerJoin("users", "users.id", "blocked")
    .select(["users.id", "username"]).where("blocker", "=", user)
    .orderBy(sql`coalesce(username_key, '') collate "C"`).orderBy("users.id").execute();
  return rows.map(toUser);
}
