// The house's own rules, held against every source file; and each rule against an example that
// breaks it, so that a checker that finds nothing cannot pass.

import assert from "node:assert/strict";
import { findBreaches, type Finding } from "./support/findings.ts";
import { readSources } from "./support/files.ts";
import { sharedNames } from "./support/table.ts";

const head = "// An example.\n";

/** The rules that a single example breaks, with its path. */
function broken(
  path: string,
  source: string,
  others: Readonly<Record<string, string>> = {},
): string[] {
  return findBreaches({ ...others, [path]: head + source }).map(({ rule, path, line }) =>
    `${rule} ${path}:${line}`
  );
}

function finds(
  rule: Finding["rule"],
  examples: readonly (readonly [path: string, source: string])[],
): void {
  for (const [path, source] of examples) {
    assert.deepEqual(broken(path, source), [`${rule} ${path}:2`], `${path}: ${source}`);
  }
}

function allows(examples: readonly (readonly [path: string, source: string])[]): void {
  for (const [path, source] of examples) {
    assert.deepEqual(broken(path, source), [], `${path}: ${source}`);
  }
}

Deno.test("[H1] an import that the table does not allow is found, in every form that an import has", () => {
  finds("imports", [
    ["protocol/frames.ts", `import { a } from "../actors/group.ts";`],
    ["protocol/log.ts", `import { Kysely } from "kysely";`],
    ["protocol/log.ts", `import type { Store } from "../db/store/store.ts";`],
    ["actors/matching/pool.ts", `import { Hub } from "../hub.ts";`],
    ["actors/group.ts", `import { store } from "../db/store/store.ts";`],
    ["actors/group.ts", `import type { DB } from "../db/schema.ts";`],
    ["actors/group.ts", `import { Hono } from "hono";`],
    ["actors/group.ts", `export * from "../routes/app.ts";`],
    ["actors/group.ts", `export { app } from "../routes/app.ts";`],
    ["actors/group.ts", `import "kysely";`],
    ["actors/group.ts", `type Db = import("kysely").Kysely<unknown>;`],
    ["protocol/age.ts", `import { valid } from "valibot";`],
    ["db/users.ts", `import { isId } from "../actors/hub.ts";`],
    ["db/users.ts", `import type { Hub } from "../actors/hub.ts";`],
    ["db/users.ts", `import { Hono } from "hono";`],
    ["db/migrations/20260101000000_first.ts", `import type { DB } from "../schema.ts";`],
    ["routes/auth.ts", `import { users } from "../db/people/users.ts";`],
    ["routes/auth.ts", `import { sql } from "kysely";`],
    ["routes/auth.ts", `import { v7 } from "uuid";`],
    ["routes/pages.ts", `import { Page } from "../web/home/home.tsx";`],
    ["web/session.ts", `import { hub } from "../actors/hub.ts";`],
    ["web/session.ts", `import type { Store } from "../db/store/store.ts";`],
    ["web/session.ts", `import { build } from "./build/build.ts";`],
    ["web/session.ts", `const page = await import("../../routes/app.ts");`],
    ["tools/bots.ts", `import { decode } from "../actors/hub.ts";`],
    ["tools/simulate/run.ts", `import { Matchmaker } from "../../actors/matchmaker.ts";`],
    ["tests/store_test.ts", `import { start } from "../main.ts";`],
    ["bench/chat.ts", `import { start } from "../main.ts";`],
    ["main.ts", `import { Client } from "./tools/client.ts";`],
    ["settings.ts", `import { app } from "./routes/app.ts";`],
    ["db/users.ts", `const driver = await import(name);`],
    ["db/connect.ts", `import { sql } from "npm:kysely@0.29.9";`],
    ["tests/store_test.ts", `import { x } from "https://example.com/x.ts";`],
  ]);
  assert.deepEqual(broken("helpers/text.ts", ""), ["imports helpers/text.ts:1"]);
});

