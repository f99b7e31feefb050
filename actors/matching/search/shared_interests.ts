// Trios of three parties of one in which interests are shared, out of two queues that have a trio.
// Such a trio may be better than one with tickets before it in the queues, so that the stop rule
// does not cover it. A trio saves years when the seeker shares with one of the others, or these
// with each other. Let x be of the one queue, y of the other one:
//
// - Where x shares with the seeker, and y with nobody, the first stranger to both is at least as
//   good as any y behind it, by the stop rule. The same holds the other way round.
// - All other pairs are of two who have interests. They are tried one by one, as far as their
//   bound, which takes for granted what a pair saves at most, is below the best trio so far.

import type { BestMatch } from "./best_match.ts";
import { savedMost, savedYears } from "../common_ground.ts";
import { type Entry, forbidden, relation } from "../entry.ts";
import { noColours } from "../index/colours.ts";
import type { Query, QueueCursor } from "./queue_cursor.ts";

export class SharedInterests {
  readonly #query: Query;
  readonly #best: BestMatch;

  constructor(query: Query, best: BestMatch) {
    this.#query = query;
    this.#best = best;
  }

  /** What a trio of the seeker and a ticket out of each queue saves at most, in years. */
  mostSaved(a: QueueCursor, b: QueueCursor): number {
    const [hasA, hasB] = [a.queue.interested > 0, b.queue.interested > (a === b ? 1 : 0)];
    const pairs = Number(a.maySave) + Number(b.maySave) + Number(hasA && hasB);
    return pairs * savedMost;
  }

  /** The two are one queue, or joinable, and of a common language with the seeker. */
  tryQueues(a: QueueCursor, b: QueueCursor): void {
    this.#tryWithSeeker(a, b);
    if (a !== b) this.#tryWithSeeker(b, a);
    const { since, matchClass } = this.#query.seeker;
    const span = Math.max(matchClass.high, a.matchClass.high, b.matchClass.high) -
      Math.min(matchClass.low, a.matchClass.low, b.matchClass.low);
    for (let place = 0;; place++) {
      const one = a.at(place);
      if (one === null) return;
      if (one.interestBits === 0) continue;
      const oldest = Math.min(since, one.since);
      const saved = a.savedAt(place);
      const most = saved + (b.maySave ? 2 : 1) * savedMost;
      if (this.#best.isBeaten(span, Math.min(oldest, b.firstSince), most)) continue;
      for (let other = a === b ? place + 1 : 0;; other++) {
        const two = b.at(other);
        if (two === null || this.#best.isBeaten(span, Math.min(oldest, two.since), most)) break;
        const isShared = (one.interestBits & two.interestBits) !== 0 ||
          (saved > 0 && b.savedAt(other) > 0);
        if (isShared) this.#offer(a, place, b, other);
      }
    }
  }

  /** Each of a queue who shares with the seeker, up to the first stranger of the other queue. */
  #tryWithSeeker(sharing: QueueCursor, others: QueueCursor): void {
    if (!sharing.maySave) return;
    for (let place = 0; sharing.at(place) !== null; place++) {
      if (sharing.savedAt(place) === 0) continue;
      for (let other = 0; others.at(other) !== null; other++) {
        const years = this.#offer(sharing, place, others, other);
        if (years === 0 && others.yearsAt(other) === 0) break;
      }
    }
  }

  /** Gives the relation of the two. */
  #offer(a: QueueCursor, place: number, b: QueueCursor, other: number): number {
    const [one, two] = [a.at(place), b.at(other)];
    if (one === null || two === null || one === two) return forbidden;
    const years = this.#relation(one, two);
    if (years === forbidden) return forbidden;
    const saved = a.savedAt(place) + b.savedAt(other) + savedYears(one, two);
    const relations = years + a.yearsAt(place) + b.yearsAt(other);
    this.#best.offer(relations - saved, this.#query.seeker, one, two);
    return years;
  }

  #relation(one: Entry, two: Entry): number {
    if ((one.colours & two.colours) !== noColours) return forbidden;
    return relation(one, two, this.#query.terms);
  }
}
