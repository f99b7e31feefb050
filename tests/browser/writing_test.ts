// What is written, and how, in real Chromium: texts and names that would spill over others', input
// methods, both kinds of keyboards, refusals, and the way back out of what lies over the page.

import assert from "node:assert/strict";
import type { Browser, Locator, Page } from "playwright-core";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { Client } from "../../tools/client.ts";
import { english, signUp, visit } from "../support/browser/browser.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import { type Guest, letIn, sayAll } from "../support/browser/guest.ts";
import { enterOnScreen } from "../support/browser/keyboard.ts";
import { tellTime } from "../support/browser/page_time.ts";
import { arrive, formTrio, type Trio } from "../support/server/trio.ts";

interface House {
  readonly browser: Browser;
  readonly url: string;
  readonly trio: Trio;
}

const adlam = "𞤀𞤣𞤤𞤢𞤥";
/** As many marks as a name may have on each letter. */
const heaped = "Q\u0301\u0302".repeat(10);
const phone = { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true };

Deno.test("[W201] [W202] [W204] [W205] [W206] [W207] [W208] [W209] [W210] [W211] [W240] what is written, and how, in real Chromium", async (t) => {
  await using opened = await openHouse();
  const { browser, server: { url } } = opened;
  const house: House = { browser, url, trio: await formTrio(url, "write") };
  await t.step(
    "[W204] [W205] each fault of a field is told in its own words, and a space behind a name is none",
    () => fillIn(house),
  );
  await t.step(
    "[W201] [W202] [W208] names, texts and links of any script stay within their own boxes",
    () => spill(house),
  );
  await t.step("[W210] the keys of an input method do nothing else", () => compose(house));
  await t.step(
    "[W240] caret and focus move with the drawing, so that a key right after it goes where it should",
    () => pressAtOnce(house),
  );
  await t.step(
    "[W209] Enter of a hardware keyboard sends, and of a keyboard on the screen breaks the line",
    () => pressEnter(house),
  );
  await t.step(
    "[W206] what is refused for good can be discarded alone, in the words of its code",
    () => refuse(house),
  );
  await t.step(
    "[W211] Back closes a dialog or a menu and stays, and a report is still there",
    () => goBack(house),
  );
  await t.step(
    "[W207] a wait is as long as the server says, on a clock that is two hours fast or slow",
    () => wait(house),
  );
});

const inChat = ({ browser, url, trio }: House, options = {}) =>
  letIn(browser, { url, path: `/groups/${trio.group}`, person: trio.people[0] }, options);

const boxOf = async (element: Locator) => {
  const box = await element.boundingBox();
  assert.ok(box);
  return box;
};

async function leave({ context, complaints }: Guest): Promise<void> {
  assert.deepEqual(complaints, []);
  await context.close();
}

async function fillIn({ browser, url }: House): Promise<void> {
  const visitor = await visit(browser, url, "  Lina_space ", { locale: "en-GB" });
  const { page } = visitor;
  await page.getByRole("tab", { name: english.signUpTab }).click();
  const name = page.getByLabel(english.username);
  const told: readonly (readonly [string, string])[] = [
    ["ab", "Use 3 to 32 characters"],
    ["a@b", "Use only letters, digits, _ . and -"],
    ["abc\u115f", "One character is invisible. Type the name again."],
  ];
  for (const [typed, sentence] of told) {
    await name.fill(typed);
    await name.blur();
    await page.locator("#field-username-error", { hasText: sentence }).waitFor();
  }
  await name.fill(" Lina ");
  await name.blur();
  assert.equal(await name.inputValue(), "Lina");
  assert.equal(await page.locator("#field-username-error").innerText(), "");
  await signUp(visitor, english);
  // The same space at the log-in, sent by Enter without leaving the field.
  const again = await visit(browser, url, "", { locale: "en-GB" });
  await again.page.getByRole("tab", { name: "Log in" }).click();
  await again.page.getByLabel(english.password, { exact: true }).fill("walnut-orbit-71");
  await again.page.getByLabel(english.username).fill("Lina_space ");
  await again.page.getByLabel(english.username).press("Enter");
  await again.page.waitForURL("**/groups");
  await again.page.context().close();
  await page.context().close();
}

