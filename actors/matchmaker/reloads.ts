// When the pool is to be loaded again: once what may still take effect without the matchmaker's
// knowledge can do so no more. While more of it is announced, now and then.

export class Reloads {
  /** From then on nothing that was announced takes effect any more. */
  #settledAt = -Infinity;
  #nextAt = Infinity;

  /** Whether a load is to come. */
  get isExpected(): boolean {
    return this.#nextAt !== Infinity;
  }

  /** Until then something may take effect. */
  expect(until: number): void {
    this.#settledAt = Math.max(this.#settledAt, until);
    this.#nextAt = Math.min(this.#nextAt, until);
  }

  isDue(now: number): boolean {
    return now >= this.#nextAt;
  }

  /** The pool is loaded from now on. */
  begin(now: number): void {
    this.#nextAt = now >= this.#settledAt ? Infinity : this.#settledAt;
  }
}
