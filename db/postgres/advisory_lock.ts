// Advisory lock: who owns a Postgres database (one schema of it). A single process owns it alone,
// by an exclusive lock. The nodes of a cluster own it together, by the same lock, shared. Neither
// comes in while the other is there.
//
// An owner holds the lock on a connection of its own. When that connection is lost, it takes the
// lock again once the database is back. Where another owner was faster, or the database lacks what
// this process has stored, it stops.
//
// That alone is not enough. A process that dies may leave statements under way, and a new owner
// that reads the database would miss what they commit later. So every connection of an owner's pool
// holds a second lock, shared, for as long as it lives. Whoever finds the database without an owner
// waits until it could take that one exclusively: then no connection of a former owner is left.
//
// Nodes come in one at a time, by a third lock (joining.ts). A fourth one is of a node's name.

import type pg from "pg";
import { describeSelf, type Release } from "../pglite/file_lock.ts";
import { configure, createClient, queryMs } from "./connection_pool.ts";
import { comeIn, letOthersIn } from "./joining.ts";
import {
  databaseLock,
  hasLeftovers,
  type Holder,
  type LockKey,
  type Mode,
  nodeLock,
  othersWith,
  tryLock,
} from "./lock_keys.ts";
import {
  begunAnew,
  inUse,
  nameInUse,
  Refusal,
  stillUsed,
  unreachable,
  wentBack,
} from "./lock_refusals.ts";

/** The part of a clock that the lock needs. */
export interface Timer {
  after(ms: number, run: () => void): () => void;
}

/** What a database that is back has of that which this process has stored. */
export type Found =
  | "all"
  /** Not all: it was put back to an earlier state. */
  | "less"
  /** All, and another owner has begun a history since: what is in memory is out of date. */
  | "another_history";

export interface DatabaseLockOptions<Prepared> {
  readonly url: string;
  readonly clock: Timer;
  /** Gives up coming in. */
  readonly signal: AbortSignal;
  /** The name of a node; null: a single process. */
  readonly node: string | null;
  /** Called before the next owner may come in; `isAlone`: there is none besides. */
  readonly prepare: (isAlone: boolean) => Promise<Prepared>;
  readonly look: (client: pg.ClientBase) => Promise<Found>;
  /** Begins another history, since a node has found less than it has stored. */
  readonly beginAnew: () => Promise<void>;
  /**
   * The lock was lost, and cannot be taken again: a sentence that names the process that has it, or
   * says that the database went back. Called once at most.
   */
  readonly onLost: (sentence: string) => void;
}

const retakeMs = 1_000;
/** Between two looks whether it is this process's turn to come in. */
const pauseMs = 100;
/** The connection of a process that has ended ends with its statement, which takes no longer. */
const leftoversMs = 10_000;
/** Postgres truncates longer application names. */
const nameLength = 63;

export interface HeldLock<Prepared> {
  /** What `prepare` has given. */
  readonly prepared: Prepared;
  readonly mode: Mode;
  readonly release: Release;
  /**
   * The backend that holds the lock, which is taken again first where it was lost; null: it cannot
   * be taken now. Never rejects.
   */
  readonly hold: () => Promise<number | null>;
}

/**
 * Throws a sentence that names the holder when another owner has the lock, or a sentence that says
 * why Postgres cannot be used.
 */
export async function lockDatabase<Prepared>(
  options: DatabaseLockOptions<Prepared>,
): Promise<HeldLock<Prepared>> {
  const client = newClient(options);
  try {
    const isAlone = await reaching(options, () => takeFirst(client, options));
    options.signal.throwIfAborted();
    const prepared = await options.prepare(isAlone);
    const backend = await reaching(options, async () => {
      if (options.node !== null) await letOthersIn(client, isAlone);
      return await backendOf(client);
    });
    const lock = new DatabaseLock(options, { type: "taken", client, backend });
    const mode = options.node === null ? "exclusive" : "shared";
    return { prepared, mode, release: () => lock.release(), hold: () => lock.hold() };
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

type Options = Omit<DatabaseLockOptions<unknown>, "prepare">;

function newClient({ url, node }: Options): pg.Client {
  return createClient(url, nameOf(node));
}

/** What those who are kept out are told of this process. */
function nameOf(node: string | null): string {
  const { pid, host } = describeSelf();
  const name = node === null ? `trio ${pid} on ${host}` : `trio node ${node}, ${pid} on ${host}`;
  return name.slice(0, nameLength);
}

async function backendOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  if (!rows[0]) throw new Error("No backend was named");
  return rows[0].pid;
}

/** What fails of Postgres is thrown as a sentence. */
async function reaching<T>({ url, signal }: Options, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal || signal.aborted) throw error;
    throw unreachable(url, error);
  }
}

