// API tokens as rows: sessions that have a hash.

import { type Kysely, type Selectable, sql } from "kysely";
import type { ApiToken } from "../../protocol/api_tokens.ts";
import type { Instant, SessionId, UserId } from "../../protocol/domain.ts";
import type { DB, SessionsTable } from "../schema.ts";
import { createBatchLoader, perRow } from "../sql/batch_loader.ts";
import { textArray } from "../sql/sql.ts";
import type { ApiTokenStore, NewToken, TokenOutcome, TokenSession } from "../store/api_tokens.ts";
import { sessionColumns, toSession, unlessSuspended } from "./sessions.ts";
import { lockUser } from "./users.ts";

export function apiTokenStore(db: Kysely<DB>): ApiTokenStore {
  const find = createBatchLoader((hashes: readonly string[]) => findByHash(db, hashes), perRow);
  return {
    addToken: (token, most) => unlessSuspended("gone", () => addToken(db, token, most)),
    apiTokens: (user, now) => findTokens(db, user, now),
    async tokenSession(hash, now) {
      const found = await find(hash);
      return found && Date.parse(found.expiresAt) > Date.parse(now) ? found : null;
    },
    endToken: (id, user) => endToken(db, id, user),
  };
}

/** The user's row is locked: tokens of one user are added one after the other. */
async function addToken(db: Kysely<DB>, token: NewToken, most: number): Promise<TokenOutcome> {
  const { id, user, hash, name, scopes, createdAt, expiresAt } = token;
  return await db.transaction().execute(async (tx) => {
    if (!await lockUser(tx, user)) return "gone";
    const { count } = await tx.selectFrom("sessions")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("user_id", "=", user).where("token_hash", "is not", null)
      .where("expires_at", ">", createdAt).executeTakeFirstOrThrow();
    if (count >= most) return "full";
    await tx.insertInto("sessions").values({
      id,
      user_id: user,
      created_at: createdAt,
      expires_at: expiresAt,
      used_at: createdAt,
      agent: null,
      token_hash: hash,
      token_name: name,
      scopes: textArray(scopes),
    }).execute();
    return "added";
  });
}

export const tokenColumns = [
  "id",
  "token_name",
  "scopes",
  "created_at",
  "expires_at",
  "used_at",
] as const;

export function toToken(
  row: Pick<Selectable<SessionsTable>, typeof tokenColumns[number]>,
): ApiToken {
  const { id, token_name: name, scopes, created_at: createdAt, used_at: usedAt } = row;
  // It cannot be used in the moment in which it is made.
  const lastUsedAt = usedAt === createdAt ? null : usedAt;
  const made = { id, name: name ?? "", scopes: scopes ?? [], createdAt };
  return { ...made, expiresAt: row.expires_at, lastUsedAt };
}

async function findTokens(db: Kysely<DB>, user: UserId, now: Instant): Promise<ApiToken[]> {
  const rows = await db.selectFrom("sessions").select(tokenColumns)
    .where("user_id", "=", user).where("token_hash", "is not", null).where("expires_at", ">", now)
    .orderBy("created_at", "desc").orderBy("id", "desc").execute();
  return rows.map(toToken);
}

async function findByHash(
  db: Kysely<DB>,
  hashes: readonly string[],
): Promise<Map<string, TokenSession>> {
  const rows = await db.selectFrom("sessions").innerJoin("users", "users.id", "sessions.user_id")
    .select([...sessionColumns, "token_hash"])
    .where("token_hash", "=", sql<string>`any(${textArray(hashes)})`).execute();
  return new Map(
    rows.map((row) => [row.token_hash ?? "", { ...toSession(row), id: row.session }]),
  );
}

async function endToken(db: Kysely<DB>, id: SessionId, user: UserId): Promise<boolean> {
  const row = await db.deleteFrom("sessions").where("id", "=", id).where("user_id", "=", user)
    .where("token_hash", "is not", null).returning("id").executeTakeFirst();
  return row !== undefined;
}
