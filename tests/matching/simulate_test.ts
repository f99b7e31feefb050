// The simulator: its options, that a seed decides all, and its bounds against the real matcher.

import assert from "node:assert/strict";
import { Pool } from "../../actors/matching/pool.ts";
import type { TicketId } from "../../protocol/domain.ts";
import { plainWaits } from "../../tools/simulate/bounds.ts";
import { leastQuantile } from "../../tools/simulate/lateness.ts";
import { commonest, type LanguageMix, mixes, type MixName } from "../../tools/simulate/mixes.ts";
import { type Options, parseOptions } from "../../tools/simulate/options.ts";
import type { Outcome, Played } from "../../tools/simulate/outcome.ts";
import { Overtaking } from "../../tools/simulate/overtaking.ts";
import { picture } from "../../tools/simulate/picture.ts";
import { quantile, report, starving, waitsOf } from "../../tools/simulate/report.ts";
import { Play } from "../../tools/simulate/run.ts";
import { noon, party, person, today } from "../support/matching/parties.ts";

function play(mix: MixName, seed = 1, languages: LanguageMix = "one"): Played {
  const options: Options = {
    rate: 50,
    minutes: 2,
    mix,
    languages,
    seed,
    credit: 10,
    away: 0,
    sleep: 10,
    svg: "",
  };
  return new Play(options, () => {}).run();
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** Those who can meet each other: the sex is known. */
function strictOf(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.filter(({ kind, party }) => kind === "strict" && party.people[0].sex !== null);
}

Deno.test("[M21] a wrong option is refused in a sentence that names it and what would be right", () => {
  const wrong: readonly (readonly [words: string, names: string])[] = [
    ["--rate 0", `"--rate" wants 0.01 to 10000, not "0"`],
    ["--minutes 1.5", `"--minutes" wants 1 to 1440, not "1.5"`],
    ["--mix odd", `"--mix" wants one of strict, lax, realistic, not "odd"`],
    ["--mix toString", `"--mix" wants one of`],
    ["--seed -1", `"--seed" wants a whole number, not "-1"`],
    ["--credit 0", `"--credit" wants 0.1 to 3600, not "0"`],
    ["--rate", `"--rate" needs a value`],
    ["--speed 5", `Unknown option "--speed"`],
    ["rate 5", `Unknown option "rate"`],
  ];
  for (const [words, names] of wrong) {
    const parsed = parseOptions(words.split(" "));
    assert(parsed.type === "wrong" && parsed.detail.includes(names), JSON.stringify(parsed));
  }
});

Deno.test("[M21] options stand with a space or an equals sign, and each has a usual value", () => {
  const usual = {
    rate: 50,
    minutes: 60,
    mix: "realistic",
    languages: "one",
    seed: 1,
    credit: 10,
    away: 0,
    sleep: 10,
    svg: "simulate.svg",
  };
  assert.deepEqual(parseOptions([]), { type: "run", options: usual });
  const given = parseOptions(["--rate=5", "--mix", "strict", "--seed=7"]);
  assert.deepEqual(given, { type: "run", options: { ...usual, rate: 5, mix: "strict", seed: 7 } });
  for (const shares of Object.values(mixes)) {
    assert(Math.abs(sum(shares.map(({ share }) => share)) - 1) < 1e-9);
  }
});

Deno.test("[M22] another seed brings another run, and the same seed the same", () => {
  const brief = ({ outcomes }: Played) =>
    outcomes.map(({ at, formedAt }) => `${at} ${formedAt}`).join();
  const one = play("realistic");
  assert.notEqual(brief(play("realistic", 2)), brief(one));
  assert.equal(brief(play("realistic")), brief(one));
  assert(one.outcomes.length > 5_000 && one.spans.length > 1_500);
});

Deno.test("[M23] strict people among themselves wait no longer than in the best schedule", () => {
  const { outcomes, endAt } = play("strict");
  const waits = waitsOf(strictOf(outcomes), endAt);
  assert(sum(waits) > 0);
  assert.deepEqual(plainWaits(outcomes, "alone", endAt).sort((a, b) => a - b), waits);
});

Deno.test("[M23] the bound without any others is what strict people among themselves wait", () => {
  const { outcomes, endAt } = play("strict");
  const waits = waitsOf(strictOf(outcomes), endAt);
  for (const share of [0.5, 0.9, 0.99]) {
    const [bound, real] = [
      leastQuantile(outcomes, "alone", { share, endAt }),
      quantile(waits, share),
    ];
    assert(bound <= real && bound > real - 100, `${bound} beside ${real}`);
  }
});

Deno.test("[M23] the pool is not better than the bound of all schedules, and less help bounds higher", () => {
  const { outcomes, endAt } = play("realistic");
  const [waiting = 0, passing = 0, alone = 0] = (["waiting", "passing", "alone"] as const).map((
    help,
  ) => leastQuantile(outcomes, help, { share: 0.95, endAt }));
  const real = quantile(waitsOf(strictOf(outcomes), endAt), 0.95);
  assert(waiting > 0 && waiting <= real, `${waiting} is no bound to ${real}`);
  assert(waiting < passing && passing < alone);
});

Deno.test("[M24] nobody starves, and who would is found", () => {
  const played = play("realistic");
  assert.deepEqual(starving(played), []);
  const victim = strictOf(played.outcomes)[0];
  assert(victim);
  Object.assign(victim, { formedAt: null, overtakenAt: victim.at });
  const like = played.outcomes.filter((one) =>
    one.kind === "strict" && one.age === victim.age &&
    one.party.people[0].sex === victim.party.people[0].sex
  );
  for (const one of like) if (one !== victim) one.formedAt = one.at;
  assert.equal(starving(played).length, like.length >= 5 ? 1 : 0);
  assert(like.length >= 5, "Too few of a kind to have proven anything");
});

/** Anna waits, then Bea comes, and Cleo completes a trio in which Anna could be instead of Bea. */
function overtakenAt(apart: readonly string[], met: readonly string[]): number | null {
  const pool = new Pool(today);
  const traits = [{ age: 34, apart, met }, { age: 31 }, { age: 31, met: ["anna"] }, { age: 31 }];
  const outcomes = ["anna", "bea", "cleo", "dora"].map((name, at): Outcome => {
    const one = party(person(name, traits[at]), 10_000 - at);
    pool.add(one, noon);
    const there = { awayAt: null, isAway: false, isAsleep: false };
    const outcome = { kind: "lax", at: one.since, party: one, age: 31, ...there } as const;
    return { ...outcome, formedAt: null, overtakenAt: null };
  });
  const waiting = new Map(outcomes.map((one) => [one.party.ticket, one]));
  const trio = outcomes.slice(1).map((one) => one.party.ticket);
  new Overtaking(pool).note(trio, "of cleo" as TicketId, waiting, noon);
  return outcomes[0]?.overtakenAt ?? null;
}

Deno.test("[M24] who may not be with the others of a trio, for whatever reason, is not overtaken by it", () => {
  assert.equal(overtakenAt([], []), noon, "Else nothing is proven");
  assert.equal(overtakenAt(["cleo"], []), null);
  assert.equal(overtakenAt([], ["cleo"]), null);
  assert.equal(overtakenAt(["bea"], []), noon, "Instead of Bea");
  assert.equal(overtakenAt(["bea", "dora"], []), null);
});

Deno.test("[M24] the report and the picture show each kind of ticket", () => {
  const played = play("realistic");
  const [text, svg] = [report(played), picture(played, "a title")];
  for (const { kind } of mixes.realistic) {
    assert.match(text, new RegExp(`^${kind} +\\d+`, "m"));
    assert(svg.includes(`>${kind}</text>`));
  }
  assert.equal(svg.match(/<polyline/g)?.length, 2 * mixes.realistic.length);
});

Deno.test("[O14] where languages differ, 70 % share one and 30 % have two, all of each trio have one in common, and the report tells how each wait", () => {
  const played = play("realistic", 1, "mixed");
  const people = played.outcomes.flatMap(({ party }) => party.people);
  const share = (is: (languages: readonly string[]) => boolean) =>
    people.filter(({ languages }) => is(languages)).length / people.length;
  assert(Math.abs(share((languages) => languages.includes(commonest)) - 0.7) < 0.03);
  assert(Math.abs(share((languages) => languages.length > 1) - 0.3) < 0.03);
  const text = report(played);
  for (const name of ["en, one", "en, two", "no en, one", "no en, two"]) {
    assert.match(text, new RegExp(`^${name} +\\d`, "m"));
  }
  assert.match(text, /least possible p99 if all spoke one language/);
  assert(!report(play("strict")).includes("en, one"));
});

Deno.test("[M24] [J50] nobody is matched with a ticket that sleeps, and without sleep many are with who has gone", () => {
  const played = (sleep: number) => {
    const options: Options = {
      ...{ rate: 0.05, minutes: 600, mix: "realistic", languages: "one", seed: 3, credit: 10 },
      ...{ away: 40, sleep, svg: "" },
    };
    return new Play(options, () => {}).run();
  };
  const [without, with10] = [played(0), played(10)];
  assert(without.ghosts && with10.ghosts);
  assert.equal(with10.ghosts.asleep, 0);
  assert(with10.ghosts.away < without.ghosts.away, JSON.stringify([without.ghosts, with10.ghosts]));
  assert(with10.outcomes.some(({ isAsleep }) => isAsleep));
});
