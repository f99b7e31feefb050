// How long people have waited lately, by what they are and ask for; from that, how long a person
// like them may wait. An estimate that rests on fewer than five waits is not given.

import { sideOf } from "../../../protocol/age.ts";
import type { Criteria, Sex } from "../../../protocol/domain.ts";

/** A person who waits or waited, with the criteria as they were asked for. */
export interface Waiter {
  readonly age: number;
  readonly sex: Sex;
  readonly bot: boolean;
  readonly criteria: Criteria;
  /** Whether the person searches with a partner: such two need only one more. */
  readonly inPair: boolean;
}

/** How long a wait took, and when it was over, in ms since 1970. */
export type Wait = readonly [ms: number, at: number];

/** The last waits of one kind, in parallel. When full, the next one replaces the oldest. */
interface Ring {
  readonly ms: number[];
  readonly at: number[];
  next: number;
}

/** An estimate rests on at least so many waits. */
const fewestKnown = 5;
/** Waits of one kind that are remembered. */
const waitsKept = 20;
/** What was longer ago tells nothing of now. */
export const recentMs = 30 * 60_000;
/** The waits of people who are so many years older or younger count, too. */
const furthestYears = 5;
/**
 * Criteria whose age lies between two of these are one kind; above the last comes the last kind.
 */
const tolerances = [0, 2, 5, 10, 20];

export class WaitStats {
  readonly #byKind = new Map<number, Ring>();
  /** Kinds with waits that were recorded since they were last taken. */
  readonly #changed = new Set<number>();

  record(waiter: Waiter, ms: number, at: number): void {
    const kind = keyOf(waiter, waiter.age, toleranceOf(waiter));
    add(this.#ringOf(kind), ms, at);
    this.#changed.add(kind);
  }

  /** The kinds with waits that were recorded since this was last called. */
  takeChanged(): number[] {
    const kinds = [...this.#changed];
    this.#changed.clear();
    return kinds;
  }

  /** These kinds count as changed: `takeChanged` gives them again. */
  putChanged(kinds: Iterable<number>): void {
    for (const kind of kinds) this.#changed.add(kind);
  }

  /** The waits of a kind, the oldest first. */
  of(kind: number): Wait[] {
    const { ms, at, next } = this.#ringOf(kind);
    const waits = ms.map((each, index): Wait => [each, at[index] ?? 0]);
    return waits.length < waitsKept ? waits : [...waits.slice(next), ...waits.slice(0, next)];
  }

  /** Adds those of these waits that are not known. */
  merge(kind: number, waits: readonly Wait[]): void {
    const merged = union(this.of(kind), waits).slice(-waitsKept);
    this.#byKind.delete(kind);
    const ring = this.#ringOf(kind);
    for (const [ms, at] of merged) add(ring, ms, at);
  }

  #ringOf(kind: number): Ring {
    const known = this.#byKind.get(kind);
    if (known !== undefined) return known;
    const ring = { ms: [], at: [], next: 0 };
    this.#byKind.set(kind, ring);
    return ring;
  }

  /**
   * The median of the recent waits that are nearest in age and criteria, in ms; null when fewer
   * than five are known.
   */
  estimateMs(waiter: Waiter, now: number): number | null {
    const known: number[] = [];
    const own = toleranceOf(waiter);
    for (const tolerance of [own, own - 1, own + 1]) {
      for (let years = 0; years <= furthestYears; years++) {
        for (const age of years === 0 ? [waiter.age] : [waiter.age - years, waiter.age + years]) {
          if (sideOf(age) !== sideOf(waiter.age)) continue;
          const ring = this.#byKind.get(keyOf(waiter, age, tolerance));
          for (const [index, at] of (ring?.at ?? []).entries()) {
            if (now - at <= recentMs) known.push(ring?.ms[index] ?? 0);
          }
        }
        if (known.length >= fewestKnown) return median(known);
      }
    }
    return null;
  }

  /** The estimate for the people of one ticket: of two the longer wait. */
  longestMs(waiters: readonly Waiter[], now: number): number | null {
    let longest = 0;
    for (const waiter of waiters) {
      const ms = this.estimateMs(waiter, now);
      if (ms === null) return null;
      longest = Math.max(longest, ms);
    }
    return longest;
  }
}

/** The oldest first. A wait that occurs in both is one as often as where it occurs more often. */
function union(some: readonly Wait[], others: readonly Wait[]): Wait[] {
  const left = others.map(String);
  for (const wait of some) {
    const found = left.indexOf(String(wait));
    if (found >= 0) left[found] = "";
  }
  return [...some, ...others.filter((_, index) => left[index] !== "")]
    .sort(([, a], [, b]) => a - b);
}

function add(ring: Ring, ms: number, at: number): void {
  ring.ms[ring.next] = ms;
  ring.at[ring.next] = at;
  ring.next = (ring.next + 1) % waitsKept;
}

function toleranceOf({ criteria: { age } }: Waiter): number {
  let tolerance = 0;
  while (tolerance < tolerances.length && (age ?? Infinity) > (tolerances[tolerance] ?? 0)) {
    tolerance++;
  }
  return tolerance;
}

/**
 * The kind of a wait. One's sex matters only to who asks for their own. Bots wait otherwise, and so
 * do people who let them in: what they add is above all that the other facts make.
 */
function keyOf({ sex, bot, criteria, inPair }: Waiter, age: number, tolerance: number): number {
  const wanted = criteria.sex === "any" ? 0 : sex === "female" ? 1 : sex === "male" ? 2 : 3;
  const plain = ((age * 8 + tolerance + 1) * 4 + wanted) * 4 + Number(criteria.widen) * 2 +
    Number(inPair);
  return plain + (bot ? 2 : criteria.bots === true ? 1 : 0) * 2 ** 16;
}

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
}
