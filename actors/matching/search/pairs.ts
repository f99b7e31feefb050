// Two parties of one person each beside a third: tries the pairs of classes within reach of the
// seeker, and in them the pairs of tickets that can be the best. Pairs of classes that a colour or
// the cost rules out are not looked into.

import type { Best } from "./best_match.ts";
import { noColours } from "../index/colours.ts";
import { forbidden, relation } from "../entry.ts";
import type { Reach } from "./candidates.ts";
import { areJoinable } from "../index/match_class.ts";
import type { Quest, Walk } from "./queue_cursor.ts";

/**
 * More occupied classes than this are within reach only where many are kept apart. To look for each
 * whether it has anyone for the seeker then takes less time than to try pairs of them in vain; with
 * fewer, the best trio mostly shows at once.
 */
const manyQueues = 100;

export class Pairing {
  readonly #quest: Quest;
  readonly #best: Best;
  #limit = Infinity;

  constructor(quest: Quest, best: Best) {
    this.#quest = quest;
    this.#best = best;
  }

  tryAll(reach: Reach): void {
    const only = reach.count === 1 ? reach.at(0) : null;
    if (only !== null) return this.#tryAlone(only);
    const groups = this.#byColour(reach);
    for (const [index, { colours, walks }] of groups.entries()) {
      if (colours === noColours) this.#tryWithin(walks);
      for (let other = 0; other < index; other++) {
        this.#tryAcross(walks, groups[other]?.walks ?? []);
      }
    }
  }

  #tryAlone(walk: Walk): void {
    if (walk.commonColours !== noColours) return;
    this.#price(walk);
    this.#tryQueues(walk, walk);
  }

  #tryWithin(group: readonly Walk[]): void {
    for (const [index, walk] of group.entries()) {
      if (!this.#tryRow(walk, group, index + 1)) return;
    }
  }

  #tryAcross(group: readonly Walk[], others: readonly Walk[]): void {
    for (const walk of group) {
      if (!this.#tryRow(walk, others, others.length)) return;
    }
  }

  /**
   * One queue with the first `count` others, which stand by `lowestCost`. No trio costs less than
   * the lower one of its two queues, so that two whose own are too high are too high together.
   * False: and so is every later row.
   */
  #tryRow(walk: Walk, others: readonly Walk[], count: number): boolean {
    for (let at = 0; at < count; at++) {
      const other = others[at];
      if (other === undefined) break;
      if (Math.min(walk.lowestCost, other.lowestCost) > this.#best.cost) return at > 0;
      this.#tryQueues(walk, other);
    }
    return true;
  }

  #tryQueues(a: Walk, b: Walk): void {
    if (a.isVain || this.#costOf(a, b) > this.#best.cost || !areJoinable(a.shape, b.shape)) return;
    this.#limit = Infinity;
    for (let place = 0; this.#limit > (a === b ? place + 1 : 0) && a.at(place) !== null; place++) {
      this.#tryTicket(a, place, b);
    }
  }

  /**
   * One ticket of `a` with those of `b`, up to the first where all three are strangers: that trio
   * is as good as any with later tickets of either queue (see `search.ts`), so that later rows need
   * to go only up to it.
   */
  #tryTicket(a: Walk, place: number, b: Walk): void {
    const one = a.at(place);
    for (let other = a === b ? place + 1 : 0; one !== null && other < this.#limit; other++) {
      const two = b.at(other);
      if (two === null) return;
      const years = (one.colours & two.colours) !== noColours
        ? forbidden
        : relation(one, two, this.#quest.terms);
      if (years === forbidden) continue;
      const [toOne, toTwo] = [a.yearsAt(place), b.yearsAt(other)];
      this.#best.offer(years + toOne + toTwo, this.#quest.seeker, one, two);
      if (years === 0 && toOne === 0 && toTwo === 0) this.#limit = other;
    }
  }

  /** The least that a trio of the seeker and one stranger out of each queue costs. */
  #costOf(a: Walk, b: Walk): number {
    const { shape, since } = this.#quest.seeker;
    const span = Math.max(shape.high, a.shape.high, b.shape.high) -
      Math.min(shape.low, a.shape.low, b.shape.low);
    return this.#best.bound(span, Math.min(since, a.firstSince, b.firstSince));
  }

  #price(walk: Walk): void {
    walk.firstSince = walk.queue.entries[0]?.since ?? Infinity;
    walk.lowestCost = this.#costOf(walk, walk);
  }

  #byColour(reach: Reach): Group[] {
    const groups: Group[] = [];
    const isCrowded = reach.count > manyQueues;
    for (let at = 0; at < reach.count; at++) {
      const walk = reach.at(at);
      if (walk === null) break;
      const colours = walk.commonColours;
      if (walk.isVain) continue;
      const group = groupFor(colours, groups);
      // Where it takes no colour from a group it may join unseen: within the group, nothing is
      // looked for.
      const isSeen = isCrowded && (group === null || (group.colours & ~colours) !== 0);
      if (isSeen && walk.at(0) === null) continue;
      if (group === null) groups.push({ colours, walks: [walk] });
      else join(group, walk, colours);
    }
    // Where all have a colour in common there is nothing to try, and no order is needed.
    const [only] = groups;
    if (groups.length === 1 && only?.colours !== noColours) return groups;
    for (const group of groups) {
      if (isCrowded) group.walks = group.walks.filter((walk) => walk.at(0) !== null);
      for (const walk of group.walks) this.#price(walk);
      group.walks.sort((a, b) => a.lowestCost - b.lowestCost);
    }
    return groups;
  }
}

/**
 * Queues in which all who may be together with the seeker have these colours; none: they have none
 * in common.
 */
interface Group {
  colours: number;
  walks: Walk[];
}

function groupFor(colours: number, groups: readonly Group[]): Group | null {
  for (const group of groups) {
    if ((group.colours & colours) !== 0 || group.colours === colours) return group;
  }
  return null;
}

function join(group: Group, walk: Walk, colours: number): void {
  group.colours &= colours;
  group.walks.push(walk);
}
