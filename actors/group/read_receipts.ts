// Read pointers on their way to the store: written at most once a second for each user and group,
// many in one statement, and shown once they are stored. No message ever waits for one.

import type { ReadPointer } from "../../db/store/groups.ts";
import type { Store } from "../../db/store/store.ts";
import type { Cancel, Clock } from "../../protocol/clock.ts";
import type { Report } from "../runtime/mailbox.ts";

export interface ReadReceiptsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly report: Report;
}

/** Between two writes of the same pointer. */
const betweenMs = 1_000;
/** Between two looks at what has fallen due. */
const tickMs = 100;

interface Pointer {
  /** Not stored yet; null: nothing waits. */
  pending: { readonly reading: ReadPointer; readonly stored: () => void } | null;
  dueAt: number;
}

export class ReadReceipts {
  readonly #deps: ReadReceiptsDeps;
  readonly #pointers = new Map<string, Pointer>();
  readonly #stopTick: Cancel;
  #writing: Promise<void> | null = null;

  constructor(deps: ReadReceiptsDeps) {
    this.#deps = deps;
    this.#stopTick = deps.clock.every(tickMs, () => void this.#write(deps.clock.now()));
  }

  /** `stored` is called once the pointer is; not when a later one overtakes it. */
  mark(reading: ReadPointer, stored: () => void): void {
    const key = `${reading.group} ${reading.user}`;
    const pointer = this.#pointers.get(key) ?? { pending: null, dueAt: 0 };
    if (pointer.pending && pointer.pending.reading.seq >= reading.seq) return;
    pointer.pending = { reading, stored };
    this.#pointers.set(key, pointer);
    if (pointer.dueAt <= this.#deps.clock.now()) void this.#write(this.#deps.clock.now());
  }

  /** Writes what waits, due or not, and ends the watching. */
  async stop(): Promise<void> {
    this.#stopTick();
    await this.#write(Infinity);
  }

  /** Never rejects. Marks that come while a statement is under way go together in the next. */
  async #write(until: number): Promise<void> {
    while (this.#writing) {
      if (until !== Infinity) return;
      await this.#writing;
    }
    this.#writing = this.#writeDue(until);
    await this.#writing;
  }

  async #writeDue(until: number): Promise<void> {
    // Not at once: what the same turn of the program marks belongs in one statement.
    await Promise.resolve();
    for (let due = this.#takeDue(until); due.length > 0; due = this.#takeDue(until)) {
      try {
        await this.#deps.store.markRead(due.map(({ reading }) => reading));
        for (const { stored } of due) stored();
      } catch (error) {
        this.#deps.report("Read pointers were not stored", error);
        if (until !== Infinity) {
          for (const { reading, stored } of due) this.#keep(reading, stored);
        }
      }
    }
    this.#writing = null;
  }

  #takeDue(until: number): { reading: ReadPointer; stored: () => void }[] {
    const now = this.#deps.clock.now();
    const taken = [];
    for (const [key, pointer] of this.#pointers) {
      if (pointer.dueAt > until) continue;
      if (pointer.pending) taken.push(pointer.pending);
      else this.#pointers.delete(key);
      pointer.pending = null;
      pointer.dueAt = now + betweenMs;
    }
    return taken;
  }

  /** Puts back what could not be stored, unless a later one waits. */
  #keep(reading: ReadPointer, stored: () => void): void {
    const pointer = this.#pointers.get(`${reading.group} ${reading.user}`);
    if (pointer && !pointer.pending) pointer.pending = { reading, stored };
  }
}