/** A trio of people with such names, and what they said. */
async function strangeTrio(url: string, texts: readonly string[]): Promise<Trio> {
  const people = [await arrive(url, "plain"), await arrive(url, adlam), await arrive(url, heaped)];
  const line = await (people[1] as Client).connect();
  await line.hello();
  for (const one of people) {
    await one.put("/api/ticket", { criteria: { sex: "any", age: null, widen: false } });
  }
  const { group } = await line.next("group");
  await sayAll(line, group.id, texts);
  await line.close();
  return { group: group.id, people: people as unknown as Trio["people"] };
}

async function spill({ browser, url }: House): Promise<void> {
  const heap = `.${"\u0347".repeat(99)}`.repeat(20);
  const address = "http://example.org/x?y";
  const { group, people: [person] } = await strangeTrio(url, [
    heap,
    `a${"\n".repeat(3_900)}b`,
    `\u202eabc ${address}`,
    "https://www.аррӏе.com/",
  ]);
  const guest = await letIn(browser, { url, path: `/groups/${group}`, person }, {
    viewport: phone.viewport,
  });
  const { page } = guest;
  const bubble = (text: string) => page.locator(".bubble", { hasText: text });
  await bubble("abc").waitFor();
  for (const overflow of await page.locator(".bubble, .said-name").evaluateAll(overflows)) {
    assert.equal(overflow, "clip");
  }
  const folded = bubble("Show all");
  assert.ok((await boxOf(folded)).height < 120);
  await folded.getByRole("button").click();
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".bubble")].some((one) => one.clientHeight > 10_000)
  );
  // From left to right, though what stands around it is turned round.
  assert.equal(await page.getByRole("link", { name: address }).evaluate(isFromLeft), true);
  const link = page.locator(".bubble a", { hasText: "xn--80ak6aa92e.com" });
  assert.equal(await link.getAttribute("href"), "https://www.xn--80ak6aa92e.com/");
  await page.getByRole("button", { name: "About this trio" }).click();
  await page.getByRole("button", { name: "Who’s in this trio" }).click();
  const who = page.locator(".who li", { hasText: adlam });
  await who.waitFor();
  assert.deepEqual(await who.locator("bdi").allInnerTexts(), [adlam]);
  assert.ok(await who.evaluate(isNameBeforeAge), "The age stands before the name");
  await leave(guest);
}

/** Runs in the page. */
function overflows(elements: Element[]): string[] {
  return elements.map((element) => getComputedStyle(element).overflowY);
}

/** Runs in the page: whether the first character is drawn at the left of the last one. */
function isFromLeft(link: Element): boolean {
  const text = link.firstChild as Text;
  const leftOf = (at: number) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().left;
  };
  return leftOf(0) < leftOf(text.length - 1);
}

/** Runs in the page. */
function isNameBeforeAge(line: Element): boolean {
  const words = line.querySelector(".person > span");
  const name = words?.querySelector("bdi");
  const age = name?.nextSibling?.nextSibling;
  if (!name || !age) return false;
  const range = document.createRange();
  range.selectNode(age);
  return name.getBoundingClientRect().right <= range.getBoundingClientRect().left + 1;
}

/** What Safari reports of the key that has ended a composition. */
async function pressComposing(element: Locator, key: string): Promise<void> {
  await element.evaluate((one, pressed) => {
    const init = { key: pressed, code: pressed, keyCode: 229, bubbles: true, cancelable: true };
    one.dispatchEvent(new KeyboardEvent("keydown", init));
  }, key);
}

