// A server that stalls, and a window that is shown and not looked at, in real Chromium.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { english } from "../support/browser/browser.ts";
import { type BrowserHouse, openHouse } from "../support/browser/browser_house.ts";
import { isAllRead, isKept, letIn, sayAll, tellsUnread, until } from "../support/browser/guest.ts";
import { formTrio, type Trio } from "../support/server/trio.ts";

Deno.test("[W236] [W239] a server that stalls, and a window that is not looked at", async (t) => {
  await using house = await openHouse();
  await t.step(
    "[W239] what comes into a window without the focus is not read before the focus is back",
    () => lookElsewhere(house),
  );
  await t.step(
    "[W236] while the server stalls, the page that was kept is there within 5 s, and goes on with the server",
    () => stall(house),
  );
});

async function say(trio: Trio, text: string): Promise<void> {
  const line = await trio.people[1].connect();
  await line.hello();
  await sayAll(line, trio.group, [text]);
  await line.close();
}

async function lookElsewhere({ browser, server: { url } }: BrowserHouse): Promise<void> {
  const trio = await formTrio(url, "focus");
  const path = `/groups/${trio.group}`;
  const { context, page, complaints } = await letIn(browser, { url, path, person: trio.people[0] });
  await say(trio, "You see this one");
  await page.locator(".said", { hasText: "You see this one" }).waitFor();
  await isAllRead(trio.people[0]);
  await focus(page, false);
  await say(trio, "You are elsewhere");
  await page.locator(".said", { hasText: "You are elsewhere" }).waitFor();
  await page.waitForFunction(tellsUnread, 1);
  await page.getByText("New messages").waitFor();
  await page.waitForTimeout(1_000);
  assert.ok(await page.evaluate(tellsUnread, 1), "It counts as read without the focus");
  await focus(page, true);
  await page.waitForFunction(tellsUnread, 0);
  await isAllRead(trio.people[0]);
  assert.deepEqual(complaints, []);
  await context.close();
}

/** Playwright's pages always have the focus: here the test answers for the system. */
async function focus(page: Page, hasFocus: boolean): Promise<void> {
  await page.evaluate((hasFocus) => {
    document.hasFocus = () => hasFocus;
    dispatchEvent(new Event(hasFocus ? "focus" : "blur"));
  }, hasFocus);
}

async function stall({ browser, server }: BrowserHouse): Promise<void> {
  const trio = await formTrio(server.url, "stall");
  const path = `/groups/${trio.group}`;
  const { context, page } = await letIn(browser, { url: server.url, path, person: trio.people[0] });
  await say(trio, "Said before the stall");
  await page.locator(".said", { hasText: "Said before the stall" }).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await until(() => page.evaluate(() => navigator.serviceWorker.controller !== null));
  await until(() => page.evaluate(isKept, "Said before the stall"));
  Deno.kill(server.pid, "SIGSTOP");
  const begun = Date.now();
  try {
    await page.goto(path, { waitUntil: "commit" });
    await page.locator(".said", { hasText: "Said before the stall" }).waitFor();
    assert.ok(Date.now() - begun < 5_000, `The kept page took ${Date.now() - begun} ms`);
    await page.getByText("Offline: what you write is kept").waitFor();
  } finally {
    Deno.kill(server.pid, "SIGCONT");
  }
  await page.getByText("Offline: what you write is kept").waitFor({ state: "detached" });
  await page.getByLabel(english.write).fill("Said after the stall");
  await page.getByLabel(english.write).press("Enter");
  await page.locator(".said:not(.pending)", { hasText: "Said after the stall" }).waitFor();
  await context.close();
}
