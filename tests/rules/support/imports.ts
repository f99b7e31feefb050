// Which files of the project a program loads.

import { readFacts } from "../../architecture/support/facts.ts";

/** Paths from the root of all that the entries import, themselves among it, types aside. */
export async function readImports(
  root: URL,
  entries: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    if (found.has(path)) return;
    found.add(path);
    if (!/\.tsx?$/.test(path)) return;
    const source = await Deno.readTextFile(new URL(path, root));
    for (const { specifier, typeOnly } of readFacts(path, source).imports) {
      if (typeOnly || !specifier?.startsWith(".")) continue;
      const target = new URL(specifier, new URL(path, root)).href;
      await visit(target.slice(root.href.length));
    }
  };
  for (const entry of entries) await visit(entry);
  return found;
}
