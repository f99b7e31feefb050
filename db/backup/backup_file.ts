// The file of a backup, gzip over lines of JSON: a header, for each table an object with its name
// and an array for each row, and a trailer with the SHA-256 of all lines before it. The checksum
// tells of accidents: who may write the file may make another one that fits.

import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import type { DB } from "../schema.ts";
import { type RowCounts, type RowsSource, sourceOf } from "./fill.ts";
import type { Layout, Table } from "./layout.ts";

export interface BackupFacts {
  /** When it was made. */
  readonly at: string;
  /** The version of the program that made it. */
  readonly program: string;
  /** Null: the data folder has none. */
  readonly sessionKey: string | null;
}

export interface BackupHeader extends BackupFacts, Layout {
  readonly trioBackup: typeof formatVersion;
}

interface Trailer {
  readonly rows: RowCounts;
  readonly sha256: string;
}

/** What a reader has to know to read the lines. */
const formatVersion = 1;

/** The lines of a database that nobody else writes in; `onEnd` is told what it holds. */
export async function* backupLines(
  db: Kysely<DB>,
  facts: BackupFacts,
  onEnd: (rows: RowCounts) => void,
): AsyncGenerator<string, void, undefined> {
  const source = await sourceOf(db);
  const hash = createHash("sha256");
  const hashed = (lines: readonly string[]) => {
    const text = lines.map((line) => `${line}\n`).join("");
    hash.update(text);
    return text;
  };
  const header: BackupHeader = { trioBackup: formatVersion, ...facts, ...source.layout };
  yield hashed([JSON.stringify(header)]);
  const counts: Record<string, number> = {};
  for (const table of source.layout.tables) {
    counts[table.name] = 0;
    yield hashed([JSON.stringify({ table: table.name })]);
    for await (const rows of source.rowsOf(table)) {
      counts[table.name] = (counts[table.name] ?? 0) + rows.length;
      yield hashed(rows);
    }
  }
  const trailer: Trailer = { rows: counts, sha256: hash.digest("hex") };
  yield `${JSON.stringify(trailer)}\n`;
  onEnd(counts);
}

export interface OpenBackup extends AsyncDisposable {
  readonly header: BackupHeader;
  /** To be read once. */
  readonly source: RowsSource;
}

/** The bytes of a file, from its beginning each time. */
export type Read = () => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;

/**
 * Reads a file to its end, and then opens it anew. Throws a sentence when it is no backup, one of a
 * newer program, or not as it was written.
 */
export async function openBackup(read: Read): Promise<OpenBackup> {
  await verify(linesOf(await read()));
  const lines = linesOf(await read());
  const header = headerOf(await nextLine(lines));
  return {
    header,
    source: sourceBehind(header, lines),
    [Symbol.asyncDispose]: async () => void await lines.return(),
  };
}

async function verify(lines: Lines): Promise<void> {
  const hash = createHash("sha256");
  let last = await lines.next().then(({ value }) => value ?? "", () => "");
  headerOf(last);
  try {
    for await (const line of lines) {
      hash.update(`${last}\n`);
      last = line;
    }
  } catch {
    throw damaged();
  }
  if (Object(parsed(last)).sha256 !== hash.digest("hex")) throw damaged();
}

function headerOf(line: string): BackupHeader {
  const header = parsed(line);
  if (header === null && line.startsWith('{"trioBackup":')) throw damaged();
  const version = Object(header).trioBackup;
  if (typeof version !== "number") {
    throw new Error("It is no backup of Trio, or its beginning is damaged");
  }
  if (version > formatVersion) {
    throw new Error("It was made by a newer version of Trio: restore it by that one");
  }
  return checkedHeader(Object(header));
}

/** Who made the file may have written anything there, which is printed and made files of. */
function checkedHeader(header: Readonly<Record<keyof BackupHeader, unknown>>): BackupHeader {
  const { at, program, sessionKey, migrations, tables, sequences } = header;
  const isRight = {
    at: typeof at === "string" && /^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/.test(at),
    program: typeof program === "string" && /^[\w.+-]{1,40}$/.test(program),
    sessionKey: sessionKey === null || isSessionKey(sessionKey),
    migrations: Array.isArray(migrations) && migrations.every(isMigration),
    tables: Array.isArray(tables) && tables.every((one) => one instanceof Object),
    sequences: Array.isArray(sequences) && sequences.every((one) => one instanceof Object),
  };
  const wrong = Object.entries(isRight).find(([, isSo]) => !isSo);
  if (wrong) throw new Error(`Its beginning has no "${wrong[0]}" as Trio writes it`);
  return header as unknown as BackupHeader;
}

/** By its name. */
function isMigration(name: unknown): boolean {
  return typeof name === "string" && /^\w{1,100}$/.test(name);
}

/** As `session.key` may be: 32 letters at least. */
function isSessionKey(key: unknown): boolean {
  return typeof key === "string" && /^[\P{C}\s]{32,4096}$/u.test(key);
}

function sourceBehind(layout: Layout, lines: Lines): RowsSource {
  /** The line behind the rows that were read last. */
  let ahead: string | null = null;
  async function* rowsOf({ name }: Table): AsyncGenerator<readonly string[], void, undefined> {
    if (Object(parsed(ahead ?? await nextLine(lines))).table !== name) throw damaged();
    for (let [run, length]: [string[], number] = [[], 0];;) {
      const line = await nextLine(lines);
      const isRow = line.startsWith("[");
      if (isRow) {
        run.push(line);
        length += line.length;
      }
      if (run.length > 0 && (!isRow || run.length === runLength || length > runMost)) {
        yield run;
        [run, length] = [[], 0];
      }
      if (!isRow) {
        ahead = line;
        return;
      }
    }
  }
  return {
    layout,
    rowsOf,
    check(_filled, rows) {
      const trailer = Object(parsed(ahead ?? ""));
      const isWhole = JSON.stringify(trailer.rows) === JSON.stringify(rows);
      return isWhole ? Promise.resolve() : Promise.reject(damaged());
    },
  };
}

/** Rows that are filled in by one statement. */
const runLength = 1_000;
/** Letters of such rows, but for the last one. */
const runMost = 2 ** 23;

type Lines = AsyncGenerator<string, void, undefined>;

/** A line is a row at most: far more than any of the program's has. */
const lineMost = 2 ** 25;

async function* linesOf(bytes: ReadableStream<Uint8Array<ArrayBuffer>>): Lines {
  const texts = bytes
    .pipeThrough(new DecompressionStream("gzip"))
    .pipeThrough(new TextDecoderStream("utf-8", { fatal: true }));
  let rest = "";
  try {
    for await (const text of texts) {
      // Few bytes may be unpacked to a line without an end, which memory would not hold.
      if (rest.length > lineMost) {
        rest = "";
        throw damaged();
      }
      const [first = "", ...lines] = text.split("\n");
      rest += first;
      for (const line of lines) {
        yield rest;
        rest = line;
      }
    }
  } finally {
    // Also the beginning of a line that was cut off: it tells whose file it was.
    if (rest !== "") yield rest;
  }
}

/** Throws also when the end is there. */
async function nextLine(lines: Lines): Promise<string> {
  const next = await lines.next().catch(() => null);
  if (next === null || next.done) throw damaged();
  return next.value;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function damaged(): Error {
  return new Error("It is damaged: it was cut off or altered");
}
