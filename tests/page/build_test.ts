// The build of the page, run on a copy of the sources, with the task's rights to write and no more.

import assert from "node:assert/strict";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const root = new URL("../../", import.meta.url).pathname;

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (name === "dist") continue;
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

/** A copy of what the build reads, removed at the end. */
async function workshop() {
  const dir = await Deno.makeTempDir({ prefix: "trio-build-" });
  for (const folder of ["web", "client", "protocol"]) {
    await copyFolder(root + folder, `${dir}/${folder}`);
  }
  for (const file of ["deno.json", "deno.lock"]) await Deno.copyFile(root + file, `${dir}/${file}`);
  await Deno.symlink(`${root}node_modules`, `${dir}/node_modules`);
  return { dir, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
}

async function build(dir: string): Promise<{ code: number; errors: string }> {
  const rights = ["--allow-read", "--allow-write=web/dist", "--allow-env", "--allow-run"];
  const args = ["run", "--no-prompt", "--node-modules-dir=manual", ...rights, "web/build/build.ts"];
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: dir,
    stdout: "null",
    stderr: "piped",
  })
    .output();
  return { code, errors: new TextDecoder().decode(stderr) };
}

async function filesIn(dir: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name).sort();
}

Deno.test("[W19] a build that fails says where, ends with an error and leaves the page that was there", async () => {
  await using shop = await workshop();
  await Deno.mkdir(`${shop.dir}/web/dist/assets`, { recursive: true });
  await Deno.writeTextFile(`${shop.dir}/web/dist/index.html`, "the page before");
  await Deno.writeTextFile(
    `${shop.dir}/web/start.ts`,
    'import { gone } from "./gone.ts";\ngone();\n',
  );
  const { code, errors } = await build(shop.dir);
  assert.notEqual(code, 0);
  assert.match(errors, /gone\.ts/);
  assert.equal(await Deno.readTextFile(`${shop.dir}/web/dist/index.html`), "the page before");
});

Deno.test("[W19] a template that names an asset that is not built is refused", async () => {
  await using shop = await workshop();
  await Deno.writeTextFile(`${shop.dir}/web/index.html`, '<link href="{{other.css}}">');
  const { code, errors } = await build(shop.dir);
  assert.notEqual(code, 0);
  assert.match(errors, /"other\.css"/);
});

const isCompressed = (name: string) => /\.(br|gz)$/.test(name);

