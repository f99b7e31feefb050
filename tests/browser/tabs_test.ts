// Two tabs of one browser, and a page that gets a new version, in real Chromium.

import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import type { MessageId } from "../../protocol/domain.ts";
import type { Line } from "../../tools/client.ts";
import { english, openMenu } from "../support/browser/browser.ts";
import { type BrowserHouse, openHouse } from "../support/browser/browser_house.ts";
import {
  type Guest,
  isEmpty,
  isKept,
  letIn,
  openTab,
  sayAll,
  tellsUnread,
  until,
} from "../support/browser/guest.ts";
import { formTrio, type Trio } from "../support/server/trio.ts";
import { namesOfShelves, servePage } from "../support/browser/page_versions.ts";

interface Tabs {
  readonly trio: Trio;
  /** Of another member. */
  readonly line: Line;
  readonly guest: Guest;
  readonly one: Page;
  readonly other: Page;
}

Deno.test("[W73] [W74] two tabs, and a page that gets a new version, in real Chromium", async (t) => {
  await using house = await openHouse();
  await t.step(
    "[W73] two tabs of one user show the same, and end together",
    () => together(house),
  );
  await t.step(
    "[W74] a new version is taken while nobody looks, and no stale page is shown",
    () => renew(house.browser),
  );
});

async function together({ browser, server: { url } }: BrowserHouse): Promise<void> {
  const trio = await formTrio(url, "tabs");
  const line = await trio.people[1].connect();
  await line.hello();
  const path = `/groups/${trio.group}`;
  const guest = await letIn(browser, { url, path, person: trio.people[0] });
  const tabs: Tabs = { trio, line, guest, one: guest.page, other: await openTab(guest, path) };
  await sayInBoth(tabs);
  await takeBack(tabs);
  await readInOne(tabs);
  await endBoth(tabs);
  assert.deepEqual(guest.complaints, []);
  await line.close();
  await guest.context.close();
}

const said = (page: Page, text: string) => page.locator(".said:not(.pending)", { hasText: text });

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel(english.write).fill(text);
  await page.getByLabel(english.write).press("Enter");
}

async function sayInBoth({ one, other, line, trio }: Tabs): Promise<void> {
  await write(one, "From the first tab");
  await said(other, "From the first tab").waitFor();
  await write(other, "From the second tab");
  await said(one, "From the second tab").waitFor();
  const seq = await one.locator("[data-seq]").last().getAttribute("data-seq");
  line.send({ type: "read", group: trio.group, seq: Number(seq) });
  for (const page of [one, other]) {
    assert.deepEqual(await page.locator(".said .bubble").allInnerTexts(), [
      "From the first tab",
      "From the second tab",
    ]);
    await page.getByText(/^Read by tabs-/).waitFor({ state: "attached" });
  }
}

/** What its author takes back is in no tab any more, nor in what the browser keeps for both. */
async function takeBack({ one, other, line, trio }: Tabs): Promise<void> {
  const text = "Said in haste";
  await sayAll(line, trio.group, [text]);
  for (const page of [one, other]) await said(page, text).waitFor();
  await until(() => one.evaluate(isKept, text));
  const seq = Number(await said(one, text).getAttribute("data-seq"));
  line.send({ type: "erase", group: trio.group, id: crypto.randomUUID() as MessageId, seq });
  for (const page of [one, other]) await said(page, text).waitFor({ state: "detached" });
  await until(() => one.evaluate(isKept, text).then((isThere) => !isThere));
}

/** What one tab has on its screen is read in the other, where it is not. */
async function readInOne({ one, other, line, trio }: Tabs): Promise<void> {
  await one.goto("/groups");
  await other.goto("/groups");
  await sayAll(line, trio.group, ["Who reads this?"]);
  for (const page of [one, other]) await page.waitForFunction(tellsUnread, 1);
  await one.locator(".trio").click();
  await said(one, "Who reads this?").waitFor();
  for (const page of [one, other]) await page.waitForFunction(tellsUnread, 0);
}

async function endBoth({ one, other }: Tabs): Promise<void> {
  await other.locator(".trio").click();
  await other.getByLabel(english.write).fill("Half a sen");
  await openMenu(one);
  await one.getByRole("button", { name: "Log out" }).click();
  for (const page of [one, other]) {
    await page.getByRole("tablist").waitFor();
    assert.equal(await page.getByText("Who reads this?").count(), 0);
    assert.equal(await page.getByText("You’ve been logged out").count(), 0);
    await until(() => page.evaluate(isEmpty));
  }
  // The draft is written a moment after the last key: not after the end.
  await other.reload();
  await other.getByRole("tablist").waitFor();
  assert.ok(await other.evaluate(isEmpty));
}

async function renew(browser: Browser): Promise<void> {
  await using site = await servePage();
  const context = await browser.newContext({ locale: "en-GB", baseURL: site.url });
  const page = await context.newPage();
  const version = () => page.evaluate(() => document.documentElement.dataset["version"]);
  await page.goto("/");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await until(() => page.evaluate(() => navigator.serviceWorker.controller !== null));
  assert.equal(await version(), "1");

  site.version = 2;
  await page.reload();
  assert.equal(await version(), "2", "with the server there, never a kept page");
  await until(() =>
    page.evaluate(namesOfShelves).then((names) => names.join() === "trio-1,trio-2")
  );

  site.version = 3;
  await page.evaluate(() =>
    navigator.serviceWorker.getRegistration().then((worker) => worker?.update())
  );
  await until(() =>
    page.evaluate(namesOfShelves).then((names) => names.join() === "trio-2,trio-3")
  );
  assert.equal(await version(), "2", "not under the eyes of someone who looks");
  const name = page.getByLabel("Username");
  await name.fill("Half a na");
  await page.evaluate(hide);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));
  assert.equal(await name.inputValue(), "Half a na", "not over a form that is half filled");
  await name.fill("");
  const renewed = page.waitForEvent("load");
  await page.evaluate(hide);
  await renewed;
  assert.equal(await version(), "3");

  site.isDown = true;
  await page.reload();
  assert.equal(await version(), "3", "without the server the newest page is there");
  await page.getByRole("tablist").waitFor();
  await context.close();
}

/** Runs in the page: a browser without windows never hides a tab by itself. */
function hide(): void {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
  // After the answer of this, which the page that it reloads could not give any more.
  setTimeout(() => document.dispatchEvent(new Event("visibilitychange")), 0);
}
