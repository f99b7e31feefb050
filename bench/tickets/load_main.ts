// The load as a process of its own, so that its share of the machine can be told from the server's.
// People with a socket each ask for a ticket, and wait for their group. Takes one JSON order a
// line, first to connect, then an empty one to ask, and answers each with one line.

import { quantile } from "../support/statistics.ts";
import { Wire } from "../support/wire.ts";
import { HttpClient } from "./http_client.ts";

export interface Order {
  readonly url: string;
  /** One for each of the people. */
  readonly cookies: readonly string[];
  readonly together: number;
}

export interface Round {
  /** From the first request to the last group. */
  readonly elapsedMs: number;
  readonly grouped: number;
  readonly refused: number;
  /** From the request to the `group` frame on that person's own socket. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Person {
  readonly cookie: string;
  readonly wire: Wire;
  askedAt: number;
  groupedAt: number;
  onGroup: () => void;
}

const openAtOnce = 50;
const groupWithinMs = 60_000;
const body = JSON.stringify({ criteria: { sex: "any", age: null, widen: false } });

interface Scene {
  readonly people: readonly Person[];
  readonly lines: readonly HttpClient[];
}

async function comeIn({ url, cookies, together }: Order): Promise<Scene> {
  const people: Person[] = [];
  for (let from = 0; from < cookies.length; from += openAtOnce) {
    people.push(
      ...await Promise.all(
        cookies.slice(from, from + openAtOnce).map((cookie) => enter(url, cookie)),
      ),
    );
  }
  return {
    people,
    lines: await Promise.all(Array.from({ length: together }, () => HttpClient.connect(url))),
  };
}

async function play({ people, lines }: Scene): Promise<Round> {
  const grouped = allGrouped(people);
  const from = performance.now();
  const refused = await askAll(people, lines);
  await grouped;
  const round = roundOf(people, from, refused);
  for (const { wire } of people) wire.close();
  for (const line of lines) line.close();
  return round;
}

/** Opens a person's socket; resolves when it is ready. */
async function enter(url: string, cookie: string): Promise<Person> {
  const { hostname, port, host } = new URL(url);
  const wire = new Wire(await Deno.connect({ hostname, port: Number(port) }));
  const person: Person = { cookie, wire, askedAt: 0, groupedAt: 0, onGroup: () => {} };
  const { promise, resolve, reject } = Promise.withResolvers<Person>();
  wire.onEnd = (why) => reject(new Error(why));
  wire.onText = (frame) => {
    if (frame.startsWith('{"type":"ready"')) resolve(person);
    if (!frame.startsWith('{"type":"group"') || person.groupedAt > 0) return;
    person.groupedAt = performance.now();
    person.onGroup();
  };
  await wire.open(host, "/ws", [`Cookie: ${cookie}`]);
  wire.send('{"type":"hello"}');
  return await promise;
}

/** Resolves when all have their group, or after a minute. */
function allGrouped(people: readonly Person[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const tooLate = setTimeout(resolve, groupWithinMs);
  let left = people.length;
  for (const person of people) {
    person.onGroup = () => {
      if (--left === 0) resolve();
    };
  }
  return promise.finally(() => clearTimeout(tooLate));
}

/** Each connection asks for one person after the other. The number of refusals. */
async function askAll(people: readonly Person[], lines: readonly HttpClient[]): Promise<number> {
  let next = 0;
  let refused = 0;
  await Promise.all(lines.map(async (line) => {
    for (let person = people[next++]; person !== undefined; person = people[next++]) {
      person.askedAt = performance.now();
      const [status, text] = await line.ask("PUT", "/api/ticket", person.cookie, body);
      if (status === 200) continue;
      if (refused++ === 0) console.error(`A ticket was refused with ${status}: ${text}`);
    }
  }));
  return refused;
}

function roundOf(people: readonly Person[], from: number, refused: number): Round {
  const grouped = people.filter(({ groupedAt }) => groupedAt > 0);
  const delays = grouped.map(({ askedAt, groupedAt }) => groupedAt - askedAt).sort((a, b) => a - b);
  const last = grouped.reduce((most, { groupedAt }) => Math.max(most, groupedAt), from);
  return {
    elapsedMs: last - from,
    grouped: grouped.length,
    refused,
    p50Ms: quantile(delays, 0.5),
    p99Ms: quantile(delays, 0.99),
  };
}

if (import.meta.main) {
  let unread = "";
  let scene: Scene | null = null;
  for await (const part of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (unread + part).split("\n");
    unread = lines.pop() ?? "";
    for (const line of lines) {
      const order: Order | null = JSON.parse(line);
      if (order) scene = await comeIn(order);
      console.log(JSON.stringify(order || !scene ? null : await play(scene)));
    }
  }
}