Deno.test("[H1] what the table allows is not found, nor what a comment or a string says", () => {
  allows([
    [
      "actors/group.ts",
      `import type { Store } from "../db/store/store.ts"; import { decode } from "../protocol/decode.ts";`,
    ],
    ["actors/group.ts", `import { type Store } from "../db/store/store.ts";`],
    ["protocol/log.ts", `import type { Message } from "./domain.ts";`],
    ["tools/simulate/run.ts", `import { Pool } from "../../actors/matching/pool.ts";`],
    [
      "db/users.ts",
      `import { sql } from "kysely"; import type { User } from "../protocol/domain.ts";`,
    ],
    [
      "db/pglite/pglite.ts",
      `import { PGlite } from "@electric-sql/pglite"; import { x } from "./schema.ts";`,
    ],
    [
      "routes/app.ts",
      `import { Hono } from "hono"; import { Directory } from "../actors/directory.ts";`,
    ],
    [
      "web/main.tsx",
      `import { render } from "preact"; export const line = <p>l'import "kysely"</p>;`,
    ],
    ["main.ts", `import { v7 } from "uuid"; import { app } from "./routes/app.ts";`],
    ["actors/hub.ts", `// import { sql } from "kysely";\nexport const text = 'import "kysely"';`],
  ]);
});

Deno.test("[H2] an import circle is found, through types too", () => {
  const two = { "actors/b.ts": `${head}import type { A } from "./c.ts";` };
  const three = { ...two, "actors/c.ts": `${head}export * from "./a.ts";` };
  assert.deepEqual(broken("actors/a.ts", `import { b } from "./b.ts";`, two), []);
  assert.deepEqual(broken("actors/a.ts", `import { b } from "./b.ts";`, three), [
    "circle actors/a.ts:1",
  ]);
  assert.deepEqual(broken("actors/a.ts", `import { a } from "./a.ts";`), ["circle actors/a.ts:1"]);
});

Deno.test("[H3] the environment read outside main.ts, and Deno in a room that must not know it, are found", () => {
  finds("deno", [
    ["db/connect.ts", `const url = Deno.env.get("DATABASE_URL");`],
    ["routes/app.ts", `const { env } = Deno;`],
    ["routes/app.ts", `const env = Deno["env"];`],
    ["settings.ts", `const url = globalThis.Deno.env.get("PORT");`],
    ["actors/group.ts", `Deno.exit(1);`],
    ["web/socket.ts", `Deno.exit(1);`],
  ]);
  allows([
    ["main.ts", `Deno.env.get("PORT");`],
    ["tests/support/process.ts", `Deno.env.get("PATH");`],
    ["web/build/build.ts", `Deno.env.get("PATH");`],
    ["db/lock.ts", `await Deno.open("lock");`],
  ]);
});

Deno.test("[H4] state at the top of a module is found: a let, or a collection that begins empty", () => {
  finds("state", [
    ["actors/hub.ts", `let count = 0;`],
    ["actors/hub.ts", `export let count = 0;`],
    ["actors/hub.ts", `var count = 0;`],
    ["web/session.ts", `const seen = new Map<string, number>();`],
    ["tests/support/people.ts", `export const names: string[] = [];`],
  ]);
  allows([
    [
      "actors/hub.ts",
      `export function count() { let n = 0; const seen = new Set(); return [n, seen]; }`,
    ],
    ["actors/hub.ts", `const kinds = new Set(["text"]); export const names = ["a"];`],
  ]);
});

Deno.test("[H5] time, chance and timers that a room takes by itself are found", () => {
  finds("clock", [
    ["actors/group.ts", `const at = Date.now();`],
    ["actors/group.ts", `const at = Date["now"]();`],
    ["actors/group.ts", `const at = new Date();`],
    ["actors/group.ts", `const { now } = Date;`],
    ["routes/auth.ts", `const id = crypto.randomUUID();`],
    ["routes/auth.ts", `const id = globalThis.crypto.randomUUID();`],
    ["db/users.ts", `const one = Math.random();`],
    ["db/users.ts", `setTimeout(go, 1);`],
    ["db/users.ts", `globalThis.setInterval(go, 1);`],
    ["web/socket.ts", `const later = setTimeout;`],
    ["web/socket.ts", `const at = performance.now();`],
  ]);
  allows([
    ["protocol/clock.ts", `export const now = () => Date.now(); setTimeout(now, 1);`],
    ["main.ts", `const id = crypto.randomUUID();`],
    ["web/socket.ts", `type Timer = ReturnType<typeof setTimeout>;`],
    ["web/parts/time.tsx", `export const day = (at: string) => new Date(at);`],
    ["routes/auth.ts", `const salt = crypto.getRandomValues(new Uint8Array(16)); Math.floor(1);`],
  ]);
});