Deno.test("[W19] the page names its assets by their content and needs nothing inline; old assets go", async () => {
  await using shop = await workshop();
  const dist = `${shop.dir}/web/dist`;
  await Deno.mkdir(`${dist}/assets`, { recursive: true });
  for (const name of ["start-OLD.js", "start-OLD.js.br"]) {
    await Deno.writeTextFile(`${dist}/assets/${name}`, "old");
  }
  assert.deepEqual(await build(shop.dir), { code: 0, errors: "" });
  const page = await Deno.readTextFile(`${dist}/index.html`);
  const assets = (await filesIn(`${dist}/assets`)).filter((name) => !isCompressed(name));
  assert.deepEqual(
    (await filesIn(dist)).filter((name) => !isCompressed(name)),
    ["assets", "index.html", "manifest.webmanifest", "sw.js"],
  );
  const plainNames = new Set(assets.map((name) => name.replace(/-[0-9A-Z]{8}\./, ".")));
  assert.deepEqual([...plainNames].sort(), [
    "about_dialog.js",
    "about_en.js",
    "about_fr.js",
    "account_en.js",
    "account_fr.js",
    "account_page.js",
    "chat.js",
    "chat_en.js",
    "chat_fr.js",
    "chunk.js",
    "en.js",
    "example_talk.js",
    "fr.js",
    "home.js",
    "icon_180.png",
    "icon_192.png",
    "icon_512.png",
    "invitation.js",
    "language_field.js",
    "mark.svg",
    "mask_512.png",
    "moderation_en.js",
    "moderation_fr.js",
    "moderation_page.js",
    "on_demand.js",
    "opening.js",
    "ops.css",
    "ops_en.js",
    "ops_fr.js",
    "ops_page.js",
    "page.js",
    "passkey_log_in.js",
    "prove_work.js",
    "push_en.js",
    "push_fr.js",
    "questions_en.js",
    "questions_fr.js",
    "start.js",
    "style.css",
    "talk_en.js",
    "talk_fr.js",
    "wait_en.js",
    "wait_fr.js",
  ]);
  const worker = await Deno.readTextFile(`${dist}/sw.js`);
  for (const name of assets) {
    assert.equal(worker.includes(`"/assets/${name}"`), !name.startsWith("ops"), name);
  }
  assert.doesNotMatch(page, /\{\{|<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/);
  for (const name of assets.filter((each) => each.endsWith(".js"))) {
    const script = await Deno.readTextFile(`${dist}/assets/${name}`);
    assert.doesNotMatch(script, /Deno\.|dangerouslySetInnerHTML:|\beval\(|new Function\(/);
  }

  await Deno.writeTextFile(`${shop.dir}/web/style.css`, "p { color: red }");
  assert.equal((await build(shop.dir)).code, 0);
  const next = (await filesIn(`${dist}/assets`)).filter((name) => !isCompressed(name));
  assert.equal(next.length, assets.length);
  assert.equal(next.filter((name) => assets.includes(name)).length, assets.length - 1);
  assert.notEqual(await Deno.readTextFile(`${dist}/sw.js`), worker);
});

/** The scripts that a file loads before it runs, of whatever depth, and itself. */
async function closureOf(assets: string, name: string): Promise<Set<string>> {
  const script = await Deno.readTextFile(`${assets}/${name}`);
  const imports = [...script.matchAll(/(?:from|import)"\.\/([\w-]+\.js)"/g)];
  const closures = await Promise.all(imports.map(([, found]) => closureOf(assets, found ?? "")));
  return closures.reduce((all, one) => all.union(one), new Set([name]));
}

Deno.test("[W93] what every start needs is asked for side by side, and nothing else is", async () => {
  await using shop = await workshop();
  const dist = `${shop.dir}/web/dist`;
  assert.equal((await build(shop.dir)).code, 0);
  const index = await Deno.readTextFile(`${dist}/index.html`);
  const asked = [...index.matchAll(/<script type="module" src="\/assets\/([\w-]+\.js)"/g)]
    .map(([, name]) => name ?? "");
  const [start = "", page = ""] = ["start-", "page-"].map((begin) =>
    asked.find((name) => name.startsWith(begin))
  );
  const needed = (await closureOf(`${dist}/assets`, start))
    .union(await closureOf(`${dist}/assets`, page));
  assert.deepEqual(asked.sort(), [...needed].sort());
});

Deno.test("[W146] beside each file that can be compressed lie its two compressed forms", async () => {
  await using shop = await workshop();
  const dist = `${shop.dir}/web/dist`;
  assert.equal((await build(shop.dir)).code, 0);
  const paths = [dist, `${dist}/assets`].map(async (dir) =>
    (await filesIn(dir)).map((name) => `${dir}/${name}`)
  );
  const all = (await Promise.all(paths)).flat().filter((path) => path.includes("."));
  const texts = all.filter((path) => !isCompressed(path) && !/\.png$|dist\/assets$/.test(path));
  assert.ok(texts.length > 10);
  for (const path of texts) {
    const content = await Deno.readFile(path);
    const forms = [`${path}.br`, `${path}.gz`];
    for (const form of forms) assert.ok(all.includes(form), form);
    const [br, gz] = await Promise.all(forms.map((form) => Deno.readFile(form)));
    assert.deepEqual(new Uint8Array(brotliDecompressSync(br ?? "")), content);
    assert.deepEqual(new Uint8Array(gunzipSync(gz ?? "")), content);
  }
  assert.equal(all.filter(isCompressed).length, 2 * texts.length, "A form of nothing is left");
});

Deno.test("[W146] a form that is missing beside an asset of before is made", async () => {
  await using shop = await workshop();
  const assets = `${shop.dir}/web/dist/assets`;
  assert.equal((await build(shop.dir)).code, 0);
  const before = await filesIn(assets);
  for (const name of before.filter(isCompressed)) await Deno.remove(`${assets}/${name}`);
  assert.equal((await build(shop.dir)).code, 0);
  assert.deepEqual(await filesIn(assets), before);
});
