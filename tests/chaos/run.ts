// One run: a cluster of real processes, clients that talk and search, faults for so many minutes,
// and in the end what the clients noted, held against the database.

import { type Kysely, sql } from "kysely";
import { createPostgres } from "../../db/open.ts";
import type { DB } from "../../db/schema.ts";
import { Client } from "../../tools/client.ts";
import { Random } from "../../tools/random.ts";
import { checkGroup } from "./checks/check_group.ts";
import { checkSearches, threeFit, waitingNow } from "./checks/check_searches.ts";
import { type Stored, textOf } from "./checks/history.ts";
import { type Cast, fillDatabase } from "./clients/cast.ts";
import { Crowd } from "./clients/crowd.ts";
import { SearchingParty } from "./clients/searching_party.ts";
import { allFaults, type Fault } from "./faults.ts";
import type { Options } from "./options.ts";
import { canSkew } from "./stage/stage_node.ts";
import { type Stage, startStage } from "./stage/stage.ts";
import { Times } from "./times.ts";

export interface Outcome {
  /** Broken promises; none: all were kept. */
  readonly findings: readonly string[];
  readonly report: readonly string[];
}

/** Ten parties who search: partners and singles. */
const pairs = 5;
const singles = 11;
const quietMs = 4_000;
/** Longer than clients wait between their attempts to connect. */
const calmMs = 35_000;
/** A cluster that is whole serves every group within this time. */
const wholeMs = 60_000;
const settleMs = 60_000;

/** Rejects when it is told to stop: nothing that was started is left then, either. */
export async function run(
  options: Options,
  print: (line: string) => void,
  stopping = new AbortController().signal,
): Promise<Outcome> {
  const random = new Random(options.seed);
  const keys = { session: random.id() + random.id(), cluster: random.id() + random.id() };
  const cast = Promise.withResolvers<Cast>();
  await using stage = await startStage({
    nodes: options.nodes,
    keys,
    fill: async (databaseUrl) =>
      cast.resolve(
        await fillDatabase(databaseUrl, {
          groups: options.groups,
          searchers: pairs * 2 + singles,
          sessionKey: keys.session,
        }),
      ),
  });
  const stopped = Promise.withResolvers<never>();
  stopping.addEventListener("abort", () => stopped.reject(new Error("Told to stop")));
  const broken = stage.haproxyEnded.then(({ code, signal, output }) => {
    throw new Error(`HAProxy ended with ${signal ?? code}: ${output}`);
  });
  const going = underFaults({ options, stage, random, print }, await cast.promise);
  return await Promise.race([going, stopped.promise, broken]);
}

interface Setting {
  readonly options: Options;
  readonly stage: Stage;
  readonly random: Random;
  readonly print: (line: string) => void;
}

async function underFaults(setting: Setting, { members, searchers }: Cast): Promise<Outcome> {
  const { options, stage: { url, databaseUrl }, random, print } = setting;
  const times = new Times(options.groups);
  const crowd = new Crowd({ url, members, random: random.fork(), meter: times });
  const parties = partiesOf(searchers, url, random);
  await crowd.connect();
  print(`${members.length} members of ${options.groups} groups are connected at ${url}`);
  crowd.talk(options.rate);
  const searching = parties.map((party) => party.run());
  const findings = await strike({ ...setting, times, crowd });
  findings.push(...await settle(crowd));
  await using db = createPostgres(databaseUrl, 0);
  findings.push(...await settleSearches(parties, searching, db));
  crowd.close();
  findings.push(...await check(crowd, db), ...partyFindings(parties));
  findings.push(...outputFindings(setting.stage));
  if (findings.length > 0) await keepOutput(setting);
  const found = parties.reduce((sum, party) => sum + party.found.size, 0);
  const report = [
    `${times.acknowledgements} texts were acknowledged`,
    ...times.report(),
    `${parties.length} parties searched, and were put in groups ${found} times`,
  ];
  return { findings, report };
}

/** What the nodes have printed, for whoever looks for the reason. */
async function keepOutput({ stage: { nodes }, print }: Setting): Promise<void> {
  const path = await Deno.makeTempFile({ prefix: "trio_chaos_output_" });
  const texts = nodes.map(({ name, output }) => `== ${name}\n${output}`);
  await Deno.writeTextFile(path, texts.join("\n"));
  print(`What the nodes have printed is in ${path}`);
}

interface Striking extends Setting {
  readonly times: Times;
  readonly crowd: Crowd;
}

