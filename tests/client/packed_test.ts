// The client as an npm package: what is in it, its types, and the suite in Node and in Chromium.

import assert from "node:assert/strict";
import { type Host, resumeMessages, startHost } from "./suite/host.ts";
import { runBot, runBridge } from "./suite/run_examples.ts";
import { runInBrowser } from "./suite/run_in_browser.ts";
import type { NodeOptions } from "./suite/run_in_node.ts";
import { stepNames } from "./suite/suite.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/** A program's folder, in which the package is installed beside `ws`. */
async function programFolder() {
  const path = await Deno.makeTempDir({ prefix: "trio-client-" });
  const making = ["run", "--config", "deno.dev.json", "--no-check", "--allow-all"];
  await output(Deno.execPath(), [...making, "tests/client/suite/make_program.ts", path], root);
  const installed = `${path}/node_modules/@trio/client`;
  return { path, installed, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** What a program prints; fails with what it complains of. */
async function output(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, { args: [...args], cwd })
    .output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stderr));
  return decoder.decode(stdout);
}

/** The host's hand for a program in another process. */
function serveHand(host: Host) {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async ({ url }) => {
      await host.act(new URL(url).pathname.slice(1) as Parameters<Host["act"]>[0]);
      return new Response();
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, [Symbol.asyncDispose]: () => server.shutdown() };
}

const consumer = `
import { createSession, type GroupId, Position, type SessionEvent, TrioError } from "@trio/client";
const session = createSession({ url: "http://localhost:8000", token: "a token" });
session.on("message", ({ group, message }) => {
  const id: GroupId = group;
  if (message.kind === "text") session.send(id, message.text, { reply: message.seq });
  // @ts-expect-error: no message has it
  message.nothing;
});
export const seq = (event: SessionEvent) => event.type === "lost" ? event.seq : 0;
export const code = (error: unknown) => error instanceof TrioError ? error.code : "";
// @ts-expect-error: a server is named by text
createSession({ url: 1, from: new Position() });
`;

Deno.test("[Z171] [Z172] [Z179] the packed client", async (t) => {
  await using program = await programFolder();
  await t.step(
    "[Z171] npm packs what a program needs, and no more, without a network",
    async () => {
      const told = await output(
        "npm",
        ["pack", "--offline", "--dry-run", "--json"],
        program.installed,
      );
      const [{ name, files }] = JSON.parse(told);
      const paths = files.map(({ path }: { readonly path: string }) => path);
      const others = paths.filter((path: string) => !path.startsWith("types/"));
      assert.deepEqual([name, ...others.sort()], [
        "@trio/client",
        ...["LICENSE", "README.md", "index.js", "package.json"],
      ]);
      const script = await Deno.readTextFile(`${program.installed}/index.js`);
      assert.equal(/\bimport\b|\b(document|window|localStorage)\b\\./.exec(script), null);
    },
  );
  await t.step("[Z171] its types are those that a program is checked by", async () => {
    await Deno.writeTextFile(`${program.path}/consumer.ts`, consumer);
    await output(Deno.execPath(), ["check", "--no-lock", "consumer.ts"], program.path);
  });
  await t.step("[Z172] the suite holds in Node", async () => {
    await using host = await startHost();
    await using hand = serveHand(host);
    const { url, people } = host;
    const options: NodeOptions = { url, people, resumeMessages, control: hand.url };
    const told = await output("node", ["in_node.js", JSON.stringify(options)], program.path);
    assert.deepEqual(JSON.parse(told), stepNames);
  });
  await t.step("[Z172] the suite holds in Chromium", async () => {
    await using host = await startHost();
    const scripts = {
      "client.js": await Deno.readTextFile(`${program.installed}/index.js`),
      "page.js": await Deno.readTextFile(`${program.path}/page.js`),
    };
    assert.deepEqual(await runInBrowser(host, scripts), stepNames);
  });
  await t.step("[Z179] the examples do what they say, as they stand", async () => {
    for (const file of ["bot.js", "bridge.js"]) {
      await Deno.copyFile(`${root}client/examples/${file}`, `${program.path}/${file}`);
    }
    await using host = await startHost();
    await runBridge(host, program.path, await runBot(host, program.path));
  });
});
