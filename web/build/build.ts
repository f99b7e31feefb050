// Builds the page into web/dist: assets named by their content, and an index.html that names them.
// Each file is put in place whole and index.html last, so that a server that is running always has
// a page that is complete.

import { build, type OutputFile, type Plugin, stop } from "esbuild";
import { en } from "../i18n/en.ts";
import { fr } from "../i18n/fr.ts";

const root = new URL("../", import.meta.url).pathname.replace(/\/$/, "");
const dist = `${root}/dist`;
const assets = `${dist}/assets`;
const entries = [
  "main.tsx",
  "style.css",
  "icons/mark.svg",
  "icons/icon_180.png",
  "icons/icon_192.png",
  "icons/icon_512.png",
  "icons/mask_512.png",
];
const target = ["es2022", "chrome123", "firefox120", "safari17.5"];

/**
 * The texts as one string for each language, without their keys, which are on the way once. Between
 * two texts stands what is in none of them.
 */
const packedTexts: Plugin = {
  name: "packed-texts",
  setup({ onLoad }) {
    const keys = Object.keys(en) as (keyof typeof en)[];
    const load = (file: RegExp, contents: string) =>
      onLoad({ filter: file }, () => ({ contents, loader: "js", resolveDir: `${root}/i18n` }));
    load(
      /[\\/]i18n[\\/]en\.ts$/,
      `const keys = ${packed(keys)};
      export const byKey = (texts) => Object.fromEntries(keys.map((key, at) => [key, texts[at]]));
      export const en = byKey(${packed(keys.map((key) => en[key]))});`,
    );
    load(
      /[\\/]i18n[\\/]fr\.ts$/,
      `import { byKey } from "./en.ts";
      export const fr = byKey(${packed(keys.map((key) => fr[key]))});`,
    );
  },
};

/** The code of a list of texts. */
function packed(texts: readonly string[]): string {
  const broken = texts.find((text) => text.includes("^"));
  if (broken !== undefined) throw new Error(`No text of the page may have "^" in it: "${broken}"`);
  return `${JSON.stringify(texts.join("^"))}.split("^")`;
}

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
    target,
    loader: { ".svg": "copy", ".png": "copy" },
    // Not the automatic form, which takes 400 bytes more of the page's size on the way.
    jsx: "transform",
    jsxFactory: "h",
    jsxFragment: "Fragment",
    inject: ["build/jsx.ts"],
    plugins: [packedTexts],
    legalComments: "none",
    logLevel: "error",
  });
  return result.outputFiles;
}

/** The service worker, which changes whenever one of the page's files does. */
async function bundleWorker(page: string, names: readonly string[]): Promise<Uint8Array> {
  const files = names.map((name) => `/assets/${name}`);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["platform/sw.ts"],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target,
    define: { VERSION: JSON.stringify(await digest(page)), FILES: JSON.stringify(files) },
    logLevel: "error",
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(hash).slice(0, 8).toHex();
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
      throw new Error(
        `The page names "${wanted}", which must be one of ${[...byPlainName.keys()]}`,
      );
    }
    return `/assets/${name}`;
  });
}

async function put(path: string, content: Uint8Array): Promise<void> {
  const partial = `${dist}/${Deno.pid}.partial`;
  await Deno.writeFile(partial, content);
  await Deno.rename(partial, path);
}

/**
 * An asset that is there already is the same by its name: a server that is starting may be reading
 * it.
 */
async function putOnce(asset: OutputFile): Promise<void> {
  const there = await Deno.stat(asset.path).catch(() => null);
  if (there?.size !== asset.contents.byteLength) await put(asset.path, asset.contents);
}

async function removeOthers(kept: readonly string[]): Promise<void> {
  for await (const entry of Deno.readDir(assets)) {
    if (!kept.includes(entry.name)) {
      await Deno.remove(`${assets}/${entry.name}`, { recursive: true });
    }
  }
}

async function main(): Promise<void> {
  const files = await bundle();
  const names = files.map((file) => file.path.slice(assets.length + 1));
  const page = fill(await Deno.readTextFile(`${root}/index.html`), names);
  const manifest = fill(await Deno.readTextFile(`${root}/manifest.webmanifest`), names);
  const worker = await bundleWorker(page + manifest, names);
  await Deno.mkdir(assets, { recursive: true });
  for (const file of files) await putOnce(file);
  await put(`${dist}/manifest.webmanifest`, new TextEncoder().encode(manifest));
  await put(`${dist}/sw.js`, worker);
  await put(`${dist}/index.html`, new TextEncoder().encode(page));
  await removeOthers(names);
}

try {
  await main();
} finally {
  await stop();
}
