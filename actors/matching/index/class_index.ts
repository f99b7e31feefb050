// The queues of the pool by class. Only occupied classes are found, under the age of their youngest
// member, so that a search looks at the ages within reach and at nothing else.

import type { Entry } from "../entry.ts";
import { Queue } from "./queue.ts";
import type { Reach } from "../search/candidates.ts";
import { areJoinable, oldestAge, type Shape } from "./match_class.ts";

export class ClassIndex {
  /** By size of the party less one. */
  readonly #byKey = [new Map<number, Queue>(), new Map<number, Queue>()] as const;
  readonly #byAge = [emptyAges(), emptyAges()] as const;

  add(entry: Entry): void {
    const { shape } = entry;
    let queue = this.queueOf(shape);
    if (queue === undefined) {
      queue = new Queue(shape);
      this.#byKey[shape.size === 1 ? 0 : 1].set(shape.key, queue);
    }
    if (queue.entries.length === 0) queue.place = this.#sameAge(shape).push(queue) - 1;
    queue.add(entry);
  }

  remove(entry: Entry): void {
    const queue = this.queueOf(entry.shape);
    if (queue === undefined) return;
    queue.remove(entry);
    if (queue.entries.length > 0) return;
    // The classes of one are few enough to be kept for the next who comes; those of two are not.
    if (entry.shape.size === 2) this.#byKey[1].delete(entry.shape.key);
    const queues = this.#sameAge(entry.shape);
    const last = queues.pop();
    if (last === undefined || last === queue) return;
    queues[queue.place] = last;
    last.place = queue.place;
  }

  queueOf(shape: Shape): Queue | undefined {
    return this.#byKey[shape.size === 1 ? 0 : 1].get(shape.key);
  }

  /** Adds the queues of parties of `size` that a shape may join, the nearest ages first. */
  reach(shape: Shape, size: 1 | 2, into: Reach): void {
    const { low, from, to } = shape;
    const ages = this.#byAge[size === 1 ? 0 : 1];
    const furthest = Math.max(low - from, to - low);
    for (let away = 0; away <= furthest; away++) {
      if (low + away <= to) collect(ages[low + away], shape, into);
      if (away > 0 && low - away >= from) collect(ages[low - away], shape, into);
    }
  }

  #sameAge(shape: Shape): Queue[] {
    const ages = this.#byAge[shape.size === 1 ? 0 : 1];
    return ages[shape.low] ??= [];
  }
}

function collect(queues: readonly Queue[] | undefined, shape: Shape, into: Reach): void {
  if (queues === undefined) return;
  for (const queue of queues) {
    if (areJoinable(shape, queue.shape)) into.add(queue);
  }
}

function emptyAges(): Queue[][] {
  return Array.from({ length: oldestAge + 1 }, () => []);
}
