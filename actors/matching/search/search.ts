// The best trio that one ticket completes, and the colours of a ticket that completes none. Exact:
// what is passed over is proven not to be better. Changes no ticket.

import { BestMatch } from "./best_match.ts";
import type { ClassIndex } from "../index/class_index.ts";
import { coloursBeside, noColours } from "../index/colours.ts";
import type { Entry } from "../entry.ts";
import { searchRematches } from "./rematches.ts";
import { Pairs } from "./pairs.ts";
import type { Terms, Trio } from "../party.ts";
import { Candidates } from "./candidates.ts";
import type { Query, QueueCursor } from "./queue_cursor.ts";

/** Tickets that wait and have friends who wait. */
export type Befriended = ReadonlySet<Entry>;

export interface SearchDeps {
  readonly index: ClassIndex;
  readonly withRematches: Befriended;
  readonly terms: Terms;
}

export class Search {
  readonly #deps: SearchDeps;
  readonly #best: BestMatch;
  /** Single people and pairs within reach, in one search after the other. */
  readonly #ones = new Candidates();
  readonly #twos = new Candidates();
  #query: Query | null = null;

  constructor(deps: SearchDeps) {
    this.#deps = deps;
    this.#best = new BestMatch(deps.terms);
  }

  /**
   * Searches the classes within reach of a ticket, which need not be in the pool itself; `ignore`
   * is left out.
   *
   * Why going along a queue may stop at the first stranger: let x and x' be of one class, x before
   * x', both free to join the others of a trio, and x a stranger to them. The ages are the same; x
   * costs no years more unless x' is a friend; the oldest of the trio with x is as old or older. So
   * x is as good, and in a tie before x' in the order of waiting. Friends alone can be better from
   * behind: `friends.ts` tries every trio that has two of them.
   */
  find(seeker: Entry, ignore: Entry | null): Trio | null {
    const { index, withRematches, terms } = this.#deps;
    const [best, ones] = [this.#best, this.#ones];
    const query: Query = { seeker, ignore, terms, apartColours: noColours };
    this.#query = query;
    best.clear();
    ones.begin(query);
    index.candidates(seeker.matchClass, 1, ones);
    if (seeker.matchClass.size === 2) completePairs(query, ones, best);
    else {
      this.#twos.begin(query);
      index.candidates(seeker.matchClass, 2, this.#twos);
      completePairs(query, this.#twos, best);
      new Pairs(query, best).tryAll(ones);
    }
    if (seeker.rematches.length > 0 || withRematches.size > 0) {
      searchRematches({ query, best, withRematches, ones });
    }
    return best.trio;
  }

  /**
   * For the seeker of the last search, which found no trio: colours that no ticket has which may be
   * together with it.
   */
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
  for (let place = 0;; place++) {
    const entry = cursor.at(place);
    if (entry === null) return;
    best.offer(cursor.yearsAt(place), seeker, entry, null);
    if (cursor.yearsAt(place) === 0) return;
  }
}
