// Read pointers on their way to the store: each is written at most once a second, many in one
// statement, and shown once it is stored. No message waits for a read pointer.

import type { ReadPointer } from "../../db/store/groups.ts";
import type { Store } from "../../db/store/store.ts";
import type { Cancel, Clock } from "../../protocol/clock.ts";
import type { Report } from "../../logging/events.ts";

export interface ReadReceiptsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly report: Report;
}

/** Time between two writes of the same pointer. */
const writeIntervalMs = 1_000;
/** Time between two checks which pointers are due. */
const tickMs = 100;

interface Mark {
  readonly pointer: ReadPointer;
  readonly onStored: () => void;
}

/** What is known of one user in one group. */
interface Schedule {
  /** The mark that waits to be written. */
  pending: Mark | null;
  /** The next write is no sooner than this. */
  dueAt: number;
}

export class ReadReceipts {
  readonly #deps: ReadReceiptsDeps;
  /** By group and user. */
  readonly #schedules = new Map<string, Schedule>();
  readonly #stopTick: Cancel;
  #writing: Promise<void> | null = null;

  constructor(deps: ReadReceiptsDeps) {
    this.#deps = deps;
    this.#stopTick = deps.clock.every(tickMs, () => void this.#write(deps.clock.now()));
  }

  /** `onStored` is called when the pointer is stored; not when a later one overtakes it. */
  mark(pointer: ReadPointer, onStored: () => void): void {
    const key = keyOf(pointer);
    const schedule = this.#schedules.get(key) ?? { pending: null, dueAt: 0 };
    if (schedule.pending && schedule.pending.pointer.seq >= pointer.seq) return;
    schedule.pending = { pointer, onStored };
    this.#schedules.set(key, schedule);
    if (schedule.dueAt <= this.#deps.clock.now()) void this.#write(this.#deps.clock.now());
  }

  /** Writes every pending mark, due or not, and ends the timer. */
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
    // Not at once: what is marked in the same tick of the event loop belongs in one statement.
    await Promise.resolve();
    for (let due = this.#takeDue(until); due.length > 0; due = this.#takeDue(until)) {
      try {
        await this.#deps.store.markRead(due.map(({ pointer }) => pointer));
        for (const { onStored } of due) onStored();
      } catch (error) {
        this.#deps.report("read_pointers_not_stored", { error });
        if (until !== Infinity) {
          for (const mark of due) this.#putBack(mark);
        }
      }
    }
    this.#writing = null;
  }

  #takeDue(until: number): Mark[] {
    const now = this.#deps.clock.now();
    const taken = [];
    for (const [key, schedule] of this.#schedules) {
      // Further off than any is: the clock was set back.
      const isDue = schedule.dueAt <= until || schedule.dueAt > now + writeIntervalMs;
      if (!isDue) continue;
      if (schedule.pending) taken.push(schedule.pending);
      else this.#schedules.delete(key);
      schedule.pending = null;
      schedule.dueAt = now + writeIntervalMs;
    }
    return taken;
  }

  /** Puts back a mark that could not be stored, unless a later one is pending. */
  #putBack(mark: Mark): void {
    const schedule = this.#schedules.get(keyOf(mark.pointer));
    if (schedule && !schedule.pending) schedule.pending = mark;
  }
}

function keyOf({ group, user }: ReadPointer): string {
  return `${group} ${user}`;
}
