// The queues of the pool by languages and class. Occupied queues are listed under the age of their
// youngest member, so that a search looks at the ages within reach and at nothing else.

import type { Entry } from "../entry.ts";
import type { Candidates } from "../search/candidates.ts";
import { areJoinable, highestAge, type MatchClass } from "./match_class.ts";
import { Queue } from "./queue.ts";
import { Speakers } from "./speakers.ts";

export class ClassIndex {
  /** By the key of their languages. */
  readonly #speakers = new Map<string, Speakers<Queue>>();
  /** The last that were asked for: mostly those of the next ticket, too. */
  #latest: Speakers<Queue> | null = null;
  /** The first for parties of one, the second for parties of two. */
  readonly #byAge = [emptyAges(), emptyAges()] as const;
  #searches = 0;

  add(entry: Entry): void {
    const { matchClass } = entry;
    const speakers = this.#find(entry.languageKey) ?? this.#begin(entry);
    const queues = speakers.byKey[matchClass.size === 1 ? 0 : 1];
    let queue = queues.get(matchClass.key);
    if (queue === undefined) {
      queue = new Queue(matchClass, speakers);
      queues.set(matchClass.key, queue);
    }
    if (queue.entries.length === 0) {
      queue.place = this.#sameAge(matchClass).push(queue) - 1;
      speakers.occupied += 1;
    }
    queue.add(entry);
  }

  remove(entry: Entry): void {
    const queue = this.queueOf(entry);
    if (queue === undefined) return;
    queue.remove(entry);
    if (queue.entries.length > 0) return;
    const { speakers, matchClass } = queue;
    speakers.occupied -= 1;
    // Of one set of languages the classes of one person are few: their empty queues are kept while
    // others are not empty. Classes of two are too many for that.
    if (matchClass.size === 2) speakers.byKey[1].delete(matchClass.key);
    if (speakers.occupied === 0) this.#end(speakers);
    const queues = this.#sameAge(matchClass);
    const last = queues.pop();
    if (last === undefined || last === queue) return;
    queues[queue.place] = last;
    last.place = queue.place;
  }

  queueOf({ matchClass, languageKey }: Entry): Queue | undefined {
    return this.#find(languageKey)?.byKey[matchClass.size === 1 ? 0 : 1].get(matchClass.key);
  }

  /** How many queues the tickets of each set of languages fill. */
  *languageSets(): Generator<readonly [languages: readonly string[], occupied: number]> {
    for (const { languages, occupied } of this.#speakers.values()) yield [languages, occupied];
  }

  /**
   * Collects the queues of parties of `size` that a ticket may join, the nearest ages first. It
   * need not be in the pool itself.
   */
  collect(seeker: Entry, size: 1 | 2, into: Candidates): void {
    const { low, from, to } = seeker.matchClass;
    const ages = this.#byAge[size === 1 ? 0 : 1];
    const furthest = Math.max(low - from, to - low);
    this.#searches += 1;
    for (let away = 0; away <= furthest; away++) {
      if (low + away <= to) this.#addJoinable(ages[low + away], seeker, into);
      if (away > 0 && low - away >= from) this.#addJoinable(ages[low - away], seeker, into);
    }
  }

  #addJoinable(
    queues: readonly Queue[] | undefined,
    { matchClass, languages }: Entry,
    into: Candidates,
  ): void {
    if (queues === undefined) return;
    for (const queue of queues) {
      if (!areJoinable(matchClass, queue.matchClass)) continue;
      const mask = queue.speakers.maskFor(languages, this.#searches);
      if (mask !== 0) into.add(queue, mask);
    }
  }

  #find(key: string): Speakers<Queue> | undefined {
    if (this.#latest?.key === key) return this.#latest;
    const found = this.#speakers.get(key);
    if (found !== undefined) this.#latest = found;
    return found;
  }

  #begin({ languages, languageKey }: Entry): Speakers<Queue> {
    const speakers = new Speakers<Queue>(languages, languageKey);
    this.#speakers.set(languageKey, speakers);
    this.#latest = speakers;
    return speakers;
  }

  #end(speakers: Speakers<Queue>): void {
    this.#speakers.delete(speakers.key);
    if (this.#latest === speakers) this.#latest = null;
  }

  #sameAge(matchClass: MatchClass): Queue[] {
    const ages = this.#byAge[matchClass.size === 1 ? 0 : 1];
    return ages[matchClass.low] ??= [];
  }
}

function emptyAges(): Queue[][] {
  return Array.from({ length: highestAge + 1 }, () => []);
}
