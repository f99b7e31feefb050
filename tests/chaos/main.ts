// `deno task test:chaos`: a cluster of real processes under faults. The exit code is 1 when a
// promise was broken.

import { optionsOrExit } from "../../tools/command_line.ts";
import { help, parseOptions } from "./options.ts";
import { run } from "./run.ts";

const options = optionsOrExit(parseOptions(Deno.args), help);
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => stop.abort());
}
const { findings, report } = await run(options, (line) => console.log(line), stop.signal);
for (const line of report) console.log(line);
for (const finding of findings) console.log(`FOUND ${finding}`);
console.log(`seed ${options.seed}: ${findings.length} findings`);
Deno.exit(findings.length > 0 ? 1 : 0);
