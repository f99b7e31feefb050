// The words behind `deno` by which the start task runs the program, one on each line, for
// `deploy/start.sh`. It becomes that program, which no task can do.

import { ownNetGrant } from "./net_grant.ts";
import { taskWords } from "./task_words.ts";

const root = new URL("../", import.meta.url);

/** Those of `start:node` where `node` is named, as of a process among several. */
export async function startWords(
  { node, dataDir, net }: {
    readonly node: string;
    readonly dataDir: string;
    readonly net: string;
  },
): Promise<string[]> {
  if (dataDir.includes("\n")) throw new Error("DATA_DIR has a line break, expected a path");
  const task = node === "" ? "start" : "start:node";
  return await taskWords(root, { task, file: "main.ts", dataDir, net });
}

if (import.meta.main) {
  const words = await startWords({
    node: Deno.env.get("CLUSTER_NODE") ?? "",
    dataDir: Deno.env.get("DATA_DIR") || "./data",
    net: ownNetGrant(),
  });
  console.log(words.join("\n"));
}
