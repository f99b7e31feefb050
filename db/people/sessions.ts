// Sessions: the row decides whether somebody is logged in.

import { type Kysely, sql } from "kysely";
import type { Instant, SessionId, User, UserId } from "../../protocol/domain.ts";
import { idArray } from "../sql/id_array.ts";
import type { DB } from "../schema.ts";
import type { NewSession } from "../store/sessions.ts";

export async function openSession(db: Kysely<DB>, session: NewSession): Promise<void> {
  await db.insertInto("sessions").values({
    id: session.id,
    user_id: session.user,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
  }).execute();
}

export interface FoundSession {
  readonly user: User;
  readonly expiresAt: Instant;
}

/** Those of these that have not ended, expired or not. */
export async function findSessions(
  db: Kysely<DB>,
  ids: readonly SessionId[],
): Promise<Map<SessionId, FoundSession>> {
  const rows = await db.selectFrom("sessions").innerJoin("users", "users.id", "sessions.user_id")
    .select(["sessions.id as session", "users.id", "users.username", "sessions.expires_at"])
    .where("sessions.id", "=", sql<SessionId>`any(${idArray(ids)})`).execute();
  return new Map(rows.map(({ session, id, username, expires_at }) => [
    session,
    { user: { id, username }, expiresAt: expires_at },
  ]));
}

/** False when there was none. */
export async function endSession(db: Kysely<DB>, id: SessionId): Promise<boolean> {
  const row = await db.deleteFrom("sessions").where("id", "=", id).returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether the user has one that has not expired at `now`. */
export async function hasSession(db: Kysely<DB>, user: UserId, now: Instant): Promise<boolean> {
  const row = await db.selectFrom("sessions").select("id")
    .where("user_id", "=", user).where("expires_at", ">", now).limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Forgets those that have expired at `now`. */
export async function purgeSessions(db: Kysely<DB>, now: Instant): Promise<void> {
  await db.deleteFrom("sessions").where("expires_at", "<=", now).execute();
}
