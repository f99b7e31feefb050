// Own data: what is stored of a user, for that user. Each list is read by a key of its rows, so
// that a page costs the same wherever it is in the list.

import { type Kysely, sql } from "kysely";
import type { GroupId, Message, SessionId, TicketId, UserId } from "../../protocol/domain.ts";
import type { NoticeId, ReportId } from "../../protocol/moderation.ts";
import { toMessage } from "../groups/messages.ts";
import { tokenColumns, toToken } from "./api_tokens.ts";
import { toUser, userColumns } from "./user_rows.ts";
import type { DB } from "../schema.ts";
import type { OwnDataStore, OwnEntry, OwnList, OwnRange, SeqRange } from "../store/own_data.ts";

export function ownDataStore(db: Kysely<DB>): OwnDataStore {
  const messages =
    <Kind extends Message["kind"]>(...kinds: readonly Kind[]) =>
    (user: UserId, group: GroupId, range: SeqRange) =>
      findOwnMessages(db, { user, group, kinds, ...range });
  return {
    own: (user, list, range) => readers[list](db, user, range),
    ownTexts: messages("text"),
    ownReactions: messages("reacted"),
    ownChanges: messages("edited", "erased"),
  };
}

type Reader = (db: Kysely<DB>, user: UserId, range: OwnRange) => Promise<OwnEntry[]>;

const readers: Readonly<Record<OwnList, Reader>> = {
  account,
  sessions,
  tokens,
  pushSubscriptions,
  devices,
  networks,
  recoveryCodes,
  passkeys,
  tickets,
  invites,
  blocked,
  again: rematchWishes,
  reports,
  notices,
  groups,
};

async function account(db: Kysely<DB>, user: UserId, { after }: OwnRange): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("users")
    .leftJoin("last_seen", "last_seen.user_id", "users.id")
    .select(["id", "created_at", "seen_at", "receipts", "typing", "presence"])
    .where("id", "=", user).execute();
  return after !== null ? [] : rows.map(({ id, created_at, seen_at, ...preferences }) => [
    id,
    { createdAt: created_at, seenAt: seen_at, preferences },
  ]);
}

async function sessions(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("sessions")
    .select(["id as key", "created_at", "expires_at", "used_at", "agent"])
    .where("user_id", "=", user).where("token_hash", "is", null)
    .$if(after !== null, (run) => run.where("id", ">", after as SessionId))
    .orderBy("id").limit(limit).execute();
  return rows.map(({ key, created_at, expires_at, used_at, agent }) => [
    key,
    { createdAt: created_at, expiresAt: expires_at, usedAt: used_at, agent },
  ]);
}

async function tokens(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("sessions").select(tokenColumns)
    .where("user_id", "=", user).where("token_hash", "is not", null)
    .$if(after !== null, (run) => run.where("id", ">", after as SessionId))
    .orderBy("id").limit(limit).execute();
  return rows.map((row) => {
    const { id, ...token } = toToken(row);
    return [id, token];
  });
}

/** Without the path and the keys: who knows them may send something. */
async function pushSubscriptions(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("push_subscriptions")
    .innerJoin("sessions", "sessions.id", "session_id")
    .select(["endpoint as key", "push_subscriptions.created_at", "renewed_at", "muted"])
    .where("user_id", "=", user)
    .$if(after !== null, (run) => run.where("endpoint", ">", after ?? ""))
    .orderBy("endpoint").limit(limit).execute();
  return rows.map(({ key, created_at, renewed_at, muted }) => [
    key,
    { service: new URL(key).host, createdAt: created_at, renewedAt: renewed_at, muted },
  ]);
}

/** Without the hashes, which are of use to the server alone. */
async function devices(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("user_devices").select(["device as key", "seen_at"])
    .where("user_id", "=", user).$if(after !== null, (run) => run.where("device", ">", after ?? ""))
    .orderBy("device").limit(limit).execute();
  return rows.map(({ key, seen_at }) => [key, { seenAt: seen_at }]);
}

async function networks(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("user_networks").select(["network as key", "seen_at"])
    .where("user_id", "=", user)
    .$if(after !== null, (run) => run.where("network", ">", after ?? ""))
    .orderBy("network").limit(limit).execute();
  return rows.map(({ key, seen_at }) => [key, { seenAt: seen_at }]);
}

async function recoveryCodes(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("recovery_codes").select(["hash", "created_at"])
    .where("user_id", "=", user).$if(after !== null, (run) => run.where("hash", ">", after ?? ""))
    .orderBy("hash").limit(limit).execute();
  return rows.map(({ hash, created_at }) => [hash, { createdAt: created_at }]);
}

async function passkeys(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("passkeys").select(["id", "created_at", "used_at", "label"])
    .where("user_id", "=", user).$if(after !== null, (run) => run.where("id", ">", after ?? ""))
    .orderBy("id").limit(limit).execute();
  return rows.map(({ id, created_at, used_at, label }) => [
    id,
    { createdAt: created_at, usedAt: used_at, label },
  ]);
}

