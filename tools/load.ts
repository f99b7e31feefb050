// `deno task load`: puts a Trio server of one's own under load by the public protocol, and checks
// meanwhile that it keeps its promises. SIGINT and SIGTERM end it early, with the report.

import { optionsOrExit } from "./command_line.ts";
import { closingTable } from "./load/closing_table.ts";
import { htmlReport } from "./load/html_report.ts";
import { help, type Options, parseOptions } from "./load/options.ts";
import { exitCode, sentences } from "./load/load_outcome.ts";
import { run } from "./load/run.ts";

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
  // Before the minutes, not after them, it is found out that it cannot be written.
  if (!await canWrite(options.report)) return 2;
  const outcome = await run(options, { signal: stopping.signal, say: console.log });
  if (outcome.samples.length > 0) {
    await Deno.writeTextFile(options.report, htmlReport(outcome));
    console.log(`\n${closingTable(outcome)}\n\nThe report is in ${options.report}.`);
  }
  for (const sentence of sentences(outcome)) console.log(sentence);
  return exitCode(outcome);
}

/** Says so where the report's file cannot be made; what it holds by now is not touched. */
async function canWrite(path: string): Promise<boolean> {
  try {
    const isNew = await Deno.stat(path).then(() => false, () => true);
    (await Deno.open(path, { append: true, create: true })).close();
    if (isNew) await Deno.remove(path);
    return true;
  } catch (error) {
    console.error(`The report cannot be written to "${path}": ${error}`);
    return false;
  }
}

if (import.meta.main) {
  Deno.exit(await main(optionsOrExit(parseOptions(Deno.args), help)));
}
