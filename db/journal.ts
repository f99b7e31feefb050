// Group commit: messages that arrive while a statement is under way go together in the next one. A message whose
// append was answered "stored" is committed; a statement that fails fails its own appends alone.

import type { Kysely } from "kysely";
import { addMessages, findRepeated } from "./messages.ts";
import type { DB } from "./schema.ts";
import type { AppendOutcome, NewMessage } from "./store.ts";

const batchMost = 500;
/** Appends that may wait; past it, one is refused at once. */
export const waitingMost = 10_000;

export interface Journal {
  /** Throws when the statement failed, which leaves open whether the message was stored; or when too many wait. */
  append(added: NewMessage): Promise<AppendOutcome>;
  /** Resolves when nothing waits and no statement is under way. */
  settled(): Promise<void>;
}

interface Waiting {
  readonly added: NewMessage;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

export function createJournal(db: Kysely<DB>): Journal {
  const waiting: Waiting[] = [];
  let run: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    // Not at once: what the same turn of the program appends belongs in the first statement, too.
    await Promise.resolve();
    while (waiting.length > 0) await writeBatch(db, waiting.splice(0, batchMost));
    run = null;
  }

  return {
    append(added) {
      if (waiting.length >= waitingMost) {
        return Promise.reject(
          new Error(`The journal is full: "${waitingMost}" messages wait for the database`),
        );
      }
      return new Promise((resolve, reject) => {
        waiting.push({ added, resolve, reject });
        run ??= writeAll();
      });
    },
    settled: () => run ?? Promise.resolve(),
  };
}

/** Never rejects: every append of the batch is answered by itself. */
async function writeBatch(db: Kysely<DB>, batch: readonly Waiting[]): Promise<void> {
  try {
    const outcomes = await write(db, batch.map(({ added }) => added));
    batch.forEach(({ resolve }, at) => resolve(outcomes[at] ?? { type: "conflict" }));
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

/** One outcome for each, in order. */
async function write(db: Kysely<DB>, batch: readonly NewMessage[]): Promise<AppendOutcome[]> {
  const added = await addMessages(db, batch);
  if (added === null) return batch.map(() => ({ type: "stored" }));
  const stored = new Set(added.map((row) => placeOf(row.group_id, row)));
  // A place is taken off the set by the first that asked for it: its twin in the same batch is a repeat.
  const fresh = batch.map(({ group, message }) => stored.delete(placeOf(group, message)));
  const rest = batch.filter((_, at) => !fresh[at]);
  const found = rest.length === 0 ? [] : await findRepeated(db, rest);
  const repeated = new Map(found.map(({ group, message }) => [nameOf(group, message), message]));
  return batch.map(({ group, message }, at) => {
    if (fresh[at]) return { type: "stored" };
    const known = repeated.get(nameOf(group, message));
    return known === undefined ? { type: "conflict" } : { type: "repeated", message: known };
  });
}

type Named = Pick<NewMessage["message"], "id" | "by">;

function nameOf(group: string, { id, by }: Named): string {
  return `${group} ${by} ${id}`;
}

function placeOf(group: string, named: Named & { readonly seq: number }): string {
  return `${nameOf(group, named)} ${named.seq}`;
}