async function tickets(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("tickets").selectAll()
    .where("user_id", "=", user)
    .$if(after !== null, (run) => run.where("id", ">", after as TicketId))
    .orderBy("id").limit(limit).execute();
  return rows.map((
    {
      id,
      sex,
      age,
      widen,
      widen_sex: widenSex,
      bots,
      since,
      slept_at,
      woken_at,
      closed_at,
      group_id,
      seat,
    },
  ) => [
    id,
    {
      id,
      criteria: { sex, age, widen, widenSex, bots },
      since,
      sleptAt: slept_at,
      wokenAt: woken_at,
      closedAt: closed_at,
      group: group_id,
      seat,
    },
  ]);
}

async function invites(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("invites")
    .select(["hash as key", "created_at", "expires_at", "used_at"])
    .where("inviter", "=", user).$if(after !== null, (run) => run.where("hash", ">", after ?? ""))
    .orderBy("hash").limit(limit).execute();
  return rows.map(({ key, created_at, expires_at, used_at }) => [
    key,
    { createdAt: created_at, expiresAt: expires_at, usedAt: used_at },
  ]);
}

async function blocked(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("blocks").innerJoin("users", "users.id", "blocked")
    .select([...userColumns, "at"])
    .where("blocker", "=", user)
    .$if(after !== null, (run) => run.where("blocked", ">", after as UserId))
    .orderBy("blocked").limit(limit).execute();
  return rows.map((row) => [row.id, { ...toUser(row), at: row.at }]);
}

async function rematchWishes(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("rematch_wishes")
    .innerJoin("users", "users.id", "rematch_wishes.other_id")
    .select([...userColumns, "at"])
    .where("user_id", "=", user)
    .$if(after !== null, (run) => run.where("other_id", ">", after as UserId))
    .orderBy("other_id").limit(limit).execute();
  return rows.map((row) => [row.id, { ...toUser(row), at: row.at }]);
}

async function reports(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("reports")
    .select(["id", "group_id", "about", "reason", "seq", "at"])
    .where("by", "=", user).$if(after !== null, (run) => run.where("id", ">", after as ReportId))
    .orderBy("id").limit(limit).execute();
  return rows.map((
    { id, group_id: group, about, reason, seq, at },
  ) => [id, { group, about, reason, seq, at }]);
}

async function notices(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("notices").select(["id", "at", "text", "read_at"])
    .where("user_id", "=", user)
    .$if(after !== null, (run) => run.where("id", ">", after as NoticeId))
    .orderBy("id").limit(limit).execute();
  return rows.map(({ id, at, text, read_at }) => [id, { at, text, readAt: read_at }]);
}

/** A newcomer may never have met those whom the group's own name has. */
const nameAsSeen = sql<string>`case when first_seq = 1 then groups.name else (
  select coalesce(string_agg(u.username, ', ' order by m.position), '')
  from members m join users u on u.id = m.user_id
  where m.group_id = groups.id and m.left_at is null and u.username <> ''
) end`.as("name");

async function groups(
  db: Kysely<DB>,
  user: UserId,
  { after, limit }: OwnRange,
): Promise<OwnEntry[]> {
  const rows = await db.selectFrom("members").innerJoin("groups", "groups.id", "members.group_id")
    .select(["groups.id", nameAsSeen, "joined_at", "read_seq", "left_at", "left_reason"])
    .where("user_id", "=", user)
    .$if(after !== null, (run) => run.where("group_id", ">", after as GroupId))
    .orderBy("group_id").limit(limit).execute();
  return rows.map(({ id, name, left_reason: leftReason, ...row }) => [
    id,
    { id, name, joinedAt: row.joined_at, readSeq: row.read_seq, leftAt: row.left_at, leftReason },
  ]);
}

interface OwnMessages<Kind extends Message["kind"]> extends SeqRange {
  readonly user: UserId;
  readonly group: GroupId;
  readonly kinds: readonly Kind[];
}

/** See OwnDataStore.ownTexts, ownReactions and ownChanges. */
async function findOwnMessages<Kind extends Message["kind"]>(
  db: Kysely<DB>,
  { user, group, kinds, after, limit }: OwnMessages<Kind>,
): Promise<Extract<Message, { kind: Kind }>[]> {
  const rows = await db.selectFrom("messages").select(["seq", "kind", "id", "by", "at", "content"])
    .where("group_id", "=", group).where("by", "=", user).where("kind", "in", kinds)
    .where("seq", ">", after).orderBy("seq").limit(limit).execute();
  return rows.map((row) =>
    toMessage(row as unknown as Parameters<typeof toMessage>[0]) as Extract<Message, { kind: Kind }>
  );
}
