// The parts of the simulation, one table each, for the nodes and users that the options name.

import { Random } from "../random.ts";
import { addressesOf, balanceOf, movesOf, movesOfRollingRestart } from "./churn.ts";
import { assumed, measured, ratesOf } from "./figures.ts";
import type { Options } from "./options.ts";
import { Regions, type World } from "./regions.ts";
import { ownersOf, Ring, type Shape } from "./ring.ts";
import { play, type Storm } from "./storm.ts";
import { endedWrongly, pingsOf, takeoverMs } from "./takeover.ts";
import { type Cell, percent, quantile, seconds, textTable } from "./text_table.ts";
import { emptyBatchBytes, tickMs, Whereabouts } from "./whereabouts.ts";

/** The parts by name, in their order; each gives its text when it is asked for. */
export function parts(options: Options): readonly (readonly [name: string, part: () => string])[] {
  return [
    ["placement", () => placement(options)],
    ["watchdog", () => watchdog(options)],
    ["storms", () => storms(options)],
    ["regions", () => regions(options)],
    ["whereabouts", () => whereabouts(options)],
    ["matchmaker", () => matchmaker(options)],
  ];
}

/** As many as there are, and the sizes that lie below. */
function sizesOf({ nodes }: Options): number[] {
  return [...[3, 16, 100].filter((size) => size < nodes), nodes];
}

/** Rolling restarts of more nodes would take longer than all the rest. */
const restartedMost = 100;

function placement(options: Options): string {
  const shapes: Shape[] = sizesOf(options).flatMap((nodes) => [
    { nodes, slices: 64, shards: 300 },
    ...[64, 1_024, 16_384].map((slices) => ({ nodes, slices, shards: slices })),
  ]);
  return textTable(
    "Placement by the engine's ring. Busiest: its slices beside an even share. Restart: moves of " +
      "each slice when every node stops and comes back in turn.",
    [
      ...["nodes", "slices", "shards", "busiest", "idle nodes", "even share"],
      ...["one goes: moved", "of it needless", "one comes: moved", "restart"],
    ],
    shapes.map((shape) => placementRow(shape, options.seed)),
  );
}

function placementRow(shape: Shape, seed: number): Cell[] {
  const { nodes, slices, shards } = shape;
  const { busiest, idle } = balanceOf(ownersOf(new Ring(addressesOf(nodes)), shape), nodes);
  const goes = movesOf(shape, "goes", seed);
  return [
    ...[nodes, slices, shards, busiest, idle],
    percent(1 / nodes),
    percent(goes.moved),
    percent(goes.needless),
    percent(movesOf(shape, "comes", seed).moved),
    nodes > restartedMost ? "–" : movesOfRollingRestart(shape),
  ];
}

const takeovers = 2_000;

function watchdog(options: Options): string {
  const random = new Random(options.seed);
  const rows = sizesOf(options).flatMap((nodes) =>
    [...new Set([nodes - 1, 3])].filter((watchers) => watchers < nodes).map((watchers) => {
      const watch = { nodes, watchers };
      const times = (["killed", "frozen"] as const).flatMap((loss) => {
        const ms = Array.from({ length: takeovers }, () => takeoverMs(loss, watch, random))
          .sort((a, b) => a - b);
        return [seconds(quantile(ms, 0.5)), seconds(quantile(ms, 0.99))];
      });
      const pings = pingsOf(watch);
      return [
        nodes,
        watchers,
        ...times,
        pings,
        percent(pings * measured.pingUs / 1e6),
        nodes * pings,
        ...[0.001, 0.01].map((cut) => percent(endedWrongly(watch, cut, random))),
      ];
    })
  );
  return textTable(
    "Takeover, s, from the loss to the first answer of the new owner; pings a second; nodes ended though they live where so many ways are cut.",
    [
      "nodes",
      "watchers",
      "killed p50",
      "p99",
      "frozen p50",
      "p99",
      "pings of a node",
      "of a core",
      "pings in all",
      "ended, 0.1 % cut",
      "1 % cut",
    ],
    rows,
  );
}

function stormsOf(
  { nodes, users, online, hellos }: Options,
): readonly (readonly [string, Storm])[] {
  const connected = users * online;
  const one: Storm = {
    clients: Math.round(connected / nodes),
    loss: "closed",
    spreadMs: 0,
    hellos,
    refuseAfterMs: null,
  };
  const many = { ...one, clients: Math.round(connected / 10) };
  const refusing = { ...many, refuseAfterMs: 2_000 };
  return [
    ["one node killed", one],
    ["one machine unplugged", { ...one, loss: "silent" }],
    ["one node stopped, DRAIN_MS=0", { ...one, loss: 0 }],
    ["DRAIN_MS=5000", { ...one, loss: 5_000 }],
    ["DRAIN_MS=13000", { ...one, loss: 13_000 }],
    ["a tenth of the nodes killed", many],
    ["first try spread over 30 s", { ...many, spreadMs: 30_000 }],
    ["first try spread over 120 s", { ...many, spreadMs: 120_000 }],
    ["hellos refused past 2 s", refusing],
    ["both, spread over 30 s", { ...refusing, spreadMs: 30_000 }],
  ];
}

