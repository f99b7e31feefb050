// A lower bound of a quantile of the waits of strict tickets: no scheduler does better, even one
// that knows all arrivals in advance. docs/simulator.md tells the idea. Pure.

import { byClass, type Help, plainWaits } from "./bounds.ts";
import type { Outcome } from "./outcome.ts";

/**
 * What waits of one age and sex: strict tickets, and others kept for them. Of all schedules that
 * lead here, the one with the fewest late tickets.
 */
interface Stand {
  /** Since when each strict ticket waits, the longest first; 0: it is late already. */
  readonly strict: readonly number[];
  /** Single people who are not strict, single people with an open seat, and pairs. */
  readonly singles: number;
  readonly seats: number;
  readonly pairs: number;
  readonly late: number;
}

/**
 * In every schedule the quantile at `share` of the waits of all strict tickets is more than this,
 * in ms; 0: nothing is known.  Proof. A possible trio is formed (the protocol's rule), so a trio
 * with a strict ticket forms when its last member comes, and all its members are of one age and
 * sex. Take any schedule. Leave out its tickets that are not strict and never end in a trio with a
 * strict one: the waits of the strict tickets stay as they are. Tickets of one age and sex all
 * admit each other. So tickets that remain and could form a trio never wait together, and a strict
 * ticket whose arrival makes a trio possible is in one at once. `next` lists every stand that these
 * two facts allow after an arrival, and more. So the fewest late tickets over all paths through the
 * lists are at most those of the schedule: for each age and sex, and in sum. As long as more
 * tickets are late than lie above the quantile, the quantile is longer than the limit. People are
 * taken for strangers who are kept apart from nobody and keep their age.
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

/** The arrivals of one age and sex. `longest`: with this limit the plain schedule has none late. */
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

/** The least number of strict tickets that wait longer than `limit` ms, of one age and sex. */
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

/** Strict tickets that came before an instant are late now. */
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

/** All stands that may follow from an arrival. */
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

/** A strict ticket goes with two single people who wait, or with a pair; else it waits. */
function nextOfStrict(stand: Stand, at: number): Stand[] {
  const { strict, singles, seats, pairs } = stand;
  const left = withTwo(stand);
  if (pairs > 0) left.push({ ...stand, pairs: pairs - 1 });
  if (singles > 1) left.push({ ...stand, singles: singles - 2 });
  if (singles > 0 && seats > 0) left.push({ ...stand, singles: singles - 1, seats: seats - 1 });
  return left.length > 0 ? left : [{ ...stand, strict: [...strict, at] }];
}

/** Two go, at least one of them strict: two strict ones, or one with a single person or a seat. */
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