/** Whether this process is alone. */
async function takeFirst(client: pg.Client, options: Options): Promise<boolean> {
  const { url, node, signal, clock } = options;
  const pause = async () => {
    await new Promise<void>((resolve) => clock.after(pauseMs, resolve));
    signal.throwIfAborted();
  };
  let waitedMs = 0;
  const awaitLeftovers = async () => {
    if (waitedMs > leftoversMs) throw stillUsed(url);
    waitedMs += pauseMs;
    await pause();
  };
  await connect(client);
  if (node !== null) return await comeIn(client, node, { pause, awaitLeftovers });
  if (!await tryLock(client, databaseLock, "exclusive")) {
    throw inUse(await othersWith(client, databaseLock));
  }
  while (await hasLeftovers(client)) await awaitLeftovers();
  return true;
}

async function connect(client: pg.Client): Promise<void> {
  await client.connect();
  await configure(client, queryMs);
}

interface Taken {
  readonly type: "taken";
  /** The connection that holds the lock. */
  readonly client: pg.Client;
  readonly backend: number;
}

/**
 * Takes the lock again that the backend `former` has held. Throws a Refusal where another owner has
 * it, and another error where it may be had later.
 */
async function takeAgain(options: Options, former: number): Promise<Taken> {
  const { node } = options;
  const client = newClient(options);
  const take = async (
    lock: LockKey,
    mode: Mode,
    refusal: (rivals: readonly Holder[]) => Refusal,
  ) => {
    if (await tryLock(client, lock, mode)) return;
    // The former backend is about to end, and a node that comes in will have the lock shared.
    const rivals = (await othersWith(client, lock)).filter((other) =>
      (mode === "exclusive" || other.mode === "exclusive") &&
      other.backend !== former && !other.isJoining
    );
    throw rivals.length > 0 ? refusal(rivals) : new Error("The lock is not free yet");
  };
  try {
    await connect(client);
    await endFormer(client, former, nameOf(node));
    if (node !== null) {
      await take(nodeLock(node), "exclusive", (rivals) => nameInUse(node, rivals));
    }
    await take(databaseLock, node === null ? "exclusive" : "shared", inUse);
    return { type: "taken", client, backend: await backendOf(client) };
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/**
 * Where the network was cut, Postgres may not have noticed yet, and the backend of before still
 * holds what it held.
 */
async function endFormer(client: pg.Client, backend: number, name: string): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where pid = $1 and application_name = $2`,
    [backend, name],
  );
}

/** Has the other nodes take their locks again, before which they look at the database. */
async function endOthers(client: pg.Client): Promise<void> {
  for (const { backend } of await othersWith(client, databaseLock)) {
    await client.query("select pg_terminate_backend($1)", [backend]);
  }
}

type State =
  | Taken
  /** It was lost, and `cancel` calls the next attempt off. */
  | { readonly type: "waiting"; readonly cancel: () => void }
  | { readonly type: "retaking"; readonly done: Promise<void> }
  /** It was given back, or another owner has it. */
  | { readonly type: "over" };

/** A lock that was taken once: it is taken again whenever it is lost. */
class DatabaseLock {
  readonly #options: Options;
  #state: State;
  /** Has it, or had it last. */
  #backend: number;

  constructor(options: Options, taken: Taken) {
    this.#options = options;
    this.#state = taken;
    this.#backend = taken.backend;
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
    const done = takeAgain(this.#options, this.#backend)
      .then((taken) => this.#settle(taken), (error) => this.#fail(error));
    this.#state = { type: "retaking", done };
    return done;
  }

  async #settle(taken: Taken): Promise<void> {
    const { url, look } = this.#options;
    const found = await look(taken.client).catch(() => null);
    if (this.#state.type !== "over" && found === "all") {
      this.#state = taken;
      this.#backend = taken.backend;
      this.#watch(taken);
      return;
    }
    if (found === "less") await this.#tellOthers(taken.client);
    await taken.client.end().catch(() => {});
    if (found === "less") this.#lose(wentBack(url));
    else if (found === "another_history") this.#lose(begunAnew(url));
    else if (this.#state.type !== "over") this.#wait();
  }

  #fail(error: unknown): void {
    if (error instanceof Refusal) this.#lose(error.message);
    else if (this.#state.type === "retaking") this.#wait();
  }

  /**
   * What other nodes have stored may all be there, and what clients hold of this one's is lost:
   * they have to begin anew, too.
   */
  async #tellOthers(client: pg.Client): Promise<void> {
    const { node, beginAnew } = this.#options;
    if (node === null) return;
    // Each of them looks by itself, when its own connection is lost.
    await beginAnew().then(() => endOthers(client)).catch(() => {});
  }

  #lose(sentence: string): void {
    if (this.#state.type === "over") return;
    this.#state = { type: "over" };
    this.#options.onLost(sentence);
  }
}
