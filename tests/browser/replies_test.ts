// Answers, the search, and what one shows of oneself, in real Chromium.

import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { assertFits, english, openAccount } from "../support/browser/browser.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import { type Guest, letIn, readAll, sayAll } from "../support/browser/guest.ts";
import { formTrio, type Trio } from "../support/server/trio.ts";

interface House {
  readonly browser: Browser;
  readonly url: string;
  readonly trio: Trio;
}

Deno.test("[W330] [W331] [W332] answers, the search and what one shows of oneself", async (t) => {
  await using opened = await openHouse({ BURST: "1000" });
  const { browser, server: { url } } = opened;
  const house: House = { browser, url, trio: await formTrio(url, "answers") };
  const { group, people: [anna, bob] } = house.trio;
  const line = await anna.connect();
  await line.hello();
  const texts = Array.from({ length: 260 }, (_, at) => `line ${at + 1}`);
  texts[2] = "Where is the café, after all?";
  await sayAll(line, group, texts);
  await line.close();
  await readAll(bob, group);
  await t.step(
    "[W330] a text is answered from its menu, by a key and by a finger, and the answer leads to it",
    () => answer(house),
  );
  await t.step(
    "[W331] a search finds what is not loaded, and leads to its line",
    () => search(house),
  );
  await t.step("[W332] what one shows is switched on the account's page", () => share(house));
});

async function inChat({ browser, url, trio }: House, at: 0 | 1, options = {}): Promise<Guest> {
  const place = { url, path: `/groups/${trio.group}`, person: trio.people[at] };
  const guest = await letIn(browser, place, options);
  await guest.page.locator(".bubble").last().waitFor();
  return guest;
}

const lineOf = (page: Page, words: string) =>
  page.locator(".said", { has: page.locator(".bubble", { hasText: words }) });

async function send(page: Page, words: string): Promise<void> {
  await page.getByLabel(english.write).fill(words);
  await page.getByLabel(english.write).press("Enter");
  await lineOf(page, words).and(page.locator(":not(.pending)")).waitFor();
}

async function answer(house: House): Promise<void> {
  const guest = await inChat(house, 1);
  const { page } = guest;
  // By the menu.
  await lineOf(page, "line 260").getByRole("button", { name: /^React/ }).click();
  await page.getByRole("button", { name: "Reply", exact: true }).click();
  await page.locator(".editing", { hasText: /Reply to answers-\S+ line 260/ }).waitFor();
  assert.ok(await page.getByLabel(english.write).evaluate((one) => one === document.activeElement));
  // It is a draft, and stays over a reload; Escape lets go of it.
  await page.getByLabel(english.write).fill("half an answer");
  await page.reload();
  await page.locator(".editing", { hasText: "line 260" }).waitFor();
  await page.getByLabel(english.write).press("Escape");
  await page.locator(".editing").waitFor({ state: "detached" });
  // By a key on the line.
  await lineOf(page, "line 259").getByRole("button", { name: /^React/ }).focus();
  await page.keyboard.press("r");
  await page.locator(".editing", { hasText: "line 259" }).waitFor();
  await send(page, "an answer by key");
  await page.locator(".editing").waitFor({ state: "detached" });
  await lineOf(page, "an answer by key").locator(".quote", { hasText: "line 259" }).waitFor();
  await guest.context.close();
  await swipe(house);
  await lead(house);
  assert.deepEqual(guest.complaints, []);
}

async function swipe(house: House): Promise<void> {
  const { context, page } = await inChat(house, 1, {
    hasTouch: true,
    viewport: { width: 320, height: 640 },
  });
  const bubble = page.locator(".said .bubble", { hasText: "line 260" });
  const box = await bubble.boundingBox();
  assert.ok(box);
  const [x, y] = [box.x + 10, box.y + box.height / 2];
  const session = await context.newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", by: number) =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [{ x: x + by, y }],
    });
  await touch("touchStart", 0);
  for (let by = 5; by <= 80; by += 5) await touch("touchMove", by);
  await touch("touchEnd", 80);
  await page.locator(".editing", { hasText: "line 260" }).waitFor();
  await assertFits({ name: "", page, complaints: [] }, "A chat with an answer begun");
  await context.close();
}

