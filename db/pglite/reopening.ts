// The embedded database over its instances: when one is over, another is opened on the same folder,
// where Postgres recovers what was committed. Until then every statement rejects at once.

import type { PGliteInterface, Transaction } from "@electric-sql/pglite";
import type { Report } from "../../logging/events.ts";
import { type Instance, openInstance } from "./instance.ts";
import { limitLog } from "./checkpoints.ts";
import { copyFolder } from "./folder_copy.ts";

/** The part of a clock that is needed. */
interface Timer {
  after(ms: number, run: () => void): () => void;
}

export interface ReopeningOptions {
  /** The database's own folder. */
  readonly folder: string;
  readonly clock: Timer;
  /** Whether the disk has room for what opening writes. */
  readonly mayOpen: () => boolean;
  readonly report: Report;
}

/** Time between two looks at the instance: may another be opened, is a checkpoint due. */
const lookEachMs = 1_000;
/** After a failure to open, looks that are left out: twice as many after each, up to this many. */
const skippedMost = 30;

/** What is needed of a PGlite, and copies of its folder. */
export interface Embedded
  extends
    Pick<PGliteInterface, "query" | "transaction" | "close" | "closed" | "ready" | "waitReady"> {
  /** See `folder_copy.ts`. Throws, too, when another copy is under way. */
  copyTo(folder: string, signal: AbortSignal): Promise<void>;
}

type State =
  | { readonly type: "open"; readonly instance: Instance }
  | { readonly type: "over"; readonly reason: Error }
  | { readonly type: "closed" };

/** Rejects when the database cannot be opened at first. */
export async function openReopening(options: ReopeningOptions): Promise<Embedded> {
  // On a file of that name PGlite would neither open nor reject.
  await Deno.mkdir(options.folder, { recursive: true });
  return new Reopening(options, await openInstance({ dataDir: options.folder }));
}

class Reopening implements Embedded {
  readonly waitReady = Promise.resolve();
  readonly #options: ReopeningOptions;
  #state: State = { type: "closed" };
  #cancelLook = () => {};
  #looking: Promise<void> = Promise.resolve();
  /** Whether a statement has run since the last look. */
  #isUsed = false;
  #isCopying = false;
  #skip = { next: 0, after: 1 };

  constructor(options: ReopeningOptions, instance: Instance) {
    this.#options = options;
    this.#take(instance);
    this.#lookLater();
  }

  get ready(): boolean {
    return this.#state.type === "open";
  }

  get closed(): boolean {
    return this.#state.type === "closed";
  }

  async query<T>(...statement: Parameters<PGliteInterface["query"]>) {
    this.#isUsed = true;
    return await this.#instance().query<T>(...statement);
  }

  async transaction<T>(run: (transaction: Transaction) => Promise<T>) {
    this.#isUsed = true;
    return await this.#instance().transaction(run);
  }

  async copyTo(folder: string, signal: AbortSignal): Promise<void> {
    if (this.#isCopying) throw new Error("Another copy of the database is being made");
    this.#isCopying = true;
    try {
      // A look that has begun may be about to make a checkpoint.
      await this.#looking;
      const from = this.#options.folder;
      await copyFolder(this.#instance(), { from, to: folder, signal });
    } finally {
      this.#isCopying = false;
    }
  }

  async close(): Promise<void> {
    await this.#looking;
    this.#cancelLook();
    const former = this.#state;
    this.#state = { type: "closed" };
    if (former.type === "open") await former.instance.close();
  }

  #instance(): PGliteInterface {
    if (this.#state.type === "open") return this.#state.instance;
    if (this.#state.type === "over") throw this.#state.reason;
    throw new Error("The embedded database is closed");
  }

  #take(instance: Instance): void {
    this.#state = { type: "open", instance };
    instance.onOver = (reason) => {
      this.#state = { type: "over", reason };
      this.#options.report("embedded_stopped", { error: reason });
      // Not in the midst of its last statement.
      queueMicrotask(() => instance.letGo());
    };
  }

  #lookLater(): void {
    this.#cancelLook = this.#options.clock.after(lookEachMs, () => {
      this.#looking = this.#look().finally(() => {
        if (!this.closed) this.#lookLater();
      });
    });
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    const state = this.#state;
    if (state.type === "over") return await this.#reopen();
    if (state.type === "closed" || !this.#isUsed || this.#isCopying) return;
    this.#isUsed = false;
    // A fault of it is one of the next statement, too.
    await limitLog(state.instance).catch(() => {});
  }

  async #reopen(): Promise<void> {
    if (this.#skip.next-- > 0 || !this.#options.mayOpen()) return;
    try {
      this.#take(await openInstance({ dataDir: this.#options.folder }));
      this.#skip = { next: 0, after: 1 };
      this.#options.report("embedded_reopened");
    } catch {
      const { after } = this.#skip;
      this.#skip = { next: after, after: Math.min(2 * after, skippedMost) };
    }
  }
}
