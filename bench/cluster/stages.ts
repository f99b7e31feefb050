// What is measured, one after the other: a single process, the same of an earlier checkout, and
// clusters of one to three nodes.

import type { Member } from "../chat/database.ts";
import { sliceOf } from "../../cluster/names.ts";
import { ownersOfSlices } from "./owners.ts";
import { type Conditions, type Servers, startNodes, startSingle } from "./servers.ts";

/**
 * Where the members of a group are: at the node that owns the group, together at any node, or each
 * at another one.
 */
export type Layout = "alone" | "owner" | "within" | "across";

export const stageNames = ["old", "single", "1", "2", "3"] as const;
export type StageName = typeof stageNames[number];

/** In the order in which they take their turns. */
export const layoutsOf: Readonly<Record<StageName, readonly Layout[]>> = {
  old: ["alone"],
  single: ["alone"],
  1: ["alone"],
  2: ["owner", "within", "across"],
  3: ["owner", "within", "across"],
};

/** `old`: the checkout of the stage of that name. */
export function startStage(
  name: StageName,
  conditions: Conditions,
  old: string,
): Promise<Servers> {
  switch (name) {
    case "old":
      return startSingle(conditions, checkoutAt(old));
    case "single":
      return startSingle(conditions);
    default:
      return startNodes(Number(name), conditions);
  }
}

/** The folder of a checkout, from the working folder. */
export function checkoutAt(path: string): URL {
  return new URL(path.replace(/\/?$/, "/"), `file://${Deno.cwd()}/`);
}

const groupSize = 3;

/** Where each member has a socket. */
export async function urlsOf(
  layout: Layout,
  { members, servers: { urls }, databaseUrl }: {
    /** Group by group. */
    readonly members: readonly Member[];
    readonly servers: Servers;
    readonly databaseUrl: string;
  },
): Promise<readonly string[]> {
  const urlOf = (at: number) => urls[at % urls.length] ?? "";
  if (layout === "owner") {
    const owners = await ownersOfSlices(databaseUrl);
    return members.map(({ group }) => urlOf((owners.get(sliceOf(group)) ?? 1) - 1));
  }
  return members.map((_, at) => {
    const group = Math.floor(at / groupSize);
    return urlOf(layout === "across" ? group + at % groupSize : group);
  });
}
