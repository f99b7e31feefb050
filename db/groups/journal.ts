// Journal, the project's group commit: messages that arrive while a statement is under way go
// together in the next one. A message whose append is answered "stored" is committed; a statement
// that fails makes its own appends fail, and no others.

import type { Kysely } from "kysely";
import { Unavailable } from "../../protocol/unavailable.ts";
import type { DB } from "../schema.ts";
import type { AppendOutcome, LogStore, NewMessage } from "../store/logs.ts";
import { addAllMessages, addMessages, findRepeated } from "./messages.ts";

/** Messages in one statement. */
const batchMost = 500;
/** Messages that may wait; past it, an append is refused at once. */
export const waitingMost = 10_000;

/**
 * The appends throw when the statement fails, which leaves open whether the messages were stored,
 * or when too many messages wait.
 */
export interface Journal extends Pick<LogStore, "append" | "appendRun"> {
  /** Resolves when nothing waits and no statement is under way. */
  settled(): Promise<void>;
}

export interface JournalMeasures {
  /** In ms; differences alone mean something. */
  now(): number;
  /** A statement that was given so many messages has stored so many; null: it failed. */
  wrote(given: number, stored: number | null, ms: number): void;
}

interface Waiting {
  readonly run: readonly NewMessage[];
  /** For a run of several messages, "conflict" means that none was stored. */
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

export interface JournalOptions {
  /** Absent: nothing is measured. */
  readonly measures?: JournalMeasures | undefined;
  /** Told of messages that are committed, before their appends are answered. */
  readonly onStored?: ((messages: readonly NewMessage[]) => void) | undefined;
  /** Given where the database runs in the thread that reads the sockets. */
  readonly pauseClock?: PauseClock | undefined;
}

/** The part of a clock that a pause needs. */
export interface PauseClock {
  now(): number;
  after(ms: number, run: () => void): () => void;
}

/**
 * Past so many messages a statement is followed by a pause: the native driver reads some 64 frames
 * between two statements, first of sockets that were just answered, and others might go unread.
 */
const pausesPast = 50;
/** How many times as long as the statement: so long it takes to read every socket. */
const pauseTimes = 2;
/** In ms, however long a statement took. */
const pauseMost = 50;

export function createJournal(db: Kysely<DB>, options: JournalOptions = {}): Journal {
  let waiting: Waiting[] = [];
  let waitingCount = 0;
  let writing: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    await gathered();
    while (waiting.length > 0) {
      const batch = takeBatch(waiting);
      waiting = waiting.slice(batch.length);
      const given = batch.reduce((sum, { run }) => sum + run.length, 0);
      waitingCount -= given;
      await withPause(options.pauseClock, given, () => writeBatch(db, { batch, given }, options));
      await gathered();
    }
    writing = null;
  }

  function enqueue(added: Waiting): void {
    const { run, reject } = added;
    if (waitingCount + run.length > waitingMost) {
      return reject(
        new Unavailable(`The journal is full: "${waitingMost}" messages wait for the database`),
      );
    }
    waitingCount += run.length;
    waiting.push(added);
    writing ??= writeAll();
  }

  return {
    append: (added) => new Promise((resolve, reject) => enqueue({ run: [added], resolve, reject })),
    appendRun: (run) =>
      new Promise((resolve, reject) =>
        enqueue({ run, resolve: ({ type }) => resolve(type === "stored"), reject })
      ),
    settled: () => writing ?? Promise.resolve(),
  };
}

/** An actor that was answered needs up to ten microtasks to append its next run; twice as many. */
const hops = 20;

/**
 * Lets actors that were just answered append their next runs. Without it those runs would miss the
 * next statement, and two halves of the groups would take turns: twice as many statements of half
 * the size.
 */
async function gathered(): Promise<void> {
  for (let hop = 0; hop < hops; hop++) await Promise.resolve();
}

/** The runs of the next statement: the first one whatever its length, more while they fit. */
function takeBatch(waiting: readonly Waiting[]): readonly Waiting[] {
  let count = 0;
  const end = waiting.findIndex(({ run }, at) => (count += run.length) > batchMost && at > 0);
  return end < 0 ? waiting : waiting.slice(0, end);
}

/** Pauses after `write` where it has held up the sockets for long. */
async function withPause(
  clock: PauseClock | undefined,
  given: number,
  write: () => Promise<void>,
): Promise<void> {
  if (clock === undefined || given <= pausesPast) return await write();
  const since = clock.now();
  await write();
  const ms = Math.min(pauseTimes * (clock.now() - since), pauseMost);
  if (ms > 0) await new Promise<void>((resolve) => clock.after(ms, resolve));
}

/** Never rejects: a fault is passed to each run. `given`: how many messages are in them. */
async function writeBatch(
  db: Kysely<DB>,
  { batch, given }: { readonly batch: readonly Waiting[]; readonly given: number },
  { measures, onStored }: JournalOptions,
): Promise<void> {
  const since = measures?.now() ?? 0;
  let stored: number | null = null;
  try {
    const outcomes = await writeRuns(db, batch.map(({ run }) => run));
    const added = batch.flatMap(({ run }, at) => outcomes[at]?.type === "stored" ? run : []);
    stored = added.length;
    onStored?.(added);
    for (const [at, { resolve }] of batch.entries()) resolve(outcomes[at] ?? { type: "conflict" });
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
  measures?.wrote(given, stored, measures.now() - since);
}

/**
 * One outcome for each run, in order. Nearly always all are stored by one statement; only where a
 * seq or an id is taken is each looked at.
 */
async function writeRuns(
  db: Kysely<DB>,
  runs: readonly (readonly NewMessage[])[],
): Promise<AppendOutcome[]> {
  if (await addAllMessages(db, runs.flat())) return runs.map(() => ({ type: "stored" }));
  const singles = runs.filter(({ length }) => length === 1).flat();
  const outcomes = singles.length > 0 ? await writeSingles(db, singles) : [];
  return runs.map(({ length }) => length === 1 && outcomes.shift() || { type: "conflict" });
}

/** One outcome for each message, in order. */
async function writeSingles(
  db: Kysely<DB>,
  batch: readonly NewMessage[],
): Promise<AppendOutcome[]> {
  const added = await addMessages(db, batch);
  if (added === null) return batch.map(() => ({ type: "stored" }));
  const stored = new Set(added.map((row) => placeOf(row.group_id, row)));
  // `delete` is true for the first message alone: an equal one in the same batch is a repeat.
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
