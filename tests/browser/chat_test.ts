// The chat in real Chromium where it is long, away, offline, in a hand: a log of 10,000 messages,
// looking back, the browser's own ways, a line that is lost, a touch screen.

import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import type { Line } from "../../tools/client.ts";
import { assertFits, english } from "../support/browser/browser.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import { enterOnScreen } from "../support/browser/keyboard.ts";
import { isAllRead, letIn, sayAll, tellsUnread, until } from "../support/browser/guest.ts";
import type { Server } from "../support/server/process.ts";
import { formTrio, type Trio } from "../support/server/trio.ts";
import { HeldLine } from "../support/scenes/stage.ts";

const logLength = 10_000;
const env = { FRAMES_PER_SECOND: "100000", BURST: "100000" };

interface House {
  readonly browser: Browser;
  readonly server: Server;
  readonly trio: Trio;
  /** Of another member. */
  readonly line: Line;
}

Deno.test("[W68] [W69] [W70] [W71] [W72] a long chat in real Chromium", async (t) => {
  await using opened = await openHouse(env);
  const { browser, server } = opened;
  const trio = await formTrio(server.url, "long");
  const line = await trio.people[1].connect();
  await line.hello();
  const house: House = { browser, server, trio, line };
  try {
    await sayAll(
      line,
      trio.group,
      Array.from({ length: logLength }, (_, at) => `Message ${at} of many`),
    );
    await t.step(
      "[W68] a log of 10,000 messages opens at its end, of which a window is drawn, and goes up without a jump",
      () => climb(house),
    );
    await t.step(
      "[W69] away from the end, a button counts what is new and leads there",
      () => lookAway(house),
    );
    await t.step(
      "[W220] a reaction to an old line leaves the reader at that line",
      () => reactAbove(house),
    );
    await t.step(
      "[W70] the browser's ways and an address lead to the chat",
      () => findTheWay(house),
    );
    await t.step(
      "[W71] after a loss of the line both sides have everything, in one order",
      () => outlast(house),
    );
    await t.step(
      "[W72] on a touch screen a chat is read, answered and reacted to",
      () => touch(house),
    );
  } finally {
    await line.close();
  }
});

const place = ({ server: { url }, trio }: House, path = `/groups/${trio.group}`) => ({
  url,
  path,
  person: trio.people[0],
});

/** Runs in the page: how far the log is from its end, in pixels. */
function fromEnd(log: Element): number {
  return log.scrollHeight - log.scrollTop - log.clientHeight;
}

const lastText = (page: Page) => page.locator(".said .bubble").last();

async function climb(house: House): Promise<void> {
  const { context, page, complaints } = await letIn(house.browser, place(house, "/groups"));
  await page.locator(".trio").click();
  const log = page.getByRole("log");
  await lastText(page).getByText(`Message ${logLength - 1} of many`).waitFor();
  assert.ok(await log.evaluate(fromEnd) < 2, "It does not open at the end");
  // The end was seen: else the way back to it says how much is new. The title may not have told of
  // that yet.
  await isAllRead(house.trio.people[0]);
  for (let step = 0; step < 25; step++) {
    const { moved, drawn } = await log.evaluate(goUp, 400);
    assert.ok(
      Math.abs(moved - 400) <= 2,
      `What was read moved by ${moved} px instead of 400 in step ${step}`,
    );
    assert.ok(drawn <= 100, `${drawn} lines are drawn`);
  }
  await page.getByRole("button", { name: "Latest" }).click();
  await lastText(page).getByText(`Message ${logLength - 1} of many`).waitFor();
  assert.ok(await log.evaluate(fromEnd) < 2);
  assert.deepEqual(complaints, []);
  await context.close();
}

/**
 * Runs in the page: scrolls up once there is so much above; how far the first line on the screen
 * then has come down.
 */
async function goUp(log: Element, by: number): Promise<{ moved: number; drawn: number }> {
  const frames = async (count: number) => {
    while (count-- > 0) await new Promise((resolve) => requestAnimationFrame(resolve));
  };
  const topOf = (line: Element | null | undefined) => line?.getBoundingClientRect().top ?? NaN;
  while (log.scrollTop < by) await frames(1);
  const lines = [...log.querySelectorAll("[data-seq]")];
  const seq = lines.find((line) => topOf(line) >= topOf(log))?.getAttribute("data-seq");
  const find = () => log.querySelector(`[data-seq="${seq}"]`);
  const before = topOf(find());
  log.scrollTop -= by;
  await frames(4);
  while (log.getAttribute("aria-busy") === "true") await frames(1);
  await frames(2);
  return { moved: topOf(find()) - before, drawn: log.querySelectorAll("[data-seq]").length };
}

