// Rematch wishes, "again" on the wire: private until both users have one.

import { type Kysely, sql, type Transaction } from "kysely";
import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";
import { lockUsers } from "../people/users.ts";
import type { DB } from "../schema.ts";
import type { RelationStore, RematchOutcome } from "../store/relations.ts";

export function rematchWishStore(db: Kysely<DB>) {
  return {
    setRematchWish: (user, other, on, at) => setRematchWish(db, { user, other, on, at }),
  } satisfies Partial<RelationStore>;
}

interface NewRematchWish {
  readonly user: UserId;
  readonly other: UserId;
  readonly on: boolean;
  readonly at: Instant;
}

/** Both users are locked: of two wishes at once, the second one is told that it is mutual. */
async function setRematchWish(
  db: Kysely<DB>,
  { user, other, on, at }: NewRematchWish,
): Promise<RematchOutcome | null> {
  return await db.transaction().execute(async (tx) => {
    await lockUsers(tx, [user, other]);
    const shared = await findShared(tx, user, other);
    const groups = shared.filter(({ isThere }) => isThere).map(({ id }) => id);
    // A wish outlives the groups that the two shared.
    const may = on ? groups.length > 0 : shared.length > 0 || await hasWish(tx, user, other);
    if (!may) return null;
    if (on) {
      await tx.insertInto("rematch_wishes").values({ user_id: user, other_id: other, at })
        .onConflict((conflict) => conflict.doNothing()).execute();
    } else {
      await tx.deleteFrom("rematch_wishes").where("user_id", "=", user).where(
        "other_id",
        "=",
        other,
      )
        .execute();
    }
    return { mutual: on && await hasWish(tx, other, user), groups };
  });
}

interface Shared {
  readonly id: GroupId;
  /** Whether the user is in it now. */
  readonly isThere: boolean;
}

/** The groups in which the two are or were at the same time. */
async function findShared(tx: Transaction<DB>, user: UserId, other: UserId): Promise<Shared[]> {
  const { rows } = await sql<Shared>`
    select mine.group_id as id, mine.left_at is null as "isThere"
    from members mine join members theirs on theirs.group_id = mine.group_id
    where mine.user_id = ${user} and theirs.user_id = ${other} and theirs.user_id <> mine.user_id
      and (mine.left_at is null or mine.left_seq > theirs.first_seq)
      and (theirs.left_at is null or theirs.left_seq > mine.first_seq)
    order by mine.group_id`.execute(tx);
  return rows;
}

async function hasWish(tx: Transaction<DB>, user: UserId, other: UserId): Promise<boolean> {
  const row = await tx.selectFrom("rematch_wishes").select("at")
    .where("user_id", "=", user).where("other_id", "=", other).executeTakeFirst();
  return row !== undefined;
}