Deno.test("[H6] a file, a function or a list of parameters that grew too long is found", () => {
  const lines = (count: number) => "a();\n".repeat(count);
  assert.deepEqual(broken("actors/hub.ts", lines(399)), []);
  assert.deepEqual(broken("actors/hub.ts", lines(400)), ["size actors/hub.ts:1"]);
  allows([["actors/hub.ts", `function go() {\n${lines(38)}}`], [
    "actors/hub.ts",
    `go((a, b, c, d) => a);`,
  ]]);
  finds("size", [
    ["actors/hub.ts", `function go() {\n${lines(39)}}`],
    ["actors/hub.ts", `const go = () => {\n${lines(39)}};`],
    ["actors/hub.ts", `class Hub { go() {\n${lines(39)}} }`],
    ["actors/hub.ts", `function go(a: 1, b: 2, c: 3, d: 4, e: 5) {}`],
  ]);
});

Deno.test("[H6] a line wider than 100 columns is found, a long string and a test's name aside", () => {
  const wide = `go(${"a".repeat(100)});`;
  finds("size", [["actors/hub.ts", wide], ["actors/hub.ts", `// ${"a ".repeat(50)}`]]);
  allows([
    ["actors/hub.ts", `go("${"a".repeat(100)}");`],
    ["actors/hub.ts", `go(${"a".repeat(95)});`],
    ["actors/hub.ts", "go(`${one} " + "a".repeat(100) + "`);"],
    ["tests/a_test.ts", `Deno.test("${"a".repeat(80)}", async (context) => {});`],
  ]);
});

Deno.test("[H10] two files of one name are found unless the name is listed with its meaning", () => {
  const other = { "actors/group/pool.ts": head };
  assert.deepEqual(broken("actors/matching/pool.ts", "", other), ["names actors/group/pool.ts:1"]);
  const command = { "actors/group/command.ts": head };
  assert.deepEqual(broken("actors/matchmaker/command.ts", "", command), []);
  assert.deepEqual(broken("tests/store/pool.ts", "", other), []);
});

Deno.test("[H7] the marks that the house does without, an odd name and a missing head are found", () => {
  finds("marks", [
    ["actors/hub.ts", `const a: any = 1;`],
    ["actors/hub.ts", `enum Kind { a }`],
    ["actors/hub.ts", `const a = b!;`],
    ["actors/hub.ts", `export default 1;`],
  ]);
  assert.deepEqual(broken("actors/groupActor.ts", ""), ["marks actors/groupActor.ts:1"]);
  assert.deepEqual(broken("actors/hub.ts", "//\n//\n//\na();"), ["marks actors/hub.ts:1"]);
  assert.equal(findBreaches({ "actors/hub.ts": "export const a = 1;" })[0]?.rule, "marks");
});

Deno.test("[H1] [H2] [H3] [H4] [H5] [H6] [H7] every source file keeps the house's rules", async () => {
  const sources = await readSources(new URL("../../", import.meta.url));
  assert.ok(Object.keys(sources).length > 20, "Too few files were read to have read the project");
  const breaches = findBreaches(sources).map(({ rule, path, line, text }) =>
    `${rule} ${path}:${line} ${text}`
  );
  assert.deepEqual(breaches, []);
});

Deno.test("[H13] a word that was given up is found, in code and in comments", () => {
  finds("names", [
    ["actors/hub.ts", "const ledger = 1;"],
    ["web/outbox.ts", "// A deed that is not answered."],
  ]);
  allows([["actors/hub.ts", "const indeed = 1;"], [
    "db/migrations/20260101000000_a.ts",
    "agains();",
  ]]);
});

Deno.test("[H10] every name that is listed as shared is borne by two files", async () => {
  const paths = Object.keys(await readSources(new URL("../../", import.meta.url)));
  const bearers = (name: string) =>
    paths.filter((path) => path.endsWith(`/${name}`) && !path.startsWith("tests/"));
  const alone = Object.keys(sharedNames).filter((name) => bearers(name).length < 2);
  assert.deepEqual(alone, []);
});
