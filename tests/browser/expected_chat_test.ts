// What people expect of any chat, in real Chromium: mentions, long texts, emojis, code, addresses,
// copying, the keys of input methods, a finger that holds, faces, the card of the match.

import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import type { MessageId } from "../../protocol/domain.ts";
import type { Client } from "../../tools/client.ts";
import type { Line } from "../../tools/line.ts";
import { assertFits, english } from "../support/browser/browser.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import { type Guest, isAllRead, letIn, tellsUnread, until } from "../support/browser/guest.ts";
import { wrapAll } from "../support/browser/translator.ts";
import { arrive, formTrio, type Trio } from "../support/server/trio.ts";

interface House {
  readonly browser: Browser;
  readonly url: string;
  readonly trio: Trio;
  readonly names: readonly string[];
  /** Of the second member, whom the guest hears. */
  readonly line: Line;
}

const phone = { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true };

Deno.test("[Q1] [Q2] [Q3] [Q4] [Q5] [Q6] [Q7] [Q8] [Q9] [Q10] [Q11] [Q12] [Q13] [Q14] [Q15] [Q50] [Q53] [Q55] [Q56] what people expect of a chat, in real Chromium", async (t) => {
  await using opened = await openHouse({ BURST: "1000" });
  const { browser, server: { url } } = opened;
  const trio = await formTrio(url, "expect");
  const line = await trio.people[1].connect();
  await line.hello();
  const names = await Promise.all(trio.people.map(nameOf));
  const house: House = { browser, url, trio, names, line };
  await t.step(
    "[Q13] [Q55] the card of the three is the first item, and a face tells more of its member",
    () => meet(house),
  );
  await t.step(
    "[Q6] [Q7] a name is completed by keys and taps, and one's own is marked",
    () => mention(house),
  );
  await t.step(
    "[Q1] a long text is shown whole on demand, and where a quote leads to it",
    () => unfold(house),
  );
  await t.step(
    "[Q3] [Q4] [Q5] emojis, code and addresses have a look of their own",
    () => read(house),
  );
  await t.step("[Q8] a text is copied as it was written", () => copy(house));
  await t.step("[Q9] no order of a composition's events sends", () => compose(house));
  await t.step(
    "[Q10] [Q11] [Q50] [Q53] a finger that rests on a line opens its menu, which Back closes",
    () => hold(house),
  );
  await t.step(
    "[Q12] [Q53] what was new is marked until the reader writes; a menu that grows stays in sight",
    () => leaveAndReturn(house),
  );
  await t.step(
    "[Q14] while the page is translated, answers, edits and names go on",
    () => translate(house),
  );
  await t.step(
    "[Q15] lines move in within a fifth of a second, and not where motion is unwanted",
    () => move(house),
  );
  await t.step(
    "[Q2] [Q56] the lines of a run share one face, and a newcomer has a card of their own",
    () => replaceThird(house),
  );
  await line.close();
});

async function nameOf(person: Client): Promise<string> {
  return (await person.get<{ user: { username: string } }>("/api/me")).body.user.username;
}

async function inChat({ browser, url, trio }: House, options = {}): Promise<Guest> {
  const place = { url, path: `/groups/${trio.group}`, person: trio.people[0] };
  const guest = await letIn(browser, place, options);
  await guest.page.locator(".trio-card").waitFor({ state: "attached" });
  return guest;
}

async function leave({ context, complaints }: Guest): Promise<void> {
  assert.deepEqual(complaints, []);
  await context.close();
}

const box = (page: Page) => page.getByLabel(english.write);
const lineOf = (page: Page, words: string) =>
  page.locator(".said:not(.pending)", { has: page.locator(".bubble", { hasText: words }) });

/** Says a text, and gives its seq. */
async function say({ line, trio }: House, text: string, reply?: number): Promise<number> {
  const id = crypto.randomUUID() as MessageId;
  line.send({ type: "send", group: trio.group, id, text, ...reply !== undefined && { reply } });
  return (await line.next("message", ({ message }) => message.id === id)).message.seq;
}

