// Groups as one of their members sees them: each list in one statement.

import { type Kysely, sql } from "kysely";
import type { GroupId, Instant, Seat, Unseen, UserId } from "../../protocol/domain.ts";
import { withoutUnseen } from "../../protocol/log.ts";
import { type ProfileRow, toProfile } from "../people/users.ts";
import { toUser, type UserRow } from "../people/user_rows.ts";
import type { DB, MembersTable } from "../schema.ts";
import { createBatchLoader, perWholeGroup } from "../sql/batch_loader.ts";
import { anyOf, toInstant } from "../sql/sql.ts";
import type { GroupStore, StoredGroup, StoredMember } from "../store/groups.ts";
import { contentNow, toMessage } from "./messages.ts";

export function groupStore(db: Kysely<DB>) {
  const find = createBatchLoader(
    (users: readonly UserId[]) => findGroups(db, users),
    perWholeGroup,
  );
  return {
    groups: async (user) => await find(user) ?? [],
    group: (user, group) => findGroup(db, user, group),
  } satisfies Partial<GroupStore>;
}

/** For each user who is in any group: the groups, latest activity first. */
async function findGroups(
  db: Kysely<DB>,
  users: readonly UserId[],
): Promise<Map<UserId, StoredGroup[]>> {
  const rows = await selectGroups(db).where("mine.user_id", "=", anyOf(users))
    // By the time alone where the arrival was not stored yet: the clock may have been set back.
    .orderBy("last.arrival", (order) => order.desc().nullsLast())
    .orderBy("last.at", (order) => order.desc().nullsLast()).orderBy("groups.id", "desc").execute();
  const byUser = Map.groupBy(rows, ({ user }) => user);
  return new Map(byUser.entries().map(([user, mine]) => [user, mine.map(toGroup)]));
}

async function findGroup(
  db: Kysely<DB>,
  user: UserId,
  group: GroupId,
): Promise<StoredGroup | null> {
  const row = await selectGroups(db).where("mine.user_id", "=", user).where("groups.id", "=", group)
    .executeTakeFirst();
  return row === undefined ? null : toGroup(row);
}

function selectGroups(db: Kysely<DB>) {
  return db.selectFrom("members as mine").innerJoin("groups", "groups.id", "mine.group_id")
    .innerJoin("users as viewer", "viewer.id", "mine.user_id")
    .leftJoinLateral(
      (eb) =>
        eb.selectFrom("messages")
          .select(["seq", "kind", "messages.id", "by", "at", "arrival", contentNow.as("content")])
          .whereRef("group_id", "=", "mine.group_id").whereRef("seq", ">=", "mine.first_seq")
          .orderBy("seq", "desc").limit(1).as("last"),
      (join) => join.onTrue(),
    )
    .select(["groups.id", "groups.name", "groups.formed_at", "groups.why"])
    .select(["mine.user_id as user", "mine.first_seq", "mine.read_seq"])
    .select(["last.seq", "last.kind", "last.id as message", "last.by", "last.at", "last.content"])
    .select([membersOfMine, unreadOfMine, seatOfMine])
    .where("mine.left_at", "is", null);
}

/** Without those who had left before the user joined: a newcomer sees nothing of that time. */
const membersOfMine = sql<readonly MemberJson[]>`(
  select jsonb_agg(jsonb_build_object(
    'id', m.user_id, 'username', u.username, 'bot', u.bot, 'birth_date', u.birth_date, 'sex', u.sex,
    'languages', u.languages, 'interests', u.interests, 'about_self', u.about_self,
    'first_seq', m.first_seq, 'read_seq', m.read_seq, 'left_at', m.left_at, 'came_with', m.came_with,
    'seen_at', greatest(coalesce(last_seen.seen_at, u.created_at), m.joined_at),
    'position', m.position,
    'asked', exists (select from rematch_wishes where user_id = mine.user_id and other_id = m.user_id),
    'asks', exists (select from rematch_wishes where user_id = m.user_id and other_id = mine.user_id),
    'unseen', case when u.id <> viewer.id then array_remove(array[
      case when not (u.receipts and viewer.receipts) then 'receipts' end,
      case when not (u.presence and viewer.presence) then 'presence' end
    ], null) else '{}' end
  ) order by m.position)
  from members m join users u on u.id = m.user_id left join last_seen on last_seen.user_id = u.id
  where m.group_id = mine.group_id and (m.left_at is null or m.left_seq > mine.first_seq)
)`.as("members");

