// The cluster under test: Postgres, nodes with a network that can be cut, and HAProxy in front of
// them, all as processes of this machine.

import { lastingPort } from "../../../tools/lasting_port.ts";
import { startHaproxy } from "../../../tools/cluster/haproxy.ts";
import type { Ended } from "../../../tools/running.ts";
import { createOutage, type Outage } from "../../support/faults/outage.ts";
import { startOwnPostgres } from "../../support/store/postgres.ts";
import { Network } from "./network.ts";
import { StageNode } from "./stage_node.ts";

export interface Stage extends AsyncDisposable {
  /** Of HAProxy. */
  readonly url: string;
  readonly nodes: readonly StageNode[];
  readonly network: Network;
  readonly outage: Outage;
  /** Of Postgres itself, past the network. */
  readonly databaseUrl: string;
  /** Settles when HAProxy has ended, which no fault does. */
  readonly haproxyEnded: Promise<Ended>;
}

export interface StageOptions {
  readonly nodes: number;
  readonly keys: { readonly session: string; readonly cluster: string };
  /** Fills the database before the nodes start. */
  readonly fill: (databaseUrl: string) => Promise<void>;
}

/** Neither limits nor the meetings of before are tested, and all clients come from one address. */
const env = {
  FRAMES_PER_SECOND: "100000",
  BURST: "100000",
  ADDRESS_SOCKETS: "1000000",
  NETWORK_RULES: "off",
  MET_DAYS: "0",
};

export async function startStage({ nodes: count, keys, fill }: StageOptions): Promise<Stage> {
  const started = new AsyncDisposableStack();
  try {
    const folder = await Deno.makeTempDir({ prefix: "trio_chaos_" });
    started.defer(() => Deno.remove(folder, { recursive: true }));
    const postgres = await startOwnPostgres({ fsync: false });
    started.defer(() => postgres.remove());
    const databaseUrl = withoutSchema(await postgres.schema("chaos"));
    const outage = await createOutage(postgres, databaseUrl);
    // A frozen Postgres could not be removed.
    started.defer(() => outage.thaw().catch(() => {}));
    await fill(databaseUrl);
    const network = started.use(new Network());
    const backends = Array.from({ length: count }, (_, at) => ({
      name: `n${at + 1}`,
      port: lastingPort(),
    }));
    const nodes: StageNode[] = [];
    for (const { name, port } of backends) {
      const listen = lastingPort();
      const peerPort = await network.peerPort(name, listen);
      const own = {
        name,
        port,
        clusterAddress: `127.0.0.1:${peerPort}`,
        databaseUrl: await throughNetwork(network, name, databaseUrl),
        dataDir: `${folder}/${name}`,
        keys,
        env: { ...env, CLUSTER_LISTEN: `127.0.0.1:${listen}` },
      };
      nodes.push(started.use(new StageNode(own, network)));
    }
    for (const node of nodes) await node.start();
    const haproxy = started.use(
      await startHaproxy({ port: lastingPort(), nodes: backends, folder }),
    );
    const dispose = () => started.disposeAsync();
    const { url, ended: haproxyEnded } = haproxy;
    const all = { url, nodes, network, outage, databaseUrl, haproxyEnded };
    return { ...all, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

/** The cluster's engine has tables of its own, and knows nothing of a schema in the address. */
function withoutSchema(databaseUrl: string): string {
  const address = new URL(databaseUrl);
  address.search = "";
  return address.href;
}

async function throughNetwork(network: Network, node: string, databaseUrl: string) {
  const address = new URL(databaseUrl);
  address.port = String(await network.databasePort(node, Number(address.port)));
  return address.href;
}
