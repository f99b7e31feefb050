// The least that a quantile of the waits of strict tickets can be, whatever a scheduler does, who
// may know all that is to come. Pure.

import { byClass, type Help, plainWaits } from "./bounds.ts";
import type { Outcome } from "./outcome.ts";

/**
 * Who of one age and sex waits for a strict ticket, or is one; of all ways that lead to this, the
 * one with the fewest late.
 */
interface Stand {
  /** Since when the strict ones wait, the longest first; 0: too long already. */
  readonly strict: readonly number[];
  /** Single people who are not strict, single people with an open seat, and pairs. */
  readonly singles: number;
  readonly seats: number;
  readonly pairs: number;
  readonly late: number;
}

/**
 * What the wait at `share` of all strict ones, in order of length, exceeds in every schedule, in
 * ms; 0: nothing is known.
 *
 * Proof. By the protocol's rule a trio that is possible is formed, so that one with a strict ticket
 * forms when the last of its members comes, all of one age and sex. Take any schedule, and of those
 * of one age and sex who are not strict, only those who come to be in a trio with one who is. All
 * of one age and sex admit each other. So at no time do two wait with whom somebody who waits, or
 * who came and was left waiting, makes three; who is strict and comes makes three where that can
 * be. What `next` lists after each arrival is all that this leaves open, and more: others go as if
 * they had never come. So the fewest late of any way through the lists are no more than those of
 * the schedule, for each age and sex, and in sum. And as long as more are late than may be above
 * the quantile, the quantile is above. Everybody is taken for strangers who are kept apart from no
 * one and keep their age.
 */
export function leastQuantile(
  outcomes: readonly Outcome[],
  help: Help,
  { share, endAt }: Asked,
): number {
  const crowds = [...byClass(outcomes).values()].map((arrivals): Crowd => {
    const waits = plainWaits(arrivals, help === "alone" ? help : "passing", endAt);
    return { arrivals, count: waits.length, longest: Math.max(0, ...waits) };
  });
  const count = crowds.reduce((sum, crowd) => sum + crowd.count, 0);
  const above = count - 1 - Math.floor(share * count);
  let [low, high] = [0, Math.max(0, ...crowds.map(({ longest }) => longest))];
  while (high - low > 50) {
    const limit = (low + high) / 2;
    if (areMoreLate(crowds, help, { limit, endAt, than: above })) low = limit;
    else high = limit;
  }
  return low;
}

export interface Asked {
  readonly share: number;
  readonly endAt: number;
}

/**
 * Those of one age and sex; `longest`: of the waits of one schedule, so that none need be late who
 * may wait as long.
 */
interface Crowd {
  readonly arrivals: readonly Outcome[];
  readonly count: number;
  readonly longest: number;
}

interface Question {
  readonly limit: number;
  readonly endAt: number;
  readonly than: number;
}

function areMoreLate(
  crowds: readonly Crowd[],
  help: Help,
  { limit, endAt, than }: Question,
): boolean {
  let late = 0;
  for (const { arrivals, longest } of crowds) {
    if (longest > limit) late += fewestLate(arrivals, help, limit, endAt);
    if (late > than) return true;
  }
  return false;
}

/**
 * Of the strict ones among arrivals of one age and sex: how many wait longer than `limit` ms, at
 * the least.
 */
export function fewestLate(
  arrivals: readonly Outcome[],
  help: Help,
  limit: number,
  endAt: number,
): number {
  let stands: Stand[] = [{ strict: [], singles: 0, seats: 0, pairs: 0, late: 0 }];
  for (const arrival of arrivals) {
    const { at } = arrival;
    const best = new Map<string, Stand>();
    for (const stand of stands) {
      for (const one of next(wait(stand, at - limit), arrival, help)) keep(one, best);
    }
    stands = [...best.values()];
  }
  return Math.min(...stands.map((stand) => wait(stand, endAt - limit).late));
}

function keep(stand: Stand, best: Map<string, Stand>): void {
  const key = `${stand.strict.join()} ${stand.singles} ${stand.seats} ${stand.pairs}`;
  const known = best.get(key);
  if (known === undefined || stand.late < known.late) best.set(key, stand);
}

/** Who came before an instant is late now. */
function wait(stand: Stand, before: number): Stand {
  const { strict } = stand;
  if (!strict.some((since) => since !== 0 && since < before)) return stand;
  const waited = strict.map((since) => since < before ? 0 : since);
  return {
    ...stand,
    strict: waited,
    late: stand.late + waited.filter((since, at) => since !== strict[at]).length,
  };
}

/** All that may become of a stand when somebody comes. */
function next(stand: Stand, { at, kind, party }: Outcome, help: Help): Stand[] {
  if (kind === "strict") return nextOfStrict(stand, at);
  if (help === "alone") return [stand];
  const { strict, singles, seats, pairs } = stand;
  const isKept = help === "waiting";
  if (party.people.length === 2) {
    const left = strict.map((_, one) => ({ ...stand, strict: strict.toSpliced(one, 1) }));
    const isFree = strict.length + singles === 0;
    return [stand, ...left, ...isKept && isFree ? [{ ...stand, pairs: pairs + 1 }] : []];
  }
  const left = withTwo(stand);
  if (party.seat) {
    const isFree = strict.length + singles < 2;
    const kept = isKept && isFree ? [{ ...stand, seats: seats + 1 }] : [];
    return [stand, ...left.filter((one) => one.seats === seats), ...kept];
  }
  const isFree = pairs === 0 && strict.length + singles + Math.min(1, seats) < 2;
  return [stand, ...left, ...isKept && isFree ? [{ ...stand, singles: singles + 1 }] : []];
}

/** Who is strict goes with two who wait, or with a pair, and waits only where there are none. */
function nextOfStrict(stand: Stand, at: number): Stand[] {
  const { strict, singles, seats, pairs } = stand;
  const left = withTwo(stand);
  if (pairs > 0) left.push({ ...stand, pairs: pairs - 1 });
  if (singles > 1) left.push({ ...stand, singles: singles - 2 });
  if (singles > 0 && seats > 0) left.push({ ...stand, singles: singles - 1, seats: seats - 1 });
  return left.length > 0 ? left : [{ ...stand, strict: [...strict, at] }];
}

/**
 * Two go of whom one at least is strict: two strict ones, or one and a single person, or one who
 * has a seat.
 */
function withTwo({ strict, singles, seats, ...stand }: Stand): Stand[] {
  return strict.flatMap((_, one) => {
    const rest = strict.toSpliced(one, 1);
    const left: Stand[] = rest.slice(one).map((_, other) => (
      { ...stand, strict: rest.toSpliced(one + other, 1), singles, seats }
    ));
    if (singles > 0) left.push({ ...stand, strict: rest, singles: singles - 1, seats });
    if (seats > 0) left.push({ ...stand, strict: rest, singles, seats: seats - 1 });
    return left;
  });
}
