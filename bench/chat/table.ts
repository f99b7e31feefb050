// Figures of several rounds as tables: medians, with the least and the most.

import { median, spread } from "../support/statistics.ts";
import type { Name } from "./contestant.ts";
import type { Figures } from "./run.ts";

/** Of one number of groups: what each contestant reached in each round. */
export type Results = ReadonlyMap<Name, readonly Figures[]>;

const rows: readonly (readonly [title: string, key: keyof Figures, digits: number])[] = [
  ["saturated: durable messages a second", "perSecond", 0],
  ["saturated: p50 to the slowest member, ms", "fullP50Ms", 1],
  ["saturated: p99 to the slowest member, ms", "fullP99Ms", 1],
  ["saturated: p99 / p50", "fullRatio", 2],
  ["saturated: server's CPU a message, µs", "serverMicros", 1],
  ["saturated: Postgres' CPU a message, µs", "databaseMicros", 1],
  ["paced: asked for, messages a second", "pace", 0],
  ["paced: durable messages a second", "pacedPerSecond", 0],
  ["paced: p50 to the slowest member, ms", "pacedP50Ms", 1],
  ["paced: p99 to the slowest member, ms", "pacedP99Ms", 1],
  ["paced: server's CPU a message, µs", "pacedServerMicros", 1],
  ["paced: Postgres' CPU a message, µs", "pacedDatabaseMicros", 1],
  ["saturated: groups with nothing through", "silentGroups", 0],
  ["refused sends", "refused", 0],
  ["saturated: server, of one core", "serverShare", 2],
  ["saturated: load, of one core", "loadShare", 2],
  ["saturated: Postgres, of one core", "databaseShare", 2],
  ["saturated: others, of one core", "othersShare", 2],
];

const compared: readonly (readonly [title: string, key: keyof Figures])[] = [
  ["messages a second", "perSecond"],
  ["server's CPU a message", "serverMicros"],
  ["Postgres' CPU a message", "databaseMicros"],
  ["p99 at saturation", "fullP99Ms"],
  ["p50 at the pace", "pacedP50Ms"],
  ["p99 at the pace", "pacedP99Ms"],
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
  return pairs.flatMap(([one, other]) => {
    const [mine, theirs] = [results.get(one), results.get(other)];
    if (mine === undefined || theirs === undefined) return [];
    const isDelay = (key: keyof Figures) => key.startsWith("paced");
    const samePace = mine.every(({ pace }, round) => pace === theirs[round]?.pace);
    return compared.filter(([, key]) => samePace || !isDelay(key)).map(([title, key]) => {
      const ratios = mine.map((figures, round) => figures[key] / (theirs[round]?.[key] ?? NaN));
      return `${`${title}, ${one} / ${other}`.padEnd(60)}${spread(ratios, 2).padStart(22)}`;
    });
  }).join("\n");
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
