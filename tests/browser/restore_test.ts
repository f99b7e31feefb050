// A page whose database was put back to an earlier state by the operator's commands, in real
// Chromium: what it shows is what the others see, at once and after a reload.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type BrowserHouse, openHouse } from "../support/browser/browser_house.ts";
import { isKept, letIn, sayAll, until } from "../support/browser/guest.ts";
import { type AdminDone, runAdmin } from "../support/server/admin_command.ts";
import { startServer } from "../support/server/process.ts";
import { formTrio } from "../support/server/trio.ts";

const words = (from: number, to: number, what: string) =>
  Array.from({ length: to - from + 1 }, (_, at) => `${what} ${from + at}`);

Deno.test("[W160] [W351] after a restore a page drops the lost lines and shows those that took their place, also after a reload", async () => {
  await using house = await openHouse({ BURST: "200" });
  const { group, people: [anna, bob] } = await formTrio(house.server.url, "back");
  const say = async (texts: readonly string[]) => {
    const line = await bob.connect();
    await line.hello();
    await sayAll(line, group, texts);
    await line.close();
  };
  await say(words(2, 10, "kept"));
  const file = `${house.dataDir}.backup`;
  await succeeds(runAdmin(house.dataDir, "backup", file));
  await say(words(11, 15, "lost"));
  const guest = await letIn(house.browser, {
    url: house.server.url,
    path: `/groups/${group}`,
    person: anna,
  });
  const { page } = guest;
  await page.locator(".bubble", { hasText: "lost 15" }).waitFor();
  await until(() => page.evaluate(isKept, "lost 15"));
  await page.goto("about:blank");
  await restart(house, async () => {
    await Deno.remove(house.dataDir, { recursive: true });
    await succeeds(runAdmin(house.dataDir, "restore", file));
    await Deno.remove(file);
  });
  await say(words(11, 17, "new"));
  await page.goto(`${house.server.url}/groups/${group}`);
  await shows(page);
  await page.getByText("The server was put back to an earlier state.").waitFor();
  await page.reload();
  await shows(page);
  await guest.context.close();
});

async function shows(page: Page): Promise<void> {
  await page.locator(".bubble", { hasText: "new 17" }).waitFor();
  await page.locator(".bubble", { hasText: "new 11" }).waitFor();
  await page.locator(".bubble", { hasText: "lost" }).first().waitFor({ state: "detached" });
  const shown = await page.locator(".bubble").allTextContents();
  const texts = shown.flatMap((text) => text.match(/(kept|lost|new) \d+/)?.[0] ?? []);
  assert.deepEqual(texts, [...words(2, 10, "kept"), ...words(11, 17, "new")]);
}

async function restart(house: BrowserHouse, meanwhile: () => Promise<void>): Promise<void> {
  const { port } = new URL(house.server.url);
  await house.server.stop();
  await meanwhile();
  house.server = await startServer({
    dataDir: house.dataDir,
    env: { PORT: port, BURST: "200" },
  });
}

async function succeeds(done: Promise<AdminDone>): Promise<void> {
  const { code, wrong } = await done;
  assert.equal(code, 0, wrong);
}