async function compose(house: House): Promise<void> {
  const guest = await inChat(house);
  const { page } = guest;
  const box = page.getByLabel(english.write);
  await box.fill("half a wo");
  await pressComposing(box, "Enter");
  assert.equal(await box.inputValue(), "half a wo");
  await box.fill("a whole one");
  await box.press("Enter");
  const said = page.locator(".said:not(.pending)", { hasText: "a whole one" });
  await said.waitFor();
  assert.equal(await page.getByText("half a wo").count(), 0);
  await box.press("ArrowUp");
  await page.getByText("Editing a message").waitFor();
  for (const key of ["Enter", "Escape"]) {
    await pressComposing(box, key);
    assert.ok(await page.getByText("Editing a message").isVisible(), key);
  }
  await box.press("Escape");
  await said.locator(".line-more").click();
  await pressComposing(page.getByLabel("Any other emoji"), "Escape");
  assert.ok(await page.locator(".line-menu").isVisible());
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "About this trio" }).click();
  await pressComposing(page.locator(".menu-panel"), "Escape");
  assert.ok(await page.locator(".menu-panel").isVisible());
  await leave(guest);
}

async function pressAtOnce(house: House): Promise<void> {
  const guest = await inChat(house);
  const { page } = guest;
  const said = page.locator(".said:not(.pending)", { hasText: "a whole one" });
  await said.waitFor();
  await page.evaluate(watchDrawing);
  await page.getByLabel(english.write).press("ArrowUp");
  await assertFocused(page, "change");
  // The watch has selected the whole text, which stays selected.
  await page.waitForTimeout(200);
  await page.keyboard.type("all of it");
  assert.equal(await page.getByLabel(english.write).inputValue(), "all of it");
  await page.keyboard.press("Escape");
  await said.locator(".line-more").click();
  await assertFocused(page, "menu");
  await leave(guest);

  const visitor = await visit(house.browser, house.url, "", { locale: "en-GB" });
  await visitor.page.evaluate(watchDrawing);
  await visitor.page.getByRole("button", { name: "Create my account" }).click();
  await assertFocused(visitor.page, "form");
  await visitor.page.context().close();
}

/** Runs in the page: notes whether each part has the focus as soon as it is drawn. */
function watchDrawing(): void {
  const { dataset } = document.documentElement;
  const note = (name: string, part: string, focused: string) => {
    if (dataset[name] !== undefined || document.querySelector(part) === null) return;
    dataset[name] = String(document.activeElement?.matches(focused));
    if (document.activeElement instanceof HTMLTextAreaElement) document.activeElement.select();
  };
  new MutationObserver(() => {
    note("change", ".editing", ".composer textarea");
    note("menu", ".line-menu", ".line-menu button");
    note("form", "[aria-invalid=true]", "[aria-invalid=true]");
  }).observe(document, { childList: true, subtree: true });
}

async function assertFocused(page: Page, name: string): Promise<void> {
  const noted = await page.waitForFunction((it) => document.documentElement.dataset[it], name);
  assert.equal(await noted.jsonValue(), "true", name);
}

async function pressEnter(house: House): Promise<void> {
  const guest = await inChat(house, phone);
  const { page } = guest;
  const box = page.getByLabel(english.write);
  await box.tap();
  await page.keyboard.type("by thumb");
  await enterOnScreen(page);
  await page.keyboard.type("on two lines");
  assert.equal(await box.inputValue(), "by thumb\non two lines");
  const hint = await box.evaluate((one) =>
    one.getAttribute("aria-describedby")?.split(" ").map((id) =>
      document.getElementById(id)?.textContent
    ).join(" ")
  );
  assert.match(hint ?? "", /Enter sends.*touch keyboard, Enter starts a new line/);
  await page.keyboard.press("Enter");
  const said = page.locator(".said:not(.pending) .bubble", { hasText: "on two lines" });
  await said.waitFor();
  assert.equal(await said.innerText(), "by thumb\non two lines");
  await leave(guest);
}

