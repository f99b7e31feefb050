// Advisory lock: one process at a time owns a Postgres database (one schema of it).
//
// The owner holds an exclusive lock on a connection of its own. When that connection is lost, it
// takes the lock again once the database is back. Where another process was faster, or the database
// lacks what this one has stored, it stops.
//
// That alone is not enough. A process that dies may leave statements under way, and a new owner
// that reads the database would miss what they commit later. So every connection of the owner's
// pool holds a second lock, shared, for as long as it lives. A new owner waits until it could take
// that one exclusively: then no connection of the former owner is left.

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
  /** Whether a database that is back still has what this process has stored. */
  readonly isWhole: (client: pg.ClientBase) => Promise<boolean>;
  /**
   * The lock was lost, and cannot be taken again: a sentence that names the process that has it, or
   * says that the database went back. Called once at most.
   */
  readonly onLost: (sentence: string) => void;
}

/** Any number, the same in every version of the program. */
const lockClass = 7_230_131;
const retakeMs = 1_000;
/** The connection of a process that has ended ends with its statement, which takes no longer. */
const leftoversMs = 10_000;
const leftoversEachMs = 100;
/** Postgres truncates longer application names. */
const nameLength = 63;

export interface HeldLock {
  readonly release: Release;
  /**
   * The backend that holds the lock, which is taken again first where it was lost; null: it cannot
   * be taken now. Never rejects.
   */
  readonly hold: () => Promise<number | null>;
}

/**
 * Throws a sentence that names the holder when another process has the lock, or a sentence that
 * says why Postgres cannot be used.
 */
export async function lockDatabase(options: DatabaseLockOptions): Promise<HeldLock> {
  const taken = await takeLock(options.url);
  if (taken.type === "refused") throw new Error(taken.sentence);
  try {
    await outliveLeftovers(taken.client, options);
  } catch (error) {
    await taken.client.end().catch(() => {});
    throw error;
  }
  const lock = new DatabaseLock(options, taken);
  return { release: () => lock.release(), hold: () => lock.hold() };
}

interface Taken {
  readonly type: "taken";
  /** The connection that holds the lock. */
  readonly client: pg.Client;
  readonly backend: number;
}

type Answer = Taken | { readonly type: "refused"; readonly sentence: string };

/** Throws a sentence when Postgres cannot be used. */
async function takeLock(url: string): Promise<Answer> {
  const { pid, host } = describeSelf();
  const client = createClient(url, `trio ${pid} on ${host}`.slice(0, nameLength));
  try {
    await client.connect();
    const { rows } = await client.query<{ taken: boolean | null; backend: number }>(
      "select pg_try_advisory_lock($1, hashtext(current_schema())) as taken, pg_backend_pid() as backend",
      [lockClass],
    );
    if (rows[0]?.taken === null) throw new Error("no schema of its search_path is there");
    if (rows[0]?.taken) return { type: "taken", client, backend: rows[0].backend };
    const sentence = await describeHolder(client);
    await client.end();
    return { type: "refused", sentence };
  } catch (error) {
    await client.end().catch(() => {});
    throw new Error(unreachable(url, error), { cause: error });
  }
}

/** Waits until no connection of a former owner is left; before this process has a pool. */
async function outliveLeftovers(
  client: pg.Client,
  { url, clock }: DatabaseLockOptions,
): Promise<void> {
  for (let waitedMs = 0; waitedMs <= leftoversMs; waitedMs += leftoversEachMs) {
    const hasNone = await hasNoLeftovers(client).catch((error) => {
      throw new Error(unreachable(url, error), { cause: error });
    });
    if (hasNone) return;
    await new Promise<void>((resolve) => clock.after(leftoversEachMs, resolve));
  }
  const { pathname } = new URL(url);
  throw new Error(
    `The Postgres database "${
      pathname.slice(1)
    }" is still used by connections of a process that has ended: ` +
      "end them, or set DATABASE_URL to another database",
  );
}

async function hasNoLeftovers(client: pg.Client): Promise<boolean> {
  const lock = "($1, hashtext(current_schema()))";
  const { rows } = await client.query<{ taken: boolean }>(
    `select pg_try_advisory_lock${lock} as taken`,
    [connectionClass],
  );
  if (!rows[0]?.taken) return false;
  await client.query(`select pg_advisory_unlock${lock}`, [connectionClass]);
  return true;
}

type State =
  | Taken
  /** It was lost, and `cancel` calls the next attempt off. */
  | { readonly type: "waiting"; readonly cancel: () => void }
  | { readonly type: "retaking"; readonly done: Promise<void> }
  /** It was given back, or another process has it. */
  | { readonly type: "over" };

/** A lock that was taken once: it is taken again whenever it is lost. */
class DatabaseLock {
  readonly #options: DatabaseLockOptions;
  #state: State;

  constructor(options: DatabaseLockOptions, taken: Taken) {
    this.#options = options;
    this.#state = taken;
    this.#watch(taken);
  }

  async release(): Promise<void> {
    const former = this.#state;
    this.#state = { type: "over" };
    if (former.type === "waiting") former.cancel();
    if (former.type === "retaking") await former.done;
    if (former.type === "taken") await former.client.end().catch(() => {});
  }

  async hold(): Promise<number | null> {
    if (this.#state.type !== "taken") await this.#retake();
    return this.#state.type === "taken" ? this.#state.backend : null;
  }

  #watch(taken: Taken): void {
    taken.client.once("end", () => {
      if (this.#state === taken) this.#wait();
    });
  }

  #wait(): void {
    const cancel = this.#options.clock.after(retakeMs, () => void this.#retake());
    this.#state = { type: "waiting", cancel };
  }

  /** At once; never rejects. */
  #retake(): Promise<void> {
    if (this.#state.type === "retaking") return this.#state.done;
    if (this.#state.type !== "waiting") return Promise.resolve();
    this.#state.cancel();
    const done = takeLock(this.#options.url).then((answer) => this.#settle(answer), () => {
      if (this.#state.type === "retaking") this.#wait();
    });
    this.#state = { type: "retaking", done };
    return done;
  }

  async #settle(answer: Answer): Promise<void> {
    if (answer.type === "refused") return this.#lose(answer.sentence);
    const { client } = answer;
    const isWhole = await this.#options.isWhole(client).catch(() => null);
    if (this.#state.type !== "over" && isWhole) {
      this.#state = answer;
      this.#watch(answer);
      return;
    }
    await client.end().catch(() => {});
    if (isWhole === false) this.#lose(wentBack(this.#options.url));
    else if (this.#state.type !== "over") this.#wait();
  }

  #lose(sentence: string): void {
    if (this.#state.type === "over") return;
    this.#state = { type: "over" };
    this.#options.onLost(sentence);
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

function wentBack(url: string): string {
  const { host, pathname } = new URL(url);
  return `Postgres at "${host}${pathname}" lacks what this process has stored: ` +
    "it was put back to an earlier state. Start Trio again, to go on from there";
}

/** Without the password that the address may hold. */
function unreachable(url: string, error: unknown): string {
  const { host, pathname } = new URL(url);
  const reason = error instanceof Error ? error.message || error.name : String(error);
  return `Postgres at "${host}${pathname}" cannot be used (${reason}): start it, or correct DATABASE_URL`;
}
