// Members: who is in a group, how far each has read, and how a member leaves.

import { type Kysely, type RawBuilder, sql, type SqlBool, type Transaction } from "kysely";
import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import { createBatchLoader, perGroupRow } from "../sql/batch_loader.ts";
import { anyOf, toInstant } from "../sql/sql.ts";
import type { CoMembers, GroupMembers, GroupStore, ReadPointer } from "../store/groups.ts";
import type { NewMessage } from "../store/logs.ts";
import { lockUsers } from "../people/users.ts";
import { noteLeave } from "../tickets/pair_leavers.ts";
import { lockGroup } from "../sql/group_lock.ts";
import { leaveSeat } from "../tickets/seats.ts";
import { addMessage } from "./messages.ts";

export function memberStore(db: Kysely<DB>) {
  const coMembersOf = createBatchLoader(
    (users: readonly UserId[]) => findCoMembers(db, users),
    perGroupRow,
  );
  const presenceViewersOf = createBatchLoader(
    (users: readonly UserId[]) => findCoMembers(db, users, sharesPresence),
    perGroupRow,
  );
  const headsOf = createBatchLoader(
    (users: readonly UserId[]) => findHeads(db, users),
    perGroupRow,
  );
  return {
    groupMembers: (group) => findGroupMembers(db, group),
    lostPlaces: (user, groups) => findLostPlaces(db, user, groups),
    markShown: (group, users) => markShown(db, group, users),
    coMembers: async (user) => await coMembersOf(user) ?? [],
    presenceViewers: async (user) => await presenceViewersOf(user) ?? [],
    heads: async (user) => await headsOf(user) ?? {},
    leave: (message) => db.transaction().execute((tx) => leaveGroup(tx, message)),
    markRead: (pointers) => markRead(db, pointers),
  } satisfies Partial<GroupStore>;
}

async function findGroupMembers(
  db: Kysely<DB>,
  group: GroupId,
): Promise<GroupMembers | null> {
  const row = await db.selectFrom("groups").select([
    sql<number>`coalesce((select max(seq) from messages where group_id = groups.id), 0)`.as(
      "last_seq",
    ),
    sql<GroupMembers["members"]>`coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', user_id, 'firstSeq', first_seq, 'readSeq', read_seq, 'leftAt', left_at, 'leftSeq', left_seq, 'isUnshown', is_unshown,
        'isReplaced', left_reason is not null
      ) || ${switchedOff} order by position)
      from members join users on users.id = user_id where group_id = groups.id
    ), '[]')`.as("members"),
  ]).where("id", "=", group).executeTakeFirst();
  return row === undefined ? null : {
    lastSeq: row.last_seq,
    members: row.members.map(({ leftAt, ...rest }) => ({
      ...rest,
      leftAt: leftAt === null ? null : toInstant(leftAt),
    })),
  };
}

/** As JSON; nearly always nothing. */
const switchedOff = sql`
  case when receipts and typing and presence then '{}' else jsonb_build_object('off', array_remove(array[
    case when not receipts then 'receipts' end,
    case when not typing then 'typing' end,
    case when not presence then 'presence' end
  ], null)) end`;

async function findLostPlaces(
  db: Kysely<DB>,
  user: UserId,
  groups: readonly GroupId[],
): Promise<GroupId[]> {
  const rows = await db.selectFrom("members").select("group_id")
    .where("user_id", "=", user).where("group_id", "=", anyOf(groups))
    .where("left_reason", "=", "away").orderBy("group_id").execute();
  return rows.map(({ group_id }) => group_id);
}

async function markShown(
  db: Kysely<DB>,
  group: GroupId,
  users: readonly UserId[],
): Promise<void> {
  await db.updateTable("members").set({ is_unshown: false })
    .where("group_id", "=", group).where("user_id", "=", anyOf(users)).where(
      "is_unshown",
      "=",
      true,
    )
    .execute();
}

/** Whether the member `m` is shown the presence of the member `mine`. */
const sharesPresence = sql<SqlBool>`(
  select bool_and(presence) from users where id in (mine.user_id, m.user_id)
)`;

/**
 * For each user who is in any group: the groups in the order of ids, and who else is in each, in
 * the order of joining.
 */
async function findCoMembers(
  db: Kysely<DB>,
  users: readonly UserId[],
  condition: RawBuilder<SqlBool> = sql`true`,
): Promise<Map<UserId, CoMembers[]>> {
  const rows = await db.selectFrom("members as mine").select([
    "mine.user_id as user",
    "mine.group_id as group",
    sql<readonly UserId[]>`coalesce((
      select jsonb_agg(m.user_id order by m.position) from members m
      where m.group_id = mine.group_id and m.left_at is null and m.user_id <> mine.user_id
        and ${condition}
    ), '[]')`.as("others"),
  ]).where("user_id", "=", anyOf(users)).where("left_at", "is", null)
    .orderBy("group_id").execute();
  const byUser = Map.groupBy(rows, ({ user }) => user);
  return new Map(
    byUser.entries().map((
      [user, mine],
    ) => [user, mine.map(({ group, others }) => ({ group, others }))]),
  );
}

/** For each user who is in any group: the last seq of each group. */
async function findHeads(
  db: Kysely<DB>,
  users: readonly UserId[],
): Promise<Map<UserId, Record<GroupId, number>>> {
  const rows = await db.selectFrom("members as mine").select([
    "mine.user_id as user",
    "mine.group_id as group",
    sql<number>`coalesce((select max(seq) from messages x where x.group_id = mine.group_id), 0)`.as(
      "head",
    ),
  ]).where("user_id", "=", anyOf(users)).where("left_at", "is", null)
    .execute();
  const byUser = Map.groupBy(rows, ({ user }) => user);
  return new Map(
    byUser.entries().map((
      [user, mine],
    ) => [user, Object.fromEntries(mine.map((row) => [row.group, row.head]))]),
  );
}

async function markRead(db: Kysely<DB>, pointers: readonly ReadPointer[]): Promise<void> {
  await sql`
    update members set read_seq = r.seq
    from (
      select "group", "user", max(seq) as seq
      from jsonb_to_recordset(${
    JSON.stringify(pointers)
  }::text::jsonb) as r("group" uuid, "user" uuid, seq bigint)
      group by "group", "user"
    ) r
    where group_id = r."group" and user_id = r."user" and left_at is null and read_seq < r.seq`
    .execute(db);
}

/** "conflict" also when the author is not a member now: the caller knows an old state. */
async function leaveGroup(
  tx: Transaction<DB>,
  added: NewMessage,
): Promise<"stored" | "conflict"> {
  const { group, message: { by, at, seq } } = added;
  // Whose ticket may be opened again. Users are locked before groups.
  if (by !== null) await lockUsers(tx, [by]);
  await lockGroup(tx, group);
  const mine = await tx.selectFrom("members").select("user_id")
    .where("group_id", "=", group).where("user_id", "=", by).where("left_at", "is", null)
    .forNoKeyUpdate().executeTakeFirst();
  if (mine === undefined || !await addMessage(tx, added)) return "conflict";
  await endMembership(tx, { group, user: mine.user_id, at, seq });
  return "stored";
}

/** `seq`: of the message "left". The user and the group are locked before. */
export async function endMembership(
  tx: Transaction<DB>,
  { group, user, at, seq }: ReadPointer & { readonly at: Instant },
): Promise<void> {
  await tx.updateTable("members").set({ left_at: at, left_seq: seq })
    .where("group_id", "=", group).where("user_id", "=", user).execute();
  const leave = { group, user, at };
  await leaveSeat(tx, leave);
  await noteLeave(tx, leave);
}
