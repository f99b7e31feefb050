// The growing, random wait before another attempt: anything from nothing to a time that doubles
// with each failure. Clients that failed together do not come back together.

const firstMs = 500;
const longestMs = 30_000;

export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** `random` gives from 0 to below 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Milliseconds to wait after one more failure. */
  next(): number {
    const capMs = Math.min(longestMs, firstMs * 2 ** this.#failures);
    this.#failures += 1;
    return this.#random() * capMs;
  }

  /** Counts as if there had been at least so many failures. */
  raise(failures: number): void {
    this.#failures = Math.max(this.#failures, failures);
  }

  reset(): void {
    this.#failures = 0;
  }
}
