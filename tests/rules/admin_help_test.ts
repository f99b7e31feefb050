// The operator's commands, as they are told in the terminal and on the page.

import assert from "node:assert/strict";
import { help } from "../../tools/admin/admin_request.ts";

const page = new URL("../../docs/running.md", import.meta.url);

Deno.test("[Z157] docs/running.md has the operator's commands as `deno task admin --help` has them", async () => {
  const told = help.split("\n").filter((line) => line.startsWith("  ")).map((line) =>
    line.slice(2)
  );
  const text = await Deno.readTextFile(page);
  const [block = ""] = /^```\ndeno task admin [^]*?^```$/m.exec(text) ?? [];
  const written = block.split("\n").slice(1, -1).filter((line) => line !== "");
  assert.ok(told.length > 10);
  assert.deepEqual(written, told);
});
