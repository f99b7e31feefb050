// What the mouse and the finger do in the menus and in the composer, in real Chromium.

import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { english, sees } from "../support/browser/browser.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import { type Guest, letIn } from "../support/browser/guest.ts";
import { formTrio, type Trio } from "../support/server/trio.ts";

interface House {
  readonly browser: Browser;
  readonly url: string;
  readonly trio: Trio;
}

Deno.test("[W120] [W121] menus and the composer by mouse and by finger", async (t) => {
  await using opened = await openHouse();
  const { browser, server: { url } } = opened;
  const house: House = { browser, url, trio: await formTrio(url, "menu") };
  await t.step(
    "[W120] a menu's tick is ticked by a click on its words, and the menu stays open",
    () => tickByWords(house, false),
  );
  await t.step("[W120] and by a tap on them", () => tickByWords(house, true));
  await t.step(
    "[W121] a text whose frame is too large is not sent: the composer says so, and what is said next goes",
    () => writeTooMuch(house),
  );
});

async function inChat({ browser, url, trio }: House, hasTouch: boolean): Promise<Guest> {
  const place = { url, path: `/groups/${trio.group}`, person: trio.people[hasTouch ? 1 : 0] };
  return await letIn(browser, place, { hasTouch });
}

async function tickByWords(house: House, hasTouch: boolean): Promise<void> {
  const guest = await inChat(house, hasTouch);
  const { page } = guest;
  await page.getByRole("button", { name: "About this trio" }).click();
  await page.locator(".member summary").first().click();
  for (const words of [/^Mute$/, /^I’d like to meet /]) {
    const tick = page.getByRole("checkbox", { name: words });
    const label = page.locator(".menu-panel .tick span", { hasText: words }).first();
    if (hasTouch) await label.tap();
    else await label.click();
    assert.ok(await tick.first().isVisible(), `The menu has closed over ${words}`);
    await page.locator(".menu-panel .tick:has(:checked)", { hasText: words }).waitFor();
  }
  await page.locator(".menu-panel .why").first().click();
  await page.keyboard.press("Escape");
  await page.locator(".menu-panel").waitFor({ state: "detached" });
  assert.deepEqual(guest.complaints, []);
  await guest.context.close();
}

async function writeTooMuch(house: House): Promise<void> {
  const guest = await inChat(house, false);
  const { page } = guest;
  const box = page.getByLabel(english.write);
  await box.fill("\u0001".repeat(3_500));
  await page.getByText("This text is too long.").waitFor();
  assert.equal(await box.getAttribute("aria-invalid"), "true");
  const described = await box.evaluate((one) =>
    one.getAttribute("aria-describedby")?.split(" ").map((id) =>
      document.getElementById(id)?.textContent
    )
  );
  assert.ok(
    described?.includes("This text is too long. Shorten it."),
    `It is described by ${described}`,
  );
  assert.ok(await page.getByRole("button", { name: "Send" }).isDisabled());
  await box.press("Enter");
  await box.fill("short again");
  await box.press("Enter");
  await sees({ name: "", ...guest }, "short again");
  assert.deepEqual(guest.complaints, []);
  await guest.context.close();
}
