// Builds the page into web/dist: assets named by their content, an index.html that names them, and
// the compressed forms of each. Each file is put in place whole and index.html last: a server that
// is running always has a page that is complete.

import {
  build,
  type BuildOptions,
  type Metafile,
  type OutputFile,
  type Plugin,
  stop,
} from "esbuild";
import { formsOf } from "./compress.ts";

const root = new URL("../", import.meta.url).pathname.replace(/\/$/, "");
const dist = `${root}/dist`;
const assets = `${dist}/assets`;
/** What the browser runs first, and what that always loads beside the texts of one language. */
const start = "start.ts";
const page = "page.tsx";
const entries = [
  start,
  "style.css",
  "ops/ops.css",
  "icons/mark.svg",
  "icons/icon_180.png",
  "icons/icon_192.png",
  "icons/icon_512.png",
  "icons/mask_512.png",
];
const target = ["es2022", "chrome123", "firefox120", "safari17.5"];

/**
 * What the page loads later, it loads from the page, which is there by then. Told so, esbuild
 * leaves what both need in the page's file: else it splits off a file for each set of those who
 * share something, and each is one more on the way of a first visit.
 */
function joinToPage(later: ReadonlySet<string>): Plugin {
  return {
    name: "join_to_page",
    setup({ onLoad }) {
      onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        if (!later.has(path.slice(root.length + 1))) return null;
        const source = await Deno.readTextFile(path);
        const contents = `${source}\nimport ${JSON.stringify(`${root}/${page}`)};`;
        return { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
      });
    },
  };
}

/** What is loaded later, but the texts: they import nothing, and are loaded beside the page. */
function laterIn({ inputs }: Metafile): Set<string> {
  const dynamic = Object.values(inputs).flatMap(({ imports }) =>
    imports.filter(({ kind }) => kind === "dynamic-import").map(({ path }) => path)
  );
  return new Set(dynamic.filter((path) => path !== page && !path.startsWith("i18n/")));
}

interface Bundle {
  readonly files: readonly OutputFile[];
  readonly outputs: Metafile["outputs"];
}

const options = {
  absWorkingDir: root,
  entryPoints: entries,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  outdir: assets,
  bundle: true,
  splitting: true,
  write: false,
  metafile: true,
  minify: true,
  format: "esm",
  target,
  loader: { ".svg": "copy", ".png": "copy" },
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  logLevel: "error",
} as const satisfies BuildOptions;

/** Twice: what is loaded later, and what sheets are called, is known once all is read. */
async function bundle(): Promise<Bundle> {
  const first = await build(options);
  const plugins = [joinToPage(laterIn(first.metafile))];
  const style = assetOf(entryIn(first.metafile.outputs, "ops/ops.css"));
  const define = { OPS_STYLE: JSON.stringify(style) };
  const { outputFiles, metafile } = await build({ ...options, plugins, define });
  return { files: outputFiles, outputs: metafile.outputs };
}

/**
 * The service worker, which changes whenever one of the page's files does. What operators alone
 * load it does not keep: it is for all, and shows nothing without the server.
 */
async function bundleWorker(page: string, names: readonly string[]): Promise<Uint8Array> {
  const files = names.filter((name) => !/^ops\b|^ops_/.test(name)).map((name) => `/assets/${name}`);
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

/**
 * A tag for each script that every start needs, so that they are fetched side by side and not one
 * for the sake of the other. Not `modulepreload`: where a service worker answers, a slow Chromium
 * fetches what it has preloaded once more.
 */
function scriptTags(outputs: Metafile["outputs"]): string {
  const needed = new Set<string>();
  const add = (path: string) => {
    if (needed.has(path)) return;
    needed.add(path);
    for (const { path: other, kind } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement") add(other);
    }
  };
  for (const source of [start, page]) add(entryIn(outputs, source));
  const sources = [...needed].map(assetOf);
  return sources.map((source) => `<script type="module" src="${source}"></script>`).join("\n    ");
}

/** The output that was made of a source. */
function entryIn(outputs: Metafile["outputs"], source: string): string {
  return Object.keys(outputs).find((path) => outputs[path]?.entryPoint === source) ?? "";
}

/** The address of an output. */
function assetOf(output: string): string {
  return output.replace(/^dist/, "");
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

/** Puts a file in place in all its forms. */
async function put(path: string, content: Uint8Array): Promise<void> {
  for (const { ending, of } of formsOf(path)) await putWhole(path + ending, of(content));
}

/**
 * A form of an asset that is there already is the same by its name: a server that is starting may
 * be reading it.
 */
async function putOnce({ path, contents }: OutputFile): Promise<void> {
  for (const { ending, of } of formsOf(path)) {
    const there = await Deno.stat(path + ending).catch(() => null);
    if (there === null) await putWhole(path + ending, of(contents));
  }
}

async function putWhole(path: string, content: Uint8Array): Promise<void> {
  const partial = `${dist}/${Deno.pid}.partial`;
  await Deno.writeFile(partial, content);
  await Deno.rename(partial, path);
}

async function removeOthers(kept: readonly string[]): Promise<void> {
  for await (const { name } of Deno.readDir(assets)) {
    if (kept.includes(name.replace(/\.(br|gz)$/, ""))) continue;
    await Deno.remove(`${assets}/${name}`, { recursive: true });
  }
}

async function main(): Promise<void> {
  const { files, outputs } = await bundle();
  const names = files.map((file) => file.path.slice(assets.length + 1));
  const template = (await Deno.readTextFile(`${root}/index.html`))
    .replace("<!-- scripts -->", scriptTags(outputs));
  const index = fill(template, names);
  const manifest = fill(await Deno.readTextFile(`${root}/manifest.webmanifest`), names);
  const worker = await bundleWorker(index + manifest + names, names);
  await Deno.mkdir(assets, { recursive: true });
  for (const file of files) await putOnce(file);
  await put(`${dist}/manifest.webmanifest`, new TextEncoder().encode(manifest));
  await put(`${dist}/sw.js`, worker);
  await put(`${dist}/index.html`, new TextEncoder().encode(index));
  await removeOthers(names);
}

try {
  await main();
} finally {
  await stop();
}
