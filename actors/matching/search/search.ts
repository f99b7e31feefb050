// The best trio that one ticket completes, and the colours of a ticket that completes none. Exact:
// what is passed over is proven not to be better. Changes no ticket.

import { Best } from "./best_match.ts";
import type { ClassIndex } from "../index/class_index.ts";
import { coloursBeside, noColours } from "../index/colours.ts";
import type { Entry } from "../entry.ts";
import { searchFriends } from "./rematches.ts";
import { Pairing } from "./pairs.ts";
import type { Terms, Trio } from "../party.ts";
import { Reach } from "./candidates.ts";
import type { Quest, Walk } from "./queue_cursor.ts";

/** Tickets that wait and have friends who wait. */
export type Befriended = ReadonlySet<Entry>;

export interface Ground {
  readonly index: ClassIndex;
  readonly befriended: Befriended;
  readonly terms: Terms;
}

export class Search {
  readonly #ground: Ground;
  readonly #best: Best;
  /** Single people and pairs within reach, in one search after the other. */
  readonly #ones = new Reach();
  readonly #twos = new Reach();
  #quest: Quest | null = null;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#best = new Best(ground.terms);
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
    const { index, befriended, terms } = this.#ground;
    const [best, ones] = [this.#best, this.#ones];
    const quest: Quest = { seeker, ignore, terms, apartColours: noColours };
    this.#quest = quest;
    best.clear();
    ones.begin(quest);
    index.reach(seeker.shape, 1, ones);
    if (seeker.shape.size === 2) completePairs(quest, ones, best);
    else {
      this.#twos.begin(quest);
      index.reach(seeker.shape, 2, this.#twos);
      completePairs(quest, this.#twos, best);
      new Pairing(quest, best).tryAll(ones);
    }
    if (seeker.friends.length > 0 || befriended.size > 0) {
      searchFriends({ quest, best, befriended, ones });
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
      const walk = this.#ones.at(at);
      if (walk === null || (walk.anyColours & ~taken) === 0) continue;
      if (walk.at(0) !== null) taken |= walk.anyColours;
    }
    return coloursBeside(taken, this.#quest?.apartColours ?? noColours);
  }
}

/** The seeker and one party make three. */
function completePairs({ seeker }: Quest, reach: Reach, best: Best): void {
  for (let at = 0; at < reach.count; at++) {
    const walk = reach.at(at);
    if (walk !== null) completePair(seeker, walk, best);
  }
}

function completePair(seeker: Entry, walk: Walk, best: Best): void {
  for (let place = 0;; place++) {
    const entry = walk.at(place);
    if (entry === null) return;
    best.offer(walk.yearsAt(place), seeker, entry, null);
    if (walk.yearsAt(place) === 0) return;
  }
}
