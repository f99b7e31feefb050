// Builds the page into web/dist: assets named by their content, and an index.html that names them. Each file is put
// in place whole and index.html last, so that a server that is running always has a page that is complete.

import { build, type OutputFile, stop } from "esbuild";

const root = import.meta.dirname ?? "web";
const dist = `${root}/dist`;
const assets = `${dist}/assets`;
const entries = ["main.tsx", "style.css", "mark.svg"];

async function bundle(): Promise<OutputFile[]> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: entries,
    entryNames: "[name]-[hash]",
    outdir: assets,
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome123", "firefox120", "safari17.5"],
    loader: { ".svg": "copy" },
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "error",
  });
  return result.outputFiles;
}

/** `main-3F7A.js` answers to `main.js`. */
function plainName(asset: string): string {
  return asset.replace(/-[0-9A-Z]+(\.[a-z]+)$/, "$1");
}

function fill(template: string, names: readonly string[]): string {
  const byPlainName = new Map(names.map((name) => [plainName(name), name]));
  return template.replace(/\{\{(.+?)\}\}/g, (_, wanted: string) => {
    const name = byPlainName.get(wanted);
    if (name === undefined) {
      throw new Error(`index.html names "${wanted}", which must be one of ${[...byPlainName.keys()]}`);
    }
    return `/assets/${name}`;
  });
}

async function put(path: string, content: Uint8Array): Promise<void> {
  const partial = `${dist}/${Deno.pid}.partial`;
  await Deno.writeFile(partial, content);
  await Deno.rename(partial, path);
}

/** An asset that is there already is the same by its name: a server that is starting may be reading it. */
async function putOnce(asset: OutputFile): Promise<void> {
  const there = await Deno.stat(asset.path).catch(() => null);
  if (there?.size !== asset.contents.byteLength) await put(asset.path, asset.contents);
}

async function removeOthers(kept: readonly string[]): Promise<void> {
  for await (const entry of Deno.readDir(assets)) {
    if (!kept.includes(entry.name)) await Deno.remove(`${assets}/${entry.name}`, { recursive: true });
  }
}

async function main(): Promise<void> {
  const files = await bundle();
  const names = files.map((file) => file.path.slice(assets.length + 1));
  const page = fill(await Deno.readTextFile(`${root}/index.html`), names);
  await Deno.mkdir(assets, { recursive: true });
  for (const file of files) await putOnce(file);
  await put(`${dist}/index.html`, new TextEncoder().encode(page));
  await removeOthers(names);
}

try {
  await main();
} finally {
  await stop();
}
