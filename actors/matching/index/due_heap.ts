// The instants at which tickets change by waiting: one binary heap instead of a timer for each. An
// item knows its own place in the heap, so that moving or removing any item takes O(log n) and no
// search. Equal instants are ordered by `first`, so that the same calls give the same order.

export interface Due {
  /** Set by the heap, as is `place`. */
  dueAt: number;
  /** Where the item stands in the heap; -1: nowhere. */
  place: number;
}

export class DueHeap<T extends Due> {
  readonly #first: (a: T, b: T) => number;
  readonly #items: T[] = [];

  /** `first` is below 0 when, of two items due at the same instant, `a` comes before `b`. */
  constructor(first: (a: T, b: T) => number) {
    this.#first = first;
  }

  get earliest(): T | null {
    return this.#items[0] ?? null;
  }

  /** Puts an item in, or moves it; null takes it out, if it is in. */
  set(item: T, at: number | null): void {
    if (at === null) return this.#remove(item);
    item.dueAt = at;
    if (item.place < 0) item.place = this.#items.push(item) - 1;
    this.#settle(item);
  }

  #remove(item: T): void {
    const last = this.#items.at(-1);
    if (item.place < 0 || last === undefined) return;
    this.#items.pop();
    if (last !== item) {
      this.#put(last, item.place);
      this.#settle(last);
    }
    item.place = -1;
  }

  #settle(item: T): void {
    this.#rise(item);
    this.#sink(item);
  }

  #rise(item: T): void {
    while (item.place > 0) {
      const above = this.#items[(item.place - 1) >> 1];
      if (above === undefined || !this.#isBefore(item, above)) return;
      this.#swap(item, above);
    }
  }

  #sink(item: T): void {
    for (;;) {
      const left = this.#items[2 * item.place + 1];
      const right = this.#items[2 * item.place + 2];
      const below = left && right && this.#isBefore(right, left) ? right : left;
      if (below === undefined || !this.#isBefore(below, item)) return;
      this.#swap(item, below);
    }
  }

  #isBefore(a: T, b: T): boolean {
    return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && this.#first(a, b) < 0);
  }

  #swap(a: T, b: T): void {
    const place = a.place;
    this.#put(a, b.place);
    this.#put(b, place);
  }

  #put(item: T, place: number): void {
    this.#items[place] = item;
    item.place = place;
  }
}
