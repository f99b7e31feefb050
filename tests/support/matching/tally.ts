// How often each thing happened, so that a test can tell that it did.

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
