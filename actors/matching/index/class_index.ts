// The queues of the pool by class. Only occupied classes are found, under the age of their youngest
// member, so that a search looks at the ages within reach and at nothing else.

import type { Entry } from "../entry.ts";
import { Queue } from "./queue.ts";
import type { Candidates } from "../search/candidates.ts";
import { areJoinable, type MatchClass, oldestAge } from "./match_class.ts";

export class ClassIndex {
  /** By size of the party less one. */
  readonly #byKey = [new Map<number, Queue>(), new Map<number, Queue>()] as const;
  readonly #byAge = [emptyAges(), emptyAges()] as const;

  add(entry: Entry): void {
    const { matchClass } = entry;
    let queue = this.queueOf(matchClass);
    if (queue === undefined) {
      queue = new Queue(matchClass);
      this.#byKey[matchClass.size === 1 ? 0 : 1].set(matchClass.key, queue);
    }
    if (queue.entries.length === 0) queue.place = this.#sameAge(matchClass).push(queue) - 1;
    queue.add(entry);
  }

  remove(entry: Entry): void {
    const queue = this.queueOf(entry.matchClass);
    if (queue === undefined) return;
    queue.remove(entry);
    if (queue.entries.length > 0) return;
    // The classes of one are few enough to be kept for the next who comes; those of two are not.
    if (entry.matchClass.size === 2) this.#byKey[1].delete(entry.matchClass.key);
    const queues = this.#sameAge(entry.matchClass);
    const last = queues.pop();
    if (last === undefined || last === queue) return;
    queues[queue.place] = last;
    last.place = queue.place;
  }

  queueOf(matchClass: MatchClass): Queue | undefined {
    return this.#byKey[matchClass.size === 1 ? 0 : 1].get(matchClass.key);
  }

  /** Adds the queues of parties of `size` that a shape may join, the nearest ages first. */
  candidates(matchClass: MatchClass, size: 1 | 2, into: Candidates): void {
    const { low, from, to } = matchClass;
    const ages = this.#byAge[size === 1 ? 0 : 1];
    const furthest = Math.max(low - from, to - low);
    for (let away = 0; away <= furthest; away++) {
      if (low + away <= to) collect(ages[low + away], matchClass, into);
      if (away > 0 && low - away >= from) collect(ages[low - away], matchClass, into);
    }
  }

  #sameAge(matchClass: MatchClass): Queue[] {
    const ages = this.#byAge[matchClass.size === 1 ? 0 : 1];
    return ages[matchClass.low] ??= [];
  }
}

function collect(
  queues: readonly Queue[] | undefined,
  matchClass: MatchClass,
  into: Candidates,
): void {
  if (queues === undefined) return;
  for (const queue of queues) {
    if (areJoinable(matchClass, queue.matchClass)) into.add(queue);
  }
}

function emptyAges(): Queue[][] {
  return Array.from({ length: oldestAge + 1 }, () => []);
}
