// What the doctor reads of the database. It changes no row. The embedded one is opened under its
// lock alone, as the program itself opens it, so that it is never open twice.

import { Kysely, PostgresDialect, sql } from "kysely";
import { appliedMigrations } from "../../db/migrate.ts";
import { lockFolder } from "../../db/pglite/file_lock.ts";
import { refuseFormat } from "../../db/pglite/data_format.ts";
import { createEmbedded } from "../../db/pglite/pglite.ts";
import { createPool, queryMs } from "../../db/postgres/connection_pool.ts";
import { databaseLock } from "../../db/postgres/lock_keys.ts";
import type { DB } from "../../db/schema.ts";

export interface PostgresFacts {
  /** As `server_version_num`: 150004. */
  readonly version: number;
  readonly encoding: string;
  readonly isEncrypted: boolean;
  /** Null: through a Unix socket. */
  readonly address: string | null;
  readonly isStandby: boolean;
  readonly isReadOnly: boolean;
  /** Null: none of the search path is there. */
  readonly schema: string | null;
  readonly mayCreate: boolean;
  /** A table of the program that belongs to another role; null: there is none. */
  readonly foreignTable: string | null;
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly fullPageWrites: string;
  readonly connections: { readonly most: number; readonly used: number };
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly migrations: readonly string[];
  /** Whether a process of Trio owns it. */
  readonly isOwned: boolean;
}

export type EmbeddedFacts =
  | { readonly type: "none" }
  /** By the program, or another process. */
  | { readonly type: "in use" }
  /** Whose files this account must not make: its owner could not open them. */
  | { readonly type: "another account's" }
  | { readonly type: "unreadable"; readonly why: string }
  | { readonly type: "read"; readonly migrations: readonly string[] };

/** Rejects when it cannot be reached or read; the message names neither account nor password. */
export async function readPostgres(url: string): Promise<PostgresFacts> {
  const pool = createPool(url, { timeoutMs: queryMs });
  await using db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  const { rows: [row] } = await factsQuery.execute(db);
  if (row === undefined) throw new Error("Postgres answered without a row");
  const migrations = row.schema === null ? [] : await appliedMigrations(db);
  return {
    ...row,
    version: Number(row.version),
    connections: { most: Number(row.most), used: Number(row.used) },
    now: Number(row.now),
    migrations,
  };
}

type Row = Omit<PostgresFacts, "version" | "connections" | "now" | "migrations"> & {
  readonly version: string;
  readonly most: string;
  readonly used: string;
  readonly now: string;
};

const factsQuery = sql<Row>`
  select current_setting('server_version_num') as version,
    (select pg_encoding_to_char(encoding) from pg_database where datname = current_database())
      as encoding,
    coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as "isEncrypted",
    host(inet_server_addr()) as address,
    pg_is_in_recovery() as "isStandby",
    current_setting('transaction_read_only') = 'on' as "isReadOnly",
    current_schema()::text as schema,
    coalesce(has_schema_privilege(current_schema(), 'create'), false) as "mayCreate",
    (select tablename::text from pg_tables
      where schemaname = current_schema() and not pg_has_role(tableowner, 'usage')
      order by tablename limit 1) as "foreignTable",
    current_setting('fsync') as fsync,
    current_setting('synchronous_commit') as "synchronousCommit",
    current_setting('full_page_writes') as "fullPageWrites",
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      as most,
    (select count(*) from pg_stat_activity where backend_type = 'client backend') as used,
    (extract(epoch from clock_timestamp()) * 1000)::bigint::text as now,
    exists (
      select from pg_locks
      where locktype = 'advisory' and classid = ${databaseLock.id} and granted
        and database = (select oid from pg_database where datname = current_database())
        and objid::bigint & 4294967295 = hashtext(current_schema()::text)::bigint & 4294967295
    ) as "isOwned"`;

/** Opens the database unless a process has it, and closes it again. */
export async function readEmbedded(dataDir: string): Promise<EmbeddedFacts> {
  const isThere = (name: string) => Deno.stat(`${dataDir}/${name}`).then(() => true, () => false);
  // A program that has begun to start has its lock before its database.
  if (!await isThere("lock")) return { type: "none" };
  const release = await lockFolder(dataDir).catch(() => null);
  if (release === null) return { type: "in use" };
  try {
    if (!await isThere("pg/PG_VERSION")) return { type: "none" };
    if ((await Deno.stat(dataDir)).uid !== Deno.uid()) return { type: "another account's" };
    await refuseFormat(`${dataDir}/pg`);
    await using db = await createEmbedded({ dataDir: `${dataDir}/pg` });
    return { type: "read", migrations: await appliedMigrations(db) };
  } catch (error) {
    return { type: "unreadable", why: error instanceof Error ? error.message : String(error) };
  } finally {
    await release();
  }
}
