// How often a user is told what would help: after 30 s of waiting with one wish, and then at most
// one new hint a minute, whatever they ask for meanwhile. A user who could ask at will would find
// out the age and sex of strangers who wait. The pace outlives the ticket pool.

import type { Hint, UserId } from "../../protocol/domain.ts";
import { DueHeap } from "../matching/index/due_heap.ts";

/** A wish is waited with for so long before the first hint. */
export const hintAfterMs = 30_000;
/** The time between two looks at what would help a user. */
export const hintEachMs = 60_000;

/** A user who waits, or did so a moment ago. */
interface Waiting {
  readonly user: UserId;
  /** The ticket, and all else that the hints depend on. */
  wish: string;
  hints: readonly Hint[];
  lookedAt: number;
  /** The next look may be taken from then on. */
  ripeAt: number;
  dueAt: number;
  place: number;
}

export class HintPace {
  readonly #users = new Map<UserId, Waiting>();
  readonly #heap = new DueHeap<Waiting>((a, b) => a.user < b.user ? -1 : 1);

  /** How many users are known. */
  get size(): number {
    return this.#users.size;
  }

  /** The user waits with this wish from now on; the same one again changes nothing. */
  begin(user: UserId, wish: string, now: number): void {
    const known = this.#users.get(user);
    if (known?.wish === wish) return;
    const waiting = known ?? newWaiting(user);
    waiting.wish = wish;
    waiting.hints = [];
    waiting.ripeAt = Math.max(now + hintAfterMs, waiting.lookedAt + hintEachMs);
    this.#users.set(user, waiting);
    this.#heap.set(waiting, waiting.ripeAt);
  }

  /** What the user was told last. */
  known(user: UserId): readonly Hint[] {
    return this.#users.get(user)?.hints ?? [];
  }

  /** The user's hints. Where the time for another look has come, `look` is called. */
  hints(user: UserId, now: number, look: () => readonly Hint[]): readonly Hint[] {
    const waiting = this.#users.get(user);
    if (waiting === undefined) return [];
    if (now >= waiting.ripeAt) {
      waiting.hints = withOneNew(waiting.hints, look());
      waiting.lookedAt = now;
      waiting.ripeAt = now + hintEachMs;
      this.#heap.set(waiting, waiting.ripeAt);
    }
    return waiting.hints;
  }

  /** When the next user's time for a look comes; null: nobody waits. */
  get nextDue(): number | null {
    return this.#heap.earliest?.dueAt ?? null;
  }

  /**
   * A user for whom it is time for a look; null: none. Who has not been looked at is due again
   * after a while.
   */
  due(now: number): UserId | null {
    const waiting = this.#heap.earliest;
    if (waiting === null || waiting.dueAt > now) return null;
    this.#heap.set(waiting, now + hintEachMs);
    return waiting.user;
  }

  /** The user, who was due, waits no more. */
  forget(user: UserId): void {
    const waiting = this.#users.get(user);
    if (waiting !== undefined) this.#heap.set(waiting, null);
    this.#users.delete(user);
  }
}

function newWaiting(user: UserId): Waiting {
  return {
    user,
    wish: "",
    hints: [],
    lookedAt: -Infinity,
    ripeAt: Infinity,
    dueAt: Infinity,
    place: -1,
  };
}

/** Those of the found hints that were told before, and the first of the others. */
function withOneNew(told: readonly Hint[], found: readonly Hint[]): readonly Hint[] {
  const isTold = (hint: Hint) => told.some((other) => nameOf(other) === nameOf(hint));
  const fresh = found.find((hint) => !isTold(hint));
  return found.filter((hint) => hint === fresh || isTold(hint));
}

/** The change that a hint proposes. */
function nameOf(hint: Hint): string {
  const { within: _within, ...change } = hint;
  return JSON.stringify(change);
}
