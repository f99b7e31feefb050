// A node over the real engine.

import { setImmediate } from "node:timers";
import { type ClusterNode, type NodeDeps, startNode } from "../cluster_node.ts";
import { effectEngine, type EffectEngineOptions } from "./effect_engine.ts";

/** Rejects when the node cannot listen or Postgres cannot be used. */
export async function startEffectNode(
  options: EffectEngineOptions & Omit<NodeDeps, "defer">,
): Promise<ClusterNode> {
  const defer = (run: () => void) => void setImmediate(run);
  return await startNode({ ...options, defer }, effectEngine(options));
}