async function meet(house: House): Promise<void> {
  const guest = await inChat(house, phone);
  const { page } = guest;
  const card = page.locator(".trio-card");
  for (const name of house.names) await card.locator("bdi", { hasText: name }).waitFor();
  await card.getByText("You’re all the same age.").waitFor();
  assert.equal(await page.locator(".lines > [data-seq]").first().locator(".trio-card").count(), 1);
  await page.locator(".chat-header .face").nth(1).tap();
  const person = page.getByRole("dialog", { name: house.names[1] ?? "" });
  await person.getByText(/^\d+ years old$/).waitFor();
  await assertFits({ name: "", page, complaints: [] }, "The card of a member");
  await page.goBack();
  await person.waitFor({ state: "detached" });
  assert.match(page.url(), /\/groups\/./);
  await card.locator(".face").nth(2).tap();
  const third = page.getByRole("dialog", { name: house.names[2] ?? "" });
  await third.getByText(/^I’d like to meet/).waitFor();
  await third.getByRole("button", { name: /^Block / }).tap();
  const block = page.getByRole("dialog", { name: /^Block .*\?$/ });
  await block.getByRole("button", { name: "Cancel" }).tap();
  await block.waitFor({ state: "detached" });
  await leave(guest);
}

async function mention(house: House): Promise<void> {
  const [me = "", second = "", third = ""] = house.names;
  const guest = await inChat(house);
  const { page, page: { keyboard } } = guest;
  await box(page).focus();
  await keyboard.type("Hi @");
  const options = page.getByRole("option");
  assert.deepEqual(await options.locator("bdi").allInnerTexts(), [second, third]);
  await keyboard.press("ArrowDown");
  const chosen = page.getByRole("option", { selected: true });
  assert.equal(await chosen.locator("bdi").innerText(), third);
  assert.equal(
    await box(page).getAttribute("aria-activedescendant"),
    await chosen.getAttribute("id"),
  );
  await keyboard.press("Enter");
  assert.equal(await box(page).inputValue(), `Hi @${third} `);
  await keyboard.type("and @");
  await options.first().waitFor();
  await keyboard.press("Escape");
  assert.equal(await options.count(), 0);
  await keyboard.press("Enter");
  await lineOf(page, `Hi @${third} and @`).waitFor();
  await say(house, `Ask @${me.toUpperCase()}, or @${third}`);
  const marked = lineOf(page, "Ask").locator(".mention");
  await marked.waitFor();
  assert.deepEqual(await marked.allInnerTexts(), [`@${me.toUpperCase()}`]);
  await leave(guest);
  const other = await inChat(house, phone);
  await box(other.page).tap();
  await other.page.keyboard.type("@exp");
  await other.page.getByRole("option", { name: second }).tap();
  assert.equal(await box(other.page).inputValue(), `@${second} `);
  assert.ok(await box(other.page).evaluate((one) => one === document.activeElement));
  await box(other.page).fill("");
  await leave(other);
}

async function unfold(house: House): Promise<void> {
  const guest = await inChat(house, phone);
  const { page } = guest;
  const long = await say(house, `It begins here ${"and it goes on ".repeat(60)} to the very end`);
  const line = lineOf(page, "It begins here");
  await line.waitFor();
  const isWhole = async () => (await line.locator(".bubble").innerText()).includes("the very end");
  assert.equal(await isWhole(), false);
  await line.getByRole("button", { name: "Show all" }).tap();
  assert.ok(await isWhole());
  await line.getByRole("button", { name: "Show less" }).tap();
  assert.equal(await isWhole(), false);
  await say(house, "As I said", long);
  await lineOf(page, "As I said").locator(".quote").tap();
  await until(isWhole);
  await leave(guest);
}

async function read(house: House): Promise<void> {
  const guest = await inChat(house);
  const { page } = guest;
  const address = "https://www.example.org/walks/around/the/lake?level=easy&sort=near";
  for (const text of ["👍🏽 🎉", "Run `deno fmt`:\n```\na = 1;\n```", `See ${address}, please`]) {
    await say(house, text);
  }
  const heightOf = async (words: string) =>
    (await page.locator(".bubble", { hasText: words }).boundingBox())?.height ?? 0;
  await lineOf(page, "See").waitFor();
  assert.ok(await heightOf("🎉") > 1.2 * await heightOf("See"), "The emojis are not large");
  assert.deepEqual(await page.locator(".bubble code").allInnerTexts(), ["deno fmt", "a = 1;"]);
  const link = page.locator(".bubble a", { hasText: "example.org" });
  assert.equal(await link.innerText(), address);
  const widthOf = async () => (await link.boundingBox())?.width ?? 0;
  const short = await widthOf();
  await page.keyboard.press("Tab");
  await link.focus();
  assert.ok(await widthOf() > 1.2 * short, "Nothing of the address was left out");
  await leave(guest);
}