async function refuse({ browser, url, trio }: House): Promise<void> {
  const guest = await letIn(browser, { url, path: "/groups", person: trio.people[0] });
  const { page } = guest;
  const wire = await refuseChanges(page, "no_such_message");
  await page.goto(`/groups/${trio.group}`);
  const box = page.getByLabel(english.write);
  // An arrow up finds a text once the log is there.
  await page.locator(".said").last().waitFor();
  await box.press("ArrowUp");
  await page.getByText("Editing a message").waitFor();
  await box.fill("changed too late");
  await box.press("Enter");
  const failed = page.locator(".failed");
  await failed.getByText("Not changed. This message isn’t here any more.").waitFor();
  assert.deepEqual(await failed.getByRole("button").allInnerTexts(), ["Discard"]);
  await page.getByRole("button", { name: "Français" }).click();
  await failed.getByText("Pas modifié. Ce message n’est plus là.").waitFor();
  await page.getByRole("button", { name: "Abandonner" }).click();
  await failed.waitFor({ state: "detached" });
  assert.equal(wire.refused, 1);
  await leave(guest);
}

/** Answers the page's edits as a server does that knows the text no more. */
async function refuseChanges(page: Page, code: string): Promise<{ refused: number }> {
  const count = { refused: 0 };
  await page.routeWebSocket(/\/ws$/, (route) => {
    const server = route.connectToServer();
    route.onMessage((data) => {
      const frame = JSON.parse(String(data)) as { type: string; id?: string };
      if (frame.type !== "edit") return server.send(data);
      count.refused++;
      const refusal = { type: "error", id: frame.id ?? null, code, detail: "By the test" };
      route.send(JSON.stringify(refusal as ServerFrame));
    });
  });
  return count;
}

async function goBack({ browser, url, trio }: House): Promise<void> {
  const guest = await letIn(browser, { url, path: "/groups", person: trio.people[0] });
  const { page } = guest;
  const chat = `/groups/${trio.group}`;
  await page.locator(".trio").click();
  const isInChat = () => new URL(page.url()).pathname === chat;
  const menu = page.locator(".menu-panel");
  const openReport = async () => {
    await page.getByRole("button", { name: "About this trio" }).click();
    await page.locator(".member summary").first().click();
    await page.getByRole("button", { name: /^Report / }).first().click();
    await page.getByRole("dialog").waitFor();
  };
  await page.getByRole("button", { name: "About this trio" }).click();
  await menu.waitFor();
  await page.goBack();
  await menu.waitFor({ state: "detached" });
  assert.ok(isInChat(), "The chat was left with its menu");
  await openReport();
  await page.getByLabel("What happened").fill("Half of what");
  await page.goBack();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.ok(isInChat(), "The chat was left with its dialog");
  await openReport();
  assert.equal(await page.getByLabel("What happened").inputValue(), "Half of what");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.locator(".line-more").last().click();
  await page.locator(".line-menu").waitFor();
  await page.goBack();
  await page.locator(".line-menu").waitFor({ state: "detached" });
  assert.ok(isInChat());
  // What was closed has left nothing: the next step leaves the chat.
  await page.goBack();
  await page.waitForURL("**/groups");
  await page.goForward();
  await page.waitForURL(`**${chat}`);
  await openReport();
  assert.equal(await page.getByLabel("What happened").inputValue(), "Half of what");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "About this trio" }).click();
  await page.getByRole("button", { name: "Leave this trio" }).click();
  await page.getByRole("button", { name: english.leave }).click();
  await page.waitForURL("**/groups");
  await page.getByText("You left the trio with").waitFor();
  // The chat that was quit is not behind it.
  await page.goBack();
  assert.equal(isInChat(), false);
  await leave(guest);
}

async function wait({ browser, url }: House): Promise<void> {
  const person = await arrive(url, "waits");
  await person.put("/api/ticket", { criteria: { sex: "any", age: null, widen: false } });
  for (const hours of [-26, -2, 2, 26]) {
    const guest = await letIn(browser, { url, path: "/groups", person });
    const { page } = guest;
    await page.clock.install({ time: Date.now() + hours * 3_600_000 });
    await tellTime(page, Date.now);
    await page.goto("/groups");
    await page.locator(".waited", { hasText: /^Waiting for \d+ (sec|min)s?$/ }).waitFor();
    await leave(guest);
  }
  await person.request("DELETE", "/api/ticket");
}
