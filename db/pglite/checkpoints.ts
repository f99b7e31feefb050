// Checkpoints of the embedded database. Postgres has a process of its own for them, and PGlite has
// none: without them the write-ahead log grows for as long as the program runs, and with it the
// time to recover from a crash.

import type { PGliteInterface } from "@electric-sql/pglite";

/** Past this much of the log, in bytes, it is let begin anew. */
const logMost = 32 * 2 ** 20;

/** Makes a checkpoint where the log since the last one has grown past the limit. */
export async function limitLog(pglite: PGliteInterface): Promise<void> {
  const { rows: [log] } = await pglite.query<{ bytes: number }>(
    `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 as bytes
     from pg_control_checkpoint()`,
  );
  if (log && log.bytes > logMost) await pglite.query("checkpoint");
}
