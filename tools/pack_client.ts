// `deno task client:pack`: makes the npm package @trio/client in client/dist, or in the folder that
// is named: one module of JavaScript, its types, and what npm wants to know.

import { build, stop } from "esbuild";

const root = decodeURIComponent(new URL("../", import.meta.url).pathname);
const entry = "client/mod.ts";

async function writeScript(folder: string): Promise<void> {
  await build({
    entryPoints: [root + entry],
    outfile: `${folder}/index.js`,
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: ["es2022", "node20"],
    logLevel: "error",
  });
}

async function sourcesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(root + folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory && name !== "dist") found.push(...await sourcesIn(path));
    if (name.endsWith(".ts")) found.push(path);
  }
  return found;
}

/** The types of each module, all in one folder: Deno emits them beside a bundle of each. */
async function emitTypes(folder: string): Promise<void> {
  const sources = [...await sourcesIn("client"), ...await sourcesIn("protocol")]
    .filter((path) => path !== entry);
  const names = new Set(sources.map((path) => path.replace(/^.*\//, "")));
  if (names.size < sources.length) throw new Error("Two modules of the client have one name");
  const options = ["--no-config", "--no-lock", "--quiet", "--declaration", "--outdir", folder];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", ...options, ...sources],
    cwd: root,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** The types that the entry refers to, and what they refer to in turn. */
async function writeTypes(folder: string): Promise<void> {
  const emitted = await Deno.makeTempDir({ prefix: "trio-types-" });
  try {
    await emitTypes(emitted);
    await Deno.mkdir(`${folder}/types`);
    const written = new Set<string>();
    const write = async (name: string, text: string): Promise<void> => {
      const flat = text.replace(/(from ")(?:\.{1,2}\/)(?:[^"]*\/)?(\w+)\.ts"/g, '$1./$2.js"');
      await Deno.writeTextFile(`${folder}/types/${name}.d.ts`, flat);
      for (const [, other = ""] of flat.matchAll(/from "\.\/(\w+)\.js"/g)) {
        if (written.has(other)) continue;
        written.add(other);
        await write(other, await Deno.readTextFile(`${emitted}/${other}.d.ts`));
      }
    };
    // The entry only passes on what others export, and is its own declaration.
    await write("mod", await Deno.readTextFile(root + entry));
  } finally {
    await Deno.remove(emitted, { recursive: true });
  }
}

async function writePackage(folder: string): Promise<void> {
  const { version, license } = JSON.parse(await Deno.readTextFile(`${root}deno.json`));
  const description = {
    name: "@trio/client",
    version,
    description: "Take part in Trio from a program: sessions that resume, resend and back off",
    license,
    type: "module",
    exports: { ".": { types: "./types/mod.d.ts", default: "./index.js" } },
    files: ["index.js", "types"],
    engines: { node: ">=20" },
    sideEffects: false,
  };
  await Deno.writeTextFile(`${folder}/package.json`, `${JSON.stringify(description, null, 2)}\n`);
  await Deno.copyFile(`${root}client/README.md`, `${folder}/README.md`);
  await Deno.copyFile(`${root}LICENSE`, `${folder}/LICENSE`);
}

/** Makes the package anew in a folder. */
export async function packClient(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => null);
  await Deno.mkdir(folder, { recursive: true });
  await writeScript(folder);
  await writeTypes(folder);
  await writePackage(folder);
}

if (import.meta.main) {
  try {
    await packClient(Deno.args[0] ?? `${root}client/dist`);
  } finally {
    await stop();
  }
}
