// The best trio that one ticket completes, and the colours of a ticket that completes none. Exact: what is passed over
// is proven not to be better. Changes no ticket.

import { Best } from "./best.ts";
import type { ClassIndex } from "./class_index.ts";
import { coloursBeside, noColours } from "./colours.ts";
import type { Entry } from "./entry.ts";
import { searchFriends } from "./friends.ts";
import { Pairing } from "./pairing.ts";
import type { Terms, Trio } from "./party.ts";
import type { Queue } from "./queue.ts";
import { type Quest, Walk } from "./walk.ts";

export interface Found {
  readonly trio: Trio | null;
  /** Where there is no trio: colours that no ticket has which may be together with the seeker. */
  readonly colours: number;
}

/** Tickets that wait and have friends who wait. */
export type Befriended = ReadonlySet<Entry>;

export interface Ground {
  readonly index: ClassIndex;
  readonly befriended: Befriended;
  readonly terms: Terms;
}

export class Search {
  readonly #ground: Ground;
  /** Of single people and of pairs, for one search after the other. */
  readonly #walks = [[], []] as readonly [Walk[], Walk[]];
  readonly #queues: Queue[] = [];

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /**
   * Searches the classes within reach of a ticket, which need not be in the pool itself; `ignore` is left out.
   *
   * Why going along a queue may stop at the first stranger: let x and x' be of one class, x before x', both free to join
   * the others of a trio, and x a stranger to them. The ages are the same; x costs no years more unless x' is a friend;
   * the oldest of the trio with x is as old or older. So x is as good, and in a tie before x' in the order of waiting.
   * Friends alone can be better from behind: `friends.ts` tries every trio that has two of them.
   */
  find(seeker: Entry, ignore: Entry | null): Found {
    const { befriended, terms } = this.#ground;
    const quest: Quest = { seeker, ignore, terms, apartColours: noColours };
    const best = new Best(terms);
    const ones = this.#walksOf(quest, 1);
    if (seeker.shape.size === 2) {
      for (const walk of ones) completePair(quest, walk, best);
    } else {
      for (const walk of this.#walksOf(quest, 2)) completePair(quest, walk, best);
      new Pairing(quest, best).tryAll(ones);
    }
    if (seeker.friends.length > 0 || befriended.size > 0) {
      searchFriends({ quest, best, befriended, walks: ones });
    }
    const { trio } = best;
    return { trio, colours: trio === null ? coloursFor(quest, ones) : noColours };
  }

  #walksOf(quest: Quest, size: 1 | 2): Walk[] {
    const [queues, stock] = [this.#queues, this.#walks[size === 1 ? 0 : 1]];
    queues.length = 0;
    this.#ground.index.reach(quest.seeker.shape, size, queues);
    return queues.map((queue, at) => {
      const walk = stock[at] ??= new Walk(quest, queue);
      walk.begin(quest, queue);
      return walk;
    });
  }
}

/** The seeker and one party make three. */
function completePair({ seeker }: Quest, walk: Walk, best: Best): void {
  for (let place = 0;; place++) {
    const entry = walk.at(place);
    if (entry === null) return;
    best.offer(walk.yearsAt(place), seeker, entry, null);
    if (walk.yearsAt(place) === 0) return;
  }
}

function coloursFor(quest: Quest, walks: readonly Walk[]): number {
  let taken = noColours;
  for (const walk of walks) {
    if (walk.at(0) !== null) taken |= walk.anyColours;
  }
  return coloursBeside(taken, quest.apartColours);
}