async function reactAbove(house: House): Promise<void> {
  const { context, page } = await letIn(house.browser, place(house));
  const log = page.getByRole("log");
  await lastText(page).waitFor();
  await isAllRead(house.trio.people[0]);
  await log.evaluate(goUp, 1_200);
  const line = page.locator(`[data-seq="${await log.evaluate(firstSeen)}"]`);
  const before = await log.evaluate(fromEnd);
  assert.ok(before > 400, "The line is not far enough from the end");
  await line.hover();
  await line.locator(".line-more").click();
  await page.getByRole("button", { name: "React with 👍" }).click();
  await line.locator(".reactions", { hasText: "👍" }).waitFor();
  assert.ok(Math.abs(await log.evaluate(fromEnd) - before) < 150, "The reader was moved");
  await context.close();
}

/** Runs in the page: the seq of the first line that is on the screen as a whole. */
function firstSeen(log: Element): string | null | undefined {
  const { top } = log.getBoundingClientRect();
  return [...log.querySelectorAll("[data-seq]")]
    .find((line) => line.getBoundingClientRect().top > top + 200)?.getAttribute("data-seq");
}

async function lookAway(house: House): Promise<void> {
  const { context, page } = await letIn(house.browser, place(house));
  const log = page.getByRole("log");
  await lastText(page).getByText("of many").waitFor();
  await isAllRead(house.trio.people[0]);
  await log.evaluate(goUp, 400);
  const before = await log.evaluate((box) => box.scrollTop);
  await sayAll(house.line, house.trio.group, ["New 1", "New 2", "New 3"]);
  const button = page.getByRole("button", { name: "3 new" });
  await button.waitFor();
  assert.equal(await log.evaluate((box) => box.scrollTop), before, "What was read has moved");
  // What is below the screen is not read.
  await page.waitForFunction(tellsUnread, 3);
  await button.click();
  await lastText(page).getByText("New 3").waitFor();
  assert.ok(await log.evaluate(fromEnd) < 2);
  await button.waitFor({ state: "detached" });
  await page.waitForFunction(tellsUnread, 0);
  await isAllRead(house.trio.people[0]);
  await context.close();
  await openUnread(house);
}

/**
 * More is unread than the screen holds: it opens where that begins, and nothing below the screen is
 * read.
 */
async function openUnread(house: House): Promise<void> {
  await sayAll(house.line, house.trio.group, Array.from({ length: 40 }, (_, at) => `Unread ${at}`));
  const { context, page } = await letIn(house.browser, place(house, "/groups"));
  const seen: string[] = [];
  page.on(
    "websocket",
    (socket) => socket.on("framesent", ({ payload }) => seen.push(String(payload))),
  );
  await page.goto(`/groups/${house.trio.group}`);
  const line = page.locator(".unread-line");
  await line.waitFor();
  assert.ok(
    await line.evaluate((one) => one.getBoundingClientRect().top) > 0,
    "It does not begin there",
  );
  const button = page.getByRole("button", { name: "40 new" });
  await button.waitFor();
  // Goes the same way as a pointer that was read would, and after it.
  await page.getByLabel(english.write).pressSequentially("x");
  await until(() => Promise.resolve(seen.some((frame) => frame.includes('"typing"'))));
  assert.deepEqual(seen.filter((frame) => frame.includes('"read"')), []);
  await page.waitForFunction(tellsUnread, 40);
  await page.getByLabel(english.write).fill("");
  await button.click();
  await page.waitForFunction(tellsUnread, 0);
  await lastText(page).getByText("Unread 39").waitFor();
  await isAllRead(house.trio.people[0]);
  await context.close();
}