/** One fault after the other, with quiet between them, until the time is over. */
async function strike({ options, stage, random, times, crowd, print }: Striking) {
  const findings: string[] = [];
  const until = performance.now() + options.minutes * 60_000;
  const skews = await canSkew();
  if (!skews) print("Clocks stay right: install Debian's package faketime to make them wrong");
  let left: Fault[] = [];
  const served = async (mostMs: number) => {
    const end = performance.now() + mostMs;
    while (times.unserved > 0 && performance.now() < end) await pause(50);
  };
  while (performance.now() < until && findings.length === 0) {
    if (left.length === 0) left = allFaults({ ...options, canSkew: skews, random });
    const fault = left.pop();
    if (fault === undefined) break;
    await calm(crowd);
    times.quiet();
    await pause(quietMs);
    print(`${Math.round((until - performance.now()) / 1_000)} s left: ${fault.kind}`);
    const begun = () => {
      times.begin(fault.kind);
      crowd.probe();
    };
    try {
      await fault.strike({ stage, random, begun, gone: () => times.gone(), served });
    } catch (error) {
      findings.push(`${fault.kind}: ${error instanceof Error ? error.message : error}`);
    }
    await served(wholeMs);
    if (times.unserved > 0) {
      findings.push(
        `${fault.kind}: ${times.unserved} groups were not served within 60 s`,
        ...crowd.unsettled,
      );
    }
  }
  return findings;
}

/** Waits until all are connected and what has waited is through, or for a while. */
async function calm(crowd: Crowd): Promise<void> {
  const end = performance.now() + calmMs;
  while (!crowd.isCalm && performance.now() < end) await pause(100);
}

/** Waits until everybody has everything. */
async function settle(crowd: Crowd): Promise<string[]> {
  crowd.hush();
  const end = performance.now() + settleMs;
  while (!crowd.isSettled && performance.now() < end) {
    await pause(500);
    crowd.ping();
  }
  // What is still under way would be something new.
  await pause(1_000);
  if (crowd.isSettled) return [];
  return [`The clients did not come to rest within ${settleMs / 1_000} s`, ...crowd.unsettled];
}

function partiesOf(cookies: readonly string[], url: string, random: Random): SearchingParty[] {
  const clients = cookies.map((cookie) => {
    const client = new Client(url);
    client.cookie = cookie;
    return client;
  });
  const inPairs = Array.from({ length: pairs }, (_, at) => clients.slice(at * 2, at * 2 + 2));
  const alone = clients.slice(pairs * 2).map((client) => [client]);
  return [...inPairs, ...alone].map((party) => new SearchingParty(party, random.fork()));
}

/** Lets those who search come to an end, and waits until no three of those who wait fit. */
async function settleSearches(
  parties: readonly SearchingParty[],
  searching: readonly Promise<void>[],
  db: Kysely<DB>,
): Promise<string[]> {
  for (const party of parties) party.stop();
  const end = performance.now() + settleMs;
  const steps = Promise.withResolvers<void>();
  const tooLate = setTimeout(steps.resolve, settleMs);
  await Promise.race([Promise.all(searching), steps.promise]);
  clearTimeout(tooLate);
  while (threeFit(await waitingNow(db)) && performance.now() < end) await pause(500);
  const waiting = await waitingNow(db);
  return threeFit(waiting) ? [`Three fit and wait: ${JSON.stringify(waiting)}`] : [];
}

async function check(crowd: Crowd, db: Kysely<DB>): Promise<string[]> {
  const findings = [...crowd.complaints];
  for (const [group, members] of crowd.groups) {
    const histories = members.map(({ history }) => history);
    findings.push(...checkGroup({ group, members: histories, stored: await logOf(db, group) }));
  }
  findings.push(...await checkSearches(db, [...crowd.groups.keys()]));
  return findings;
}

async function logOf(db: Kysely<DB>, group: string): Promise<Stored[]> {
  const { rows } = await sql<{ seq: number; id: string }>`
    select seq::int as seq, id::text as id from messages where group_id = ${group}::uuid order by seq
  `.execute(db);
  return rows.map(({ seq, id }) => ({ seq, text: textOf(id) }));
}

function partyFindings(parties: readonly SearchingParty[]): string[] {
  return parties.flatMap(({ complaints }) => [...new Set(complaints)]);
}

/** What the nodes have printed that no fault explains. */
function outputFindings({ nodes }: Stage): string[] {
  return nodes.flatMap(({ name, output }) =>
    [...new Set(output.split("\n").filter((line) => /nobody cared|panicked|TypeError/.test(line)))]
      .map((line) => `${name} printed: ${line}`)
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
