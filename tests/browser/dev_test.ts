// `deno task dev` on a copy of the project, in real Chromium: what is changed there is served and
// shown by itself.

import assert from "node:assert/strict";
import { taskWords } from "../../tools/task_words.ts";
import { Client } from "../../tools/client.ts";
import { english, openBrowser, signUp, visit } from "../support/browser/browser.ts";
import { until } from "../support/browser/guest.ts";
import { lastingPort } from "../../tools/lasting_port.ts";
import { startDev } from "../support/server/process.ts";
import { copyFolder } from "../support/store/kept.ts";
import { emptyFolder, giveDatabase } from "../support/store/kept_pglite.ts";

const root = new URL("../../", import.meta.url);
const parts = [
  ...["deno.json", "deno.lock", "main.ts", "settings.ts"],
  ...["protocol", "logging", "client", "settings", "actors", "db", "routes", "cluster"],
  ...["web", "tools", "docs"],
];

/** The program's files alone: its packages are put beside them at the first run. */
async function copyProject(to: string): Promise<URL> {
  const from = decodeURIComponent(root.pathname);
  for (const part of parts) await copyFolder(from + part, `${to}/${part}`);
  return new URL(`file://${to}/`);
}

async function change(file: URL, from: string, to: string): Promise<void> {
  const text = await Deno.readTextFile(file);
  assert.ok(text.includes(from), `${file} has no "${from}"`);
  await Deno.writeTextFile(file, text.replaceAll(from, to));
}

Deno.test("[H24] what is changed is built, served and shown by itself, sessions are kept, and the build knows nothing of it", async () => {
  await using folder = await emptyFolder("trio-dev-");
  const project = await copyProject(folder.path);
  await Deno.mkdir(`${folder.path}/data`);
  await giveDatabase(`${folder.path}/data`);
  await using browser = await openBrowser();
  await using dev = await startDev(project, {
    HOST: "127.0.0.1",
    PORT: String(lastingPort()),
    DATABASE_URL: "",
    DATA_DIR: "",
  });
  const visitor = await visit(browser, dev.url, "anna", { locale: "en-GB" });
  await signUp(visitor, english);
  const find = (name: string) => visitor.page.getByRole("button", { name }).waitFor();
  await find("Find two people");

  await change(new URL("web/i18n/en.ts", project), "Find two people", "Find two new people");
  await find("Find two new people");

  const health = async () => {
    const answer = await new Client(dev.url).get<{ version: string }>("/healthz").catch(() => null);
    return answer?.body.version;
  };
  await change(new URL("deno.json", project), '"version": "', '"version": "9.');
  await until(async () => (await health())?.startsWith("9.") ?? false);

  const page = new URL("web/page.tsx", project);
  await change(page, "import", "imp ort");
  await until(async () => await health() !== undefined && dev.output().includes("page.tsx:"));
  assert.ok((await health())?.startsWith("9."), "What was there goes on");
  await change(page, "imp ort", "import");
  await change(new URL("web/i18n/en.ts", project), "Find two new people", "Find people");
  await find("Find people");

  assert.equal((await dev.stop()).code, 0);
  const index = new URL("web/dist/index.html", project);
  assert.match(await Deno.readTextFile(index), /reload/);
  const args = await taskWords(project, { task: "build", file: "web/build/build.ts" });
  await new Deno.Command(Deno.execPath(), { args, cwd: project }).output();
  assert.doesNotMatch(await Deno.readTextFile(index), /reload/);
  const assets = await Array.fromAsync(Deno.readDir(new URL("web/dist/assets", project)));
  assert.deepEqual(assets.filter(({ name }) => name.includes("reload")), []);
});
