// `deno task bench:tickets`: tickets the whole way, from `PUT /api/ticket` to the `group` frame, on
// a Postgres of its own with its default durability; and how long a server takes to read the
// tickets that it finds open. Measures, and judges nothing.

import { createPostgres } from "../db/open.ts";
import { migrate } from "../db/migrate.ts";
import { startOwnPostgres } from "../tests/support/store/postgres.ts";
import { startServer } from "../tests/support/server/process.ts";
import { Child, devRun } from "./support/child.ts";
import { busyMs, cpuMs, describeMachine, familyCpuMs, postmasterOf } from "./support/machine.ts";
import { rise, spread } from "./support/statistics.ts";
import { measureBlocks } from "./tickets/blocks.ts";
import { HttpClient } from "./tickets/http_client.ts";
import type { Order, Round } from "./tickets/load_main.ts";
import { type BenchOptions, readOptions } from "./tickets/options.ts";
import { addPeople, openTickets } from "./tickets/seed.ts";

interface Arena {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly sessionKey: string;
}

interface Figures extends Round {
  /** Of one core, while tickets are asked for. */
  readonly server: number;
  readonly load: number;
  readonly database: number;
  readonly machine: number;
}

async function main(options: BenchOptions): Promise<void> {
  console.log(`${await describeMachine()}; server, Postgres and load share the machine`);
  if (options.rounds > 0) await inArena("asked", (arena) => runRounds(options, arena));
  if (options.open === 0) return;
  await inArena("found", (arena) => runStart(options.open, arena));
  await runBlocks(options.open);
}

async function inArena(schema: string, use: (arena: Arena) => Promise<void>): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "trio-bench-" });
  const postgres = await startOwnPostgres();
  try {
    const databaseUrl = await postgres.schema(schema);
    {
      await using db = createPostgres(databaseUrl, 0);
      await migrate(db);
    }
    await use({ dataDir, databaseUrl, sessionKey: crypto.randomUUID() + crypto.randomUUID() });
  } finally {
    postgres.remove();
    await Deno.remove(dataDir, { recursive: true });
  }
}

async function runRounds({ rounds, people, together }: BenchOptions, arena: Arena): Promise<void> {
  const cookies = await addPeople(arena.databaseUrl, people * (rounds + 1), arena.sessionKey);
  await using server = await startServer({ ...arena, env: { SESSION_KEY: arena.sessionKey } });
  const load = new Child([...devRun, "bench/tickets/load_main.ts"]);
  const postmaster = await postmasterOf(arena.databaseUrl);
  const read = async () => [
    await cpuMs(server.pid),
    await cpuMs(load.pid),
    await familyCpuMs(postmaster),
    await busyMs(),
  ];
  console.log(
    `\n${rounds} rounds of ${people} people, ${together} requests under way; one round warms up`,
  );
  const all: Figures[] = [];
  try {
    for (let round = 0; round <= rounds; round++) {
      const mine = cookies.slice(round * people, (round + 1) * people);
      const figures = await runRound(load, { url: server.url, cookies: mine, together }, read);
      if (round > 0) all.push(figures);
      console.log(`${round === 0 ? "warm-up" : `round ${round}`}: ${lineOf(figures, people)}`);
    }
  } finally {
    await load.stop();
  }
  printTable(all);
}

async function runRound(
  load: Child,
  order: Order,
  read: () => Promise<number[]>,
): Promise<Figures> {
  await load.tell(JSON.stringify(order));
  await load.line();
  const before = await read();
  const from = performance.now();
  await load.tell(JSON.stringify(null));
  const round: Round = JSON.parse(await load.line());
  const lasted = performance.now() - from;
  const after = await read();
  const [server = 0, child = 0, database = 0, machine = 0] = rise(before, after).map((ms) =>
    ms / lasted
  );
  return { ...round, server, load: child, database, machine: machine - server - child - database };
}

function lineOf({ grouped, refused, elapsedMs, p50Ms, p99Ms }: Round, people: number): string {
  return `${perSecond({ grouped, elapsedMs }).toFixed(0)} tickets a second, p50 ${
    p50Ms.toFixed(0)
  } ms, ` +
    `p99 ${p99Ms.toFixed(0)} ms; ${people - grouped} without a group, ${refused} refused`;
}

