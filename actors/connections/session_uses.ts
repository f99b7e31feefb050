// When each session was last used, on its way to the store: many uses become one row, written at
// most once a minute, many rows in one statement. No request waits for it.

import type { SessionStore, SessionUse } from "../../db/store/sessions.ts";
import { type Cancel, type Clock, instantOf } from "../../protocol/clock.ts";
import type { SessionId } from "../../protocol/domain.ts";
import type { Report } from "../../logging/events.ts";

export interface SessionUsesDeps {
  readonly store: Pick<SessionStore, "noteUses">;
  readonly clock: Clock;
  readonly report: Report;
}

/** Time between two checks which uses are due. With the next it makes a minute. */
const tickMs = 10_000;
/** Time between two writes of the same session. */
const writeIntervalMs = 50_000;
/** Sessions in one statement. */
const batchMost = 1_000;

/**
 * What is known of one session. Times are in ms since the start, numbers small enough to need no
 * memory of their own: each open socket has such an entry.
 */
interface Known {
  usedAt: number;
  /** The use that the store has been told; null: none. */
  written: number | null;
  /** The next write is no sooner than this. */
  dueAt: number;
}

export class SessionUses {
  readonly #deps: SessionUsesDeps;
  readonly #sessions = new Map<SessionId, Known>();
  readonly #stopTick: Cancel;
  readonly #startedAt: number;
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: SessionUsesDeps) {
    this.#deps = deps;
    this.#startedAt = deps.clock.now();
    this.#stopTick = deps.clock.every(tickMs, () => {
      const now = this.#now();
      this.#writing = this.#writing.then(() => this.#write(now));
    });
  }

  /** The session is used now. */
  note(session: SessionId): void {
    const usedAt = this.#now();
    const known = this.#sessions.get(session);
    if (known) known.usedAt = usedAt;
    else this.#sessions.set(session, { usedAt, written: null, dueAt: 0 });
  }

  /** Writes every use that the store has not been told, and ends the timer. */
  async stop(): Promise<void> {
    this.#stopTick();
    await this.#writing;
    await this.#write(Infinity);
  }

  /** Never rejects. */
  async #write(until: number): Promise<void> {
    const due = this.#takeDue(until);
    for (let at = 0; at < due.length; at += batchMost) {
      const batch = due.slice(at, at + batchMost);
      try {
        await this.#deps.store.noteUses(batch);
      } catch (error) {
        // The next use is written. Nothing hangs on this one.
        this.#deps.report("session_uses_not_stored", { error });
        return;
      }
    }
  }

  #takeDue(until: number): SessionUse[] {
    const now = this.#now();
    const due: SessionUse[] = [];
    for (const [session, known] of this.#sessions) {
      // Further off than any is: the clock was set back.
      if (known.dueAt > until && known.dueAt <= now + writeIntervalMs) continue;
      if (known.usedAt === known.written) {
        this.#sessions.delete(session);
        continue;
      }
      due.push({ session, at: instantOf(this.#startedAt + known.usedAt) });
      known.written = known.usedAt;
      known.dueAt = now + writeIntervalMs;
    }
    return due;
  }

  #now(): number {
    // Rounded, since V8 keeps the difference of two large numbers as a large one.
    return Math.round(this.#deps.clock.now() - this.#startedAt);
  }
}
