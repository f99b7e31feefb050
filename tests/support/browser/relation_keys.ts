// What is done about the others, a free seat and a friend, by keys alone: the focus is always seen
// and never lost.

import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { english } from "./browser.ts";
import { tabTo } from "./keyboard.ts";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const hasFocus = (target: Locator) =>
  target.evaluate((element) => element.contains(document.activeElement));

/** Opens the group's menu, and in it what can be done about this member. */
export async function openMemberByKeyboard(page: Page, name: string): Promise<void> {
  await tabTo(page, button(page, "About this trio"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.locator(".member summary", { hasText: name }));
  await page.keyboard.press("Enter");
}

/** Changes the mind about meeting this member again; ends with the focus there. */
export async function wishByKeyboard(page: Page, name: string): Promise<void> {
  const wish = page.getByRole("checkbox", { name: `I’d like to meet ${name} again` });
  if (!await hasFocus(wish)) await tabTo(page, wish);
  await page.keyboard.press("Space");
}

/** Begins a report and leaves it: the focus comes back to the menu. */
export async function reportByKeyboard(page: Page, name: string): Promise<void> {
  await tabTo(page, button(page, `Report ${name}`));
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await tabTo(page, page.getByRole("dialog").getByRole("button", { name: "Send" }));
  await page.keyboard.press("Enter");
  assert.ok(
    await hasFocus(page.getByRole("dialog").getByRole("textbox")),
    "Nothing says what is missing",
  );
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.ok(await hasFocus(button(page, "About this trio")), "The dialog took the focus with it");
}

/** Looks for a third and stops it again, by the same key twice. */
export async function seatByKeyboard(page: Page): Promise<void> {
  await tabTo(page, button(page, "Find one more"));
  await page.keyboard.press("Enter");
  await button(page, "Stop searching").waitFor();
  await page.keyboard.press("Enter");
  await button(page, "Find one more").waitFor();
  assert.ok(
    await hasFocus(button(page, "Find one more")),
    "The seat's button lost the focus",
  );
}

/** On the second page: makes a link, comes to it, and leaves the page's menu by Escape. */
export async function inviteByKeyboard(page: Page): Promise<void> {
  await tabTo(page, page.getByRole("button", { name: english.begin }));
  await page.keyboard.press("Enter");
  await tabTo(page, button(page, "Invite a friend"));
  await page.keyboard.press("Enter");
  const link = page.getByLabel("Link for your friend");
  await link.waitFor();
  await page.waitForFunction(() =>
    document.querySelector(".duo")?.contains(document.activeElement)
  );
  await page.keyboard.press("Tab");
  assert.ok(await hasFocus(link), "The link is not the next stop");
  await tabTo(page, button(page, "Copy"));
  const menu = page.getByRole("button", { name: /Menu$/ });
  await tabTo(page, menu);
  await page.keyboard.press("Enter");
  const account = page.getByRole("link", { name: "Account", exact: true });
  await account.waitFor();
  await page.keyboard.press("Escape");
  await account.waitFor({ state: "detached" });
  assert.ok(await hasFocus(menu), "The menu took the focus with it");
}
