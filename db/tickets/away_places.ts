// The place of a member who is away: which one it is, whether they are away still, and closing the
// seats of those who are not. Who deletes the account is not away: they leave the group by that.

import { type Kysely, type RawBuilder, sql, type SqlBool, type Transaction } from "kysely";
import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import { anyOf } from "../sql/sql.ts";
import type { ReturnedMember, SeatStore } from "../store/seats.ts";
import { lockGroup } from "../sql/group_lock.ts";

export function placeOfAwayStore(db: Kysely<DB>) {
  return {
    returnedMembers: (user, silentBefore) =>
      findReturned(db, silentBefore, user === null ? sql`true` : sql`t.place_of = ${user}`),
    closeReturned: (groups, silentBefore, at) => closeReturned(db, { groups, silentBefore, at }),
  } satisfies Partial<SeatStore>;
}

/** When the member `m`, whose user is `u`, was last there, as far as is known, or came in. */
const lastThere: RawBuilder<Instant> = sql`greatest(coalesce(
  (select seen_at from last_seen where user_id = m.user_id), u.created_at
), m.joined_at)`;

/**
 * Whose place a user may look for somebody in: the member who has been away the longest, of those
 * of whom the user is shown it. Null: nobody is away.
 */
export async function findAway(
  tx: Transaction<DB>,
  { group, user }: { readonly group: GroupId; readonly user: UserId },
  silentBefore: Instant | null,
): Promise<UserId | null> {
  if (silentBefore === null) return null;
  const { rows: [found] } = await sql<{ readonly user_id: UserId }>`
    select m.user_id from members m join users u on u.id = m.user_id
    where m.group_id = ${group} and m.left_at is null and m.user_id <> ${user}
      and u.presence and (select presence from users where id = ${user})
      and u.deleted_at is null and ${lastThere} < ${silentBefore}
    order by ${lastThere}, m.position limit 1`.execute(tx);
  return found?.user_id ?? null;
}

/**
 * Whether a member is away still. From then on hello of theirs waits until the transaction ends:
 * the row is locked, and made where there is none.
 */
export async function isAwayStill(
  tx: Transaction<DB>,
  { group, user }: { readonly group: GroupId; readonly user: UserId },
  silentBefore: Instant | null,
): Promise<boolean> {
  if (silentBefore === null) return false;
  await sql`
    insert into last_seen (user_id, seen_at)
    select id, created_at from users where id = ${user} and deleted_at is null
    on conflict (user_id) do nothing`.execute(tx);
  await tx.selectFrom("last_seen").select("user_id").where("user_id", "=", user).forUpdate()
    .execute();
  const { rows: [found] } = await sql<{ readonly is_away: boolean }>`
    select u.presence and u.deleted_at is null and ${lastThere} < ${silentBefore} as is_away
    from members m join users u on u.id = m.user_id
    where m.group_id = ${group} and m.user_id = ${user} and m.left_at is null`.execute(tx);
  return found?.is_away === true;
}

/** Members who are away no more, of the open seats `t` for which the condition holds. */
async function findReturned(
  db: Kysely<DB>,
  silentBefore: Instant | null,
  condition: RawBuilder<SqlBool>,
): Promise<ReturnedMember[]> {
  const { rows } = await sql<ReturnedMember>`
    select distinct t.seat as "group", m.user_id as "user" from tickets t
    join members m on m.group_id = t.seat and m.user_id = t.place_of and m.left_at is null
    join users u on u.id = m.user_id
    where t.closed_at is null and t.place_of is not null
      and (${silentBefore}::timestamptz is null or not u.presence or u.deleted_at is not null
        or ${lastThere} >= ${silentBefore})
      and ${condition}
    order by 1`.execute(db);
  return rows;
}

async function closeReturned(
  db: Kysely<DB>,
  { groups, silentBefore, at }: {
    readonly groups: readonly GroupId[];
    readonly silentBefore: Instant | null;
    readonly at: Instant;
  },
): Promise<ReturnedMember[]> {
  if (groups.length === 0) return [];
  const closed: ReturnedMember[] = [];
  for (const returned of await findReturned(db, silentBefore, sql`t.seat = ${anyOf(groups)}`)) {
    const { group } = returned;
    if (await db.transaction().execute((tx) => closeOne(tx, group, at))) closed.push(returned);
  }
  return closed;
}

/** Who is back stays so for longer than it takes to close the seat. */
async function closeOne(tx: Transaction<DB>, group: GroupId, at: Instant): Promise<boolean> {
  await lockGroup(tx, group);
  const closed = await tx.updateTable("tickets").set({ closed_at: at })
    .where("seat", "=", group).where("closed_at", "is", null).where("place_of", "is not", null)
    .returning("id").execute();
  return closed.length > 0;
}
