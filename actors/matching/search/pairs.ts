// Two parties of one person each beside a third: tries the pairs of classes within reach of the
// seeker, and in them the pairs of tickets that can be the best. Pairs of classes that a colour or
// the cost rules out are not looked into.

import type { BestMatch } from "./best_match.ts";
import { noColours } from "../index/colours.ts";
import { forbidden, relation } from "../entry.ts";
import type { Candidates } from "./candidates.ts";
import { areJoinable } from "../index/match_class.ts";
import type { Query, QueueCursor } from "./queue_cursor.ts";

/**
 * More occupied classes than this are within reach only where many are kept apart. To look for each
 * whether it has anyone for the seeker then takes less time than to try pairs of them in vain; with
 * fewer, the best trio mostly shows at once.
 */
const manyQueues = 100;

export class Pairs {
  readonly #query: Query;
  readonly #best: BestMatch;
  #limit = Infinity;

  constructor(query: Query, best: BestMatch) {
    this.#query = query;
    this.#best = best;
  }

  tryAll(candidates: Candidates): void {
    const only = candidates.count === 1 ? candidates.at(0) : null;
    if (only !== null) return this.#tryAlone(only);
    const groups = this.#byColour(candidates);
    for (const [index, { colours, cursors }] of groups.entries()) {
      if (colours === noColours) this.#tryWithin(cursors);
      for (let other = 0; other < index; other++) {
        this.#tryAcross(cursors, groups[other]?.cursors ?? []);
      }
    }
  }

  #tryAlone(cursor: QueueCursor): void {
    if (cursor.commonColours !== noColours) return;
    this.#price(cursor);
    this.#tryQueues(cursor, cursor);
  }

  #tryWithin(group: readonly QueueCursor[]): void {
    for (const [index, cursor] of group.entries()) {
      if (!this.#tryRow(cursor, group, index + 1)) return;
    }
  }

  #tryAcross(group: readonly QueueCursor[], others: readonly QueueCursor[]): void {
    for (const cursor of group) {
      if (!this.#tryRow(cursor, others, others.length)) return;
    }
  }

  /**
   * One queue with the first `count` others, which stand by `lowestCost`. No trio costs less than
   * the lower one of its two queues, so that two whose own are too high are too high together.
   * False: and so is every later row.
   */
  #tryRow(cursor: QueueCursor, others: readonly QueueCursor[], count: number): boolean {
    for (let at = 0; at < count; at++) {
      const other = others[at];
      if (other === undefined) break;
      if (Math.min(cursor.lowestCost, other.lowestCost) > this.#best.cost) return at > 0;
      this.#tryQueues(cursor, other);
    }
    return true;
  }

  #tryQueues(a: QueueCursor, b: QueueCursor): void {
    if (
      a.isVain || this.#costOf(a, b) > this.#best.cost || !areJoinable(a.matchClass, b.matchClass)
    ) return;
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
  #tryTicket(a: QueueCursor, place: number, b: QueueCursor): void {
    const one = a.at(place);
    for (let other = a === b ? place + 1 : 0; one !== null && other < this.#limit; other++) {
      const two = b.at(other);
      if (two === null) return;
      const years = (one.colours & two.colours) !== noColours
        ? forbidden
        : relation(one, two, this.#query.terms);
      if (years === forbidden) continue;
      const [toOne, toTwo] = [a.yearsAt(place), b.yearsAt(other)];
      this.#best.offer(years + toOne + toTwo, this.#query.seeker, one, two);
      if (years === 0 && toOne === 0 && toTwo === 0) this.#limit = other;
    }
  }

  /** The least that a trio of the seeker and one stranger out of each queue costs. */
  #costOf(a: QueueCursor, b: QueueCursor): number {
    const { matchClass, since } = this.#query.seeker;
    const span = Math.max(matchClass.high, a.matchClass.high, b.matchClass.high) -
      Math.min(matchClass.low, a.matchClass.low, b.matchClass.low);
    return this.#best.bound(span, Math.min(since, a.firstSince, b.firstSince));
  }

  #price(cursor: QueueCursor): void {
    cursor.firstSince = cursor.queue.entries[0]?.since ?? Infinity;
    cursor.lowestCost = this.#costOf(cursor, cursor);
  }

  #byColour(candidates: Candidates): Group[] {
    const groups: Group[] = [];
    const isCrowded = candidates.count > manyQueues;
    for (let at = 0; at < candidates.count; at++) {
      const cursor = candidates.at(at);
      if (cursor === null) break;
      const colours = cursor.commonColours;
      if (cursor.isVain) continue;
      const group = groupFor(colours, groups);
      // Where it takes no colour from a group it may join unseen: within the group, nothing is
      // looked for.
      const isSeen = isCrowded && (group === null || (group.colours & ~colours) !== 0);
      if (isSeen && cursor.at(0) === null) continue;
      if (group === null) groups.push({ colours, cursors: [cursor] });
      else join(group, cursor, colours);
    }
    // Where all have a colour in common there is nothing to try, and no order is needed.
    const [only] = groups;
    if (groups.length === 1 && only?.colours !== noColours) return groups;
    for (const group of groups) {
      if (isCrowded) group.cursors = group.cursors.filter((cursor) => cursor.at(0) !== null);
      for (const cursor of group.cursors) this.#price(cursor);
      group.cursors.sort((a, b) => a.lowestCost - b.lowestCost);
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
  cursors: QueueCursor[];
}

function groupFor(colours: number, groups: readonly Group[]): Group | null {
  for (const group of groups) {
    if ((group.colours & colours) !== 0 || group.colours === colours) return group;
  }
  return null;
}

function join(group: Group, cursor: QueueCursor, colours: number): void {
  group.colours &= colours;
  group.cursors.push(cursor);
}
