// Makes the folder of a program in which the packed client is installed, with the suite for Node
// and for a page. In a process of its own: nothing waits until that of the bundler has ended.

import { build, type Plugin, stop } from "esbuild";
import { packClient } from "../../../tools/pack_client.ts";

const root = decodeURIComponent(new URL("../../../", import.meta.url).pathname);

/** Bundles a file of the suite, for which the client is the package at `client`. */
async function bundle(source: string, outfile: string, client: string): Promise<void> {
  const packed: Plugin = {
    name: "packed",
    setup({ onResolve }) {
      onResolve({ filter: /\/client\/mod\.ts$/ }, () => ({ path: client, external: true }));
    },
  };
  await build({
    entryPoints: [`${root}tests/client/suite/${source}`],
    outfile,
    bundle: true,
    format: "esm",
    external: ["ws", "node:*"],
    plugins: [packed],
  });
}

if (import.meta.main) {
  const [path = ""] = Deno.args;
  await packClient(`${path}/node_modules/@trio/client`);
  await Deno.symlink(await Deno.realPath(`${root}node_modules/ws`), `${path}/node_modules/ws`);
  await Deno.writeTextFile(`${path}/package.json`, JSON.stringify({ type: "module" }));
  await bundle("run_in_node.ts", `${path}/in_node.js`, "@trio/client");
  await bundle("run_in_page.ts", `${path}/page.js`, "./client.js");
  await stop();
}
