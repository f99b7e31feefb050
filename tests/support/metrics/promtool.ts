// Prometheus' own checker, from Debian's package.

import assert from "node:assert/strict";
import { findProgram } from "../../../tools/cluster/postgres_programs.ts";

/** Runs it with these words; `input` is what it reads. Gives what it printed, or throws. */
export async function promtool(words: readonly string[], input = ""): Promise<string> {
  const program = await findProgram("promtool") ??
    assert.fail("promtool is missing: install Debian's package prometheus");
  const child = new Deno.Command(program, {
    args: [...words],
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const printed = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  assert(success, printed);
  return printed;
}
