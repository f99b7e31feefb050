// The embedded database: PGlite as a Kysely dialect, with values and errors as in `sql.ts`.

import { PGlite, type PGliteInterface, type Transaction } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";
import type { DB } from "../schema.ts";
import { faultOf, parsers } from "../sql/sql.ts";

type DialectPGlite = Extract<
  ConstructorParameters<typeof PGliteDialect>[0]["pglite"],
  { ready: boolean }
>;

export interface EmbeddedOptions {
  /** The database's own folder; absent: the database is in memory. */
  readonly dataDir?: string;
  /** A dump by PGlite's `dumpDataDir` to begin from. */
  readonly loadDataDir?: Blob;
}

/** Opens the database; `destroy()` closes it. */
export async function createEmbedded(options: EmbeddedOptions): Promise<Kysely<DB>> {
  const pglite = await PGlite.create({ ...options, parsers });
  const db = new Kysely<DB>({ dialect: new PGliteDialect({ pglite: wrap(pglite) }) });
  // Used once, since Kysely closes only what it has used.
  await db.connection().execute(() => Promise.resolve());
  return db;
}

function wrap(pglite: PGliteInterface): DialectPGlite {
  return {
    waitReady: pglite.waitReady,
    close: () => pglite.close(),
    get ready() {
      return pglite.ready;
    },
    get closed() {
      return pglite.closed;
    },
    query: queryOf(pglite),
    transaction: (run) =>
      pglite.transaction((tx) => run({ query: queryOf(tx), rollback: () => tx.rollback() })),
  };
}

function queryOf(under: PGliteInterface | Transaction): DialectPGlite["query"] {
  return async (text, params, options) => {
    try {
      return await under.query(text, params, options);
    } catch (error) {
      throw faultOf(error);
    }
  };
}
