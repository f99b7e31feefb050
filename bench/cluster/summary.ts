// The figures of all rounds as text.

import { spread } from "../support/statistics.ts";
import type { Figures, Measured } from "./run.ts";
import type { Layout, StageName } from "./stages.ts";

/** What each stage reached in each round. */
export type Results = ReadonlyMap<StageName, readonly (readonly Measured[])[]>;

const columns: readonly (readonly [title: string, key: keyof Figures, digits: number])[] = [
  ["messages a second", "perSecond", 0],
  ["servers, µs", "serverMicros", 0],
  ["Postgres, µs", "databaseMicros", 0],
  ["servers, cores", "serverShare", 2],
  ["Postgres, cores", "databaseShare", 2],
  ["load, cores", "loadShare", 2],
  ["others, cores", "othersShare", 2],
  ["p50, ms", "p50Ms", 1],
  ["p99, ms", "p99Ms", 1],
];

interface Case {
  readonly stage: StageName;
  readonly layout: Layout;
}
const comparisons: readonly (readonly [one: Case, other: Case])[] = [
  [{ stage: "single", layout: "alone" }, { stage: "old", layout: "alone" }],
  [{ stage: "1", layout: "alone" }, { stage: "single", layout: "alone" }],
  [{ stage: "2", layout: "owner" }, { stage: "single", layout: "alone" }],
  [{ stage: "2", layout: "within" }, { stage: "single", layout: "alone" }],
  [{ stage: "2", layout: "across" }, { stage: "single", layout: "alone" }],
  [{ stage: "2", layout: "across" }, { stage: "2", layout: "within" }],
  [{ stage: "3", layout: "within" }, { stage: "3", layout: "owner" }],
  [{ stage: "3", layout: "across" }, { stage: "3", layout: "within" }],
  [{ stage: "3", layout: "across" }, { stage: "3", layout: "owner" }],
];

/** One line for each layout of each stage, one column for each figure. */
export function figuresTable(results: Results, pace: number): string {
  const head = ["".padEnd(16), ...columns.map(([title]) => title.padStart(22))].join("");
  const lines = casesOf(results).map((one) => {
    const figures = figuresOf(results, one, pace);
    const cells = columns.map(([, key, digits]) =>
      spread(figures.map((figure) => figure[key]), digits).padStart(22)
    );
    return [titleOf(one).padEnd(16), ...cells].join("");
  });
  return [head, ...lines].join("\n");
}

/** Ratios round by round: what slows the machine down for a while slows both sides. */
export function ratiosTable(results: Results, pace: number): string {
  return comparisons.flatMap(([one, other]) => {
    const [mine, theirs] = [figuresOf(results, one, pace), figuresOf(results, other, pace)];
    if (mine.length === 0 || theirs.length === 0) return [];
    const ratio = (key: keyof Figures) =>
      spread(mine.map((figures, round) => figures[key] / (theirs[round]?.[key] ?? NaN)), 2);
    return [
      [
        `${titleOf(one)} / ${titleOf(other)}`.padEnd(34),
        `servers' µs ${ratio("serverMicros")}`.padEnd(34),
        `Postgres' µs ${ratio("databaseMicros")}`.padEnd(34),
        `messages a second ${ratio("perSecond")}`,
      ].join(""),
    ];
  }).join("\n");
}

/** What did not come through, and must not be read over. */
export function warnings(results: Results): string[] {
  return [...results].flatMap(([stage, rounds]) =>
    rounds.flat().flatMap(({ layout, pace, figures: { refused, silentGroups, perSecond } }) => {
      const what = [
        ...(refused > 0 ? [`${refused} sends were refused`] : []),
        ...(pace === 0 && silentGroups > 0 ? [`${silentGroups} groups were silent`] : []),
        ...(perSecond < pace * 0.95 ? [`only ${perSecond.toFixed(0)} a second came through`] : []),
      ];
      return what.map((one) => `${titleOf({ stage, layout })}, ${paceName(pace)}: ${one}`);
    })
  );
}

export function paceName(pace: number): string {
  return pace === 0 ? "at saturation" : `at ${pace} a second`;
}

export function titleOf({ stage, layout }: Case): string {
  if (layout === "alone") return stage === "1" ? "1 node" : stage;
  return `${stage} nodes, ${layout}`;
}

function casesOf(results: Results): Case[] {
  const titles = new Map<string, Case>();
  for (const [stage, rounds] of results) {
    for (const { layout } of rounds.flat()) {
      titles.set(titleOf({ stage, layout }), { stage, layout });
    }
  }
  return [...titles.values()];
}

function figuresOf(results: Results, { stage, layout }: Case, pace: number): Figures[] {
  return (results.get(stage) ?? []).flatMap((round) =>
    round.filter((one) => one.layout === layout && one.pace === pace).map(({ figures }) => figures)
  );
}
