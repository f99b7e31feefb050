// A standby beside a Postgres: what waiting for it costs, and what of the acknowledged messages is
// there when it takes over.

// @ts-types="@types/pg"
import pg from "pg";
import { createJournal } from "../../db/groups/journal.ts";
import { createPostgres, createStore } from "../../db/open.ts";
import { LastWrites } from "../../db/postgres/last_writes.ts";
import type { GroupId } from "../../protocol/domain.ts";
import { lastingPort } from "../../tools/lasting_port.ts";
import { startOwnPostgres } from "../../tests/support/store/postgres.ts";
import { Random } from "../../tools/random.ts";
import { quantile } from "../support/statistics.ts";
import { addMessages, fillGroups, nextText, type World } from "./log_costs.ts";
import { createArena } from "./arena.ts";

/** `null`: the primary waits for nobody. */
type Wait = "remote_write" | "on" | "remote_apply" | null;

export async function measureStandby(): Promise<void> {
  for (const wait of [null, "remote_write", "on", "remote_apply"] as const) {
    await using pair = await startPair(wait);
    await measureCommits(pair, wait ?? "nobody");
  }
  for (const wait of [null, "on"] as const) {
    await using pair = await startPair(wait);
    await failOver(pair, wait ?? "nobody");
  }
}

interface Pair extends AsyncDisposable {
  readonly url: string;
  readonly standbyUrl: string;
  readonly world: World;
  /** Stops the primary as a crash does. */
  readonly crash: () => Promise<void>;
}

async function startPair(wait: Wait): Promise<Pair> {
  await using parts = new AsyncDisposableStack();
  const primary = parts.adopt(await startOwnPostgres(), (one) => one.remove());
  const url = await primary.schema("standby");
  const world = await filled(primary);
  const standbyUrl = await startStandby(url, parts);
  await using client = await connect(url);
  if (wait !== null) {
    await client.query("alter system set synchronous_standby_names = '*'");
    await client.query(`alter system set synchronous_commit = '${wait}'`);
    await client.query("select pg_reload_conf()");
    await until(client, "select from pg_stat_replication where sync_state = 'sync'");
  }
  const open = parts.move();
  return {
    url,
    standbyUrl,
    world,
    crash: () => primary.crash(),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function filled(primary: Parameters<typeof createArena>[0]): Promise<World> {
  await using arena = await createArena(primary, {
    name: "standby",
    partitions: 0,
    isGeneric: false,
  });
  return await fillGroups(arena, 1_000);
}

/** With the account and the programs of the primary. */
async function startStandby(url: string, parts: AsyncDisposableStack): Promise<string> {
  await using client = await connect(url);
  const { rows: [row] } = await client.query<{ data: string; bin: string; port: string }>(
    `select current_setting('data_directory') as data, current_setting('port') as port,
       (select setting from pg_config where name = 'BINDIR') as bin`,
  );
  if (row === undefined) throw new Error("Postgres does not tell where its programs are");
  const { uid, gid } = await Deno.stat(row.data);
  const account = Deno.uid() === 0 && uid !== null && gid !== null ? { uid, gid } : {};
  const folder = `${row.data}_standby`;
  const run = async (program: string, args: readonly string[]) => {
    const command = new Deno.Command(`${row.bin}/${program}`, {
      args: [...args],
      cwd: "/",
      stdout: "null",
      ...account,
    });
    if (!(await command.spawn().status).success) throw new Error(`"${program}" failed`);
  };
  await run("pg_basebackup", [
    "-h",
    "127.0.0.1",
    "-p",
    row.port,
    "-U",
    "trio",
    "-D",
    folder,
    "-R",
    "-c",
    "fast",
  ]);
  const port = lastingPort();
  const settings = `-c port=${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`;
  await run("pg_ctl", ["start", "-w", "-D", folder, "-l", `${folder}_log`, "-o", settings]);
  parts.defer(() => run("pg_ctl", ["stop", "-w", "-m", "immediate", "-D", folder]));
  const address = new URL(url);
  address.port = String(port);
  return address.href;
}

async function measureCommits({ url, world }: Pair, name: string): Promise<void> {
  await using db = createPostgres(url, 0);
  for (const [batch, statements] of [[1, 300], [500, 60]] as const) {
    const times: number[] = [];
    for (let statement = 0; statement < statements; statement++) {
      const begin = performance.now();
      await addMessages({ db }, world, { messages: batch, batch, random: new Random(statement) });
      times.push(performance.now() - begin);
    }
    times.sort((a, b) => a - b);
    const [p50, p99] = [0.5, 0.99].map((share) => quantile(times, share).toFixed(1));
    console.log(`waiting for ${name}, ${batch} a statement: p50 ${p50} ms, p99 ${p99} ms`);
  }
}

const queryMs = 2_500;

/** The standby stops receiving, messages go on, the primary is lost, and the standby takes over. */
async function failOver(pair: Pair, name: string): Promise<void> {
  const lastWrites = new LastWrites();
  const acknowledged: { readonly group: GroupId; readonly seq: number }[] = [];
  let unanswered = 0;
  {
    await using db = createPostgres(pair.url, queryMs);
    const journal = createJournal(db, { onStored: (messages) => lastWrites.note(messages) });
    const store = lastWrites.noting(createStore(db, journal));
    const random = new Random(1);
    const send = async () => {
      const added = nextText(pair.world, random);
      const { group, message: { seq } } = added;
      const answer = await store.append(added).catch(() => null);
      if (answer?.type === "stored") acknowledged.push({ group, seq });
      else unanswered++;
    };
    for (let sent = 0; sent < 200; sent++) await send();
    await stopReceiving(pair.standbyUrl);
    for (let sent = 0; sent < 3; sent++) await send();
    await pair.crash();
  }
  await using standby = await connect(pair.standbyUrl);
  await standby.query("select pg_promote()");
  const { rows: [row] } = await standby.query<{ count: string }>(
    `select count(*) as count from jsonb_to_recordset($1::text::jsonb) as a("group" uuid, seq bigint)
     where not exists (select from messages m where m.group_id = a."group" and m.seq = a.seq)`,
    [JSON.stringify(acknowledged)],
  );
  console.log(
    `fail-over, waiting for ${name}: ${acknowledged.length} acknowledged, of which ${row?.count} ` +
      `are lost; ${unanswered} not acknowledged in ${queryMs} ms; the program would ${
        await lastWrites.lookIn(standby) === "less" ? "stop, since the database went back" : "go on"
      }`,
  );
}

/** The standby asks nobody for the log any more. */
async function stopReceiving(url: string): Promise<void> {
  await using client = await connect(url);
  await client.query("alter system set primary_conninfo = ''");
  await client.query("select pg_reload_conf()");
  await until(client, "select where not exists (select from pg_stat_wal_receiver)");
}

async function connect(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

async function until(client: pg.Client, query: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await client.query(query)).rowCount !== 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Nothing came of "${query}"`);
}
