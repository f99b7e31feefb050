// Sessions as rows.

import { type Kysely, sql } from "kysely";
import type { Scope } from "../../protocol/api_tokens.ts";
import type { Instant, SessionId, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import { createBatchLoader, perRow } from "../sql/batch_loader.ts";
import { anyOf, idArray, isOf } from "../sql/sql.ts";
import type { Sight } from "../store/devices.ts";
import type {
  NewSession,
  OwnSession,
  SessionStore,
  SessionUse,
  StoredSession,
} from "../store/sessions.ts";
import { addSight } from "./sights.ts";
import { toUser, type UserRow } from "./user_rows.ts";

export function sessionStore(db: Kysely<DB>): SessionStore {
  // Every request looks for one.
  const find = createBatchLoader((ids: readonly SessionId[]) => findSessions(db, ids), perRow);
  return {
    openSession: (session, sight, passwordVersion) =>
      openSession(db, session, { sight, passwordVersion }),
    async session(id, now) {
      const found = await find(id);
      return found && Date.parse(found.expiresAt) > Date.parse(now) ? found : null;
    },
    endedSessions: (ids, now) => endedSessions(db, ids, now),
    sessionsOf: (user, now, limit) => findSessionsOf(db, { user, now, limit }),
    noteUses: (uses) => noteUses(db, uses),
    endSession: (id, user) => endSession(db, id, user),
    hasSession: (user, now) => hasSession(db, user, now),
    purgeSessions: (now) => purgeSessions(db, now),
  };
}

/** The user's row is locked, so that no password changes between the look at it and the session. */
async function openSession(
  db: Kysely<DB>,
  session: NewSession,
  { sight, passwordVersion }: {
    readonly sight: Sight | undefined;
    readonly passwordVersion: number | undefined;
  },
): Promise<boolean> {
  return await unlessSuspended(false, () =>
    db.transaction().execute(async (tx) => {
      const row = await tx.selectFrom("users").select(["password_version", "deleted_at"])
        .where("id", "=", session.user).forNoKeyUpdate().executeTakeFirst();
      if (row === undefined) throw new Error(`There is no user with the id "${session.user}"`);
      const isRight = passwordVersion === undefined || row.password_version === passwordVersion;
      if (!isRight || row.deleted_at !== null) return false;
      await addSession(tx, session, sight);
      return true;
    }));
}

/** `refusal`: the guard on sessions has rolled the transaction back. */
export async function unlessSuspended<T>(refusal: T, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isOf(error, "sessions_suspended")) return refusal;
    throw error;
  }
}

/** In a transaction where `sight` is given. */
export async function addSession(
  db: Kysely<DB>,
  session: NewSession,
  sight?: Sight,
): Promise<void> {
  await db.insertInto("sessions").values({
    id: session.id,
    user_id: session.user,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
    used_at: session.createdAt,
    agent: session.agent ?? null,
  }).execute();
  if (!sight) return;
  await addSight(db, sight, { user: session.user, at: session.createdAt, isNew: false });
}

/** Those that have not ended, expired or not. */
async function findSessions(
  db: Kysely<DB>,
  ids: readonly SessionId[],
): Promise<Map<SessionId, StoredSession>> {
  const rows = await db.selectFrom("sessions").innerJoin("users", "users.id", "sessions.user_id")
    .select(sessionColumns).where("sessions.id", "=", anyOf(ids)).execute();
  return new Map(rows.map((row) => [row.session, toSession(row)]));
}

/** No row for each that lives: every open socket is asked about every few seconds. */
async function endedSessions(
  db: Kysely<DB>,
  ids: readonly SessionId[],
  now: Instant,
): Promise<SessionId[]> {
  const { rows } = await sql<{ id: SessionId }>`
    select id from unnest(${idArray(ids)}) as asked(id)
    where not exists (
      select from sessions where sessions.id = asked.id and expires_at > ${now}
    )`.execute(db);
  return rows.map(({ id }) => id);
}

/** Of a session with its user. */
export const sessionColumns = [
  "sessions.id as session",
  "users.id",
  "users.username",
  "users.bot",
  "sessions.expires_at",
  "sessions.scopes",
] as const;

export function toSession(
  { expires_at: expiresAt, scopes, ...user }: UserRow & {
    readonly expires_at: Instant;
    readonly scopes: readonly Scope[] | null;
  },
): StoredSession {
  return { user: toUser(user), expiresAt, ...(scopes !== null && { scopes }) };
}

async function findSessionsOf(
  db: Kysely<DB>,
  { user, now, limit }: {
    readonly user: UserId;
    readonly now: Instant;
    readonly limit: number;
  },
): Promise<OwnSession[]> {
  const rows = await db.selectFrom("sessions").select(["id", "created_at", "used_at", "agent"])
    .where("user_id", "=", user).where("token_hash", "is", null).where("expires_at", ">", now)
    .orderBy("used_at", "desc").orderBy("id", "desc").limit(limit).execute();
  return rows.map(({ id, created_at, used_at, agent }) => (
    { id, createdAt: created_at, usedAt: used_at, agent }
  ));
}

async function noteUses(db: Kysely<DB>, uses: readonly SessionUse[]): Promise<void> {
  await sql`
    update sessions set used_at = u.at
    from jsonb_to_recordset(${JSON.stringify(uses)}::text::jsonb) as u(session uuid, at timestamptz)
    where sessions.id = u.session and used_at < u.at`.execute(db);
}

async function endSession(db: Kysely<DB>, id: SessionId, user?: UserId): Promise<boolean> {
  const row = await db.deleteFrom("sessions").where("id", "=", id)
    .where("token_hash", "is", null)
    .$if(user !== undefined, (query) => query.where("user_id", "=", user as UserId))
    .returning("id").executeTakeFirst();
  return row !== undefined;
}

async function hasSession(db: Kysely<DB>, user: UserId, now: Instant): Promise<boolean> {
  const row = await db.selectFrom("sessions").select("id")
    .where("user_id", "=", user).where("token_hash", "is", null).where("expires_at", ">", now)
    .limit(1).executeTakeFirst();
  return row !== undefined;
}

async function purgeSessions(db: Kysely<DB>, now: Instant): Promise<void> {
  await db.deleteFrom("sessions").where("expires_at", "<=", now).execute();
}
