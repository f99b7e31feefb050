// The embedded database: PGlite as a Kysely dialect, with values and errors as in `sql.ts`.

import type { PGliteInterface, Transaction } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";
import type { DB } from "../schema.ts";
import { faultOf } from "../sql/sql.ts";
import { type InstanceOptions, openInstance } from "./instance.ts";
import { type Embedded, openReopening, type ReopeningOptions } from "./reopening.ts";

type DialectPGlite = Extract<
  ConstructorParameters<typeof PGliteDialect>[0]["pglite"],
  { ready: boolean }
>;

export interface EmbeddedOptions extends ReopeningOptions {
  /** Called with the error of every statement that fails. */
  readonly onFault: (error: unknown) => void;
}

/** Opens the database once; `destroy()` closes it. */
export async function createEmbedded(options: InstanceOptions): Promise<Kysely<DB>> {
  return await kyselyOver(await openInstance(options));
}

export interface OpenEmbedded {
  /** `destroy()` closes the database. */
  readonly db: Kysely<DB>;
  readonly copyTo: Embedded["copyTo"];
}

/** Opens the database, and again when it breaks off. */
export async function createReopening(options: EmbeddedOptions): Promise<OpenEmbedded> {
  const embedded = await openReopening(options);
  return {
    db: await overDialect(wrap(embedded, options.onFault)),
    copyTo: (folder, signal) => embedded.copyTo(folder, signal),
  };
}

/** Kysely over a PGlite that is open, of whatever version. */
export async function kyselyOver(pglite: WrappedPGlite): Promise<Kysely<DB>> {
  return await overDialect(wrap(pglite, () => {}));
}

async function overDialect(pglite: DialectPGlite): Promise<Kysely<DB>> {
  const db = new Kysely<DB>({ dialect: new PGliteDialect({ pglite }) });
  // Used once, since Kysely closes only what it has used.
  await db.connection().execute(() => Promise.resolve());
  return db;
}

/** What is needed of a PGlite, whatever its version. */
export type WrappedPGlite = Omit<Embedded, "copyTo">;

function wrap(pglite: WrappedPGlite, onFault: (error: unknown) => void): DialectPGlite {
  const queryOf =
    (under: PGliteInterface | Transaction | WrappedPGlite): DialectPGlite["query"] =>
    async (text, params, options) => {
      try {
        return await under.query(text, params, options);
      } catch (error) {
        onFault(error);
        throw faultOf(error);
      }
    };
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
    async transaction(run) {
      let hasBegun = false;
      try {
        return await pglite.transaction((tx) => {
          hasBegun = true;
          return run({ query: queryOf(tx), rollback: () => tx.rollback() });
        });
      } catch (error) {
        // Kysely waits for the transaction to begin, for ever where it does not.
        const fail = () => Promise.reject(faultOf(error));
        if (!hasBegun) await run({ query: fail, rollback: fail });
        throw faultOf(error);
      }
    },
  };
}
