// How often each thing happened, so that a test can tell that it did.

import assert from "node:assert/strict";

/**
 * What is rare may not happen in one search: so many searches end without it only where it cannot
 * happen.
 */
const searchesMost = 10;

export class Tally {
  readonly #counts = new Map<string, number>();

  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  /** Those of these that never happened. */
  missing(wanted: readonly string[]): string[] {
    return wanted.filter((what) => !this.#counts.has(what));
  }

  toString(): string {
    return JSON.stringify(Object.fromEntries(this.#counts));
  }
}

/** Searches until each of these has happened, once at the least. */
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
