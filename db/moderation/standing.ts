// What moderation has made of users: roles, suspensions, notices, and the history of each.

import { type Kysely, sql, type SqlBool, type Transaction } from "kysely";
import type { Instant, UserId } from "../../protocol/domain.ts";
import type { Decision, Notice, NoticeId, Role } from "../../protocol/moderation.ts";
import { type Suspension, suspensionAt } from "../../protocol/suspension.ts";
import { lockUsers, toSuspension } from "../people/users.ts";
import { toUser } from "../people/user_rows.ts";
import { correctProfile as writeProfile } from "../people/profile_changes.ts";
import type { DB } from "../schema.ts";
import { createBatchLoader, perRow } from "../sql/batch_loader.ts";
import { anyOf, toInstant } from "../sql/sql.ts";
import type { History, ModerationStore, NewAct, Standing } from "../store/moderation.ts";
import type { NewProfile } from "../store/users.ts";
import { addEntry, findEntries } from "./audit.ts";

export function standingStore(db: Kysely<DB>) {
  const find = createBatchLoader((users: readonly UserId[]) => findStandings(db, users), perRow);
  return {
    async standing(user, now) {
      const found = await find(user);
      return found && { ...found, suspension: suspensionAt(found.suspension, now) };
    },
    history: (user, now) => findHistory(db, user, now),
    moderators: () => findModerators(db),
    setRole: (role, act) => db.transaction().execute((tx) => setRole(tx, role, act)),
    correctProfile: (profile, act) =>
      db.transaction().execute((tx) => correctProfile(tx, profile, act)),
    readNotice: (user, notice, at) => readNotice(db, { user, notice, at }),
  } satisfies Partial<ModerationStore>;
}

/** With the last suspension of each, over or not. */
async function findStandings(
  db: Kysely<DB>,
  users: readonly UserId[],
): Promise<Map<UserId, Standing>> {
  const rows = await db.selectFrom("users")
    .select(["id", "role", "suspended_at", "suspended_until", unread])
    .where("id", "=", anyOf(users)).execute();
  return new Map(rows.map(({ id, role, notice, ...row }) => [id, {
    role,
    suspension: toSuspension(row),
    notice: notice && { ...notice, at: toInstant(notice.at) },
  }]));
}

const unread = sql<Notice | null>`(
  select jsonb_build_object('id', n.id, 'at', n.at, 'text', n.text) from notices n
  where n.user_id = users.id and n.read_at is null order by n.at, n.id limit 1
)`.as("notice");

async function findHistory(
  db: Kysely<DB>,
  id: UserId,
  now: Instant,
): Promise<History | null> {
  const row = await db.selectFrom("users")
    .select(["username", "bot", "created_at", "role", "suspended_at", "suspended_until"])
    .select(sql<number>`(select count(*) from reports where about = users.id)`.as("about"))
    .select(sql<number>`(select count(*) from reports where by = users.id)`.as("by"))
    .where("id", "=", id).executeTakeFirst();
  if (row === undefined) return null;
  const { username, bot, created_at: createdAt, role, about, by } = row;
  const suspension: Suspension | null = suspensionAt(toSuspension(row), now);
  const decisions = await findDecisions(db, id);
  return {
    user: toUser({ id, username, bot }),
    createdAt,
    role,
    reports: { about, by },
    decisions,
    suspension,
  };
}

async function findDecisions(db: Kysely<DB>, user: UserId): Promise<Decision[]> {
  const decided = sql<SqlBool>`
    about = ${user} and action in ('dismiss', 'warn', 'suspend', 'ban', 'lift')`;
  const entries = await findEntries(db, decided, null);
  return entries.map(({ id, at, by, action, days, note, reports }) => (
    { id, at, by, action: action as Decision["action"], days, note, reports }
  ));
}

async function findModerators(db: Kysely<DB>): Promise<UserId[]> {
  const rows = await db.selectFrom("users").select("id").where("role", "<>", "user").execute();
  return rows.map(({ id }) => id);
}

async function setRole(tx: Transaction<DB>, role: Role, act: NewAct): Promise<boolean> {
  const accounts = await lockUsers(tx, [act.about]);
  if (!accounts.has(act.about)) return false;
  const changed = await tx.updateTable("users").set({ role })
    .where("id", "=", act.about).where("role", "<>", role).returning("id").executeTakeFirst();
  if (changed !== undefined) await addEntry(tx, "role", act);
  return true;
}

async function correctProfile(
  tx: Transaction<DB>,
  profile: NewProfile,
  act: NewAct,
): Promise<"stored" | "waiting" | "age_wall" | "not_found"> {
  const accounts = await lockUsers(tx, [act.about]);
  if (!accounts.has(act.about)) return "not_found";
  const outcome = await writeProfile(tx, { user: act.about, profile, at: act.at });
  if (outcome === "gone") return "not_found";
  if (outcome === "stored") await addEntry(tx, "profile", act);
  return outcome;
}

async function readNotice(
  db: Kysely<DB>,
  { user, notice, at }: {
    readonly user: UserId;
    readonly notice: NoticeId;
    readonly at: Instant;
  },
): Promise<boolean> {
  const row = await db.updateTable("notices").set({ read_at: sql`coalesce(read_at, ${at})` })
    .where("id", "=", notice).where("user_id", "=", user).returning("id").executeTakeFirst();
  return row !== undefined;
}
