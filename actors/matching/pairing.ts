// Two parties of one person each beside a third: tries the pairs of classes within reach of the seeker, and in them the
// pairs of tickets that can be the best. Pairs of classes that a colour or the cost rules out are not looked into.

import type { Best } from "./best.ts";
import { type Entry, forbidden, relation } from "./entry.ts";
import { soleColour, unknownColour } from "./queue.ts";
import { areJoinable } from "./shape.ts";
import type { Quest, Walk } from "./walk.ts";

export class Pairing {
  readonly #quest: Quest;
  readonly #best: Best;
  #limit = Infinity;

  constructor(quest: Quest, best: Best) {
    this.#quest = quest;
    this.#best = best;
  }

  tryAll(walks: readonly Walk[]): void {
    const groups = byColour(walks);
    for (const [index, { colour, walks }] of groups.entries()) {
      if (colour === unknownColour) this.#tryWithin(walks);
      for (let other = 0; other < index; other++) this.#tryAcross(walks, groups[other]?.walks ?? []);
    }
  }

  #tryWithin(group: readonly Walk[]): void {
    for (const [index, walk] of group.entries()) {
      for (let other = 0; other <= index; other++) this.#tryQueues(walk, group[other] ?? walk);
    }
  }

  #tryAcross(group: readonly Walk[], others: readonly Walk[]): void {
    for (const walk of group) {
      for (const other of others) this.#tryQueues(walk, other);
    }
  }

  #tryQueues(a: Walk, b: Walk): void {
    if (this.#lowestCost(a, b) > this.#best.cost || !areJoinable(a.queue.shape, b.queue.shape)) return;
    this.#limit = Infinity;
    for (let place = 0; this.#limit > (a === b ? place + 1 : 0) && a.at(place) !== null; place++) {
      this.#tryRow(a, place, b);
    }
  }

  /**
   * One ticket of `a` with those of `b`, up to the first where all three are strangers: that trio is as good as any with
   * later tickets of either queue (see `search.ts`), so that later rows need to go only up to it.
   */
  #tryRow(a: Walk, place: number, b: Walk): void {
    const one = a.at(place);
    for (let other = a === b ? place + 1 : 0; one !== null && other < this.#limit; other++) {
      const two = b.at(other);
      if (two === null) return;
      const years = haveEqualColour(one, two) ? forbidden : relation(one, two, this.#quest.terms);
      if (years === forbidden) continue;
      const [toOne, toTwo] = [a.yearsAt(place), b.yearsAt(other)];
      this.#best.offer(years + toOne + toTwo, this.#quest.seeker, one, two);
      if (years === 0 && toOne === 0 && toTwo === 0) this.#limit = other;
    }
  }

  /** Of any trio of the seeker and one stranger out of each queue. */
  #lowestCost(a: Walk, b: Walk): number {
    const { seeker } = this.#quest;
    const [x, y] = [a.queue, b.queue];
    const span = Math.max(seeker.shape.high, x.shape.high, y.shape.high) -
      Math.min(seeker.shape.low, x.shape.low, y.shape.low);
    return this.#best.bound(span, Math.min(seeker.since, firstSince(a), firstSince(b)));
  }
}

/** Queues in which all who may be together with the seeker have one colour, by that; the others together. */
interface Group {
  readonly colour: number;
  readonly walks: Walk[];
}

function byColour(walks: readonly Walk[]): Group[] {
  const groups: Group[] = [];
  for (const walk of walks) {
    const { colours } = walk;
    if (colours === 0) continue;
    const colour = soleColour(colours);
    const group = groups.find((one) => one.colour === colour);
    if (group === undefined) groups.push({ colour, walks: [walk] });
    else group.walks.push(walk);
  }
  return groups;
}

function firstSince({ queue }: Walk): number {
  return queue.entries[0]?.since ?? Infinity;
}

function haveEqualColour(a: Entry, b: Entry): boolean {
  return a.colour !== unknownColour && a.colour === b.colour;
}
