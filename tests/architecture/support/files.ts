// The project's own files, read for the tests that hold the house's rules.

const skipped = new Set(["node_modules", "data", "dist", ".git", "shots"]);
const binary = /\.(png|gz|zip|tar)$/;

/** Every `.ts` and `.tsx` file of the project as `{path: source}`, paths from the root with `/`. */
export async function readSources(root: URL): Promise<Record<string, string>> {
  const files = Object.entries(await readFiles(root));
  return Object.fromEntries(files.filter(([path]) => /\.tsx?$/.test(path)));
}

/** Every file of the project, those that hold no text as "". */
export async function readFiles(root: URL): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const walk = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory, isFile } of Deno.readDir(new URL(`./${folder}`, root))) {
      const path = folder + name;
      if (isDirectory && !skipped.has(name)) await walk(`${path}/`);
      if (isFile) {
        found[path] = binary.test(name) ? "" : await Deno.readTextFile(new URL(path, root));
      }
    }
  };
  await walk("");
  return found;
}
