// The processes that are measured, started with the flags of their tasks.

import { lastingPort } from "../../tools/lasting_port.ts";
import { netGrant } from "../../tools/net_grant.ts";
import { taskWords } from "../../tools/task_words.ts";
import { Child, root } from "../support/child.ts";
import { slicesSettled } from "./owners.ts";

export interface Conditions {
  readonly databaseUrl: string;
  /** Where they may put their files. */
  readonly folder: string;
  readonly sessionKey: string;
}

/** One process, or the nodes of a cluster in the order of their numbers. */
export interface Servers {
  readonly urls: readonly string[];
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

// What is measured is the way of a message, not the rate limit.
const limits = { FRAMES_PER_SECOND: "100000", BURST: "100000" };
const address = /http:\/\/127\.0\.0\.1:\d+(?=[\s"])/;

/** `checkout`: this one where none is named. */
export async function startSingle(conditions: Conditions, checkout = root): Promise<Servers> {
  const env = envOf(conditions, "single");
  const net = netGrant(env);
  const words = await taskWords(checkout, {
    ...{ task: "start", file: "main.ts", dataDir: env.DATA_DIR, net },
  });
  return join([await start(words, env, checkout)]);
}

/** Resolves when each slice has its owner. */
export async function startNodes(count: number, conditions: Conditions): Promise<Servers> {
  const secret = crypto.randomUUID() + crypto.randomUUID();
  const nodes: Started[] = [];
  for (let number = 1; number <= count; number++) {
    const env = {
      ...envOf(conditions, `n${number}`),
      CLUSTER_NODE: `n${number}`,
      CLUSTER_ADDRESS: `127.0.0.1:${lastingPort()}`,
      CLUSTER_SECRET: secret,
      DRAIN_MS: "0",
    };
    const words = await taskWords(root, {
      ...{ task: "start:node", file: "main.ts", dataDir: env.DATA_DIR },
    });
    nodes.push(await start(words, env, root));
  }
  const servers = join(nodes);
  try {
    await slicesSettled(conditions.databaseUrl, count);
  } catch (error) {
    await servers.stop();
    throw error;
  }
  return servers;
}

interface Started {
  readonly url: string;
  readonly child: Child;
}

async function start(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: URL,
): Promise<Started> {
  const child = new Child(words, env, cwd);
  for (;;) {
    const [url] = address.exec(`${await child.line()}\n`) ?? [];
    if (url !== undefined) return { url, child };
  }
}

function join(started: readonly Started[]): Servers {
  return {
    urls: started.map(({ url }) => url),
    pids: started.map(({ child }) => child.pid),
    async stop() {
      for (const { child } of started) await child.end();
    },
  };
}

function envOf({ databaseUrl, folder, sessionKey }: Conditions, name: string) {
  return {
    ...limits,
    HOST: "127.0.0.1",
    PORT: String(lastingPort()),
    DATA_DIR: `${folder}/${name}`,
    DATABASE_URL: databaseUrl,
    SESSION_KEY: sessionKey,
  };
}
