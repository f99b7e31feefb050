// The best trio seen in a search: of least cost; of equal ones that with the oldest ticket, then the next oldest; equal
// instants by id. A total order, so that the same pool gives the same trio in whatever order it is searched.

import { byWaiting, type Entry } from "./entry.ts";
import type { Terms, Trio } from "./party.ts";

export class Best {
  readonly #terms: Terms;
  #entries: readonly Entry[] | null = null;
  /** In ms. What all trios share, the present instant, is left out: what is waited for longer is older, and costs less. */
  cost = Infinity;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  clear(): void {
    this.cost = Infinity;
    this.#entries = null;
  }

  get trio(): Trio | null {
    return this.#entries === null ? null : this.#entries.toSorted(byWaiting).map(({ ticket }) => ticket);
  }

  /** Takes a trio of two or three parties if it is better; `years`: what `relation` says of its pairs, in sum. */
  offer(years: number, a: Entry, b: Entry, c: Entry | null): void {
    const third = c ?? b;
    const span = Math.max(a.shape.high, b.shape.high, third.shape.high) -
      Math.min(a.shape.low, b.shape.low, third.shape.low);
    const cost = this.bound(span, Math.min(a.since, b.since, third.since)) + years * this.#terms.creditMs;
    if (cost > this.cost) return;
    const entries = c === null ? [a, b] : [a, b, c];
    if (cost === this.cost && this.#entries !== null && compareTrios(this.#entries, entries) <= 0) return;
    this.cost = cost;
    this.#entries = entries;
  }

  /** The cost of a trio of strangers: the differences of three ages add up to twice their span. */
  bound(span: number, since: number): number {
    return 2 * span * this.#terms.creditMs + since;
  }
}

function compareTrios(a: readonly Entry[], b: readonly Entry[]): number {
  const [older, newer] = [a.toSorted(byWaiting), b.toSorted(byWaiting)];
  for (const [index, one] of older.entries()) {
    const other = newer[index];
    if (other === undefined) return 1;
    const order = byWaiting(one, other);
    if (order !== 0) return order;
  }
  return older.length - newer.length;
}
