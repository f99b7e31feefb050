// Trios of three parties of one: tries the pairs of queues within reach of the seeker, and in them
// the pairs of tickets that can be the best.
//
// Which pairs of queues. Queues with a common colour are put in one group: within it no pair can be
// together. Pairs are tried across groups, and within the group whose queues have no common colour.
//
// When to stop. The `lowestCost` of a queue is a bound from the seeker and that queue alone: the
// span of their ages, and the older of the seeker and the queue's first ticket. A trio out of
// queues a and b costs no less than the lower one of their bounds: its span is no less than that
// of either queue, and its oldest ticket is no older than the seeker, a's first and b's first.
// What any trio may save by shared interests is taken off all bounds. Queues are sorted by this
// bound. So the first pair in which both are above the best cost ends a row, and a row that ends at
// its first pair ends all.
//
// Which pairs of tickets. One queue gives the rows, the other the columns, both in the order of
// waiting. At the first (row, column) where all three are strangers, every later row with the same
// or a later column is no better, by the stop rule for either queue. So later rows go only up to
// that column.
//
//               b0   b1   b2   b3        · kept apart   o tried   S tried: all are strangers
//          a0    ·    o    S   (b3)      (b3): behind S in its own row
//          a1    o    ·   (b2)  …        (b2) and on: no better than (a0, b2)
//          a2    S   (b1)  …             nothing is left for a3

import type { BestMatch } from "./best_match.ts";
import { savedMost, savedYears } from "../common_ground.ts";
import { noColours } from "../index/colours.ts";
import { forbidden, relation } from "../entry.ts";
import type { Candidates } from "./candidates.ts";
import { areJoinable, areOnlyBots } from "../index/match_class.ts";
import type { Query, QueueCursor } from "./queue_cursor.ts";
import { SharedInterests } from "./shared_interests.ts";

/**
 * More queues than this are within reach only where many tickets are kept apart. Then it is cheaper
 * to look first whether each queue has anybody for the seeker than to try its pairs. With fewer
 * queues the best trio mostly shows at once.
 */
const manyQueues = 100;

export class Pairs {
  readonly #query: Query;
  readonly #best: BestMatch;
  #shared: SharedInterests | null = null;
  /** What any trio saves at most by shared interests, in years. */
  #saved = 0;
  /** Whether the two queues that are tried have a trio with the seeker. */
  #hasTrio = false;
  /** The columns that the rows still to come go along. */
  #limit = Infinity;

  constructor(query: Query, best: BestMatch) {
    this.#query = query;
    this.#best = best;
  }

  tryAll(candidates: Candidates): void {
    this.#saved = this.#mostSaved(candidates);
    this.#shared = this.#saved === 0 ? null : new SharedInterests(this.#query, this.#best);
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

  /** Nearly always nothing: then the search is that of strangers. */
  #mostSaved({ interested }: Candidates): number {
    if (interested === 0) return 0;
    if (this.#query.seeker.interestBits !== 0) return 3 * savedMost;
    return interested > 1 ? savedMost : 0;
  }

  #tryAlone(cursor: QueueCursor): void {
    if (cursor.commonColours !== noColours) return;
    this.#setLowestCost(cursor);
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
   * One queue with the first `count` others, sorted by `lowestCost`. False: no later row can be
   * better.
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
    // That each has a language in common with the seeker is not enough.
    if (a.isExhausted || (a.mask & b.mask) === 0) return;
    const saved = this.#shared?.mostSaved(a, b) ?? 0;
    const least = this.#costOf(a, b) - saved * this.#query.terms.creditMs;
    if (least > this.#best.cost || !areJoinable(a.matchClass, b.matchClass)) return;
    if (areOnlyBots(this.#query.seeker.matchClass, a.matchClass, b.matchClass)) return;
    this.#limit = Infinity;
    this.#hasTrio = false;
    for (let place = 0; this.#limit > (a === b ? place + 1 : 0) && a.at(place) !== null; place++) {
      this.#tryTicket(a, place, b);
    }
    if (saved > 0 && this.#hasTrio) this.#shared?.tryQueues(a, b);
  }

  /** One row: a ticket of `a` with those of `b`, up to the first where all three are strangers. */
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
      const saved = this.#saved === 0
        ? 0
        : a.savedAt(place) + b.savedAt(other) + savedYears(one, two);
      this.#best.offer(years + toOne + toTwo - saved, this.#query.seeker, one, two);
      this.#hasTrio = true;
      if (years === 0 && toOne === 0 && toTwo === 0) this.#limit = other;
    }
  }

  /** No trio of the seeker and a stranger out of each queue costs less. */
  #costOf(a: QueueCursor, b: QueueCursor): number {
    const { matchClass, since } = this.#query.seeker;
    const span = Math.max(matchClass.high, a.matchClass.high, b.matchClass.high) -
      Math.min(matchClass.low, a.matchClass.low, b.matchClass.low);
    return this.#best.bound(span, Math.min(since, a.firstSince, b.firstSince));
  }

  #setLowestCost(cursor: QueueCursor): void {
    cursor.firstSince = cursor.queue.entries[0]?.since ?? Infinity;
    cursor.lowestCost = this.#costOf(cursor, cursor) - this.#saved * this.#query.terms.creditMs;
  }

  #byColour(candidates: Candidates): ColourGroup[] {
    const groups: ColourGroup[] = [];
    const isCrowded = candidates.count > manyQueues;
    for (let at = 0; at < candidates.count; at++) {
      const cursor = candidates.at(at);
      if (cursor === null) break;
      const colours = cursor.commonColours;
      if (cursor.isExhausted) continue;
      const group = groupFor(colours, groups);
      // A queue that takes no colour from a group may join it unchecked: nothing is tried within
      // it.
      const mustCheck = isCrowded && (group === null || (group.colours & ~colours) !== 0);
      if (mustCheck && cursor.at(0) === null) continue;
      if (group === null) groups.push({ colours, cursors: [cursor] });
      else join(group, cursor, colours);
    }
    // One group with a colour has nothing to try, and needs no order.
    const [only] = groups;
    if (groups.length === 1 && only?.colours !== noColours) return groups;
    for (const group of groups) {
      if (isCrowded) group.cursors = group.cursors.filter((cursor) => cursor.at(0) !== null);
      for (const cursor of group.cursors) this.#setLowestCost(cursor);
      group.cursors.sort((a, b) => a.lowestCost - b.lowestCost);
    }
    return groups;
  }
}

/** Queues whose tickets for the seeker all have these colours. Without colours: none in common. */
interface ColourGroup {
  colours: number;
  cursors: QueueCursor[];
}

function groupFor(colours: number, groups: readonly ColourGroup[]): ColourGroup | null {
  for (const group of groups) {
    if ((group.colours & colours) !== 0 || group.colours === colours) return group;
  }
  return null;
}

function join(group: ColourGroup, cursor: QueueCursor, colours: number): void {
  group.colours &= colours;
  group.cursors.push(cursor);
}
