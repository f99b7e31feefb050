// Figures of several rounds as tables: medians, with the least and the most.

import { median, spread } from "../support/statistics.ts";
import type { Name } from "./contestant.ts";
import type { Figures } from "./run.ts";

/** Of one number of groups: what each contestant reached in each round. */
export type Results = ReadonlyMap<Name, readonly Figures[]>;

type Column = readonly [title: string, key: keyof Figures, digits: number];

const tables: readonly (readonly Column[])[] = [
  [
    ["saturated: messages a second", "perSecond", 0],
    ["p50, ms", "fullP50Ms", 1],
    ["p99, ms", "fullP99Ms", 1],
    ["p99 / p50", "fullRatio", 2],
    ["server, µs", "serverMicros", 1],
    ["Postgres, µs", "databaseMicros", 1],
  ],
  [
    ["paced: messages a second", "pacedPerSecond", 0],
    ["p50, ms", "pacedP50Ms", 1],
    ["p99, ms", "pacedP99Ms", 1],
    ["server, µs", "pacedServerMicros", 1],
    ["Postgres, µs", "pacedDatabaseMicros", 1],
  ],
  [
    ["saturated, of one core: server", "serverShare", 2],
    ["Postgres", "databaseShare", 2],
    ["load", "loadShare", 2],
    ["others", "othersShare", 2],
    ["others, paced", "pacedOthersShare", 2],
    ["groups with nothing through", "silentGroups", 0],
    ["refused sends", "refused", 0],
  ],
];

const compared: readonly Column[] = [
  ["messages a second", "perSecond", 2],
  ["server, µs", "serverMicros", 2],
  ["Postgres, µs", "databaseMicros", 2],
  ["p99 saturated", "fullP99Ms", 2],
  ["p50 paced", "pacedP50Ms", 2],
  ["p99 paced", "pacedP99Ms", 2],
];

/** Each with what it is compared with; programs of another pace by their rates alone. */
const pairs: readonly (readonly [one: Name, other: Name])[] = [
  ["trio-native-metrics", "trio-native"],
  ["trio-ws-metrics", "trio-ws"],
  ["trio-native", "bare-native"],
  ["trio-ws", "bare-ws"],
  ["trio-pglite", "bare-pglite"],
  ["trio-native", "socket.io"],
  ["trio-native", "colyseus"],
  ["trio-ws", "socket.io"],
  ["trio-ws", "colyseus"],
];

/** In Markdown, one line for each contestant; delays are to the slowest member. */
export function figuresTables(results: Results): string {
  return tables.map((columns) =>
    markdown(
      ["", ...columns.map(([title]) => title)],
      [...results].map(([name, figures]) => [
        name,
        ...columns.map(([, key, digits]) => spread(figures.map((one) => one[key]), digits)),
      ]),
    )
  ).join("\n\n");
}

/** Ratios round by round: what slows the machine down for a while slows both sides. */
export function ratiosTable(results: Results): string {
  const lines = pairs.flatMap(([one, other]) => {
    const [mine, theirs] = [results.get(one), results.get(other)];
    if (mine === undefined || theirs === undefined) return [];
    const samePace = mine.every(({ pace }, round) => pace === theirs[round]?.pace);
    const cells = compared.map(([, key, digits]) => {
      // Delays of another pace say nothing.
      if (key.startsWith("paced") && !samePace) return "–";
      return spread(
        mine.map((figures, round) => figures[key] / (theirs[round]?.[key] ?? NaN)),
        digits,
      );
    });
    return [[`${one} / ${other}`, ...cells]];
  });
  return lines.length === 0 ? "" : markdown(["", ...compared.map(([title]) => title)], lines);
}

function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rows = [head, head.map(() => "---"), ...lines];
  const widths = head.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    `| ${
      row.map((cell, at) => cell.padEnd(widths[at] ?? 0, cell === "---" ? "-" : " ")).join(" | ")
    } |`
  ).join("\n");
}

/** Of one core: more makes a round say little. */
const othersMost = 0.2;

/** Who was held back by the load or by other programs, so that the figures say little of it. */
export function warnings(results: Results): string[] {
  return [...results].flatMap(([name, figures]) => {
    const load = median(figures.map(({ loadShare }) => loadShare));
    const server = median(figures.map(({ serverShare }) => serverShare));
    const crowded = figures.flatMap(({ othersShare, pacedOthersShare }, round) =>
      Math.max(othersShare, pacedOthersShare) > othersMost ? [round + 1] : []
    );
    return [
      ...(load > 0.9 && server < 0.9
        ? [
          `${name}: the load filled a core (${load.toFixed(2)}) before the server did (${
            server.toFixed(2)
          })`,
        ]
        : []),
      ...(crowded.length > 0
        ? [`${name}: other programs took more than ${othersMost} of a core in round ${crowded}`]
        : []),
    ];
  });
}
