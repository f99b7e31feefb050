// Postgres through `pg`: a pool whose queries fail in time when the database is gone and work again
// when it is back, and whose statements are prepared once for each connection.

import { type Kysely, type PostgresPool, type PostgresPoolClient, sql } from "kysely";
// @ts-types="@types/pg"
import pg from "pg";
import { conceal } from "../sql/faults.ts";
import { type CircuitBreaker, createCircuitBreaker } from "./circuit_breaker.ts";
import { parsers } from "../sql/values.ts";

const poolSize = 10;
/**
 * With `queryMs` below 5 s, in which whoever asks must have heard when the database is gone: see
 * gate.ts.
 */
const connectMs = 2_000;
/** Of one statement. */
export const queryMs = 2_500;
/**
 * The part of it after which the database gives up by itself, so that a slow statement is not taken
 * for silence.
 */
const statementPart = 0.8;
const idleInTransactionMs = 10_000;
/**
 * Statements prepared under a name; past it they are parsed each time, so that neither side's
 * memory grows.
 */
const namesMost = 300;

/**
 * Of the advisory lock that the owner's connections share: any number, the same in every version of
 * the program.
 */
export const connectionClass = 7_230_132;

export interface PoolOptions {
  /**
   * A statement that takes longer fails, here and in the database; 0 lets it take as long as it
   * needs.
   */
  readonly timeoutMs: number;
  /**
   * Of the process that owns the database: gives the backend that holds its lock. See
   * `database_lock.ts`.
   */
  readonly owner?: (() => Promise<number | null>) | undefined;
}

/** A pool for Kysely's dialect. */
export function createPool(url: string, { timeoutMs, owner }: PoolOptions): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectMs,
    query_timeout: timeoutMs,
    keepAlive: true,
    types: { getTypeParser },
    verify: (client, done) =>
      void setUp(client, timeoutMs)
        .then(() => owner && signIn(client, owner)).then(() => done(), done),
  });
  // A connection that breaks is reported to whoever waits for it; unheard, the event would end the
  // process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const breaker = createCircuitBreaker(() => probe(url));
  const answers = { count: 0 };
  const know = acquaint({ nameOf: createNames(), breaker, answers });
  const connect = async () => {
    await breaker.pass();
    for (;;) {
      const before = answers.count;
      const client = await pool.connect().catch((error) => {
        // Where others were answered meanwhile, the wait was for a free connection: there is too
        // much to do.
        if (answers.count === before) breaker.doubt(error);
        throw error;
      });
      const { wrapped, doubts } = know(client);
      if (doubts === breaker.doubts) return wrapped;
      client.release(true);
    }
  };
  return { options: pool.options, end: () => pool.end(), connect };
}

interface Known {
  readonly wrapped: PostgresPoolClient;
  /** Of the gate, when the connection was new. */
  readonly doubts: number;
}

/** What is known of each connection, from when it was new. */
function acquaint(common: Common): (client: pg.PoolClient) => Known {
  const clients = new WeakMap<pg.PoolClient, Known>();
  return (client) => {
    const known = clients.get(client) ??
      { wrapped: wrap(client, common), doubts: common.breaker.doubts };
    clients.set(client, known);
    return known;
  };
}

/** Rejects unless a new connection is taken in time. */
async function probe(url: string): Promise<void> {
  const client = createClient(url, "trio");
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => {});
  }
}

/** What would be lost by which crash, as Postgres is set. */
export async function readDurability<T>(db: Kysely<T>): Promise<string> {
  const { rows } = await sql<{ fsync: string; commit: string }>`
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`
    .execute(db);
  if (rows[0]?.fsync !== "on") {
    return `survives a crash of the process alone: Postgres has fsync "off"`;
  }
  if (rows[0].commit === "off") {
    return `may lose the last moments in a crash: Postgres has synchronous_commit "off"`;
  }
  return "survives a crash of the machine";
}

/** Makes a client that reads values as all of db/ does; for what must not share the pool. */
export function createClient(url: string, applicationName: string): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    query_timeout: queryMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: applicationName,
    types: { getTypeParser },
  });
  client.on("error", () => {});
  return client;
}

const getTypeParser =
  ((type: number, format?: "text") =>
    parsers[type] ?? pg.types.getTypeParser(type, format)) as typeof pg.types.getTypeParser;

async function setUp(client: pg.ClientBase, timeoutMs: number): Promise<void> {
  // What a request asks has an index to go by. A plan is kept for as long as a connection, and one
  // made while the tables were small would read them whole.
  await client.query(
    `select set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, YMD', false),
       set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false),
       set_config('statement_timeout', $1, false), set_config('idle_in_transaction_session_timeout', $2, false)`,
    [String(Math.floor(timeoutMs * statementPart)), String(idleInTransactionMs)],
  );
}

/**
 * Until this connection ends, whatever it has under way then, no other process takes the database
 * over. Throws where one has, or may do so: the owner's lock was lost together with the connections
 * of before.
 */
async function signIn(client: pg.ClientBase, owner: () => Promise<number | null>): Promise<void> {
  await client.query("select pg_advisory_lock_shared($1, hashtext(current_schema()))", [
    connectionClass,
  ]);
  const { rows } = await client.query(
    `select from pg_locks where locktype = 'advisory' and granted and pid = $1 and mode = 'ExclusiveLock'`,
    [await owner()],
  );
  if (rows.length === 0) throw new Error("The lock on the database is lost");
}

function createNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    if (!names.has(text) && names.size < namesMost) names.set(text, `s${names.size}`);
    return names.get(text);
  };
}

interface Common {
  readonly nameOf: (text: string) => string | undefined;
  readonly breaker: CircuitBreaker;
  /** Of the database, over all connections. */
  readonly answers: { count: number };
}

function wrap(client: pg.PoolClient, { nameOf, breaker, answers }: Common): PostgresPoolClient {
  let broken = false;
  async function query(text: string, values: readonly unknown[]) {
    if (broken) throw new Error("The connection to the database is lost");
    const name = values.length > 0 ? nameOf(text) : undefined;
    try {
      const result = await client.query({
        text,
        values: [...values],
        ...(name === undefined ? {} : { name }),
      });
      answers.count++;
      return result;
    } catch (error) {
      // Not an answer of the database: a statement may still be under way, and nothing may queue
      // behind it.
      broken ||= !(error instanceof pg.DatabaseError);
      breaker.doubt(error);
      throw conceal(error);
    }
  }
  return {
    query: query as unknown as PostgresPoolClient["query"],
    release: (destroy) => client.release(destroy || broken),
  };
}
