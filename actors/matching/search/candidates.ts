// The queues within reach of one ticket, with a cursor along each, the nearest ages first. Cursors
// are used again by the next search: a search takes hundreds, and making them would take longer
// than going along the queues.

import type { Queue } from "../index/queue.ts";
import { type Query, QueueCursor } from "./queue_cursor.ts";

export class Candidates {
  readonly #cursors: QueueCursor[] = [];
  #query: Query | null = null;
  #count = 0;
  #interested = 0;

  get count(): number {
    return this.#count;
  }

  /** How many tickets in the queues are of people with interests. */
  get interested(): number {
    return this.#interested;
  }

  begin(query: Query): void {
    this.#query = query;
    this.#count = 0;
    this.#interested = 0;
  }

  /** `mask`: of the seeker's languages, those of the queue. */
  add(queue: Queue, mask: number): void {
    if (this.#query === null) return;
    const cursor = this.#cursors[this.#count] ??= new QueueCursor(this.#query, queue);
    cursor.begin(this.#query, queue, mask);
    this.#count += 1;
    this.#interested += queue.interested;
  }

  at(place: number): QueueCursor | null {
    return place < this.#count ? this.#cursors[place] ?? null : null;
  }
}
