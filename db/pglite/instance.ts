// One run of PGlite's program, which notices its own end and takes no statement after it.

import { type ExecProtocolOptions, PGlite } from "@electric-sql/pglite";
import { readErrno } from "./errno.ts";
import { PrivateFiles } from "./private_files.ts";
import { asError, parsers } from "../sql/sql.ts";

export interface InstanceOptions {
  /** The database's own folder; absent: the database is in memory. */
  readonly dataDir?: string;
  /** A dump by PGlite's `dumpDataDir` to begin from. */
  readonly loadDataDir?: Blob;
}

/** What stands before the last words of a Postgres that cannot go on. */
const prefix = /^.*?\b(FATAL|PANIC|postgres):\s*/;

/** PGlite's exit status for the long jump by which a statement's error leaves the program. */
const longJump = 100;

/** What is kept of the write-ahead log for later use: by itself Postgres keeps up to a gigabyte. */
const logSize = ["-c", "min_wal_size=32MB", "-c", "max_wal_size=64MB"];

/** Rejects with an Error, and leaves nothing open, when the database cannot be opened. */
export async function openInstance({ dataDir, ...options }: InstanceOptions): Promise<Instance> {
  // What Postgres says is more than that PGlite failed.
  let lastWords: string | null = null;
  const instance = new Instance({
    ...options,
    ...(dataDir !== undefined && { fs: new PrivateFiles(dataDir) }),
    parsers,
    startParams: [...PGlite.defaultStartParams, ...logSize],
    onStderr(line) {
      if (prefix.test(line)) lastWords = line.replace(prefix, "");
      return false;
    },
  });
  try {
    await instance.waitReady;
    instance.watch();
    return instance;
  } catch (error) {
    instance.letGo();
    throw lastWords === null ? readErrno(error) : new Error(lastWords);
  }
}

/**
 * Postgres ends a process that cannot go on, one that cannot write its log, say. PGlite has no
 * process to end: its program is left where it stands, with its locks taken, and PGlite drops the
 * exception that left it. The next statement would wait for such a lock in a loop without an end,
 * and the whole server with it. So whatever leaves the program is looked at. Anything but a
 * statement's own error is the end: what was under way rejects, also where PGlite takes it for
 * done, and so does all that comes later.
 */
export class Instance extends PGlite {
  /** Called once, when it is over; the reason is the error of all its later statements. */
  onOver: (reason: Error) => void = () => {};
  #over: Error | null = null;
  /** What has left the program and is no statement's error. */
  #escaped: unknown = null;

  /** To be called once it is ready. */
  watch(): void {
    const program = this.Module;
    const run = program._PostgresMainLoopOnce;
    program._PostgresMainLoopOnce = () => {
      try {
        run();
      } catch (error) {
        if (!isLongJump(error)) this.#escaped ??= error;
        throw error;
      }
    };
  }

  /** Every message of a statement passes here. */
  override async execProtocolStream(message: Uint8Array, options?: ExecProtocolOptions) {
    if (this.#over) throw this.#over;
    try {
      const answers = await super.execProtocolStream(message, options);
      if (this.#escaped !== null) throw this.#escaped;
      return answers;
    } catch (error) {
      if (this.#escaped !== null) this.#end(asError(error));
      throw error;
    }
  }

  /** Closes the files that it has open, which would keep what is deleted on the disk. */
  letGo(): void {
    // Absent where the program itself could not be loaded.
    const files = (this.Module as typeof this.Module | undefined)?.FS;
    for (const file of files?.streams ?? []) {
      try {
        if (file) files?.close(file);
      } catch {
        // It is closed.
      }
    }
  }

  #end(reason: Error): void {
    if (this.#over) return;
    this.#over = reason;
    this.onOver(reason);
  }
}

function isLongJump(error: unknown): boolean {
  return typeof error === "object" && error !== null && "status" in error &&
    error.status === longJump;
}