async function copy(house: House): Promise<void> {
  const guest = await inChat(house);
  const { page } = guest;
  await guest.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const line = lineOf(page, "See");
  await line.locator(".line-more").click();
  await line.getByRole("button", { name: "Copy" }).click();
  await line.getByRole("button", { name: "Copied" }).waitFor();
  assert.match(
    await page.evaluate(() => navigator.clipboard.readText()),
    /^See https:\/\/www\.example\.org\/walks\S+near, please$/,
  );
  await page.locator(".line-menu").waitFor({ state: "detached" });
  await leave(guest);
}

/** Runs in the page: the events of a key that ends a composition, in one order or the other. */
function endComposition(field: Element, isKeyFirst: boolean): void {
  const end = () => field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
  const key = { key: "Enter", code: "Enter", bubbles: true, cancelable: true };
  const press = (of: KeyboardEventInit) => field.dispatchEvent(new KeyboardEvent("keydown", of));
  field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
  if (isKeyFirst) press({ ...key, keyCode: 229, isComposing: true });
  end();
  if (!isKeyFirst) press({ ...key, keyCode: 13 });
}

async function compose(house: House): Promise<void> {
  const guest = await inChat(house);
  const { page } = guest;
  await box(page).fill("かんじ");
  for (const isKeyFirst of [true, false]) {
    await box(page).evaluate(endComposition, isKeyFirst);
    assert.equal(await box(page).inputValue(), "かんじ", `The key came first: ${isKeyFirst}`);
  }
  await box(page).press("Enter");
  await lineOf(page, "かんじ").waitFor();
  await leave(guest);
}

async function hold(house: House): Promise<void> {
  const guest = await inChat(house, phone);
  const { context, page } = guest;
  const bubble = lineOf(page, "かんじ").locator(".bubble");
  const place = await bubble.boundingBox();
  assert.ok(place);
  const [x, y] = [place.x + 10, place.y + place.height / 2];
  const session = await context.newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", by = 0) =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [{ x: x - by, y }],
    });
  const menu = page.locator(".line-menu");
  await touch("touchStart");
  await touch("touchMove", 30);
  await page.waitForTimeout(700);
  await touch("touchEnd");
  assert.equal(await menu.count(), 0, "A finger that moves holds nothing");
  await touch("touchStart");
  await menu.waitFor();
  await touch("touchEnd");
  await page.evaluate(clickInMenu);
  await page.waitForTimeout(600);
  assert.ok(await menu.isVisible(), "The lift of the finger has pressed something");
  await menu.getByText(/^Today \d/).waitFor();
  await assertFits({ name: "", page, complaints: [] }, "The menu of a line");
  await page.goBack();
  await menu.waitFor({ state: "detached" });
  assert.match(page.url(), /\/groups\/./);
  await leave(guest);
}

/** Runs in the page: the click that some browsers make of the lift. */
function clickInMenu(): void {
  const button = document.querySelector(".line-menu .line-actions button");
  button?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 }));
}

async function leaveAndReturn(house: House): Promise<void> {
  await isAllRead(house.trio.people[0]);
  await say(house, "Something new");
  const guest = await inChat(house);
  const { page } = guest;
  const mark = page.locator(".unread-line");
  await mark.waitFor();
  await box(page).fill("I have seen it");
  await box(page).press("Enter");
  await lineOf(page, "I have seen it").waitFor();
  await page.waitForFunction(tellsUnread, 0);
  await mark.waitFor({ state: "detached" });
  await isWholeInSight(page);
  await page.locator(".brand").click();
  await page.waitForURL("**/groups");
  await page.locator(".trio").click();
  await lineOf(page, "I have seen it").waitFor();
  assert.equal(await mark.count(), 0);
  await leave(guest);
}

/** Also once it asks whether a text is to be deleted for everyone. */
async function isWholeInSight(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 500 });
  await page.locator(".own .line-more").last().click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const sure = page.getByRole("button", { name: "Delete for everyone" });
  await until(() =>
    sure.evaluate((one) => {
      const log = one.closest(".log")?.getBoundingClientRect() ?? new DOMRect();
      return one.getBoundingClientRect().bottom <= log.bottom;
    })
  );
  await page.keyboard.press("Escape");
}

