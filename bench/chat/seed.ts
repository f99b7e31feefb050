// Fills an empty database with users, their sessions and groups of three, by plain SQL: sign-ups
// would measure Argon2 first. The passwords are none that anyone could log in with.

// @ts-types="@types/pg"
import pg from "pg";
import { v7 } from "uuid";
import type { GroupId, Id, SessionId, UserId } from "../../protocol/domain.ts";
import { createPostgres } from "../../db/open.ts";
import { migrate } from "../../db/migrate.ts";
import { createTokens } from "../../routes/auth/tokens.ts";

/** One user's place in one group, and the cookie to take it with. */
export interface Seat {
  readonly user: UserId;
  readonly group: GroupId;
  readonly cookie: string;
}

interface Person {
  readonly user: UserId;
  readonly group: GroupId;
  readonly session: SessionId;
}

const members = 3;

/**
 * A database of so many groups; `sessionKey` is what the server's SESSION_KEY will be. Seats come
 * group by group.
 */
export async function seed(
  databaseUrl: string,
  groups: number,
  sessionKey: string,
): Promise<Seat[]> {
  await using db = createPostgres(databaseUrl, 0);
  await migrate(db);
  const people = Array.from({ length: groups }, () => newId<"group">()).flatMap((group) =>
    Array.from(
      { length: members },
      () => ({ user: newId<"user">(), group, session: newId<"session">() }),
    )
  );
  await write(databaseUrl, people);
  const tokens = createTokens(sessionKey);
  return await Promise.all(people.map(async ({ user, group, session }) => {
    return { user, group, cookie: `trio=${await tokens.sign(session)}` };
  }));
}

/**
 * Leaves no message but the first of each group, and a database that has written back all that it
 * must.
 */
export async function clear(databaseUrl: string): Promise<void> {
  await query(databaseUrl, [
    "truncate messages",
    "insert into messages select * from bench_first",
    "alter sequence bench_seq restart",
    "vacuum analyze messages",
    "checkpoint",
  ]);
}

/** The process that all of the database's processes are children of. */
export async function postmasterOf(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows: [row] } = await client.query("select pg_backend_pid() as pid");
  const stat = await Deno.readTextFile(`/proc/${row.pid}/stat`);
  await client.end();
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

async function write(databaseUrl: string, people: readonly Person[]): Promise<void> {
  const formed = people.filter((_, at) => at % members === 0).map(({ group }) => group);
  const users = people.map(({ user }) => user);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `insert into users (id, username, username_key, password_hash, birth_date, sex, created_at)
     select id, 'bench-' || at, 'bench-' || at, 'none', '1990-05-17', 'other', now()
     from unnest($1::uuid[]) with ordinality as u(id, at)`,
    [users],
  );
  await client.query(
    `insert into sessions (id, user_id, created_at, expires_at)
     select id, user_id, now(), now() + interval '1 day' from unnest($1::uuid[], $2::uuid[]) as s(id, user_id)`,
    [people.map(({ session }) => session), users],
  );
  await client.query(
    "insert into groups (id, name, formed_at) select id, 'bench', now() from unnest($1::uuid[]) as g(id)",
    [formed],
  );
  await client.query(
    `insert into members (group_id, user_id, position, joined_at, first_seq, read_seq)
     select group_id, user_id, (at - 1) % ${members}, now(), 1, 1
     from unnest($1::uuid[], $2::uuid[]) with ordinality as m(group_id, user_id, at)`,
    [people.map(({ group }) => group), users],
  );
  await client.end();
  await query(databaseUrl, [
    `insert into messages (group_id, seq, kind, id, by, at, content)
     select group_id, 1, 'formed', gen_random_uuid(), null, now(),
       jsonb_build_object('members', jsonb_agg(user_id order by position)) from members group by group_id`,
    "create table bench_first as select * from messages",
    "create sequence bench_seq start 2",
    "vacuum analyze",
  ]);
}

async function query(databaseUrl: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

function newId<Name extends string>(): Id<Name> {
  return v7() as Id<Name>;
}
