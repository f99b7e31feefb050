// `deno task simulate`: the real matcher in virtual time. Shows the progress, how long people
// waited beside what no scheduler can better, and draws a picture.

import { optionsOrExit } from "./command_line.ts";
import { help, type Options, parseOptions } from "./simulate/options.ts";
import { picture } from "./simulate/picture.ts";
import { report } from "./simulate/report.ts";
import { Play } from "./simulate/run.ts";

function main(options: Options): void {
  const { rate, minutes, mix, seed, svg } = options;
  const begin = performance.now();
  const played = new Play(options, showProgress).run();
  showProgress("");
  const title = `${mix}, ${rate} arrivals a second, ${minutes} minutes, seed ${seed}`;
  console.log(`${title}: ${((performance.now() - begin) / 1_000).toFixed(1)} s\n`);
  console.log(report(played));
  Deno.writeTextFileSync(svg, picture(played, title));
  console.log(`picture: ${svg}`);
}

/** On a terminal, a line that is written over. */
function showProgress(text: string): void {
  if (Deno.stderr.isTerminal()) {
    Deno.stderr.writeSync(new TextEncoder().encode(`\r${text}\x1b[K`));
  }
}

if (import.meta.main) main(optionsOrExit(parseOptions(Deno.args), help));
