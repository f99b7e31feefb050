// How long people have waited lately, by what they are and ask for; and from that how long someone
// like them may wait. Tells nothing that rests on fewer than five waits.

import { sideOf } from "../../../protocol/age.ts";
import type { Criteria, Sex } from "../../../protocol/domain.ts";

/** Someone who waits or waited: the criteria as they were asked for. */
export interface Seeker {
  readonly age: number;
  readonly sex: Sex;
  readonly criteria: Criteria;
  /** Whether two search together, who need one more alone. */
  readonly inPair: boolean;
}

/** The last waits of one class; when full, the next takes the place of the oldest. */
interface Ring {
  readonly ms: number[];
  readonly at: number[];
  next: number;
}

/** Fewer waits than this are never told of. */
const fewestTold = 5;
/** Waits of one class that are remembered. */
const memory = 20;
const recentMs = 30 * 60_000;
/** Waits of people this many years away still tell something. */
const furthestYears = 5;
/** Age differences up to these are taken together; above the last comes the last class. */
const tolerances = [0, 2, 5, 10, 20];

export class WaitStats {
  readonly #byClass = new Map<number, Ring>();

  record(seeker: Seeker, ms: number, at: number): void {
    const key = keyOf(seeker, seeker.age, toleranceOf(seeker));
    let ring = this.#byClass.get(key);
    if (ring === undefined) {
      ring = { ms: [], at: [], next: 0 };
      this.#byClass.set(key, ring);
    }
    ring.ms[ring.next] = ms;
    ring.at[ring.next] = at;
    ring.next = (ring.next + 1) % memory;
  }

  /**
   * The median of the recent waits nearest to this one's age and criteria, in ms; null when fewer
   * than 5 are known.
   */
  estimateMs(seeker: Seeker, now: number): number | null {
    const known: number[] = [];
    const own = toleranceOf(seeker);
    for (const tolerance of [own, own - 1, own + 1]) {
      for (let years = 0; years <= furthestYears; years++) {
        for (const age of years === 0 ? [seeker.age] : [seeker.age - years, seeker.age + years]) {
          if (sideOf(age) !== sideOf(seeker.age)) continue;
          const ring = this.#byClass.get(keyOf(seeker, age, tolerance));
          for (const [index, at] of (ring?.at ?? []).entries()) {
            if (now - at <= recentMs) known.push(ring?.ms[index] ?? 0);
          }
        }
        if (known.length >= fewestTold) return median(known);
      }
    }
    return null;
  }
}

function toleranceOf({ criteria: { age } }: Seeker): number {
  let tolerance = 0;
  while (tolerance < tolerances.length && (age ?? Infinity) > (tolerances[tolerance] ?? 0)) {
    tolerance++;
  }
  return tolerance;
}

/**
 * Two who ask for their own sex wait for different people when theirs differs; two who ask for any
 * do not.
 */
function keyOf({ sex, criteria, inPair }: Seeker, age: number, tolerance: number): number {
  const wanted = criteria.sex === "any" ? 0 : sex === "female" ? 1 : sex === "male" ? 2 : 3;
  return ((age * 8 + tolerance + 1) * 4 + wanted) * 4 + Number(criteria.widen) * 2 + Number(inPair);
}

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
}
