// The best trio that one ticket completes, and the colours of a ticket that completes none. It
// changes no ticket.
//
// The search is exact: whatever it passes over cannot be better than what it has found. It passes
// over
//
// - classes out of reach, which `ClassIndex.collect` does not give;
// - tickets behind the first stranger of a queue, by the stop rule of `queue_cursor.ts`;
// - pairs of queues whose least cost is above the best trio so far, in `pairs.ts`;
// - pairs of queues, or of tickets, with a colour in common, which `colours.ts` teaches.
//
// Trios with people who want to meet again, or who share interests, are the exceptions to the stop
// rule. Each of them is tried by itself, in `rematches.ts` and in `shared_interests.ts`.

import { BestMatch } from "./best_match.ts";
import type { ClassIndex } from "../index/class_index.ts";
import { coloursBeside, noColours } from "../index/colours.ts";
import { savedMost } from "../common_ground.ts";
import type { Entry } from "../entry.ts";
import { searchRematches } from "./rematches.ts";
import { Pairs } from "./pairs.ts";
import type { Terms, Trio } from "../party.ts";
import { Candidates } from "./candidates.ts";
import type { Query, QueueCursor } from "./queue_cursor.ts";

export interface SearchDeps {
  readonly index: ClassIndex;
  /** The waiting tickets that have rematches. */
  readonly withRematches: ReadonlySet<Entry>;
  readonly terms: Terms;
}

export class Search {
  readonly #deps: SearchDeps;
  readonly #best: BestMatch;
  /** Parties of one and of two within reach, filled anew by each search. */
  readonly #ones = new Candidates();
  readonly #twos = new Candidates();
  #query: Query | null = null;

  constructor(deps: SearchDeps) {
    this.#deps = deps;
    this.#best = new BestMatch(deps.terms);
  }

  /** `seeker` need not be in the pool itself. `ignore` is left out. */
  find(seeker: Entry, ignore: Entry | null): Trio | null {
    const { index, withRematches, terms } = this.#deps;
    const [best, ones] = [this.#best, this.#ones];
    const query: Query = { seeker, ignore, terms, apartColours: noColours };
    this.#query = query;
    best.clear();
    ones.begin(query);
    index.collect(seeker, 1, ones);
    if (seeker.matchClass.size === 2) completePairs(query, ones, best);
    else {
      this.#twos.begin(query);
      index.collect(seeker, 2, this.#twos);
      completePairs(query, this.#twos, best);
      new Pairs(query, best).tryAll(ones);
    }
    if (seeker.rematches.length > 0 || withRematches.size > 0) {
      searchRematches({ query, best, withRematches, ones });
    }
    return best.trio;
  }

  /** After a search that found no trio: the colours for its seeker. */
  freeColours(): number {
    let taken = noColours;
    for (let at = 0; at < this.#ones.count; at++) {
      const cursor = this.#ones.at(at);
      if (cursor === null || (cursor.anyColours & ~taken) === 0) continue;
      if (cursor.at(0) !== null) taken |= cursor.anyColours;
    }
    return coloursBeside(taken, this.#query?.apartColours ?? noColours);
  }
}

/** The seeker and one party make three. */
function completePairs({ seeker }: Query, candidates: Candidates, best: BestMatch): void {
  for (let at = 0; at < candidates.count; at++) {
    const cursor = candidates.at(at);
    if (cursor !== null) completePair(seeker, cursor, best);
  }
}

function completePair(seeker: Entry, cursor: QueueCursor, best: BestMatch): void {
  const { low, high } = seeker.matchClass;
  const span = Math.max(high, cursor.matchClass.high) - Math.min(low, cursor.matchClass.low);
  for (let place = 0;; place++) {
    const entry = cursor.at(place);
    if (entry === null) return;
    best.offer(cursor.yearsAt(place) - cursor.savedAt(place), seeker, entry, null);
    if (cursor.yearsAt(place) !== 0) continue;
    // Whoever waits behind the first stranger is better by interests alone.
    const since = Math.min(seeker.since, entry.since);
    if (!cursor.maySave || best.isBeaten(span, since, 3 * savedMost)) return;
  }
}
