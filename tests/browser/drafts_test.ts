// What is typed and not sent, in real Chromium: kept from the first key on, gone with the sending,
// in every tab.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { english } from "../support/browser/browser.ts";
import { type BrowserHouse, openHouse } from "../support/browser/browser_house.ts";
import { type Guest, letIn, openTab, until } from "../support/browser/guest.ts";
import { arrive, formTrio, type Trio } from "../support/server/trio.ts";

interface Desk {
  readonly guest: Guest;
  readonly path: string;
  /** Of another trio of the same user. */
  readonly otherPath: string;
}

Deno.test("[W233] [W234] [W235] drafts in real Chromium", async (t) => {
  await using house = await openHouse();
  const desk = await sitDown(house);
  await t.step(
    "[W233] what was typed a moment before the tab is closed is there again, what was sent is not",
    () => closeAtOnce(desk),
  );
  await t.step(
    "[W234] what one tab has typed or sent, another tab of the same browser offers, or offers no more",
    () => mirror(desk),
  );
  await t.step(
    "[W235] a half-made edit is there after another trio and after a reload, beside the draft",
    () => editByHalves(desk),
  );
  assert.deepEqual(desk.guest.complaints, []);
  await desk.guest.context.close();
});

async function sitDown({ browser, server: { url } }: BrowserHouse): Promise<Desk> {
  const trio = await formTrio(url, "draft");
  const other = await joinAnother(url, trio);
  const path = `/groups/${trio.group}`;
  const guest = await letIn(browser, { url, path, person: trio.people[0] });
  return { guest, path, otherPath: `/groups/${other}` };
}

async function joinAnother(url: string, { group, people: [person] }: Trio): Promise<string> {
  const anyone = { criteria: { sex: "any", age: null, widen: false } };
  for (const one of [person, await arrive(url, "draft.x"), await arrive(url, "draft.y")]) {
    await one.put("/api/ticket", anyone);
  }
  const { body } = await person.get<{ groups: { id: string }[] }>("/api/groups");
  return body.groups.find(({ id }) => id !== group)?.id ?? "";
}

const box = (page: Page) => page.getByLabel(english.write);
const hasTyped = (page: Page, text: string) =>
  until(async () => await box(page).inputValue() === text);

async function closeAtOnce({ guest, path }: Desk): Promise<void> {
  for (let nth = 1; nth <= 3; nth++) {
    const page = await openTab(guest, path);
    await hasTyped(page, nth === 1 ? "" : `Half a thought ${nth - 1}`);
    await box(page).fill("");
    await page.keyboard.type(`Half a thought ${nth}`);
    await page.close();
  }
  const page = await openTab(guest, path);
  await hasTyped(page, "Half a thought 3");
  for (let nth = 1; nth <= 3; nth++) {
    await box(page).fill("");
    await page.keyboard.type(`A whole one ${nth}`);
    await page.waitForTimeout(200);
    await page.keyboard.press("Enter");
    await page.reload();
    await page.locator(".said:not(.pending)", { hasText: `A whole one ${nth}` }).waitFor();
    assert.equal(await box(page).inputValue(), "");
  }
  await page.close();
}

async function mirror({ guest, path }: Desk): Promise<void> {
  const { page: one } = guest;
  const other = await openTab(guest, path);
  await box(one).fill("From the fir");
  await hasTyped(other, "From the fir");
  await other.reload();
  await hasTyped(other, "From the fir");
  await box(one).fill("From the first tab");
  await box(one).press("Enter");
  await hasTyped(other, "");
  await other.locator(".said:not(.pending)", { hasText: "From the first tab" }).waitFor();
  await other.reload();
  await other.locator(".said:not(.pending)", { hasText: "From the first tab" }).waitFor();
  assert.equal(await box(other).inputValue(), "");
  await other.close();
  await one.locator(".said:not(.pending)", { hasText: "From the first tab" }).waitFor();
}

async function editByHalves({ guest: { page }, path, otherPath }: Desk): Promise<void> {
  await box(page).press("ArrowUp");
  await page.getByText("Editing a message").waitFor();
  await hasTyped(page, "From the first tab");
  await box(page).fill("From the first tab, chang");
  await page.locator(`a[href="${otherPath}"]`).click();
  await page.waitForURL(`**${otherPath}`);
  await hasTyped(page, "");
  assert.equal(await page.getByText("Editing a message").count(), 0);
  await page.locator(`a[href="${path}"]`).click();
  await hasTyped(page, "From the first tab, chang");
  await page.reload();
  await hasTyped(page, "From the first tab, chang");
  await page.getByText("Editing a message").waitFor();
  await box(page).press("Enter");
  await page.locator(".said", { hasText: "From the first tab, chang" }).getByText("edited")
    .waitFor();
  await hasTyped(page, "");
  await page.reload();
  await page.locator(".said", { hasText: "From the first tab, chang" }).waitFor();
  assert.equal(await page.getByText("Editing a message").count(), 0);
}
