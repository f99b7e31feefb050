// The best trio that a search has seen: the one of least cost; of equal ones the one with the
// oldest ticket, then with the next oldest; equal instants by id. This order is total, so that the
// same pool gives the same trio in whatever order it is searched.

import { byWaiting, type Entry } from "../entry.ts";
import type { Terms, Trio } from "../party.ts";

export class BestMatch {
  readonly #terms: Terms;
  /** In the order of waiting; null: none. Two parties that are three people have no third. */
  #first: Entry | null = null;
  #second: Entry | null = null;
  #third: Entry | null = null;
  /** In ms, without the present instant, which all trios share: who came earlier costs less. */
  cost = Infinity;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  clear(): void {
    this.cost = Infinity;
    this.#first = this.#second = this.#third = null;
  }

  get trio(): Trio | null {
    const [first, second, third] = [this.#first, this.#second, this.#third];
    if (first === null || second === null) return null;
    return third === null
      ? [first.ticket, second.ticket]
      : [first.ticket, second.ticket, third.ticket];
  }

  /**
   * Takes a trio of two or three parties if it is better. `years`: the sum of its relations, less
   * what its interests save.
   */
  offer(years: number, a: Entry, b: Entry, c: Entry | null): void {
    const third = c ?? b;
    const span = Math.max(a.matchClass.high, b.matchClass.high, third.matchClass.high) -
      Math.min(a.matchClass.low, b.matchClass.low, third.matchClass.low);
    const cost = this.bound(span, Math.min(a.since, b.since, third.since)) +
      years * this.#terms.creditMs;
    if (cost > this.cost) return;
    const [older, newer] = byWaiting(a, b) < 0 ? [a, b] : [b, a];
    if (c === null) this.#put(cost, older, newer, null);
    else if (byWaiting(newer, c) < 0) this.#put(cost, older, newer, c);
    else if (byWaiting(older, c) < 0) this.#put(cost, older, c, newer);
    else this.#put(cost, c, older, newer);
  }

  /** The cost of strangers: the three differences of three ages add up to twice their span. */
  bound(span: number, since: number): number {
    return 2 * span * this.#terms.creditMs + since;
  }

  /** Whether strangers of that span, who save so many years at most, are worse than the best. */
  isBeaten(span: number, since: number, saved: number): boolean {
    return this.bound(span, since) - saved * this.#terms.creditMs > this.cost;
  }

  /** Takes a trio, given in the order of waiting, that costs no more than the best so far. */
  #put(cost: number, first: Entry, second: Entry, third: Entry | null): void {
    if (cost === this.cost && !this.#isBefore(first, second, third)) return;
    this.cost = cost;
    this.#first = first;
    this.#second = second;
    this.#third = third;
  }

  #isBefore(first: Entry, second: Entry, third: Entry | null): boolean {
    if (this.#first === null || this.#second === null) return true;
    const order = byWaiting(first, this.#first) || byWaiting(second, this.#second);
    if (order !== 0) return order < 0;
    // Of two trios that begin alike, the one of two parties comes first.
    return this.#third !== null && (third === null || byWaiting(third, this.#third) < 0);
  }
}
