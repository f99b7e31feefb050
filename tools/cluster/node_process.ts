// A node as a process of its own, started as `deno task start:node` starts it.

import { spawn, type Spawned } from "../running.ts";
import { taskWords } from "../task_words.ts";

export interface NodeOptions {
  /** n1 … n16. */
  readonly name: string;
  readonly port: number;
  /** `host:port` at which the other nodes reach it. */
  readonly clusterAddress: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** The same for all nodes. */
  readonly keys: { readonly session: string; readonly cluster: string };
  /** Further settings, which win. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onText?: (text: string) => void;
}

export interface NodeProcess extends Spawned {
  readonly url: string;
}

const root = new URL("../../", import.meta.url);

/** Does not wait until it serves: `first` tells. */
export async function spawnNode(options: NodeOptions): Promise<NodeProcess> {
  const { name, port, dataDir, onText } = options;
  await Deno.mkdir(dataDir, { recursive: true });
  const args = await taskWords(root, { task: "start:node", file: "main.ts", dataDir });
  const env = {
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: options.databaseUrl,
    SESSION_KEY: options.keys.session,
    PROXIES: "1",
    CLUSTER_NODE: name,
    CLUSTER_ADDRESS: options.clusterAddress,
    CLUSTER_SECRET: options.keys.cluster,
    ...options.env,
  };
  const url = `http://127.0.0.1:${port}`;
  const sign = new RegExp(`${url}(?=[\\s"])`);
  const process = spawn(args, { env, sign, detached: true, ...(onText && { onText }) });
  return { ...process, url };
}
