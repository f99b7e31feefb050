// The project's own source files, read for the tests that hold the house's rules.

const skipped = new Set(["node_modules", "data", "dist", ".git"]);

/** Every `.ts` and `.tsx` file of the project as `{path: source}`, paths from the root with `/`. */
export async function readSources(root: URL): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const walk = async (folder: string): Promise<void> => {
    for await (const entry of Deno.readDir(new URL(`./${folder}`, root))) {
      const path = folder + entry.name;
      if (entry.isDirectory && !skipped.has(entry.name)) await walk(`${path}/`);
      if (entry.isFile && /\.tsx?$/.test(path)) {
        found[path] = await Deno.readTextFile(new URL(path, root));
      }
    }
  };
  await walk("");
  return found;
}
