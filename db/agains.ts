// "Again with them": private until both say so.

import { type Kysely, sql, type Transaction } from "kysely";
import type { GroupId, Instant, UserId } from "../actors/protocol.ts";
import type { DB } from "./schema.ts";
import type { AgainOutcome } from "./ticket_store.ts";
import { lockUsers } from "./users.ts";

interface NewAgain {
  readonly user: UserId;
  readonly other: UserId;
  readonly on: boolean;
  readonly at: Instant;
}

/** See TicketStore.setAgain. Of two who say so at once, the second one sees that it is mutual. */
export async function setAgain(db: Kysely<DB>, again: NewAgain): Promise<AgainOutcome | null> {
  const { user, other, on, at } = again;
  return await db.transaction().execute(async (tx) => {
    await lockUsers(tx, [user, other]);
    const groups = await findShared(tx, user, other);
    if (groups.length === 0) return null;
    if (on) {
      await tx.insertInto("agains").values({ user_id: user, other_id: other, at })
        .onConflict((conflict) => conflict.doNothing()).execute();
    } else {
      await tx.deleteFrom("agains").where("user_id", "=", user).where("other_id", "=", other).execute();
    }
    return { mutual: on && await isAsked(tx, other, user), groups };
  });
}

/** The groups in which the user is, and the other one is or was. */
async function findShared(tx: Transaction<DB>, user: UserId, other: UserId): Promise<GroupId[]> {
  const { rows } = await sql<{ readonly id: GroupId }>`
    select mine.group_id as id from members mine join members theirs on theirs.group_id = mine.group_id
    where mine.user_id = ${user} and mine.left_at is null
      and theirs.user_id = ${other} and theirs.user_id <> mine.user_id
    order by mine.group_id`.execute(tx);
  return rows.map(({ id }) => id);
}

async function isAsked(tx: Transaction<DB>, user: UserId, other: UserId): Promise<boolean> {
  const row = await tx.selectFrom("agains").select("at")
    .where("user_id", "=", user).where("other_id", "=", other).executeTakeFirst();
  return row !== undefined;
}