const unreadOfMine = sql<number>`(
  select count(*) from messages x
  where x.group_id = mine.group_id and x.seq > mine.read_seq and x.seq >= mine.first_seq
    and x.kind = 'text' and x.by <> mine.user_id and x.content->>'erased' = 'false'
)`.as("unread");

const seatOfMine = sql<SeatJson | null>`(
  select jsonb_build_object('id', t.id, 'since', t.since, 'place_of', t.place_of) from tickets t
  where t.seat = mine.group_id and t.closed_at is null limit 1
)`.as("seat");

type SeatJson = Pick<Seat, "id" | "since"> & { readonly place_of: UserId | null };

type MemberJson =
  & UserRow
  & ProfileRow
  & { readonly unseen: readonly Unseen[] }
  & Pick<MembersTable, "first_seq" | "read_seq" | "left_at">
  & Pick<MembersTable, "position">
  & { readonly came_with: UserId | null; readonly seen_at: string }
  & { readonly asked: boolean; readonly asks: boolean };

type GroupRow = Awaited<ReturnType<ReturnType<typeof selectGroups>["execute"]>>[number];

function toGroup(row: GroupRow): StoredGroup {
  const isNewcomer = row.first_seq > 1;
  return {
    id: row.id,
    // It names who was matched then, whom a newcomer may never have met.
    name: isNewcomer ? nameOfPresent(row.members) : row.name,
    members: row.members.map((member) => toMember(member, isNewcomer)),
    formedAt: row.formed_at,
    firstSeq: row.first_seq,
    lastSeq: row.seq ?? 0,
    readSeq: row.read_seq,
    unread: row.unread,
    last: lastOf(row),
    ...(row.why && !isNewcomer && { why: row.why }),
    ...togetherOf(row.members),
    ...(row.seat && { seat: toSeat(row.seat, row.members) }),
  };
}

/** Where who was away has left by themselves, the place is free. */
function toSeat({ id, since, place_of }: SeatJson, members: readonly MemberJson[]): Seat {
  const place = members.find((member) => member.id === place_of && member.left_at === null);
  return { id, since: toInstant(since), ...(place && { placeOf: place.id }) };
}

/** The two members of now who came in as partners. */
function togetherOf(members: readonly MemberJson[]): Pick<StoredGroup, "together"> {
  const here = members.filter(({ left_at }) => left_at === null);
  for (const { id, came_with: partner } of here) {
    if (here.some((other) => other.id === partner)) return { together: [id, partner as UserId] };
  }
  return {};
}

function nameOfPresent(members: readonly MemberJson[]): string {
  return members.filter((member) => member.left_at === null)
    .map(({ username }) => username).join(", ");
}

function lastOf(
  { seq, kind, message: id, by, at, content, first_seq }: GroupRow,
): StoredGroup["last"] {
  if (seq === null || kind === null || id === null || at === null) return null;
  return withoutUnseen(toMessage({ seq, kind, id, by, at, content: content ?? {} }), first_seq);
}

function toMember(row: MemberJson, isNewcomer: boolean): StoredMember {
  return {
    ...toUser(row),
    profile: toProfile(row),
    firstSeq: row.first_seq,
    readSeq: row.read_seq,
    leftAt: toInstantOrNull(row.left_at),
    seenAt: toInstant(row.seen_at),
    ...(isNewcomer && { position: row.position }),
    ...(row.unseen.length > 0 && { unseen: row.unseen }),
    // The other user's wish is private until both have one.
    ...(row.asked && { again: row.asks ? "mutual" : "asked" }),
  };
}

function toInstantOrNull(text: string | null): Instant | null {
  return text === null ? null : toInstant(text);
}