async function translate(house: House): Promise<void> {
  const guest = await inChat(house);
  const { page } = guest;
  const target = await say(house, "The lake");
  await say(house, "Rather that", target);
  await lineOf(page, "The lake").locator(".line-more").focus();
  await page.keyboard.press("r");
  await page.locator(".editing", { hasText: "The lake" }).waitFor();
  await page.evaluate(wrapAll, "replaced" as const);
  const { line, trio: { group } } = house;
  const id = crypto.randomUUID() as MessageId;
  line.send({ type: "edit", group, id, seq: target, text: "The river" });
  const isOnce = (selector: string, words: RegExp) =>
    until(async () => words.test((await page.locator(selector).first().innerText()).trim()));
  await isOnce(`[data-seq="${target}"] .bubble`, /^The river$/);
  await isOnce(".editing .quote-words", /^Reply to \S+: The river$/);
  await isOnce(`[data-seq="${target + 1}"] .quote-words`, /^The river$/);
  await box(page).fill("Yes, the river");
  await box(page).press("Enter");
  await lineOf(page, "Yes, the river").locator(".quote", { hasText: "The river" }).waitFor();
  await page.keyboard.press("ArrowUp");
  await page.evaluate(wrapAll, "replaced" as const);
  await box(page).fill("Yes, the lake");
  await box(page).press("Enter");
  await lineOf(page, "Yes, the lake").getByText("edited").waitFor();
  await leave(guest);
}

declare global {
  interface Window {
    /** Milliseconds of each motion. */
    motions: number[];
  }
}

/** Runs in the page. */
function noteMotions(): void {
  const { window } = globalThis;
  window.motions = [];
  const { animate } = Element.prototype;
  Element.prototype.animate = function (frames, options) {
    const animation = animate.call(this, frames, options);
    window.motions.push(Number(animation.effect?.getComputedTiming().duration));
    return animation;
  };
}

async function move(house: House): Promise<void> {
  for (const reducedMotion of ["no-preference", "reduce"] as const) {
    const guest = await inChat(house, { reducedMotion });
    const { page } = guest;
    await page.waitForTimeout(500);
    await page.evaluate(noteMotions);
    await say(house, `It arrives, ${reducedMotion}`);
    await lineOf(page, `It arrives, ${reducedMotion}`).waitFor();
    await box(page).fill(`It goes, ${reducedMotion}`);
    await box(page).press("Enter");
    await lineOf(page, `It goes, ${reducedMotion}`).waitFor();
    const motions = await page.evaluate(() => globalThis.window.motions);
    assert.equal(motions.length, reducedMotion === "reduce" ? 0 : 2);
    assert.ok(motions.every((ms) => ms < 200), String(motions));
    await leave(guest);
  }
}

async function replaceThird(house: House): Promise<void> {
  const { browser, url, trio } = house;
  const guest = await inChat(house);
  const { page } = guest;
  const run = [await say(house, "One"), await say(house, "two"), await say(house, "three")];
  await page.locator(`[data-seq="${run[2]}"]`).waitFor();
  const faces = page.locator(run.map((seq) => `[data-seq="${seq}"] > .face`).join(", "));
  assert.equal(await faces.count(), 1);
  assert.equal(await page.locator(`[data-seq="${run[0]}"] > .face`).count(), 1);
  await trio.people[2].request("DELETE", `/api/groups/${trio.group}/membership`);
  await page.locator(".chat-header .empty-seat").waitFor();
  await page.getByRole("button", { name: "Find one more" }).click();
  const newcomer = await arrive(url, "late");
  const told = { languages: ["en"], interests: ["chess"], about: "New around here" };
  await newcomer.put("/api/me/profile", { birthDate: "1990-05-17", sex: "other", ...told });
  await newcomer.put("/api/ticket", { criteria: { sex: "any", age: null, widen: false } });
  const joined = page.locator(".system", { hasText: "late joined the trio" });
  await joined.getByText("New around here").waitFor();
  await leave(guest);
  const late = await letIn(browser, { url, path: `/groups/${trio.group}`, person: newcomer });
  const card = late.page.locator(".trio-card");
  await card.getByText(/^You joined expect-\S+ and expect-\S+$/).waitFor();
  await card.getByText(/^What they wrote before you came/).waitFor();
  await card.getByText("You all speak English.").waitFor();
  assert.equal(await late.page.locator(".said").count(), 0);
  await leave(late);
}
