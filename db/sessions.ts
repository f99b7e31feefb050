// Sessions: the row decides whether somebody is logged in.

import type { Kysely } from "kysely";
import type { Instant, SessionId, User, UserId } from "../actors/protocol.ts";
import type { DB } from "./schema.ts";
import type { StoredSession } from "./store.ts";

export async function openSession(db: Kysely<DB>, session: StoredSession): Promise<void> {
  await db.insertInto("sessions").values({
    id: session.id,
    user_id: session.user,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
  }).execute();
}

/** Null when it has ended, or expired at `now`. */
export async function findSession(
  db: Kysely<DB>,
  id: SessionId,
  now: Instant,
): Promise<{ readonly user: User; readonly expiresAt: Instant } | null> {
  const row = await db.selectFrom("sessions").innerJoin("users", "users.id", "sessions.user_id")
    .select(["users.id", "users.username", "sessions.expires_at"])
    .where("sessions.id", "=", id).where("sessions.expires_at", ">", now).executeTakeFirst();
  return row === undefined
    ? null
    : { user: { id: row.id, username: row.username }, expiresAt: row.expires_at };
}

/** False when there was none. */
export async function endSession(db: Kysely<DB>, id: SessionId): Promise<boolean> {
  const row = await db.deleteFrom("sessions").where("id", "=", id).returning("id").executeTakeFirst();
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
