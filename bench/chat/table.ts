// Figures of several rounds as tables: medians, with the least and the most.

import { median, spread } from "../support/statistics.ts";
import type { Name } from "./contestant.ts";
import type { Figures } from "./run.ts";

/** Of one number of groups: what each contestant reached in each round. */
export type Results = ReadonlyMap<Name, readonly Figures[]>;

const rows: readonly (readonly [title: string, key: keyof Figures, digits: number])[] = [
  ["durable messages a second", "perSecond", 0],
  ["half load: p50 to the slowest member, ms", "halfP50Ms", 1],
  ["half load: p99 to the slowest member, ms", "halfP99Ms", 1],
  ["saturated: p50 to the slowest member, ms", "fullP50Ms", 1],
  ["saturated: p99 to the slowest member, ms", "fullP99Ms", 1],
  ["saturated: p99 / p50", "fullRatio", 2],
  ["saturated: groups with nothing through", "silentGroups", 0],
  ["refused sends", "refused", 0],
  ["server's CPU time a message, µs", "cpuMicros", 0],
  ["server, of one core", "serverShare", 2],
  ["load, of one core", "loadShare", 2],
  ["Postgres, of one core", "databaseShare", 2],
  ["others on the machine, of one core", "othersShare", 2],
];

interface Comparison {
  readonly title: string;
  readonly key: keyof Figures;
  readonly one: Name;
  readonly other: Name;
}
const comparisons: readonly Comparison[] = (["native", "ws"] as const).flatMap((driver) => {
  const [one, other] = [`trio-${driver}`, `bare-${driver}`] as const;
  const withMetrics = { one: `trio-${driver}-metrics`, other: one } as const;
  return [
    { title: "messages a second", key: "perSecond", ...withMetrics },
    { title: "CPU time a message", key: "cpuMicros", ...withMetrics },
    { title: "messages a second", key: "perSecond", one, other },
    { title: "messages a second", key: "perSecond", one, other: "socket.io" },
    { title: "p99 at half load", key: "halfP99Ms", one, other },
  ] as const;
});

/** One line for each figure, one column for each contestant. */
export function figuresTable(results: Results): string {
  const names = [...results.keys()];
  const head = ["", ...names].map((name, at) => at === 0 ? name.padEnd(42) : name.padStart(22))
    .join("");
  const lines = rows.map(([title, key, digits]) => {
    const cells = names.map((name) =>
      spread((results.get(name) ?? []).map((one) => one[key]), digits)
    );
    return [title.padEnd(42), ...cells.map((cell) => cell.padStart(22))].join("");
  });
  return [head, ...lines].join("\n");
}

/** Ratios round by round: what slows the machine down for a while slows both sides. */
export function ratiosTable(results: Results): string {
  const lines = comparisons.flatMap(({ title, key, one, other }) => {
    const [mine = [], theirs = []] = [results.get(one), results.get(other)];
    const ratios = mine.map((figures, round) => figures[key] / (theirs[round]?.[key] ?? NaN));
    return ratios.length === 0 || theirs.length === 0
      ? []
      : [`${`${title}, ${one} / ${other}`.padEnd(60)}${spread(ratios, 3).padStart(22)}`];
  });
  return lines.join("\n");
}

/** Who was held back by the load, so that the figures say little of the server. */
export function warnings(results: Results): string[] {
  return [...results].flatMap(([name, figures]) => {
    const load = median(figures.map(({ loadShare }) => loadShare));
    const server = median(figures.map(({ serverShare }) => serverShare));
    return load > 0.9 && server < 0.9
      ? [
        `${name}: the load filled a core (${load.toFixed(2)}) before the server did (${
          server.toFixed(2)
        })`,
      ]
      : [];
  });
}
