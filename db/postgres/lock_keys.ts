// The advisory locks of the program, by the words of Postgres: taken, given back, and who has them.
// All are of one schema of a database.

import type pg from "pg";

/** A session's lock: `id` tells kinds apart, and is the same in every version of the program. */
export interface LockKey {
  readonly id: number;
  /** Tells locks of one kind apart; it follows the schema's name. */
  readonly of: string;
}

/** Of the owner of the database: a single process exclusively, the nodes of a cluster shared. */
export const databaseLock: LockKey = { id: 7_230_131, of: "" };
/** Every connection of an owner's pool has it, shared, for as long as it lives. */
export const connectionsLock: LockKey = { id: 7_230_132, of: "" };
/** A node has it, exclusively, while it comes in. */
export const joiningLock: LockKey = { id: 7_230_133, of: "" };
/** The node of this name has it, exclusively. */
export function nodeLock(node: string): LockKey {
  return { id: 7_230_134, of: ` ${node}` };
}

export type Mode = "exclusive" | "shared";

const suffixes = { exclusive: "", shared: "_shared" } as const;
const key = "($1, hashtext(current_schema()::text || $2::text))";

/** Whether it is taken now. Throws where no schema of the search_path is there. */
export async function tryLock(
  client: pg.ClientBase,
  { id, of }: LockKey,
  mode: Mode,
): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean | null }>(
    `select pg_try_advisory_lock${suffixes[mode]}${key} as taken`,
    [id, of],
  );
  const taken = rows[0]?.taken ?? null;
  if (taken === null) throw new Error("no schema of its search_path is there");
  return taken;
}

export async function unlock(
  client: pg.ClientBase,
  { id, of }: LockKey,
  mode: Mode,
): Promise<void> {
  await client.query(`select pg_advisory_unlock${suffixes[mode]}${key}`, [id, of]);
}

/** Waits for it. */
export async function lockShared(client: pg.ClientBase, { id, of }: LockKey): Promise<void> {
  await client.query(`select pg_advisory_lock_shared${key}`, [id, of]);
}

/** Whether a connection of an owner is left, of one that has ended or of one that lost the lock. */
export async function hasLeftovers(client: pg.ClientBase): Promise<boolean> {
  if (!await tryLock(client, connectionsLock, "exclusive")) return true;
  await unlock(client, connectionsLock, "exclusive");
  return false;
}

/** A session that has a lock. */
export interface Holder {
  /** Its application name. */
  readonly name: string;
  readonly backend: number;
  /** Null: through a socket of that machine. */
  readonly address: string | null;
  readonly since: string;
  readonly mode: Mode;
  /** Whether it is a node that comes in. */
  readonly isJoining: boolean;
}

const isGranted = `locktype = 'advisory' and granted and objsubid = 2
  and database = (select oid from pg_database where datname = current_database())`;
const isOf = (id: string, text: string) =>
  `classid::bigint = ${id}
     and objid::bigint = hashtext(current_schema()::text || ${text}::text)::bigint & 4294967295`;

/** The other sessions that have a lock, the oldest first. */
export async function othersWith(
  client: pg.ClientBase,
  { id, of }: LockKey,
): Promise<readonly Holder[]> {
  const { rows } = await client.query<Holder>(
    `with l as materialized (select * from pg_locks where ${isGranted})
     select a.application_name as name, a.pid as backend, host(a.client_addr) as address,
       a.backend_start as since,
       case l.mode when 'ExclusiveLock' then 'exclusive' else 'shared' end as mode,
       exists (select from l j where j.pid = l.pid and ${isOf("$3", "$4")}) as "isJoining"
     from l join pg_stat_activity a on a.pid = l.pid
     where ${isOf("$1", "$2")} and a.pid <> pg_backend_pid()
     order by a.backend_start, a.pid`,
    [id, of, joiningLock.id, joiningLock.of],
  );
  return rows;
}

/** Whether a backend has a lock in this mode. */
export async function hasLock(
  client: pg.ClientBase,
  backend: number | null,
  { lock: { id, of }, mode }: { readonly lock: LockKey; readonly mode: Mode },
): Promise<boolean> {
  const { rows } = await client.query(
    `select from pg_locks where ${isGranted} and ${isOf("$1", "$2")} and pid = $3 and mode = $4`,
    [id, of, backend, mode === "exclusive" ? "ExclusiveLock" : "ShareLock"],
  );
  return rows.length > 0;
}
