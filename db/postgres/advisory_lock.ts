// One process at a time on a Postgres database (on each schema of it), by an advisory lock held on
// a connection of its own; when that is lost, it is taken again once the database is back. Before
// it is given, what a former owner has under way comes to its end: nothing is committed behind the
// back of who reads the database then.

import type pg from "pg";
import { describeSelf, type Release } from "../pglite/file_lock.ts";
import { connectionClass, createClient } from "./connection_pool.ts";

/** The part of a clock that the lock needs. */
export interface Timer {
  after(ms: number, run: () => void): () => void;
}

export interface DatabaseLockOptions {
  readonly url: string;
  readonly clock: Timer;
  /**
   * The lock was lost, and another process has it now: a sentence that names it. Called once at
   * most.
   */
  readonly onLost: (sentence: string) => void;
}

/** Any number, the same in every version of the program. */
const lockClass = 7_230_131;
const retakeMs = 1_000;
/** A connection whose process has ended ends with its statement, which takes no longer. */
const leftoversMs = 10_000;
const lookEachMs = 100;
/** Postgres cuts longer names. */
const nameLength = 63;

export interface HeldLock {
  readonly release: Release;
  /**
   * The backend that holds it, taken again first where it was lost; null: it cannot be now. Never
   * rejects.
   */
  readonly hold: () => Promise<number | null>;
}

/**
 * Throws one sentence that names the holder when another process has the lock, or when Postgres is
 * out of reach.
 */
export async function lockDatabase(options: DatabaseLockOptions): Promise<HeldLock> {
  const lock = new DatabaseLock(options);
  const refused = await lock.take();
  if (refused !== null) throw new Error(refused);
  try {
    await lock.outliveLeftovers();
  } catch (error) {
    await lock.release();
    throw error;
  }
  return { release: () => lock.release(), hold: () => lock.hold() };
}

class DatabaseLock {
  readonly #options: DatabaseLockOptions;
  #client: pg.Client | null = null;
  /** Null: the lock is not held. */
  #backend: number | null = null;
  #cancel = () => {};
  #taking: Promise<void> | null = null;
  /** Given back, or another process has it. */
  #isOver = false;

  constructor(options: DatabaseLockOptions) {
    this.#options = options;
  }

  /** Null when taken, else the sentence that says who has it. */
  async take(): Promise<string | null> {
    const { pid, host } = describeSelf();
    const client = createClient(this.#options.url, `trio ${pid} on ${host}`.slice(0, nameLength));
    try {
      await client.connect();
      const { rows } = await client.query<{ taken: boolean; backend: number }>(
        "select pg_try_advisory_lock($1, hashtext(current_schema())) as taken, pg_backend_pid() as backend",
        [lockClass],
      );
      if (!rows[0]?.taken) {
        const refusal = await describeHolder(client);
        await client.end();
        return refusal;
      }
      this.#backend = rows[0].backend;
    } catch (error) {
      await client.end().catch(() => {});
      throw new Error(unreachable(this.#options.url, error), { cause: error });
    }
    this.#client = client;
    client.once("end", () => this.#retakeLater());
    return null;
  }

  /**
   * Waits until no connection of a former owner is left. To be called before there is any of one's
   * own.
   */
  async outliveLeftovers(): Promise<void> {
    for (let waitedMs = 0; waitedMs <= leftoversMs; waitedMs += lookEachMs) {
      if (await this.#isLeftAlone()) return;
      await new Promise<void>((resolve) => this.#options.clock.after(lookEachMs, resolve));
    }
    const { pathname } = new URL(this.#options.url);
    throw new Error(
      `The Postgres database "${
        pathname.slice(1)
      }" is still used by connections of a process that has ended: ` +
        "end them, or set DATABASE_URL to another database",
    );
  }

  async #isLeftAlone(): Promise<boolean> {
    const place = "($1, hashtext(current_schema()))";
    const ask = (what: string) =>
      this.#client?.query<{ is: boolean }>(`select ${what}${place} as is`, [connectionClass]);
    const taken = await ask("pg_try_advisory_lock");
    if (!taken?.rows[0]?.is) return false;
    await ask("pg_advisory_unlock");
    return true;
  }

  async release(): Promise<void> {
    this.#isOver = true;
    this.#cancel();
    await this.#taking;
    await this.#client?.end().catch(() => {});
  }

  async hold(): Promise<number | null> {
    if (this.#backend === null) await this.#retakeNow();
    return this.#backend;
  }

  #retakeLater(): void {
    if (this.#isOver) return;
    this.#client = this.#backend = null;
    this.#cancel = this.#options.clock.after(retakeMs, () => void this.#retakeNow());
  }

  #retakeNow(): Promise<void> {
    this.#cancel();
    return this.#taking ??= this.#retake().finally(() => this.#taking = null);
  }

  async #retake(): Promise<void> {
    if (this.#isOver) return;
    const refused = await this.take().catch(() => "unreachable" as const);
    if (refused === "unreachable") return this.#retakeLater();
    if (refused === null || this.#isOver) return;
    this.#isOver = true;
    this.#options.onLost(refused);
  }
}

async function describeHolder(client: pg.Client): Promise<string> {
  const { rows } = await client.query<
    { name: string; pid: number; address: string | null; since: string }
  >(
    `select a.application_name as name, a.pid, host(a.client_addr) as address, a.backend_start as since
     from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and l.objsubid = 2
       and l.database = (select oid from pg_database where datname = current_database())
       and l.classid::bigint = $1 and l.objid::bigint = hashtext(current_schema())::bigint & 4294967295`,
    [lockClass],
  );
  const [row] = rows;
  const holder = row === undefined
    ? "another process"
    : `"${row.name}" from ${
      row.address ?? "this machine"
    } (backend ${row.pid}), since ${row.since}`;
  return `The Postgres database is in use by ${holder}: stop that process, or set DATABASE_URL to another database`;
}

/** Without the password that the address may hold. */
function unreachable(url: string, error: unknown): string {
  const { host, pathname } = new URL(url);
  const reason = error instanceof Error ? error.message || error.name : String(error);
  return `Postgres at "${host}${pathname}" cannot be used (${reason}): start it, or correct DATABASE_URL`;
}
