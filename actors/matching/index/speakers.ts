// The queues of tickets with the same languages, and which of these a seeker has.

import { maskOf } from "../common_ground.ts";

export class Speakers<Queue> {
  readonly languages: readonly string[];
  /** See `languageKey`. */
  readonly key: string;
  /** By the key of the class; the first for parties of one, the second for parties of two. */
  readonly byKey = [new Map<number, Queue>(), new Map<number, Queue>()] as const;
  /** Queues that are not empty. */
  occupied = 0;
  #mask = 0;
  #asked = -1;

  constructor(languages: readonly string[], key: string) {
    this.languages = languages;
    this.key = key;
  }

  /** Those of the seeker's languages that these have, a bit for each. `search`: its number. */
  maskFor(languages: readonly string[], search: number): number {
    if (this.#asked !== search) {
      this.#asked = search;
      this.#mask = maskOf(languages, this.languages);
    }
    return this.#mask;
  }
}
