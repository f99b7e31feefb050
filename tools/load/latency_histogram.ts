// Times in classes that grow by two per cent each: quantiles of any number of them in fixed memory,
// right within that. Pure.

const leastMs = 0.05;
const growth = Math.log(1.02);

export class LatencyHistogram {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #greatest = 0;

  get count(): number {
    return this.#count;
  }

  /** NaN of none. */
  get greatestMs(): number {
    return this.#count === 0 ? NaN : this.#greatest;
  }

  add(ms: number): void {
    const place = Math.max(0, Math.ceil(Math.log(ms / leastMs) / growth));
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + 1);
    this.#count++;
    this.#greatest = Math.max(this.#greatest, ms);
  }

  /** The least time that this share of all took at most; NaN of none. */
  quantile(share: number): number {
    let left = Math.max(1, Math.ceil(this.#count * share));
    for (const place of [...this.#counts.keys()].sort((one, other) => one - other)) {
      left -= this.#counts.get(place) ?? 0;
      if (left <= 0) return Math.min(this.#greatest, leastMs * Math.exp(place * growth));
    }
    return NaN;
  }
}
