// The build of the page, run on a copy of the sources, with the task's rights to write and no more.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

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
  for (const folder of ["web", "protocol"]) await copyFolder(root + folder, `${dir}/${folder}`);
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
    `${shop.dir}/web/main.tsx`,
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

/** Bytes on the way. */
const packed = (text: string) => gzipSync(text, { level: 9 }).byteLength;

Deno.test("[W19] [W93] the page names its assets by their content, needs nothing inline and is small; old assets go", async () => {
  await using shop = await workshop();
  const dist = `${shop.dir}/web/dist`;
  await Deno.mkdir(`${dist}/assets`, { recursive: true });
  await Deno.writeTextFile(`${dist}/assets/main-OLD.js`, "old");
  assert.deepEqual(await build(shop.dir), { code: 0, errors: "" });
  const page = await Deno.readTextFile(`${dist}/index.html`);
  const assets = await filesIn(`${dist}/assets`);
  assert.deepEqual(await filesIn(dist), ["assets", "index.html", "manifest.webmanifest", "sw.js"]);
  assert.deepEqual(assets.map((name) => name.replace(/-[0-9A-Z]{8}\./, ".")), [
    "icon_180.png",
    "icon_192.png",
    "icon_512.png",
    "main.js",
    "mark.svg",
    "mask_512.png",
    "style.css",
  ]);
  const manifest = await Deno.readTextFile(`${dist}/manifest.webmanifest`);
  const worker = await Deno.readTextFile(`${dist}/sw.js`);
  for (const name of assets) assert.ok((page + manifest).includes(`"/assets/${name}"`), name);
  for (const name of assets) assert.ok(worker.includes(`"/assets/${name}"`), name);
  assert.doesNotMatch(page, /\{\{|<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/);
  const script = await Deno.readTextFile(
    `${dist}/assets/${assets.find((name) => name.startsWith("main"))}`,
  );
  assert.doesNotMatch(script, /Deno\.|dangerouslySetInnerHTML:|\beval\(|new Function\(/);

  const style = await Deno.readTextFile(
    `${dist}/assets/${assets.find((name) => name.startsWith("style"))}`,
  );
  assert.ok(packed(script) <= 45_000, `[W93] The script takes ${packed(script)} bytes`);
  assert.ok(packed(style) <= 10_000, `[W93] The style takes ${packed(style)} bytes`);

  await Deno.writeTextFile(`${shop.dir}/web/style.css`, "p { color: red }");
  assert.equal((await build(shop.dir)).code, 0);
  const next = await filesIn(`${dist}/assets`);
  assert.equal(next.length, assets.length);
  assert.equal(next.filter((name) => assets.includes(name)).length, assets.length - 1);
  assert.notEqual(await Deno.readTextFile(`${dist}/sw.js`), worker);
});