function perSecond({ grouped, elapsedMs }: Pick<Round, "grouped" | "elapsedMs">): number {
  return grouped * 1_000 / elapsedMs;
}

function printTable(all: readonly Figures[]): void {
  const rows: readonly (readonly [title: string, values: readonly number[], digits: number])[] = [
    ["tickets a second", all.map(perSecond), 0],
    ["p50 from the request to the group, ms", all.map(({ p50Ms }) => p50Ms), 0],
    ["p99 from the request to the group, ms", all.map(({ p99Ms }) => p99Ms), 0],
    ["server, of one core", all.map(({ server }) => server), 2],
    ["load, of one core", all.map(({ load }) => load), 2],
    ["Postgres, of one core", all.map(({ database }) => database), 2],
    ["server's CPU time for a ticket, µs", all.map((one) => one.server * 1e6 / perSecond(one)), 0],
    [
      "Postgres' CPU time for a ticket, µs",
      all.map((one) => one.database * 1e6 / perSecond(one)),
      0,
    ],
    ["others on the machine, of one core", all.map(({ machine }) => machine), 2],
  ];
  console.log("\nMedian (least–most)");
  for (const [title, values, digits] of rows) {
    console.log(`${title.padEnd(46)}${spread(values, digits).padStart(24)}`);
  }
}

/** To the server's first answer to a ticket, for which it must know all open ones. */
async function runStart(count: number, arena: Arena): Promise<void> {
  await openTickets(arena.databaseUrl, count);
  const [cookie = ""] = await addPeople(arena.databaseUrl, 1, arena.sessionKey);
  await using server = await startServer({ ...arena, env: { SESSION_KEY: arena.sessionKey } });
  const line = await HttpClient.connect(server.url);
  const postmaster = await postmasterOf(arena.databaseUrl);
  const read = async () => [await cpuMs(server.pid), await familyCpuMs(postmaster), await busyMs()];
  const before = await read();
  const from = performance.now();
  const probing = probe(server.url);
  await placeOne(line, cookie);
  const tookMs = performance.now() - from;
  const [own = 0, database = 0, machine = 0] = rise(before, await read());
  const longestMs = await probing.stop();
  line.close();
  console.log(
    `\n${count} open tickets of two people each: the first answer after ${tookMs.toFixed(0)} ms`,
  );
  console.log(`The longest wait for a small answer meanwhile: ${longestMs.toFixed(0)} ms`);
  console.log(
    `CPU time meanwhile, ms: server ${own}, Postgres ${database}, others ${
      machine - own - database
    }`,
  );
  console.log(server.output().trim());
}

/** Until a ticket is taken: a turn that waits for the load for too long is given up. */
async function placeOne(line: HttpClient, cookie: string): Promise<void> {
  const body = JSON.stringify({ criteria: { sex: "same", age: 0, widen: false } });
  const [status, text] = await line.ask("PUT", "/api/ticket", cookie, body);
  if (status === 503) return await placeOne(line, cookie);
  if (status !== 200) throw new Error(`The server answered ${status}: ${text}`);
}

/** Asks for something small over and over. */
function probe(url: string) {
  let isOver = false;
  const ask = async (): Promise<number> => {
    const line = await HttpClient.connect(url);
    let longestMs = 0;
    while (!isOver) {
      const from = performance.now();
      await line.ask("GET", "/healthz", "");
      longestMs = Math.max(longestMs, performance.now() - from);
    }
    line.close();
    return longestMs;
  };
  const asking = ask();
  return {
    async stop(): Promise<number> {
      isOver = true;
      return await asking;
    },
  };
}

async function runBlocks(count: number): Promise<void> {
  console.log("\nA matchmaker that loads, with nothing else: how long others waited for a turn");
  for (const isCrowd of [false, true]) {
    const { tookMs, longestMs, turns } = await measureBlocks(count, isCrowd);
    const name = isCrowd ? "of one, with trios among them" : "of two, without a trio";
    console.log(
      `${count} tickets ${name}: ${tookMs.toFixed(0)} ms, longest block ${
        longestMs.toFixed(0)
      } ms, ${turns} turns of others`,
    );
  }
}

if (import.meta.main) await main(readOptions(Deno.args));
