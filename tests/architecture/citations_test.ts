// Comments and pages lead somewhere: each file, folder, link and rule that they name is there.

import assert from "node:assert/strict";
import { anchorsOf, brokenCitations, type Repository } from "./support/citations.ts";
import { readFacts } from "./support/facts.ts";
import { readFiles, readSources } from "./support/files.ts";
import { importTable } from "./support/table.ts";
import { readRules } from "./support/spec.ts";

const root = new URL("../../", import.meta.url);
/** What the project writes about and does not hold: other projects' files, and what it makes. */
const elsewhere = new Set(["db/migrations/YYYYMMDDHHMMSS_what_it_does.ts"]);

const example: Repository = {
  paths: new Set(["actors/group/group.ts", "docs/protocol.md", "README.md"]),
  rules: new Set(["A1"]),
  anchors: new Map([["docs/protocol.md", new Set(["web-socket"])]]),
};

Deno.test("[H11] a file, a folder, a link, an anchor or a rule that is not there is found", () => {
  const find = (text: string) => brokenCitations("docs/a.md", text, example);
  assert.deepEqual(find("// See group_actor.ts."), ["group_actor.ts"]);
  assert.deepEqual(find("As `actors/room/` has it"), ["actors/room/"]);
  assert.deepEqual(find("[the wire](wire.md)"), ["wire.md"]);
  assert.deepEqual(find("[the wire](protocol.md#http)"), ["protocol.md#http"]);
  assert.deepEqual(find("[A2] and rule B1"), ["A2", "B1"]);
});

Deno.test("[H11] what is there is not found, by its name or from where it is named", () => {
  const find = (text: string) => brokenCitations("docs/a.md", text, example);
  assert.deepEqual(find("See `group.ts`, group/group.ts, ../README.md and `actors/`."), []);
  assert.deepEqual(find("[the wire](protocol.md#web-socket), [A1], https://x.org/a.md"), []);
  assert.deepEqual(
    anchorsOf("# Web socket\n\ntext\n\n## A `b`, c"),
    new Set(["web-socket", "a-b-c"]),
  );
});

Deno.test("[H11] every comment and page cites what is there", async () => {
  const files = await readFiles(root);
  const pages = Object.entries(files).filter(([path]) => path.endsWith(".md"));
  const repository: Repository = {
    paths: new Set(Object.keys(files)),
    rules: new Set(readRules(files["tests/SPEC.md"] ?? "")),
    anchors: new Map(pages.map(([path, text]) => [path, anchorsOf(text)])),
  };
  const cited = [
    ...pages.flatMap(([path, text]) =>
      text.split("\n").map((line, at) => ({ path, line: at + 1, text: line }))
    ),
    ...Object.entries(await readSources(root)).flatMap(([path, source]) =>
      readFacts(path, source).comments.map(({ text, line }) => ({ path, line, text }))
    ),
  ];
  assert.ok(cited.length > 1_000, "Too little was read to have read the project");
  const broken = cited.flatMap(({ path, line, text }) =>
    brokenCitations(path, text, repository)
      .filter((name) => !elsewhere.has(name)).map((name) => `${path}:${line} ${name}`)
  );
  assert.deepEqual(broken, []);
});

Deno.test("[H12] the import table that readers see is the one that the tests hold", async () => {
  const page = await Deno.readTextFile(new URL("docs/architecture.md", root));
  const rows = page.split("\n").filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, 3).map((cell) => cell.replaceAll("`", "").trim()));
  const wanted = importTable.map(({ room, may, never = [] }) => [
    room,
    (may.join(", ") || "nothing") + (never.length > 0 ? `; never ${never.join(", ")}` : ""),
  ]);
  assert.deepEqual(rows, wanted);
});
