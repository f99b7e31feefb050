// The packages: where they come from, and that the configurations agree with each other, with their
// locks and with what is imported. deno.json is for a single process, deno.node.json for a node of
// several, deno.dev.json for all of the project, and deno.upgrade.json for `admin upgrade` alone.

import assert from "node:assert/strict";
import { formerMajors } from "../../tools/admin/former_pglite.ts";
import { readFacts } from "./support/facts.ts";
import { readSources } from "./support/files.ts";

const root = new URL("../../", import.meta.url);

interface Configuration {
  readonly imports: Readonly<Record<string, string>>;
  readonly lock: { readonly path: string; readonly frozen: boolean };
}

interface Locked {
  readonly integrity: string;
  readonly dependencies?: readonly string[];
  readonly optionalDependencies?: readonly string[];
}

interface Lock {
  /** From `npm:NAME@RANGE` to the version taken, with the versions of its peers behind a `_`. */
  readonly specifiers: Readonly<Record<string, string>>;
  /** By `NAME@VERSION`. */
  readonly npm: Readonly<Record<string, Locked>>;
}

async function read<T>(path: string): Promise<T> {
  return JSON.parse(await Deno.readTextFile(new URL(path, root)));
}

const start = await read<Configuration>("deno.json");
const node = await read<Configuration>("deno.node.json");
const dev = await read<Configuration>("deno.dev.json");
const upgrade = await read<Configuration>("deno.upgrade.json");

/** Earlier versions of PGlite have a name of their own. */
function packageOf(name: string): string {
  return /^pglite_\d+$/.test(name) ? "@electric-sql/pglite" : name;
}

/** The packages that the configuration's lock holds though nothing that is named needs them. */
function strays({ specifiers, npm }: Lock): string[] {
  const needed = new Set<string>();
  const visit = (key: string): void => {
    if (needed.has(key)) return;
    needed.add(key);
    const { dependencies = [], optionalDependencies = [] } = npm[key] ?? {};
    for (const name of [...dependencies, ...optionalDependencies]) visit(whole(name));
  };
  // Where only one version of a package is locked, dependencies name it without.
  const whole = (name: string) =>
    npm[name] ? name : Object.keys(npm).find((key) => key.startsWith(`${name}@`)) ?? name;
  for (const [specifier, version] of Object.entries(specifiers)) {
    visit(`${specifier.replace(/^npm:/, "").replace(/@[^@]*$/, "")}@${version}`);
  }
  return Object.keys(npm).filter((key) => !needed.has(key));
}

/** Every package imported, `@x/y` or `z`, by the files whose path fits. */
async function importedBy(fits: RegExp): Promise<Set<string>> {
  const sources = Object.entries(await readSources(root)).filter(([path]) => fits.test(path));
  assert.ok(sources.length > 10, "Too few files were read to have read the project");
  const specifiers = sources.flatMap(([path, source]) => readFacts(path, source).imports)
    .map(({ specifier }) => specifier ?? "").filter((one) => !/^(\.|node:)/.test(one));
  return new Set(specifiers.map((one) => /^(@[^/]+\/)?[^/]+/.exec(one)?.[0] ?? one));
}

Deno.test("[H8] packages come from the npm registry alone, each in an exact version", () => {
  for (const { imports } of [start, node, dev, upgrade]) {
    const loose = Object.entries(imports).filter(([name, from]) =>
      from.replace(`npm:${packageOf(name)}@`, "").match(/^\d+\.\d+\.\d+$/) === null
    );
    assert.ok(Object.keys(imports).length > 0);
    assert.deepEqual(loose, []);
  }
});

Deno.test("[H20] the configuration of the upgrade names former PGlites, and else what the start has", () => {
  const former = formerMajors.map((major) => `pglite_${major}`);
  const { imports } = upgrade;
  for (const [name, from] of Object.entries(imports)) {
    assert.equal(from, (former.includes(name) ? dev : start).imports[name]);
  }
  assert.deepEqual(Object.keys(imports).sort(), ["@electric-sql/pglite", "kysely", ...former]);
});

