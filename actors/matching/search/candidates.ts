// The queues within reach of one ticket, a walk along each, the nearest ages first. Filled anew for
// every search and never given back: a search takes hundreds of walks, and making them would take
// longer than they do.

import type { Queue } from "../index/queue.ts";
import { type Quest, Walk } from "./queue_cursor.ts";

export class Reach {
  readonly #walks: Walk[] = [];
  #quest: Quest | null = null;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  begin(quest: Quest): void {
    this.#quest = quest;
    this.#count = 0;
  }

  add(queue: Queue): void {
    if (this.#quest === null) return;
    const walk = this.#walks[this.#count] ??= new Walk(this.#quest, queue);
    walk.begin(this.#quest, queue);
    this.#count += 1;
  }

  at(place: number): Walk | null {
    return place < this.#count ? this.#walks[place] ?? null : null;
  }
}
