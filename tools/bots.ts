// `deno task bots`: company for someone alone. Brings simulated people to a server over the public
// protocol and keeps them there until SIGINT or SIGTERM. Bad options: one sentence, exit 2.

import { runCrowd } from "./bots/crowd.ts";
import { help, parseOptions } from "./bots/options.ts";

async function main(): Promise<number> {
  const parsed = parseOptions(Deno.args);
  if (parsed.type === "wrong") {
    console.error(parsed.detail);
    return 2;
  }
  if (parsed.type === "help") {
    console.log(help);
    return 0;
  }
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const stop = (): void => {
      stopping.abort();
      // A second one ends the program at once, as it would without us.
      Deno.removeSignalListener(signal, stop);
    };
    Deno.addSignalListener(signal, stop);
  }
  try {
    await runCrowd(parsed.options, {
      random: Math.random,
      signal: stopping.signal,
      say: console.log,
    });
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main());
