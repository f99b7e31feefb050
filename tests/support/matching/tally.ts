// How often each thing happened, so that a test can tell that it did.

import assert from "node:assert/strict";

/** A rare event may be missing in one search. It is missing in so many only if it cannot happen. */
const searchesMost = 10;

export class Tally {
  readonly #counts = new Map<string, number>();

  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  /** The wanted events that never happened. */
  missing(wanted: readonly string[]): string[] {
    return wanted.filter((what) => !this.#counts.has(what));
  }

  toString(): string {
    return JSON.stringify(Object.fromEntries(this.#counts));
  }
}

/** Searches until each wanted event has happened. */
export async function searchFor(
  tally: Tally,
  wanted: readonly string[],
  search: () => void | Promise<void>,
): Promise<void> {
  for (let searches = 0; searches < searchesMost; searches++) {
    await search();
    if (tally.missing(wanted).length === 0) return;
  }
  assert.fail(`Never happened: ${tally.missing(wanted)}, but ${tally}`);
}
