// Histograms: how often a value fell between two bounds, and the sum of all. Cheap enough for the
// path of a message, and two snapshots of one tell what came in between.

/** Plain data. */
export interface HistogramData {
  /** The upper bounds of the buckets, growing; a value at a bound belongs to its bucket. */
  readonly bounds: readonly number[];
  /** How many values are in each bucket; the last one has those above all bounds. */
  readonly counts: readonly number[];
  readonly sum: number;
}

export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = [...bounds.map(() => 0), 0];
  }

  observe(value: number): void {
    let at = 0;
    while (at < this.#bounds.length && value > (this.#bounds[at] ?? 0)) at++;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sum += value;
  }

  data(): HistogramData {
    return { bounds: this.#bounds, counts: [...this.#counts], sum: this.#sum };
  }
}

export function countOf({ counts }: Pick<HistogramData, "counts">): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * What this part of all values is at most: the upper bound of its bucket, since where in it they
 * lie is not known. Infinity: they are above all bounds; null: there are none.
 */
export function quantileBound({ bounds, counts }: HistogramData, part: number): number | null {
  const count = countOf({ counts });
  if (count === 0) return null;
  let left = part * count;
  for (const [at, bound] of bounds.entries()) {
    left -= counts[at] ?? 0;
    if (left <= 0) return bound;
  }
  return Infinity;
}

/** What was observed after `before`, an earlier snapshot of the same histogram; null: all of it. */
export function grownSince(now: HistogramData, before: HistogramData | null): HistogramData {
  return {
    bounds: now.bounds,
    counts: now.counts.map((count, at) => count - (before?.counts[at] ?? 0)),
    sum: now.sum - (before?.sum ?? 0),
  };
}
