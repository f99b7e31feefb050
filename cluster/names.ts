// The names in a cluster: its nodes, and what they own. Every node must know the same ones, since
// the numbers of the engine's locks come from them.

import type { GroupId } from "../protocol/domain.ts";

/** How many nodes a cluster may have. */
export const mostNodes = 16;
export type NodeName = `n${number}`;
export const nodeNames: readonly NodeName[] = Array.from(
  { length: mostNodes },
  (_, at): NodeName => `n${at + 1}`,
);

/** Parts of all groups. Many more than nodes, so that each gets about as many. */
export const sliceCount = 64;

/** What exactly one node owns at a time: a slice of the groups, or what there is once. */
export type EntityName = `s${number}` | "once";

/** The last six bits of a group's id, which are random. */
export function sliceOf(group: GroupId): EntityName {
  return `s${parseInt(group.slice(-2), 16) % sliceCount}`;
}
