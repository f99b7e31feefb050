// Fills a database with people who have never met and their sessions, by plain SQL: sign-ups would
// measure Argon2 first. Nobody can log in with the passwords.

// @ts-types="@types/pg"
import pg from "pg";
import { v7 } from "uuid";
import type { SessionId } from "../../protocol/domain.ts";
import { createTokens } from "../../routes/auth/tokens.ts";

/** Adds people with a session each, and gives their cookies. */
export async function addPeople(
  databaseUrl: string,
  count: number,
  sessionKey: string,
): Promise<string[]> {
  const [users, sessions] = [0, 1].map(() => Array.from({ length: count }, () => v7()));
  await query(databaseUrl, addUsers, [users]);
  await query(
    databaseUrl,
    `insert into sessions (id, user_id, created_at, expires_at, used_at)
     select id, user_id, now(), now() + interval '1 day', now()
     from unnest($1::uuid[], $2::uuid[]) as s(id, user_id)`,
    [sessions, users],
  );
  await query(databaseUrl, "vacuum analyze users, sessions");
  const tokens = createTokens(sessionKey);
  return await Promise.all(
    (sessions ?? []).map(async (id) => `trio=${await tokens.sign(id as SessionId)}`),
  );
}

/** Opens tickets of two partners each: no two of them make a trio, so that all of them stay. */
export async function openTickets(databaseUrl: string, count: number): Promise<void> {
  const [one, other] = [0, 1].map(() => Array.from({ length: count }, () => v7()));
  for (const users of [one, other]) await query(databaseUrl, addUsers, [users]);
  await query(
    databaseUrl,
    `insert into partners (user_id, partner_id)
     select a, b from unnest($1::uuid[], $2::uuid[]) as p(a, b)
     union all select b, a from unnest($1::uuid[], $2::uuid[]) as p(a, b)`,
    [one, other],
  );
  await query(
    databaseUrl,
    `insert into tickets (id, user_id, sex, age, widen, since)
     select t.id, p.user_id, 'any', null, false, t.since
     from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as x(id, a, b, at),
       lateral (select x.id, now() - interval '1 hour' + at * interval '1 ms' as since) t,
       lateral (values (x.a), (x.b)) p(user_id)`,
    [Array.from({ length: count }, () => v7()), one, other],
  );
  await query(databaseUrl, "vacuum analyze users, partners, tickets");
}

/** Each name holds its user's id, and is unique. */
const addUsers =
  `insert into users (id, username, username_key, password_hash, birth_date, sex, created_at)
  select id, left('bench-' || id, 32), 'bench-' || id, 'none', '1990-05-17', 'other', now()
  from unnest($1::uuid[]) as u(id)`;

async function query(
  databaseUrl: string,
  statement: string,
  values: readonly unknown[] = [],
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(statement, [...values]);
  await client.end();
}
