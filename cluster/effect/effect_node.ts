// A node over the real engine.

import { setImmediate } from "node:timers";
import { type ClusterNode, type NodeDeps, startNode } from "../cluster_node.ts";
import { wholeDatabaseUrl } from "./database_url.ts";
import { effectEngine, type EffectEngineOptions } from "./effect_engine.ts";

export { addressVariables } from "./database_url.ts";

export interface EffectNodeOptions extends EffectEngineOptions, Omit<NodeDeps, "defer"> {
  /** See `wholeDatabaseUrl`. */
  readonly variables: Parameters<typeof wholeDatabaseUrl>[1];
}

/** Rejects when the node cannot listen or Postgres cannot be used. */
export async function startEffectNode(options: EffectNodeOptions): Promise<ClusterNode> {
  const defer = (run: () => void) => void setImmediate(run);
  const databaseUrl = wholeDatabaseUrl(options.databaseUrl, options.variables);
  return await startNode({ ...options, defer }, effectEngine({ ...options, databaseUrl }));
}
