// Two parties of one person each beside a third: tries the pairs of classes within reach of the seeker, and in them the
// pairs of tickets that can be the best. Pairs of classes that a colour or the cost rules out are not looked into.

import type { Best } from "./best.ts";
import { noColours } from "./colours.ts";
import { forbidden, relation } from "./entry.ts";
import { areJoinable } from "./shape.ts";
import type { Quest, Walk } from "./walk.ts";

/**
 * More occupied classes than this are within reach only where many are kept apart. To look for each whether it has anyone
 * for the seeker then takes less time than to try pairs of them in vain; with fewer, the best trio mostly shows at once.
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

  tryAll(walks: readonly Walk[]): void {
    const groups = this.#byColour(walks);
    for (const [index, { colours, walks }] of groups.entries()) {
      if (colours === noColours) this.#tryWithin(walks);
      for (let other = 0; other < index; other++) this.#tryAcross(walks, groups[other]?.walks ?? []);
    }
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
   * One queue with the first `count` others, which stand by `lowestCost`. No trio costs less than the lower one of its two
   * queues, so that two whose own are too high are too high together. False: and so is every later row.
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
   * One ticket of `a` with those of `b`, up to the first where all three are strangers: that trio is as good as any with
   * later tickets of either queue (see `search.ts`), so that later rows need to go only up to it.
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

  #byColour(walks: readonly Walk[]): Group[] {
    const groups: Group[] = [];
    const isCrowded = walks.length > manyQueues;
    for (const walk of walks) {
      const colours = walk.commonColours;
      if (walk.isVain || (isCrowded && walk.at(0) === null)) continue;
      const group = groups.find((one) => (one.colours & colours) !== 0 || one.colours === colours);
      if (group === undefined) groups.push({ colours, walks: [walk] });
      else {
        group.colours &= colours;
        group.walks.push(walk);
      }
    }
    // Where all have a colour in common there is nothing to try, and no order is needed.
    const [only] = groups;
    if (groups.length === 1 && only?.colours !== noColours) return groups;
    for (const { walks } of groups) {
      for (const walk of walks) walk.lowestCost = this.#costOf(walk, walk);
      walks.sort((a, b) => a.lowestCost - b.lowestCost);
    }
    return groups;
  }
}

/** Queues in which all who may be together with the seeker have these colours; none: they have none in common. */
interface Group {
  colours: number;
  readonly walks: Walk[];
}
