// The databases that the contestants run on, filled with the same people: Postgres, and PGlite in a
// data folder. Filled by plain SQL: sign-ups would measure Argon2 first. Nobody can log in with the
// passwords.

import { CompiledQuery, type Kysely } from "kysely";
import { v7 } from "uuid";
import { migrate } from "../../db/migrate.ts";
import { createPostgres } from "../../db/open.ts";
import { createEmbedded } from "../../db/pglite/pglite.ts";
import type { DB } from "../../db/schema.ts";
import type { GroupId, Id, SessionId, UserId } from "../../protocol/domain.ts";
import { createTokens } from "../../routes/auth/tokens.ts";
import { startOwnPostgres } from "../../tests/support/store/postgres.ts";
import { familyCpuMs, postmasterOf } from "../support/machine.ts";

export type DatabaseName = "postgres" | "pglite";

export interface BenchDatabase {
  /** Where a server finds it. */
  readonly location: { readonly dataDir: string; readonly databaseUrl?: string };
  /** Leaves the first message of each group alone, and nothing that must be written back. */
  clear(): Promise<void>;
  /** CPU time of the database's processes, in ms; 0: it runs inside the server. */
  cpuMs(): Promise<number>;
  remove(): Promise<void>;
}

/** A member of one group, with the cookie of a session. */
export interface Member {
  readonly user: UserId;
  readonly group: GroupId;
  readonly cookie: string;
}

export interface Person {
  readonly user: UserId;
  readonly group: GroupId;
  readonly session: SessionId;
}

const groupSize = 3;

/** The people of so many groups, group by group. */
export function makePeople(groups: number): Person[] {
  return Array.from({ length: groups }, () => newId<"group">()).flatMap((group) =>
    Array.from(
      { length: groupSize },
      () => ({ user: newId<"user">(), group, session: newId<"session">() }),
    )
  );
}

/** `sessionKey` is what the servers' SESSION_KEY will be. */
export async function membersOf(people: readonly Person[], sessionKey: string): Promise<Member[]> {
  const tokens = createTokens(sessionKey);
  return await Promise.all(people.map(async ({ user, group, session }) => {
    return { user, group, cookie: `trio=${await tokens.sign(session)}` };
  }));
}

/**
 * `folder` is where the database, or a server on it, may put its files. `migrate`: who makes the
 * tables in Postgres, where it is not this program.
 */
export async function createDatabase(
  name: DatabaseName,
  folder: string,
  people: readonly Person[],
  { migrate }: { readonly migrate?: (databaseUrl: string) => Promise<void> } = {},
): Promise<BenchDatabase> {
  await Deno.mkdir(folder, { recursive: true });
  return name === "postgres"
    ? await createOnPostgres(folder, people, migrate)
    : await createOnPGlite(folder, people);
}

async function createOnPostgres(
  dataDir: string,
  people: readonly Person[],
  migrateAt: ((databaseUrl: string) => Promise<void>) | undefined,
): Promise<BenchDatabase> {
  const postgres = await startOwnPostgres();
  const databaseUrl = await postgres.schema("bench");
  const open = () => Promise.resolve(createPostgres(databaseUrl, 0));
  if (migrateAt) await migrateAt(databaseUrl);
  else await migrateOn(open);
  await fill(open, people);
  const postmaster = await postmasterOf(databaseUrl);
  return {
    location: { dataDir, databaseUrl },
    clear: () => clear(open),
    cpuMs: () => familyCpuMs(postmaster),
    remove: () => Promise.resolve(postgres.remove()),
  };
}

async function createOnPGlite(
  dataDir: string,
  people: readonly Person[],
): Promise<BenchDatabase> {
  const open = () => createEmbedded({ dataDir: `${dataDir}/pg` });
  await migrateOn(open);
  await fill(open, people);
  return {
    location: { dataDir },
    clear: () => clear(open),
    cpuMs: () => Promise.resolve(0),
    remove: () => Promise.resolve(),
  };
}

type Open = () => Promise<Kysely<DB>>;

async function clear(open: Open): Promise<void> {
  await using db = await open();
  await run(db, [
    ["truncate messages"],
    ["insert into messages select * from bench_first"],
    ["alter sequence bench_seq restart"],
    ["vacuum analyze messages"],
    ["checkpoint"],
  ]);
}

async function migrateOn(open: Open): Promise<void> {
  await using db = await open();
  await migrate(db);
}

async function fill(open: Open, people: readonly Person[]): Promise<void> {
  await using db = await open();
  await addGroups(db, people);
  await run(db, [
    ["create table bench_first as select * from messages"],
    ["create sequence bench_seq start 2"],
    ["vacuum analyze"],
  ]);
}

/** Adds these people with their sessions, and their groups with a first message each. */
export async function addGroups(db: Kysely<DB>, people: readonly Person[]): Promise<void> {
  const groups = people.map(({ group }) => group);
  const users = people.map(({ user }) => user);
  await run(db, [
    [
      `insert into users (id, username, username_key, password_hash, birth_date, sex, created_at)
       select id, 'bench-' || at, 'bench-' || at, 'none', '1990-05-17', 'other', now()
       from unnest($1::uuid[]) with ordinality as u(id, at)`,
      users,
    ],
    [
      `insert into sessions (id, user_id, created_at, expires_at, used_at)
       select id, user_id, now(), now() + interval '1 day', now()
       from unnest($1::uuid[], $2::uuid[]) as s(id, user_id)`,
      people.map(({ session }) => session),
      users,
    ],
    [
      `insert into groups (id, name, formed_at)
       select id, 'bench', now() from unnest($1::uuid[]) as g(id)`,
      [...new Set(groups)],
    ],
    [
      `insert into members (group_id, user_id, position, joined_at, first_seq, read_seq)
       select group_id, user_id, (at - 1) % ${groupSize}, now(), 1, 1
       from unnest($1::uuid[], $2::uuid[]) with ordinality as m(group_id, user_id, at)`,
      groups,
      users,
    ],
    [`insert into messages (group_id, seq, kind, id, by, at, content)
       select group_id, 1, 'formed', gen_random_uuid(), null, now(),
         jsonb_build_object('members', jsonb_agg(user_id order by position))
       from members group by group_id`],
  ]);
}

/** Statements with the lists that they take. */
async function run(
  db: Kysely<DB>,
  statements: readonly (readonly [text: string, ...lists: readonly string[][]])[],
): Promise<void> {
  for (const [text, ...lists] of statements) await db.executeQuery(CompiledQuery.raw(text, lists));
}

function newId<Name extends string>(): Id<Name> {
  return v7() as Id<Name>;
}
