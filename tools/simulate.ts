// `deno task simulate`: the real matcher in virtual time, with a progress line, how long people
// waited beside what no scheduler can better, and a picture. Bad options: one sentence, exit 2.

import { help, type Options, parseOptions } from "./simulate/options.ts";
import { picture } from "./simulate/picture.ts";
import { report } from "./simulate/report.ts";
import { Play } from "./simulate/run.ts";

function main(): number {
  const parsed = parseOptions(Deno.args);
  if (parsed.type === "run") return run(parsed.options);
  if (parsed.type === "help") console.log(help);
  else console.error(parsed.detail);
  return parsed.type === "help" ? 0 : 2;
}

function run(options: Options): number {
  const { rate, minutes, mix, seed, svg } = options;
  const progress = new TextEncoder();
  const begin = performance.now();
  const played = new Play(options, (text) => {
    // One line that is written over, on a terminal; elsewhere the last word is enough.
    if (Deno.stderr.isTerminal()) Deno.stderr.writeSync(progress.encode(`\r${text}\x1b[K`));
  }).run();
  if (Deno.stderr.isTerminal()) Deno.stderr.writeSync(progress.encode("\r\x1b[K"));
  const title = `${mix}, ${rate} arrivals a second, ${minutes} minutes, seed ${seed}`;
  console.log(`${title}: ${((performance.now() - begin) / 1_000).toFixed(1)} s\n`);
  console.log(report(played));
  Deno.writeTextFileSync(svg, picture(played, title));
  console.log(`picture: ${svg}`);
  return 0;
}

if (import.meta.main) Deno.exit(main());