Deno.test("[H20] a larger configuration has all that a smaller one has, in the same versions", async () => {
  for (const [smaller, larger] of [[start, node], [node, dev]] as const) {
    const common = Object.keys(smaller.imports).map((name) => [name, larger.imports[name]]);
    assert.deepEqual(Object.fromEntries(common), smaller.imports);
    // What their packages need in turn is the same, too: all live in one node_modules.
    const { npm } = await read<Lock>(smaller.lock.path);
    const others = Object.entries((await read<Lock>(larger.lock.path)).npm).filter(([key]) =>
      key in npm
    );
    assert.deepEqual(Object.fromEntries(others), npm);
  }
});

Deno.test("[H20] the configurations have the same settings", () => {
  const settings = ["nodeModulesDir", "compilerOptions", "fmt", "lint", "exclude"];
  const of = (configuration: object) =>
    Object.fromEntries(Object.entries(configuration).filter(([name]) => settings.includes(name)));
  assert.equal(Object.keys(of(start)).length, settings.length);
  assert.deepEqual(of(dev), of(start));
  const { fmt: _fmt, lint: _lint, ...run } = of(start);
  assert.deepEqual(of(node), run);
  assert.deepEqual(of(upgrade), run);
});

Deno.test("[H21] each configuration has a frozen lock of its own, with what it names, what that needs, and nothing else", async () => {
  assert.deepEqual([start.lock, node.lock, dev.lock, upgrade.lock], [
    { path: "deno.lock", frozen: true },
    { path: "deno.node.lock", frozen: true },
    { path: "deno.dev.lock", frozen: true },
    { path: "deno.upgrade.lock", frozen: true },
  ]);
  for (const { imports, lock: { path } } of [start, node, dev, upgrade]) {
    const lock = await read<Lock>(path);
    assert.deepEqual(Object.keys(lock.specifiers).sort(), Object.values(imports).sort());
    assert.deepEqual(strays(lock), []);
  }
});

Deno.test("[H21] a stray package in a lock is found", () => {
  const npm = { "a@1.0.0": { integrity: "", dependencies: ["b"] }, "b@2.0.0": { integrity: "" } };
  assert.deepEqual(strays({ specifiers: { "npm:a@1.0.0": "1.0.0" }, npm }), []);
  const more = { ...npm, "c@1.0.0": { integrity: "" } };
  assert.deepEqual(strays({ specifiers: { "npm:a@1.0.0": "1.0.0" }, npm: more }), ["c@1.0.0"]);
});

Deno.test("[H22] the start's configuration names what the program, its page and its bots import, and no package else", async () => {
  const imported = await importedBy(
    /^(main|settings)\.ts$|^(protocol|client|logging|settings|actors|db|routes|web|tools\/bots)\b/,
  );
  assert.deepEqual([...imported].sort(), Object.keys(start.imports).sort());
});

Deno.test("[H22] the configuration of a node names besides what the cluster's engine imports, and no package else", async () => {
  const imported = await importedBy(/^cluster\b/);
  const more = Object.keys(node.imports).filter((name) => !(name in start.imports));
  assert.deepEqual([...imported].sort(), more.sort());
});

Deno.test("[H22] the configuration for development names what anything of the project imports, types of packages aside", async () => {
  const imported = await importedBy(/^/);
  const named = Object.keys(dev.imports).filter((name) => !name.startsWith("@types/"));
  assert.deepEqual([...imported].sort(), named.sort());
});

Deno.test("[H22] what the start fetches takes at most 60 MB of the disk", async () => {
  const { npm } = await read<Lock>(start.lock.path);
  let bytes = 0;
  const weigh = async (folder: URL): Promise<void> => {
    for await (const entry of Deno.readDir(folder)) {
      const path = new URL(encodeURIComponent(entry.name), folder);
      if (entry.isDirectory) await weigh(new URL(`${path}/`));
      if (entry.isFile) bytes += (await Deno.stat(path)).size;
    }
  };
  for (const key of Object.keys(npm)) {
    const folder = new URL(
      `node_modules/.deno/${key.replace("/", "+").replace(/_.*$/, "")}/`,
      root,
    );
    // Packages for other systems are locked, but not fetched.
    const isThere = await Deno.stat(folder).then(() => true, () => false);
    if (isThere) await weigh(folder);
  }
  assert.ok(bytes > 20_000_000, `Only ${bytes} bytes were found`);
  assert.ok(bytes <= 60_000_000, `${bytes} bytes`);
});
