// Postgres through `pg`: a pool whose queries fail in time when the database is gone and work again
// when it is back, and whose statements are prepared once on each connection.

import { type Kysely, type PostgresPool, type PostgresPoolClient, sql } from "kysely";
// @ts-types="@types/pg"
import pg from "pg";
import { faultOf, parsers, Unavailable } from "../sql/sql.ts";
import type { Report } from "../../logging/events.ts";
import { CircuitBreaker } from "./circuit_breaker.ts";
import { connectionsLock, databaseLock, hasLock, lockShared, type Mode } from "./lock_keys.ts";

const poolSize = 10;
/** With `queryMs` below 5 s, within which callers must learn that the database is gone. */
const connectMs = 2_000;
/** Of one statement. */
export const queryMs = 2_500;
/**
 * The part of the timeout after which the database itself gives a statement up, so that a slow
 * statement does not pass for a database that is gone.
 */
const statementPart = 0.8;
const idleInTransactionMs = 10_000;
/** Prepared statements; past it they are parsed each time, so that memory does not grow. */
const preparedMost = 300;

/**
 * Postgres asks a silent peer after so many seconds whether it is there, and again so often. Then
 * the connection is dead, and what it holds is free, locks among it.
 */
const keepalive = { idle: 10, interval: 5, count: 2 } as const;

export interface PoolOptions {
  /**
   * A statement that takes longer fails, here and in the database; 0: it takes as long as it needs.
   */
  readonly timeoutMs: number;
  /**
   * Given by a process that owns the database, alone or with others. See `advisory_lock.ts`.
   */
  readonly owner?: Owner | undefined;
  /** Called with the error of every query that fails. */
  readonly onFault?: (error: unknown) => void;
  readonly report?: Report;
}

export interface Owner {
  /** How the lock on the database is held. */
  readonly mode: Mode;
  /** The backend that holds it; null: none does now. */
  readonly hold: () => Promise<number | null>;
}

/** How the connections to Postgres are now. */
export interface PoolStatus {
  readonly open: number;
  readonly idle: number;
  /** Statements that wait for a connection. */
  readonly waiting: number;
  readonly breaker: CircuitBreaker["state"];
}

/** A pool for Kysely's dialect. */
export type Pool = PostgresPool & { status(): PoolStatus };

export function createPool(url: string, options: PoolOptions): Pool {
  const pool = createPgPool(url, options);
  const breaker = new CircuitBreaker({
    connect: () => probe(url),
    report: options.report ?? (() => {}),
  });
  const answers = { count: 0 };
  const connectionOf = createConnections({
    statementName: createNames(),
    breaker,
    answers,
    onFault: options.onFault ?? (() => {}),
  });
  return {
    options: pool.options,
    end: () => pool.end(),
    status: () => ({
      open: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      breaker: breaker.state,
    }),
    async connect() {
      await breaker.pass().catch((error) => {
        throw new Unavailable(error.message, { cause: error });
      });
      for (;;) {
        const before = answers.count;
        const client = await pool.connect().catch((error) => {
          // While others are answered, a timeout only means that no connection was free in time.
          if (answers.count === before) breaker.recordFault(error);
          throw new Unavailable(error.message, { cause: error });
        });
        const { wrapped, generation } = connectionOf(client);
        if (generation === breaker.generation) return wrapped;
        client.release(true);
      }
    },
  };
}

function createPgPool(url: string, { timeoutMs, owner }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectMs,
    query_timeout: timeoutMs,
    keepAlive: true,
    types: { getTypeParser },
    verify: (client, done) =>
      void configure(client, timeoutMs)
        .then(() => owner && signIn(client, owner)).then(() => done(), done),
  });
  // The query under way rejects when a connection breaks; without a listener, the event would end
  // the process as well.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** Rejects unless a new connection is made in time. */
async function probe(url: string): Promise<void> {
  const client = createClient(url, "trio");
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => {});
  }
}

/** Which crash the data survives, by the settings of Postgres. */
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

/** A client that reads values as the pool does; for what must not share the pool. */
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

/** To be called on each new connection. */
export async function configure(client: pg.ClientBase, timeoutMs: number): Promise<void> {
  // Every query of a request has an index. A plan lives as long as its connection, and one that was
  // made while the tables were small would read them whole.
  await client.query(
    `select set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, YMD', false),
       set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false),
       set_config('statement_timeout', $1, false), set_config('idle_in_transaction_session_timeout', $2, false),
       set_config('tcp_keepalives_idle', $3, false), set_config('tcp_keepalives_interval', $4, false),
       set_config('tcp_keepalives_count', $5, false)`,
    [
      Math.floor(timeoutMs * statementPart),
      idleInTransactionMs,
      keepalive.idle,
      keepalive.interval,
      keepalive.count,
    ].map(String),
  );
}

/**
 * Keeps other processes from taking the database over until this connection has ended, and with it
 * what it has under way. Throws when the lock is lost: another process may own the database.
 */
async function signIn(client: pg.ClientBase, { hold, mode }: Owner): Promise<void> {
  await lockShared(client, connectionsLock);
  if (!await hasLock(client, await hold(), { lock: databaseLock, mode })) {
    throw new Error("The lock on the database is lost");
  }
}

/** The name under which a statement is prepared; undefined: it is not. */
function createNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    if (!names.has(text) && names.size < preparedMost) names.set(text, `s${names.size}`);
    return names.get(text);
  };
}

/** What the connections of a pool share. */
interface Shared {
  readonly statementName: (text: string) => string | undefined;
  readonly breaker: CircuitBreaker;
  /** Queries that the database has answered, over all connections. */
  readonly answers: { count: number };
  readonly onFault: (error: unknown) => void;
}

interface Connection {
  readonly wrapped: PostgresPoolClient;
  /** Of the circuit breaker, when the connection was new. */
  readonly generation: number;
}

/** Finds what is known of a client; the first time it makes it. */
function createConnections(shared: Shared): (client: pg.PoolClient) => Connection {
  const connections = new WeakMap<pg.PoolClient, Connection>();
  return (client) => {
    const connection = connections.get(client) ??
      { wrapped: wrap(client, shared), generation: shared.breaker.generation };
    connections.set(client, connection);
    return connection;
  };
}

function wrap(client: pg.PoolClient, shared: Shared): PostgresPoolClient {
  let isBroken = false;
  async function query(text: string, values: readonly unknown[]) {
    if (isBroken) throw new Unavailable("The connection to the database is lost");
    const name = values.length > 0 ? shared.statementName(text) : undefined;
    try {
      const result = await client.query({
        text,
        values: [...values],
        ...(name === undefined ? {} : { name }),
      });
      shared.answers.count++;
      return result;
    } catch (error) {
      // Without an answer of the database the statement may still be under way, and no other may
      // queue behind it.
      isBroken ||= !(error instanceof pg.DatabaseError);
      shared.breaker.recordFault(error);
      shared.onFault(error);
      throw faultOf(error);
    }
  }
  return {
    query: query as unknown as PostgresPoolClient["query"],
    release: (destroy) => client.release(destroy || isBroken),
  };
}
