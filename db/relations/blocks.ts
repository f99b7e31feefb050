// Blocks: two users who are never put in a group together, whichever of the two asked for it. A
// block reaches other accounts, see reaches.ts.

import { type Kysely, sql } from "kysely";
import type { Instant, User, UserId } from "../../protocol/domain.ts";
import { lockUsers, toUser } from "../people/users.ts";
import type { DB } from "../schema.ts";
import type { RelationStore } from "../store/relations.ts";
import { extendBlock, withdrawBlock } from "./reaches.ts";

export function blockStore(db: Kysely<DB>) {
  return {
    block: (blocker, blocked, at) => block(db, { blocker, blocked, at }),
    unblock: (blocker, blocked) => unblock(db, blocker, blocked),
    blocked: (user) => findBlocked(db, user),
    areKeptApart: (one, other) => areKeptApart(db, one, other),
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
    const added = await tx.insertInto("blocks").values(row)
      .onConflict((conflict) => conflict.doNothing()).returning("at").executeTakeFirst();
    const { blocker: owner, blocked: about } = row;
    if (added !== undefined) await extendBlock(tx, { owner, about });
    return true;
  });
}

async function unblock(db: Kysely<DB>, blocker: UserId, blocked: UserId): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    const row = await tx.deleteFrom("blocks")
      .where("blocker", "=", blocker).where("blocked", "=", blocked)
      .returning("blocker").executeTakeFirst();
    await withdrawBlock(tx, { owner: blocker, about: blocked });
    return row !== undefined;
  });
}

async function areKeptApart(db: Kysely<DB>, one: UserId, other: UserId): Promise<boolean> {
  const { rows } = await sql<{ readonly apart: boolean }>`
    select are_kept_apart(${one}, ${other}) as apart`.execute(db);
  return rows[0]?.apart ?? false;
}

async function findBlocked(db: Kysely<DB>, user: UserId): Promise<User[]> {
  const rows = await db.selectFrom("blocks").innerJoin("users", "users.id", "blocked")
    .select(["users.id", "username"]).where("blocker", "=", user)
    .orderBy(sql`coalesce(username_key, '') collate "C"`).orderBy("users.id").execute();
  return rows.map(toUser);
}
