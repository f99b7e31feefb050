// `deno task simulate:cluster`: many nodes and users in virtual time. Prints a table for each part.

import { optionsOrExit } from "./command_line.ts";
import { help, type Options, parseOptions } from "./simulate_cluster/options.ts";
import { parts } from "./simulate_cluster/run.ts";

function main(options: Options): void {
  const { nodes, users, online, seed } = options;
  console.log(`${nodes} nodes, ${users} users, ${users * online} connected, seed ${seed}\n`);
  for (const [name, part] of parts(options)) {
    const begin = performance.now();
    console.log(part());
    console.log(`(${name}: ${((performance.now() - begin) / 1_000).toFixed(1)} s)\n`);
  }
}

if (import.meta.main) main(optionsOrExit(parseOptions(Deno.args), help));
