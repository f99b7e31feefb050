// `deno task bots`: company for somebody who is alone. Brings simulated people to a server over the
// public protocol, and keeps them there until SIGINT or SIGTERM.

import { runCrowd } from "./bots/crowd.ts";
import { help, type Options, parseOptions } from "./bots/options.ts";
import { optionsOrExit } from "./command_line.ts";

/** The program's exit code. */
async function main(options: Options): Promise<number> {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const stop = (): void => {
      stopping.abort();
      // A second signal ends the program at once, as it does without a listener.
      Deno.removeSignalListener(signal, stop);
    };
    Deno.addSignalListener(signal, stop);
  }
  try {
    await runCrowd(options, { random: Math.random, signal: stopping.signal, say: console.log });
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

if (import.meta.main) {
  Deno.exit(await main(optionsOrExit(parseOptions(Deno.args), help)));
}
