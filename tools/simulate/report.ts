// A simulation as text: waits by kind, the bounds, and how many tickets starved. Pure.

import type { Help } from "./bounds.ts";
import { leastQuantile } from "./lateness.ts";
import { commonest, type Kind } from "./mixes.ts";
import type { Outcome, Played } from "./outcome.ts";

/** A ticket starves that, once overtaken, waits this many times the median of its class. */
const starvesFrom = 10;
/** Smaller classes have no median that says anything. */
const fewest = 5;
/** No ticket starves within seconds. */
const leastMedianMs = 1_000;

const helps: Readonly<Record<Help, string>> = {
  alone: "only with each other",
  passing: "nobody else waits for them",
  waiting: "whatever is done",
};

export function report(played: Played): string {
  const { outcomes, spans, endAt } = played;
  const waiting = outcomes.filter(({ formedAt }) => formedAt === null);
  const sorted = spans.toSorted((a, b) => a - b);
  return [
    "kind           tickets   still waiting    p50      p95      p99  (s; who still waits counts with the wait so far)",
    ...kindsOf(outcomes).map((kind) =>
      line(kind, outcomes.filter((one) => one.kind === kind), endAt)
    ),
    ...languageLines(played),
    ...ghostLines(played),
    "",
    ...boundLines(played),
    `trios ${spans.length}; years between the ages: p50 ${quantile(sorted, 0.5)}, p95 ${
      quantile(sorted, 0.95)
    }`,
    `still waiting ${percent(waiting.length, outcomes.length)} of the tickets`,
    `starving ${
      starving(played).length
    } tickets: overtaken, then ${starvesFrom} times the median of their class and more`,
  ].join("\n");
}

/** The waits by what people speak, where that differs. */
function languageLines({ outcomes, languages, endAt }: Played): string[] {
  if (languages === "one") return [];
  const groups = Map.groupBy(outcomes, ({ party: { people: [{ languages }] } }) => {
    const has = languages.includes(commonest);
    return `${has ? commonest : `no ${commonest}`}, ${languages.length === 1 ? "one" : "two"}`;
  });
  return [...groups].sort().map(([name, list]) => line(name, list, endAt));
}

/** The waits of those who were there all the time, and who was not there at a match. */
function ghostLines({ outcomes, ghosts, spans, endAt }: Played): string[] {
  if (ghosts === null) return [];
  const { away, asleep } = ghosts;
  return [
    line("always there", outcomes.filter(({ awayAt }) => awayAt === null), endAt),
    `trios with somebody away ${away} (${
      percent(away, spans.length)
    }), with somebody asleep ${asleep}`,
  ];
}

function line(name: string, outcomes: readonly Outcome[], endAt: number): string {
  const waits = waitsOf(outcomes, endAt);
  const open = outcomes.filter(({ formedAt }) => formedAt === null).length;
  const figures = [0.5, 0.95, 0.99].map((share) => seconds(quantile(waits, share)).padStart(9))
    .join("");
  return `${name.padEnd(12)}${String(outcomes.length).padStart(10)}${
    percent(open, outcomes.length).padStart(16)
  }${figures}`;
}

function boundLines({ outcomes, languages, endAt }: Played): string[] {
  const asIf = languages === "one" ? "" : " if all spoke one language";
  // People of an undisclosed sex are never with a strict ticket, and are not in the bounds.
  const strict = outcomes.filter(({ kind, party }) =>
    kind === "strict" && party.people[0].sex !== null
  );
  if (strict.length === 0) return [];
  const real = quantile(waitsOf(strict, endAt), 0.99);
  const lines = Object.entries(helps).map(([help, words]) => {
    const p99 = leastQuantile(outcomes, help as Help, { share: 0.99, endAt });
    return `strict, least possible p99${asIf}, ${words.padEnd(27)}${
      seconds(p99).padStart(7)
    }: it is ${(real / p99).toFixed(2)} times that here`;
  });
  return [...lines, ""];
}

export function starving({ outcomes, endAt }: Played): Outcome[] {
  const classes = Map.groupBy(outcomes, classOf);
  const medians = new Map(
    [...classes].map(([key, list]) => [key, quantile(waitsOf(list, endAt), 0.5)]),
  );
  return outcomes.filter((one) => {
    if (one.overtakenAt === null || (classes.get(classOf(one))?.length ?? 0) < fewest) return false;
    const median = Math.max(leastMedianMs, medians.get(classOf(one)) ?? 0);
    return (one.formedAt ?? endAt) - one.overtakenAt > starvesFrom * median;
  });
}

function classOf({ kind, age, party }: Outcome): string {
  return `${kind} ${age} ${party.people.map(({ sex }) => sex).join()}`;
}

/** In ms, ascending. */
export function waitsOf(outcomes: readonly Outcome[], endAt: number): number[] {
  return outcomes.map(({ at, formedAt }) => (formedAt ?? endAt) - at).sort((a, b) => a - b);
}

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export function kindsOf(outcomes: readonly Outcome[]): Kind[] {
  return [...new Set(outcomes.map(({ kind }) => kind))].sort();
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

function percent(part: number, whole: number): string {
  return `${(100 * part / Math.max(1, whole)).toFixed(2)} %`;
}
