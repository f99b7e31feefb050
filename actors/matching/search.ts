// The best trio that one ticket completes, and the colour of a ticket that completes none. Exact: what is passed over
// is proven not to be better. Changes nothing.

import { Best } from "./best.ts";
import type { ClassIndex } from "./class_index.ts";
import type { Entry } from "./entry.ts";
import { searchFriends } from "./friends.ts";
import { Pairing } from "./pairing.ts";
import type { Terms, Trio } from "./party.ts";
import { freeColour, type Queue, unknownBit } from "./queue.ts";
import { type Quest, Walk } from "./walk.ts";

export interface Found {
  readonly trio: Trio | null;
  /** Where there is no trio: a colour that no ticket has which may be together with the seeker. */
  readonly colour: number;
}

/** Tickets that wait and have friends who wait. */
export type Befriended = ReadonlySet<Entry>;

export interface Ground {
  readonly index: ClassIndex;
  readonly befriended: Befriended;
  readonly terms: Terms;
}

/**
 * Searches the classes within reach of a ticket, which need not be in the pool itself; `ignore` is left out.
 *
 * Why going along a queue may stop at the first stranger: let x and x' be of one class, x before x', both free to join
 * the others of a trio, and x a stranger to them. The ages are the same; x costs no years more unless x' is a friend;
 * the oldest of the trio with x is as old or older. So x is as good, and in a tie before x' in the order of waiting.
 * Friends alone can be better from behind: `friends.ts` tries every trio that has two of them.
 */
export function search({ index, befriended, terms }: Ground, seeker: Entry, ignore: Entry | null): Found {
  const quest: Quest = { seeker, ignore, terms };
  const best = new Best(terms);
  const ones = walksOf(quest, index, 1);
  if (seeker.shape.size === 2) {
    for (const walk of ones) completePair(walk, best);
  } else {
    for (const walk of walksOf(quest, index, 2)) completePair(walk, best);
    new Pairing(quest, best).tryAll(ones);
  }
  if (seeker.friends.length > 0 || befriended.size > 0) {
    searchFriends({ quest, best, befriended, walks: ones });
  }
  const { trio } = best;
  return { trio, colour: trio === null ? colourBeside(ones) : -1 };
}

function walksOf(quest: Quest, index: ClassIndex, size: 1 | 2): Walk[] {
  const queues: Queue[] = [];
  index.reach(quest.seeker.shape, size, queues);
  return queues.map((queue) => new Walk(quest, queue));
}

/** The seeker and one party make three. */
function completePair(walk: Walk, best: Best): void {
  const { seeker } = walk.quest;
  for (let place = 0;; place++) {
    const entry = walk.at(place);
    if (entry === null) return;
    best.offer(walk.yearsAt(place), seeker, entry, null);
    if (walk.yearsAt(place) === 0) return;
  }
}

function colourBeside(walks: readonly Walk[]): number {
  let taken = 0;
  for (const walk of walks) taken |= walk.colours;
  return freeColour(taken & ~unknownBit);
}
