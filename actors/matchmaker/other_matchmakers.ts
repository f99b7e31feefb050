// Finds out whether another matchmaker works over the same store. There is to be one, but a process
// that is taken for dead may go on for a while, with a pool of its own: the store keeps what both
// do from contradicting, and what one of them places, the other one does not know.

import type { Store } from "../../db/store/store.ts";
import { type Cancel, type Clock, instantOf } from "../../protocol/clock.ts";

export interface OtherMatchmakersDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Another one has worked within the last seconds, and may do so for two more. */
  readonly onWork: () => void;
}

/** What a note stands for, and the time between two looks. */
export const noteEachMs = 2_000;
/** Of what others did before this one started, so much may not have been stored yet then. */
const freshMs = 60_000;

/**
 * A matchmaker notes its work as it begins, at most every two seconds. So what it does within two
 * seconds after a note is told by that note, also when it ends without a word.
 */
export class OtherMatchmakers {
  readonly #deps: OtherMatchmakersDeps;
  readonly #id: string;
  readonly #startedAt: number;
  readonly #stopLooking: Cancel;
  /** When each other one was last noted to work, as far as is known. */
  readonly #seen = new Map<string, string>();
  #notedAt = -Infinity;

  constructor(deps: OtherMatchmakersDeps) {
    this.#deps = deps;
    this.#id = deps.newId();
    this.#startedAt = deps.clock.now();
    this.#stopLooking = deps.clock.every(noteEachMs, () => void this.#look());
  }

  /** To be called before this one stores anything; nothing waits for the note. */
  noteWork(): void {
    const now = this.#deps.clock.now();
    // A clock that was set back notes once more.
    if (Math.abs(now - this.#notedAt) < noteEachMs) return;
    this.#notedAt = now;
    this.#deps.store.noteWork({ matchmaker: this.#id, at: instantOf(now) })
      .catch(() => (this.#notedAt = -Infinity));
  }

  stop(): void {
    this.#stopLooking();
  }

  async #look(): Promise<void> {
    // A store that is away is looked at again.
    const noted = await this.#deps.store.notedWork().catch(() => []);
    let isWork = false;
    for (const { matchmaker, at } of noted) {
      if (matchmaker === this.#id || this.#seen.get(matchmaker) === at) continue;
      const isOld = !this.#seen.has(matchmaker) && Date.parse(at) < this.#startedAt - freshMs;
      this.#seen.set(matchmaker, at);
      isWork ||= !isOld;
    }
    if (isWork) this.#deps.onWork();
  }
}
