// Sessions as rows.

import type { Kysely } from "kysely";
import type { Instant, SessionId, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import { createBatchLoader, perRow } from "../sql/batch_loader.ts";
import { anyOf } from "../sql/sql.ts";
import type { Sight } from "../store/devices.ts";
import type { NewSession, SessionStore, StoredSession } from "../store/sessions.ts";
import { addSight } from "./sights.ts";

export function sessionStore(db: Kysely<DB>): SessionStore {
  // Every request looks for one.
  const find = createBatchLoader((ids: readonly SessionId[]) => findSessions(db, ids), perRow);
  return {
    openSession: (session, sight) => openSession(db, session, sight),
    async session(id, now) {
      const found = await find(id);
      return found && Date.parse(found.expiresAt) > Date.parse(now) ? found : null;
    },
    endSession: (id) => endSession(db, id),
    hasSession: (user, now) => hasSession(db, user, now),
    purgeSessions: (now) => purgeSessions(db, now),
  };
}

async function openSession(
  db: Kysely<DB>,
  session: NewSession,
  sight?: Sight,
): Promise<void> {
  if (!sight) return await addSession(db, session);
  const { user, createdAt: at } = session;
  await db.transaction().execute(async (tx) => {
    await addSession(tx, session);
    await addSight(tx, sight, { user, at, isNew: false });
  });
}

export async function addSession(db: Kysely<DB>, session: NewSession): Promise<void> {
  await db.insertInto("sessions").values({
    id: session.id,
    user_id: session.user,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
  }).execute();
}

/** Those that have not ended, expired or not. */
async function findSessions(
  db: Kysely<DB>,
  ids: readonly SessionId[],
): Promise<Map<SessionId, StoredSession>> {
  const rows = await db.selectFrom("sessions").innerJoin("users", "users.id", "sessions.user_id")
    .select(["sessions.id as session", "users.id", "users.username", "sessions.expires_at"])
    .where("sessions.id", "=", anyOf(ids)).execute();
  return new Map(rows.map(({ session, id, username, expires_at }) => [
    session,
    { user: { id, username }, expiresAt: expires_at },
  ]));
}

async function endSession(db: Kysely<DB>, id: SessionId): Promise<boolean> {
  const row = await db.deleteFrom("sessions").where("id", "=", id).returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

async function hasSession(db: Kysely<DB>, user: UserId, now: Instant): Promise<boolean> {
  const row = await db.selectFrom("sessions").select("id")
    .where("user_id", "=", user).where("expires_at", ">", now).limit(1).executeTakeFirst();
  return row !== undefined;
}

async function purgeSessions(db: Kysely<DB>, now: Instant): Promise<void> {
  await db.deleteFrom("sessions").where("expires_at", "<=", now).execute();
}