async function findTheWay(house: House): Promise<void> {
  const { context, page } = await letIn(house.browser, place(house, "/groups"));
  const chat = `**/groups/${house.trio.group}`;
  await page.locator(".trio").click();
  await page.waitForURL(chat);
  await lastText(page).getByText("Unread 39").waitFor();
  await page.goBack();
  await page.waitForURL("**/groups");
  await page.getByLabel(english.write).waitFor({ state: "detached" });
  await page.goForward();
  await page.waitForURL(chat);
  await lastText(page).getByText("Unread 39").waitFor();
  assert.ok(await page.getByRole("log").evaluate(fromEnd) < 2);
  await context.close();
  await deepLink(house);
}

/** Someone who is not logged in follows an address. */
async function deepLink(
  { browser, server: { url }, trio: { group, people: [, , person] } }: House,
): Promise<void> {
  const { body } = await person.get<{ user: { username: string } }>("/api/me");
  const context = await browser.newContext({ locale: "en-GB", baseURL: url });
  const page = await context.newPage();
  await page.goto(`/groups/${group}`);
  await page.getByRole("tab", { name: english.logInTab }).click();
  await page.getByLabel(english.username).fill(body.user.username);
  await page.getByLabel(english.password, { exact: true }).fill("walnut-orbit-71");
  await page.getByRole("button", { name: "Log in" }).click();
  await lastText(page).getByText("Unread 39").waitFor();
  assert.equal(new URL(page.url()).pathname, `/groups/${group}`);
  await context.close();
}

async function outlast(house: House): Promise<void> {
  const { context, page } = await letIn(house.browser, place(house, "/groups"));
  const wire = new HeldLine();
  await wire.hold(page);
  await page.goto(`/groups/${house.trio.group}`);
  await lastText(page).getByText("Unread 39").waitFor();
  await context.setOffline(true);
  await wire.cut();
  await page.getByLabel(english.write).fill("Written offline");
  await page.getByLabel(english.write).press("Enter");
  await page.getByText("Sending…").waitFor();
  await sayAll(house.line, house.trio.group, ["Said meanwhile 1", "Said meanwhile 2"]);
  wire.isDown = false;
  await context.setOffline(false);
  await page.locator(".said:not(.pending)", { hasText: "Written offline" }).waitFor();
  const texts = await page.locator(".said:not(.pending) .bubble").allInnerTexts();
  assert.deepEqual(texts.slice(-4), [
    "Unread 39",
    "Said meanwhile 1",
    "Said meanwhile 2",
    "Written offline",
  ]);
  assert.equal(await page.getByText("Sending…").count(), 0);
  await house.line.next((frame) =>
    frame.type === "message" && frame.message.kind === "text" &&
    frame.message.text === "Written offline"
  );
  await context.close();
}

async function touch(house: House): Promise<void> {
  const phone = {
    viewport: { width: 390, height: 740 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
  };
  const { context, page, complaints } = await letIn(house.browser, place(house, "/groups"), phone);
  await page.locator(".trio").tap();
  await lastText(page).getByText("Written offline").waitFor();
  await page.getByLabel(english.write).tap();
  await page.keyboard.type("By thumb");
  await enterOnScreen(page);
  await page.keyboard.type("on two lines");
  await page.getByRole("button", { name: "Send" }).tap();
  await page.locator(".said:not(.pending)", { hasText: "on two lines" }).waitFor();
  assert.equal(
    await lastText(page).innerText(),
    "By thumb\non two lines",
    "Enter breaks a line on touch",
  );
  await sayAll(house.line, house.trio.group, ["React to this"]);
  const line = page.locator(".said", { hasText: "React to this" });
  await line.locator(".line-more").tap();
  await line.getByRole("button", { name: "React with 👍" }).tap();
  await line.locator(".reactions", { hasText: "👍" }).waitFor();
  await assertFits({ name: "phone", page, complaints }, "The chat on a phone");
  assert.deepEqual(await page.evaluate(smallTargets), []);
  assert.deepEqual(complaints, []);
  await context.close();
}

/** Runs in the page: what can be tapped and is smaller than 24 px, links within a text aside. */
function smallTargets(): string[] {
  const all = [...document.querySelectorAll<HTMLElement>("button, a, textarea, input, summary")];
  return all.flatMap((each) => {
    const { width, height } = each.getBoundingClientRect();
    const isSmall = width > 0 && Math.min(width, height) < 23.5 && each.closest(".bubble") === null;
    return isSmall && getComputedStyle(each).visibility === "visible" ? [each.outerHTML] : [];
  });
}
