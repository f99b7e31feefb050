// Blocks: two users who are never put in a group together, whichever of the two asked for it. A
// block reaches other accounts, see reaches.ts.

import { type Kysely, sql, type Transaction } from "kysely";
import type { GroupId, User, UserId } from "../../protocol/domain.ts";
import { endMembership } from "../groups/members.ts";
import { addNext } from "../groups/messages.ts";
import { lockUsers } from "../people/users.ts";
import { toUser, userColumns } from "../people/user_rows.ts";
import type { DB } from "../schema.ts";
import type { NewBlock, RelationStore } from "../store/relations.ts";
import { lockGroup } from "../sql/group_lock.ts";
import { extendBlock, withdrawBlock } from "./reaches.ts";

export function blockStore(db: Kysely<DB>) {
  return {
    block: async (blocker, blocked, at) =>
      await block(db, { blocker, blocked, at, leave: [] }) !== null,
    blockAndLeave: (added) => block(db, added),
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
  { leave, ...row }: NewBlock,
): Promise<readonly GroupId[] | null> {
  return await db.transaction().execute(async (tx) => {
    const accounts = await lockUsers(tx, [row.blocker, row.blocked]);
    if (!accounts.has(row.blocker)) {
      throw new Error(`There is no user with the id "${row.blocker}"`);
    }
    if (!accounts.has(row.blocked)) return null;
    const added = await tx.insertInto("blocks").values(row)
      .onConflict((conflict) => conflict.doNothing()).returning("at").executeTakeFirst();
    const { blocker: owner, blocked: about } = row;
    if (added !== undefined) await extendBlock(tx, { owner, about });
    return await leaveWith(tx, { ...row, leave });
  });
}

/** Leaves those of the groups in which both are now. */
async function leaveWith(
  tx: Transaction<DB>,
  { blocker, blocked, at, leave }: NewBlock,
): Promise<readonly GroupId[]> {
  const left: GroupId[] = [];
  for (const { group, messageId: id } of leave.toSorted((a, b) => a.group < b.group ? -1 : 1)) {
    await lockGroup(tx, group);
    if (!await areTogether(tx, group, { blocker, blocked })) continue;
    const draft = { kind: "left", id, by: blocker, at } as const;
    const { seq } = await addNext(tx, group, draft);
    await endMembership(tx, { group, user: blocker, at, seq });
    left.push(group);
  }
  return left;
}

async function areTogether(
  tx: Transaction<DB>,
  group: GroupId,
  { blocker, blocked }: Pick<NewBlock, "blocker" | "blocked">,
): Promise<boolean> {
  const rows = await tx.selectFrom("members").select("user_id").where("group_id", "=", group)
    .where("user_id", "in", [blocker, blocked]).where("left_at", "is", null).execute();
  return rows.length === 2;
}

async function unblock(
  db: Kysely<DB>,
  blocker: UserId,
  blocked: UserId,
): Promise<readonly UserId[] | null> {
  return await db.transaction().execute(async (tx) => {
    const row = await tx.deleteFrom("blocks")
      .where("blocker", "=", blocker).where("blocked", "=", blocked)
      .returning("blocker").executeTakeFirst();
    const reached = await withdrawBlock(tx, { owner: blocker, about: blocked });
    return row === undefined ? null : reached;
  });
}

async function areKeptApart(db: Kysely<DB>, one: UserId, other: UserId): Promise<boolean> {
  const { rows } = await sql<{ readonly apart: boolean }>`
    select are_kept_apart(${one}, ${other}) as apart`.execute(db);
  return rows[0]?.apart ?? false;
}

async function findBlocked(db: Kysely<DB>, user: UserId): Promise<User[]> {
  const rows = await db.selectFrom("blocks").innerJoin("users", "users.id", "blocked")
    .select(userColumns).where("blocker", "=", user)
    .orderBy(sql`coalesce(username_key, '') collate "C"`).orderBy("users.id").execute();
  return rows.map(toUser);
}
