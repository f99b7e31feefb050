// Where a chat opens, in real Chromium: at the first unread text, from wherever it is opened, and
// what is unread stays so until the end was seen.

import assert from "node:assert/strict";
import type { BrowserContextOptions, Page } from "playwright-core";
import { english } from "../support/browser/browser.ts";
import { type BrowserHouse, openHouse } from "../support/browser/browser_house.ts";
import { isAllRead, isKept, letIn, sayAll, tellsUnread, until } from "../support/browser/guest.ts";
import { formTrio, type Trio } from "../support/server/trio.ts";

const env = { FRAMES_PER_SECOND: "100000", BURST: "100000" };
const desktop: BrowserContextOptions = { viewport: { width: 1000, height: 740 } };
const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 740 },
  hasTouch: true,
  isMobile: true,
};

Deno.test("[W237] [W238] where a chat opens in real Chromium", async (t) => {
  await using house = await openHouse(env);
  const trio = await formTrio(house.server.url, "open");
  const devices = [["desktop", desktop, [20, 120, 500]], ["phone", phone, [60, 250]]] as const;
  for (const [name, device, counts] of devices) {
    for (const from of ["address", "home", "kept"] as const) {
      await t.step(
        `[W237] on a ${name}, by ${from}, it opens at the first unread text, under a line, and nothing is read before its end was seen`,
        async () => {
          for (const count of counts) {
            await openUnread(house, { trio, device, from, count });
          }
        },
      );
    }
  }
  await t.step(
    "[W237] a reader at the end who looked away comes back to the first text that came meanwhile",
    () => comeBack(house, trio),
  );
  await t.step(
    "[W238] the menu of one's own newest text, edited and reacted to, is whole on the screen",
    () => openMenu(house, trio),
  );
});

interface Opening {
  readonly trio: Trio;
  readonly device: BrowserContextOptions;
  /** `kept`: by address, where the log was seen before. */
  readonly from: "address" | "home" | "kept";
  readonly count: number;
}

async function say(trio: Trio, texts: readonly string[]): Promise<void> {
  const line = await trio.people[1].connect();
  await line.hello();
  await sayAll(line, trio.group, texts);
  await line.close();
}

const newTexts = (count: number) =>
  Array.from({ length: count }, (_, at) => `New ${at} of ${count}`);

async function openUnread(house: BrowserHouse, { trio, device, from, count }: Opening) {
  const { browser, server: { url } } = house;
  const path = `/groups/${trio.group}`;
  const start = from === "kept" ? path : "/groups";
  const person = trio.people[0];
  const { context, page, complaints } = await letIn(browser, { url, path: start, person }, device);
  if (from === "kept") {
    const mark = `Seen before ${crypto.randomUUID()}`;
    await say(trio, [mark]);
    await page.locator(".said", { hasText: mark }).waitFor();
    await isAllRead(person);
    await until(() => page.evaluate(isKept, mark));
  } else await page.locator(".trio").waitFor();
  if (from === "home") {
    await say(trio, newTexts(count));
    await page.waitForFunction(tellsUnread, count);
    await page.locator(".trio").click();
  } else {
    await page.goto("about:blank");
    await say(trio, newTexts(count));
    await page.goto(path);
  }
  await isAtUnread(page, `New 0 of ${count}`);
  await page.waitForFunction(tellsUnread, count);
  await page.waitForTimeout(700);
  await isAtUnread(page, `New 0 of ${count}`);
  const { body } = await person.get<{ groups: { unread: number }[] }>("/api/groups");
  assert.deepEqual(body.groups.map(({ unread }) => unread), [count], "It was read unseen");
  await page.getByRole("button", { name: `${count} new` }).click();
  await page.locator(".said", { hasText: `New ${count - 1} of ${count}` }).waitFor();
  await isAllRead(person);
  await page.waitForFunction(tellsUnread, 0);
  assert.deepEqual(complaints, []);
  await context.close();
}

/** The line and the first text below it are on the screen. */
async function isAtUnread(page: Page, first: string): Promise<void> {
  await page.locator(".unread-line").waitFor();
  const where = () =>
    page.evaluate((first) => {
      const log = document.querySelector(".log")?.getBoundingClientRect();
      const line = document.querySelector(".unread-line")?.getBoundingClientRect();
      const text = [...document.querySelectorAll(".said .bubble")].find((one) =>
        one.textContent === first
      )?.getBoundingClientRect();
      if (!log || !line || !text) return "not drawn";
      const isShown = line.top >= log.top && line.bottom <= text.top && text.bottom <= log.bottom;
      return isShown ? "shown" : `log ${log.top}–${log.bottom}, line ${line.top}, text ${text.top}`;
    }, first);
  const end = Date.now() + 5_000;
  while (await where() !== "shown") assert.ok(Date.now() < end, await where());
}

async function comeBack({ browser, server: { url } }: BrowserHouse, trio: Trio): Promise<void> {
  const path = `/groups/${trio.group}`;
  const { context, page } = await letIn(browser, { url, path, person: trio.people[0] });
  await say(trio, ["You see this one"]);
  await page.locator(".said", { hasText: "You see this one" }).waitFor();
  await isAllRead(trio.people[0]);
  await look(page, false);
  await say(trio, newTexts(40));
  await page.waitForFunction(tellsUnread, 40);
  await look(page, true);
  await isAtUnread(page, "New 0 of 40");
  await page.waitForTimeout(700);
  assert.ok(await page.evaluate(tellsUnread, 40), "It was read unseen");
  await page.getByRole("button", { name: "40 new" }).click();
  await page.waitForFunction(tellsUnread, 0);
  await context.close();
}

/** As if another window took the focus, or gave it back. */
async function look(page: Page, hasFocus: boolean): Promise<void> {
  await page.evaluate((hasFocus) => {
    document.hasFocus = () => hasFocus;
    dispatchEvent(new Event(hasFocus ? "focus" : "blur"));
  }, hasFocus);
}

async function openMenu({ browser, server: { url } }: BrowserHouse, trio: Trio): Promise<void> {
  const path = `/groups/${trio.group}`;
  for (const device of [desktop, phone]) {
    const { context, page } = await letIn(browser, { url, path, person: trio.people[0] }, device);
    const words = `Mine ${crypto.randomUUID()}`;
    await page.getByLabel(english.write).fill(words);
    await page.getByRole("button", { name: "Send" }).click();
    const line = page.locator(".said:not(.pending)", { hasText: words });
    await line.waitFor();
    const menu = line.locator(".line-menu");
    await line.locator(".line-more").click();
    await line.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByLabel(english.write).fill(`${words}, put right`);
    await page.getByRole("button", { name: "Save" }).click();
    await line.getByText("edited").waitFor();
    for (const emoji of ["👍", "😂"]) {
      await line.locator(".line-more").click();
      await line.getByRole("button", { name: `React with ${emoji}` }).click();
      await line.locator(".reactions", { hasText: emoji }).waitFor();
    }
    await line.locator(".line-more").click();
    await menu.waitFor();
    await page.waitForTimeout(300);
    const { menuBox, logBox } = await menu.evaluate((one) => ({
      menuBox: one.getBoundingClientRect().toJSON(),
      logBox: one.closest(".log")?.getBoundingClientRect().toJSON(),
    }));
    assert.ok(menuBox.top >= logBox.top, "Its top is cut off");
    assert.ok(menuBox.bottom <= logBox.bottom, `${menuBox.bottom} is below ${logBox.bottom}`);
    await context.close();
  }
}
