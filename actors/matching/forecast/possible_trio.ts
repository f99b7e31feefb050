// Whether the criteria of those who wait allow a trio with a ticket, as if nobody were kept apart
// from anybody. Classes alone decide it. Colours are not asked: they tell who is kept apart, too.

import type { UserId } from "../../../protocol/domain.ts";
import type { Entry } from "../entry.ts";
import type { ClassIndex } from "../index/class_index.ts";
import { areJoinable, areOnlyBots } from "../index/match_class.ts";
import type { Queue } from "../index/queue.ts";
import { defaultTerms } from "../party.ts";
import { Candidates } from "../search/candidates.ts";

export class PossibleTrio {
  readonly #index: ClassIndex;
  readonly #entriesOf: (user: UserId) => readonly Entry[];
  /** Used again by each search. */
  readonly #found = new Candidates();

  constructor(index: ClassIndex, entriesOf: (user: UserId) => readonly Entry[]) {
    this.#index = index;
    this.#entriesOf = entriesOf;
  }

  /** `seeker` need not be in the pool itself. Nobody is in a trio with themselves. */
  has(seeker: Entry): boolean {
    const own = new Set(seeker.people.flatMap(({ user }) => this.#entriesOf(user)));
    const isOther = (entry: Entry) => !own.has(entry);
    const ones = this.#queues(seeker, 1);
    if (seeker.matchClass.size === 2) {
      return ones.some(({ queue }) => queue.entries.some(isOther));
    }
    const twos = this.#queues(seeker, 2);
    if (twos.some(({ queue }) => queue.entries.some(isOther))) return true;
    return ones.some((a, at) =>
      ones.slice(0, at + 1).some((b) =>
        (a.mask & b.mask) !== 0 && areJoinable(a.queue.matchClass, b.queue.matchClass) &&
        !areOnlyBots(seeker.matchClass, a.queue.matchClass, b.queue.matchClass) &&
        hasPair(a.queue, b.queue, isOther)
      )
    );
  }

  /** The queues of parties of `size` that the seeker may join. */
  #queues(seeker: Entry, size: 1 | 2): Within[] {
    this.#found.begin({ seeker, ignore: null, terms: defaultTerms, apartColours: 0 });
    this.#index.collect(seeker, size, this.#found);
    const queues: Within[] = [];
    for (let at = 0; at < this.#found.count; at++) {
      const cursor = this.#found.at(at);
      if (cursor !== null) queues.push({ queue: cursor.queue, mask: cursor.mask });
    }
    return queues;
  }
}

/** A queue within reach of the seeker; `mask`: of the seeker's languages, those of the queue. */
interface Within {
  readonly queue: Queue;
  readonly mask: number;
}

/** Whether two different users wait in these queues. */
function hasPair(a: Queue, b: Queue, isOther: (entry: Entry) => boolean): boolean {
  return a.entries.some((one) =>
    isOther(one) &&
    b.entries.some((other) => other !== one && other.user !== one.user && isOther(other))
  );
}