function storms(options: Options): string {
  const { nodes, users, online, hellos, seed } = options;
  const rows = stormsOf(options).map(([name, storm]) => {
    const ended = play(storm, new Random(seed));
    const lost = storm.clients / (users * online) * nodes;
    return [
      name,
      storm.clients,
      ended.peak,
      ended.peak / (nodes - lost),
      ended.peak / hellos,
      seconds(ended.halfMs),
      seconds(ended.nearlyAllMs),
      ...[ended.attempts, ended.wasted, ended.out],
    ];
  });
  return textTable(
    `Storms, with a store that answers ${hellos} hellos a second. Wasted: hellos answered when ` +
      "their client had given up.",
    [
      ...["", "clients", "peak hellos/s", "of a node", "times the store", "half back s", "99 % s"],
      ...["attempts each", "wasted each", "out after 20 min"],
    ],
    rows,
  );
}

const searchMinutes = 15;
const regionRuns: readonly Pick<World, "regions" | "handOverMs" | "handOverTo">[] = [
  { regions: 1, handOverMs: null, handOverTo: "next" },
  ...[4, 16, 64].flatMap((count) =>
    ([[null, "next"], [10_000, "next"], [10_000, "shared"]] as const).map((
      [handOverMs, handOverTo],
    ) => ({ regions: count, handOverMs, handOverTo }))
  ),
];

function regions({ users, seed }: Options): string {
  const rate = ratesOf(users, 1).searches / assumed.peak;
  const rows = regionRuns.map((one) => {
    const played = new Regions({ rate, minutes: searchMinutes, seed, ...one }).run();
    const waits = (isOfKind: (kind: string) => boolean) =>
      played.waits.filter(({ kind }) => isOfKind(kind)).map(({ ms }) => ms).sort((a, b) => a - b);
    const [all, strict] = [waits(() => true), waits((kind) => kind === "strict")];
    return [
      one.regions,
      one.handOverMs === null ? "never" : `${seconds(one.handOverMs)} s, ${one.handOverTo}`,
      rate / one.regions,
      ...[0.5, 0.95, 0.99].map((share) => seconds(quantile(all, share))),
      ...[0.5, 0.99].map((share) => seconds(quantile(strict, share))),
      percent(played.waiting / played.came),
      played.handedOver / played.came,
    ];
  });
  return textTable(
    `Waits, s, in the mean hour; all kinds, and strict tickets. ${searchMinutes} minutes.`,
    [
      "regions",
      "hand-over",
      "arrivals/s each",
      "p50",
      "p95",
      "p99",
      "strict p50",
      "p99",
      "still waiting",
      "hand-overs a ticket",
    ],
    rows,
  );
}

const sampledUsers = 4_000;
const sampledTicks = 1_200;

/** Bytes of a fact on one link, and of an empty batch, found by playing a few nodes. */
function bytesOfFacts(seed: number): number {
  const random = new Random(seed);
  const world = new Whereabouts(3, random);
  const users = Array.from({ length: sampledUsers }, () => random.id());
  for (const user of users) world.connect(user);
  for (let tick = 0; tick < sampledTicks; tick++) {
    for (let change = 0; change < 4; change++) {
      const user = random.pick(users) ?? "";
      world.disconnect(user);
      if (change % 2 === 0) world.connect(user);
    }
    world.tick();
  }
  return (world.bytes - world.batches * emptyBatchBytes) / world.facts;
}

function whereabouts(options: Options): string {
  const { users, online, nodes, seed } = options;
  const factBytes = bytesOfFacts(seed);
  const rows = sizesOf(options).map((size) => {
    // The same users on each node, whatever their number.
    const connected = users * online * size / nodes;
    const facts = 2 * ratesOf(users * size / nodes, online).connects / size;
    // No empty batch is sent.
    const batches = Math.min(1_000 / tickMs, facts);
    const perLink = facts * factBytes + batches * emptyBatchBytes;
    const toOwners = Math.min(size - 1, assumed.groupsOfUser);
    return [
      size,
      connected,
      (size - 1) * batches,
      percent((size - 1) * batches * measured.frameUs / 1e6),
      (size - 1) * perLink / 1e6,
      size * (size - 1) * perLink / 1e6,
      connected * measured.userBytes / 1e6,
      connected * factBytes / size * (size - 1) / 1e6,
      toOwners * facts * factBytes / 1e6,
      toOwners * connected / size * measured.userBytes / 1e6,
      size * facts,
    ];
  });
  return textTable(
    `Who is connected where; a fact takes ${factBytes.toFixed(1)} bytes. Each node tells all ` +
      "others, or the owners of its users' groups, or a store. MB/s and MB.",
    [
      ...["nodes", "connected", "all: batches in/s", "of a core", "in at a node", "in all"],
      ...["memory", "to who joins", "owners: in at a node", "memory", "store: writes/s"],
    ],
    rows,
  );
}

function matchmaker({ users, online }: Options): string {
  const { searches, messages, connects } = ratesOf(users, online);
  // A ticket is an arrival, a departure, and about as many widenings.
  const poolUs = 3 * measured.poolEventUs;
  return textTable(
    "In the busiest hour.",
    ["", "a second", "cores"],
    [
      ["tickets, the pool alone", searches, searches * poolUs / 1e6],
      ["tickets, all that a server does for them", searches, searches * measured.ticketUs / 1e6],
      ["tickets, Postgres", searches, searches * measured.ticketStoreUs / 1e6],
      ["most tickets that the pool of one core takes", 1e6 / poolUs, 1],
      ["messages", messages, ""],
      ["frames to other nodes", 2 * messages, 2 * messages * measured.frameUs / 1e6],
      ["connections", connects, ""],
    ],
  );
}
