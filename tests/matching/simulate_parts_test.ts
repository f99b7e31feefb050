// Parts of the simulator of waiting: who was overtaken, who starves, who has met.

import assert from "node:assert/strict";
import { Pool } from "../../actors/matching/pool.ts";
import type { TicketId } from "../../protocol/domain.ts";
import { Random } from "../../tools/random.ts";
import { mixes } from "../../tools/simulate/mixes.ts";
import type { Outcome } from "../../tools/simulate/outcome.ts";
import { Overtaking } from "../../tools/simulate/overtaking.ts";
import { starving } from "../../tools/simulate/report.ts";
import { Town } from "../../tools/simulate/town.ts";
import { noon, party, person, today } from "../support/matching/parties.ts";

const there = { awayAt: null, isAway: false, isAsleep: false };

function outcomeOf(
  names: readonly [string] | readonly [string, string],
  waitedMs: number,
): Outcome {
  const [one, other] = names.map((name) => person(name, { age: 31 }));
  assert(one);
  const people = other === undefined ? [one] as const : [one, other] as const;
  const own = { ...party(one, waitedMs), people };
  return {
    kind: "lax",
    at: own.since,
    party: own,
    age: 31,
    formedAt: null,
    overtakenAt: null,
    ...there,
  };
}

Deno.test("[M24] one alone is overtaken by one alone, and not by two who come together", () => {
  const overtakenBy = (names: readonly [string] | readonly [string, string]) => {
    const pool = new Pool(today);
    const outcomes = [
      outcomeOf(["anna"], 20_000),
      outcomeOf(names, 10_000),
      outcomeOf(["cleo"], 0),
      outcomeOf(["dora"], 0),
    ];
    for (const { party } of outcomes) pool.add(party, noon);
    const waiting = new Map(outcomes.map((one) => [one.party.ticket, one]));
    const [anna, ...trio] = outcomes.slice(0, names.length === 2 ? 3 : 4);
    assert(anna);
    const tickets = trio.map((one) => one.party.ticket);
    new Overtaking(pool).note(tickets, tickets.at(-1) ?? "" as TicketId, waiting, noon);
    return anna.overtakenAt;
  };
  assert.equal(overtakenBy(["bea"]), noon);
  assert.equal(overtakenBy(["bea", "ben"]), null);
});

Deno.test("[M24] whose like have a trio at once starves after ten seconds, and not before", () => {
  const endAt = noon + 60_000;
  const starvesAfter = (ms: number) => {
    const like = Array.from({ length: 9 }, (_, at) => outcomeOf([`quick ${at}`], 0));
    for (const one of like) one.formedAt = one.at;
    const last = outcomeOf(["anna"], 0);
    Object.assign(last, { overtakenAt: last.at, formedAt: last.at + ms });
    return starving({ outcomes: [...like, last], spans: [], languages: "one", ghosts: null, endAt })
      .includes(
        last,
      );
  };
  assert.equal(starvesAfter(10_000), false);
  assert.equal(starvesAfter(10_001), true);
});

Deno.test("[M22] the people of a trio come again, and have met each other and nobody else", () => {
  /** A town of six. */
  class Few extends Random {
    override below(count: number): number {
      return super.below(Math.min(count, 6));
    }
  }
  const town = new Town(new Few(1));
  const comeAll = (count: number) =>
    Array.from({ length: count }, () => town.arrive(mixes.lax, noon).party);
  const first = comeAll(3);
  town.meet(first);
  const trio = first.map(({ people: [{ user }] }) => user);
  for (const { people: [{ user, met }] } of comeAll(6)) {
    const others = trio.includes(user) ? trio.filter((other) => other !== user) : [];
    assert.deepEqual([...met].sort(), others.sort());
  }
});
