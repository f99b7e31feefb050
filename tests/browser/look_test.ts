// What the page shows when, in real Chromium: the form that a visitor needs, a talk that plays, one
// thing at a time at a match, and no false word on the way out.

import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { askForAnyone, english, openMenu, signUp, visit } from "../support/browser/browser.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import { letIn } from "../support/browser/guest.ts";
import { arrive } from "../support/server/trio.ts";

interface House {
  readonly browser: Browser;
  readonly url: string;
}

Deno.test("[V3] [V4] [V5] [V6] what the page shows when", async (t) => {
  await using opened = await openHouse();
  const house: House = { browser: opened.browser, url: opened.server.url };
  await t.step(
    "[V3] the form opens for a newcomer on signing up, and on logging in where somebody was",
    () => enter(house),
  );
  await t.step(
    "[V4] the made-up talk plays for less than five seconds, or is there at once",
    () => play(house),
  );
  await t.step("[V5] a match is told once, with nothing beside it that is over", () => meet(house));
  await t.step("[V6] who leaves a trio is not told that there is nothing", () => part(house));
});

const tab = (page: Page, name: string) => page.getByRole("tab", { name, selected: true });

async function enter({ browser, url }: House): Promise<void> {
  const visitor = await visit(browser, url, "vera", { locale: "en-GB" });
  const { page } = visitor;
  await tab(page, english.signUpTab).waitFor();
  await signUp(visitor, english);
  await openMenu(page);
  await page.getByRole("button", { name: "Log out" }).click();
  await tab(page, english.logInTab).waitFor();
  await page.reload();
  await tab(page, english.logInTab).waitFor();

  await page.getByLabel(english.password, { exact: true }).fill("a guess that was wrong");
  await page.getByRole("button", { name: "Forgot your password?" }).click();
  assert.equal(await page.getByLabel("New password").inputValue(), "");
  assert.deepEqual(visitor.complaints, []);
  await page.context().close();
}

/** Runs in the page: when the last of what moves in an element stands still, in milliseconds. */
function endOfMotion(element: Element): number {
  const ends = element.getAnimations({ subtree: true }).map((each) =>
    Number(each.effect?.getComputedTiming().endTime)
  );
  return Math.max(0, ...ends);
}

async function play({ browser, url }: House): Promise<void> {
  const context = await browser.newContext({ locale: "fr-FR", baseURL: url });
  const page = await context.newPage();
  await page.goto("/");
  const talk = page.getByRole("figure", { name: "Un exemple" });
  await talk.waitFor();
  const end = await talk.evaluate(endOfMotion);
  assert.ok(end > 1_000 && end < 5_000, `The talk plays for ${end} ms`);
  await page.emulateMedia({ reducedMotion: "reduce" });
  assert.equal(await talk.evaluate(endOfMotion), 0);
  assert.equal(await talk.getByRole("listitem").filter({ visible: true }).count(), 6);
  await context.close();
}

/** Runs in the page: notes each state of the search that is drawn from now on. */
function watchSearch(): void {
  const seen: string[] = [];
  Object.assign(globalThis, { seen });
  const look = () => {
    const parts = [".waiting", ".match", ".find", ".home-empty"];
    const state = parts.filter((part) => document.querySelector(part) !== null).join(" ");
    if (seen.at(-1) !== state) seen.push(state);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  look();
}

/** A match is told in several frames: here the ticket closes long before the group comes. */
async function delayGroups(page: Page): Promise<void> {
  await page.routeWebSocket(/\/ws$/, (route) => {
    route.connectToServer().onMessage((data) => {
      const { type } = JSON.parse(String(data)) as { type: string };
      if (type === "group") setTimeout(() => route.send(data), 300);
      else route.send(data);
    });
  });
}

const seenIn = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);

async function meet({ browser, url }: House): Promise<void> {
  const guest = await letIn(browser, { url, path: "/groups", person: await arrive(url, "walt") });
  const { page } = guest;
  await delayGroups(page);
  await page.reload();
  await askForAnyone(guest, english);
  await page.locator(".waiting").waitFor();
  await page.evaluate(watchSearch);
  for (const name of ["wanda", "will"]) {
    const criteria = { sex: "any", age: null, widen: false };
    await (await arrive(url, name)).put("/api/ticket", { criteria });
  }
  const link = page.getByRole("link", { name: english.openChat });
  await link.waitFor();
  const end = await page.locator(".match").evaluate(endOfMotion);
  assert.ok(end <= 600, `The match moves for ${end} ms`);
  // Longer than the frames of a match are apart.
  await page.waitForTimeout(1_200);
  const seen = await seenIn(page);
  assert.deepEqual(seen.filter((state) => state !== ""), [".waiting", ".match"]);
  await page.emulateMedia({ reducedMotion: "reduce" });
  assert.equal(await page.locator(".match").evaluate(endOfMotion), 0);
  await link.click();
  await page.getByLabel(english.write).waitFor();
  await page.goto("/groups");
  await page.locator(".trio").waitFor();
  assert.equal(await page.locator(".match").count(), 0, "It is told again");
  assert.deepEqual(guest.complaints, []);
  await guest.context.close();
}

async function part({ browser, url }: House): Promise<void> {
  const people = [await arrive(url, "xena"), await arrive(url, "xavi"), await arrive(url, "xara")];
  for (const person of people) {
    await person.put("/api/ticket", { criteria: { sex: "any", age: null, widen: false } });
  }
  const [person] = people;
  assert(person);
  const guest = await letIn(browser, { url, path: "/groups", person });
  const { page } = guest;
  await page.locator(".trio").click();
  await page.getByLabel(english.write).fill("/quit");
  await page.getByLabel(english.write).press("Enter");
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const look = () => {
      const { textContent } = document.body;
      if (textContent?.includes("Nothing here")) seen.push(textContent);
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
  });
  await page.getByRole("dialog").getByRole("button", { name: english.leave }).click();
  await page.getByRole("heading", { name: "Two seats are free" }).waitFor();
  assert.deepEqual(await seenIn(page), []);
  assert.equal(new URL(page.url()).pathname, "/groups");
  assert.deepEqual(guest.complaints, []);
  await guest.context.close();
}
