// What a message waits for, by the server's own metrics and by Postgres.

// @ts-types="@types/pg"
import pg from "pg";

/** Sums since the start. */
export interface WaitCounts {
  /** From a text's frame to the last member to whom it was sent, in seconds. */
  readonly delivered: Sum;
  /** For the turn of the group. */
  readonly mailbox: Sum;
  readonly statements: Sum;
  readonly batches: Sum;
  /** Of the write-ahead log, in ms; NaN: this Postgres tells it elsewhere. */
  readonly syncs: Sum;
}

export interface Sum {
  readonly sum: number;
  readonly count: number;
}

/** Lets Postgres take the time of what it writes. */
export async function timeTheLog(databaseUrl: string): Promise<void> {
  await ask(databaseUrl, "alter system set track_wal_io_timing = on");
  await ask(databaseUrl, "select pg_reload_conf()");
}

export async function readWaits(metricsUrl: string, databaseUrl: string): Promise<WaitCounts> {
  const text = await (await fetch(metricsUrl)).text();
  const sumOf = (name: string, labels = "") => {
    const value = (kind: string) =>
      Number(
        text.split("\n").find((line) => line.startsWith(`${name}_${kind}${labels} `))
          ?.split(" ")[1],
      );
    return { sum: value("sum"), count: value("count") };
  };
  const [log] = await ask(
    databaseUrl,
    `select (to_jsonb(w)->>'wal_sync_time')::float8 as sum, (to_jsonb(w)->>'wal_sync')::float8 as count
     from pg_stat_wal w`,
  );
  return {
    delivered: sumOf("trio_delivery_duration_seconds"),
    mailbox: sumOf("trio_mailbox_wait_seconds", '{actor="group"}'),
    statements: sumOf("trio_journal_write_duration_seconds"),
    batches: sumOf("trio_journal_batch_messages"),
    syncs: { sum: Number(log?.sum ?? NaN), count: Number(log?.count ?? NaN) },
  };
}

/** The mean between two readings. */
export function meanOf(before: Sum, after: Sum): number {
  return (after.sum - before.sum) / (after.count - before.count);
}

/** Those of a Postgres' processes that tell what they do. */
export async function processesOf(databaseUrl: string): Promise<number[]> {
  const rows = await ask(
    databaseUrl,
    "select pid from pg_stat_activity where pid <> pg_backend_pid()",
  );
  return rows.map(({ pid }) => Number(pid));
}

async function ask(databaseUrl: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