/** An answer to a text that is not loaded yet. */
async function lead(house: House): Promise<void> {
  const line = await house.trio.people[0].connect();
  await line.hello();
  const id = crypto.randomUUID() as never;
  line.send({ type: "send", group: house.trio.group, id, text: "see above", reply: 11 });
  await line.next((frame) => frame.type === "message" && frame.message.id === id);
  await line.close();
  await readAll(house.trio.people[1], house.trio.group);
  const { context, page } = await inChat(house, 1);
  const quote = lineOf(page, "see above").locator(".quote");
  assert.match(await quote.innerText(), /an earlier message/);
  await quote.click();
  const sought = page.locator('[data-seq="11"]');
  await sought.waitFor();
  await page.locator('[data-seq="11"].sought').waitFor();
  await isInSight(page, 11);
  await page.getByRole("button", { name: /^Latest/ }).click();
  await lineOf(page, "see above").locator(".quote", { hasText: "line 10" }).waitFor();
  await context.close();
}

async function isInSight(page: Page, seq: number): Promise<void> {
  await page.waitForFunction((wanted) => {
    const [line, log] = [`[data-seq="${wanted}"]`, ".log"].map((one) =>
      document.querySelector(one)?.getBoundingClientRect()
    );
    return line && log && line.top >= log.top && line.bottom <= log.bottom;
  }, seq);
}

async function search(house: House): Promise<void> {
  const { context, page, complaints } = await inChat(house, 1, {
    viewport: { width: 320, height: 640 },
  });
  const open = async () => {
    await page.getByRole("button", { name: "About this trio" }).click();
    await page.getByRole("button", { name: "Search", exact: true }).click();
  };
  await open();
  const field = page.getByRole("searchbox");
  await field.fill("!");
  await field.press("Enter");
  await page.getByText("Type at least one letter or digit.").waitFor();
  // Words are searched for while they are typed.
  await field.fill("nowhere");
  await page.getByText("Nothing found.").waitFor();
  await field.fill("line");
  await field.press("Enter");
  await page.getByText("The 20 latest messages found").waitFor();
  await page.getByRole("button", { name: "Show older ones" }).click();
  await page.getByText("The 40 latest messages found").waitFor();
  await field.fill("CAFE aft");
  await field.press("Enter");
  await page.getByText("1 message found").waitFor();
  assert.deepEqual(await page.locator(".found mark").allInnerTexts(), ["café", "after"]);
  await assertFits({ name: "", page, complaints: [] }, "The search");
  await page.locator(".found button").click();
  await page.getByRole("searchbox").waitFor({ state: "detached" });
  await isInSight(page, 4);
  // The way back closes the search, and stays in the chat.
  await open();
  await page.getByRole("searchbox").waitFor();
  await page.goBack();
  await page.getByRole("searchbox").waitFor({ state: "detached" });
  assert.match(page.url(), /\/groups\/./);
  assert.deepEqual(complaints, []);
  await context.close();
}

async function share(house: House): Promise<void> {
  const { context, page, complaints } = await inChat(house, 1);
  await openAccount(page);
  const tick = page.getByRole("switch", { name: "What I’ve read" });
  assert.ok(await tick.isChecked());
  await tick.uncheck();
  await page.locator(".sharing:not(:disabled)").waitFor();
  await page.reload();
  await page.getByRole("switch", { name: "When I’m typing" }).waitFor();
  assert.deepEqual(
    await page.locator(".sharing input").evaluateAll((all) =>
      all.map((one) => (one as HTMLInputElement).checked)
    ),
    [false, true, true],
  );
  const { body } = await house.trio.people[1].get<{ preferences: unknown }>("/api/me");
  assert.deepEqual(body.preferences, { receipts: false, typing: true, presence: true });
  assert.deepEqual(complaints, []);
  await context.close();
}
