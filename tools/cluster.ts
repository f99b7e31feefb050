// `deno task cluster`: Postgres, nodes and HAProxy on this machine, until it is told to stop.

import { optionsOrExit } from "./command_line.ts";
import { lastingPort } from "./lasting_port.ts";
import { startHaproxy } from "./cluster/haproxy.ts";
import { help, type Options, parseOptions } from "./cluster/options.ts";
import { startPostgresServer } from "./cluster/postgres_server.ts";
import { SupervisedNode } from "./cluster/supervised_node.ts";

interface Keys {
  readonly postgres: string;
  readonly session: string;
  readonly cluster: string;
}

/** What was started is stopped in the reverse order: who comes first, and what is needed last. */
async function start(options: Options): Promise<AsyncDisposableStack> {
  const started = new AsyncDisposableStack();
  try {
    const folder = await makeFolder(options, started);
    const keys = await keptKeys(`${folder}/keys.json`);
    const postgres = await startPostgresServer(`${folder}/postgres`, keys.postgres);
    started.defer(() => postgres.stop());
    say(`Postgres is at ${postgres.url}`);
    const nodes = await startNodes(options, { folder, keys, databaseUrl: postgres.url, started });
    const haproxy = await startHaproxy({
      port: options.port ?? lastingPort(),
      nodes,
      folder,
      onText: (text) => relay("haproxy", text),
    });
    let isOver = false;
    started.defer(async () => {
      isOver = true;
      await haproxy.stop();
    });
    void haproxy.ended.then(() => {
      if (!isOver) say("HAProxy has ended: stop this with Ctrl+C, and start it again");
    });
    say(`Commands of the operator: DATA_DIR=${folder}/n1 deno task admin --help`);
    say(`Company for one: deno task bots --url ${haproxy.url}`);
    say(`HAProxy is at ${haproxy.url}, in front of all nodes. Ctrl+C stops all of it.`);
    return started;
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

async function makeFolder({ data }: Options, started: AsyncDisposableStack): Promise<string> {
  const folder = data ?? await Deno.makeTempDir({ prefix: "trio_cluster_" });
  if (data === null) started.defer(() => Deno.remove(folder, { recursive: true }));
  await Deno.mkdir(folder, { recursive: true });
  // Where this user is root, Postgres runs as another one, who must get to its folder in this one.
  if (Deno.uid() === 0) await Deno.chmod(folder, 0o711);
  return await Deno.realPath(folder);
}

/** One after the other: the first one makes the tables. */
async function startNodes(
  { nodes: count }: Options,
  { folder, keys, databaseUrl, started }: {
    readonly folder: string;
    readonly keys: Keys;
    readonly databaseUrl: string;
    readonly started: AsyncDisposableStack;
  },
) {
  const nodes = Array.from({ length: count }, (_, at) => `n${at + 1}`)
    .map((name) => ({ name, port: lastingPort() }));
  const running: SupervisedNode[] = [];
  started.defer(async () => void await Promise.all(running.map((node) => node.stop())));
  for (const { name, port } of nodes) {
    const clusterAddress = `127.0.0.1:${lastingPort()}`;
    const onText = (text: string) => relay(name, text);
    const dataDir = `${folder}/${name}`;
    const options = { name, port, clusterAddress, databaseUrl, dataDir, keys, onText };
    running.push(await SupervisedNode.start(options, say));
  }
  return nodes;
}

/** Sessions outlive a restart with the same folder. */
async function keptKeys(path: string): Promise<Keys> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const keys = { postgres: newKey(), session: newKey(), cluster: newKey() };
    await Deno.writeTextFile(path, JSON.stringify(keys), { mode: 0o600 });
    return keys;
  }
}

function newKey(): string {
  return crypto.randomUUID() + crypto.randomUUID();
}

function say(sentence: string): void {
  console.log(sentence);
}

/** Each line with the name of the program that has printed it. */
function relay(name: string, text: string): void {
  for (const line of text.split("\n")) if (line !== "") console.log(`${name}: ${line}`);
}

/** Resolves when the program is told to stop. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(signal, () => resolve());
    }
  });
}

async function main(): Promise<void> {
  const options = optionsOrExit(parseOptions(Deno.args), help);
  const told = toldToStop();
  try {
    const started = await start(options);
    await told;
    say("Stopping");
    await started.disposeAsync();
    Deno.exit(0);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}

await main();
