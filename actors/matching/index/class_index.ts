// The queues of the pool by class. Occupied classes are listed under the age of their youngest
// member, so that a search looks at the ages within reach and at nothing else.

import type { Entry } from "../entry.ts";
import { Queue } from "./queue.ts";
import type { Candidates } from "../search/candidates.ts";
import { areJoinable, highestAge, type MatchClass } from "./match_class.ts";

export class ClassIndex {
  /** The first for parties of one, the second for parties of two; so `#byAge`. */
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
    // Classes of one person are few: an empty queue is kept. Classes of two are too many for that.
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

  /** Collects the queues of parties of `size` that a class may join, the nearest ages first. */
  collect(matchClass: MatchClass, size: 1 | 2, into: Candidates): void {
    const { low, from, to } = matchClass;
    const ages = this.#byAge[size === 1 ? 0 : 1];
    const furthest = Math.max(low - from, to - low);
    for (let away = 0; away <= furthest; away++) {
      if (low + away <= to) addJoinable(ages[low + away], matchClass, into);
      if (away > 0 && low - away >= from) addJoinable(ages[low - away], matchClass, into);
    }
  }

  #sameAge(matchClass: MatchClass): Queue[] {
    const ages = this.#byAge[matchClass.size === 1 ? 0 : 1];
    return ages[matchClass.low] ??= [];
  }
}

function addJoinable(
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
  return Array.from({ length: highestAge + 1 }, () => []);
}
