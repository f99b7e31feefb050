// Someone who looks elsewhere, in real Chromium: what notifications, sound, title and icon tell
// them, and what they do not. A Chromium without windows denies notifications to everybody and has
// none to show: there the test answers for it.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { english } from "../support/browser/browser.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import {
  type Guest,
  isAllRead,
  letIn,
  sayAll,
  tellsUnread,
  until,
} from "../support/browser/guest.ts";
import { arrive, formTrio, type Trio } from "../support/server/trio.ts";

const anyone = { criteria: { sex: "any", age: null, widen: false } };

interface Shown {
  readonly title: string;
  readonly body: string | undefined;
  readonly tag: string | undefined;
}

declare global {
  interface Window {
    /**
     * How often leave to notify was asked for, what was notified, how many sounds began, the
     * numbers on the icon.
     */
    asked: number;
    told: Shown[];
    /** The groups of which the worker was to take back what was told. */
    hushed: string[];
    heard: number;
    badges: number[];
  }
}

Deno.test("[W90] [W91] who looks elsewhere is told what they asked for, and nothing else", async () => {
  await using house = await openHouse();
  const { browser, server } = house;
  const trio = await formTrio(server.url, "alert");
  const path = `/groups/${trio.group}`;
  const guest = await letIn(browser, { url: server.url, path, person: trio.people[0] });
  await listen(guest);
  await hearNothingUnasked(guest, trio);
  await askFor(guest.page);
  await hearATalk(guest, trio);
  await hearNothingOfAQuietTrio(guest, trio);
  await hearAMatch(guest, trio, server.url);
  await hearWithoutADrawing(guest, trio);
  assert.deepEqual(guest.complaints, []);
  await guest.context.close();
});

/** From the next page on, notes what the page asks of the browser. */
async function listen({ context, page }: Guest): Promise<void> {
  await context.addInitScript(answerForTheSystem);
  await context.addInitScript(noteSoundAndIcon);
  await page.reload();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.getByLabel(english.write).waitFor();
}

/** Runs in the page: someone who allows notifications once they are asked. */
function answerForTheSystem(): void {
  const { window } = globalThis;
  window.asked = 0;
  window.told = [];
  window.hushed = [];
  ServiceWorker.prototype.postMessage = ({ read }) => void window.hushed.push(read);
  const permission = (): NotificationPermission => window.asked > 0 ? "granted" : "default";
  Object.defineProperty(Notification, "permission", { get: permission });
  Notification.requestPermission = () => {
    window.asked++;
    return Promise.resolve(permission());
  };
  ServiceWorkerRegistration.prototype.showNotification = (title, { body, tag } = {}) => {
    window.told.push({ title, body, tag });
    return Promise.resolve();
  };
}

/** Runs in the page; the browser does it all the same. */
function noteSoundAndIcon(): void {
  const { window } = globalThis;
  window.heard = 0;
  window.badges = [];
  globalThis.AudioContext = class extends AudioContext {
    constructor() {
      super();
      window.heard++;
    }
  };
  const badge = navigator.setAppBadge.bind(navigator);
  navigator.setAppBadge = (number = 0) => {
    window.badges.push(number);
    return badge(number);
  };
}

/** As if another window lay over this one. */
async function look(page: Page, isShown: boolean): Promise<void> {
  await page.evaluate((isHidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, !isShown);
}

const toldTo = (page: Page) => page.evaluate(() => globalThis.window.told);
const heardIn = (page: Page) => page.evaluate(() => globalThis.window.heard);
const badgeOf = (page: Page) => page.evaluate(() => globalThis.window.badges.at(-1));

async function say(trio: Trio, text: string): Promise<string> {
  const line = await trio.people[1].connect();
  const { user } = await line.hello();
  await sayAll(line, trio.group, [text]);
  await line.close();
  return user.username;
}

async function hearNothingUnasked({ page }: Guest, trio: Trio): Promise<void> {
  await look(page, false);
  await say(trio, "Unasked");
  await page.waitForFunction(tellsUnread, 1);
  await until(() => badgeOf(page).then((number) => number === 1));
  assert.deepEqual(await toldTo(page), []);
  assert.equal(await heardIn(page), 0);
  assert.equal(
    await page.evaluate(() => globalThis.window.asked),
    0,
    "Leave was asked for without a button",
  );
  await look(page, true);
  await page.waitForFunction(tellsUnread, 0);
  await until(() => badgeOf(page).then((number) => number === 0));
}

async function askFor(page: Page): Promise<void> {
  await page.getByRole("button", { name: /Menu$/ }).click();
  await page.getByRole("button", { name: "Notify me of messages" }).click();
  await page.getByRole("button", { name: "Stop notifying me" }).waitFor();
  const sound = page.getByRole("checkbox", { name: "Sound" });
  assert.equal(await sound.isChecked(), false, "There is a sound that nobody asked for");
  await sound.check();
  assert.equal(await heardIn(page), 1, "The sound was not tried");
  await page.keyboard.press("Escape");
}

async function hearATalk({ page }: Guest, trio: Trio): Promise<void> {
  await say(trio, "You see this one");
  await page.locator(".said", { hasText: "You see this one" }).waitFor();
  await isAllRead(trio.people[0]);
  // What was told of it goes, by the worker that has told it.
  await until(() => page.evaluate((group) => globalThis.window.hushed.includes(group), trio.group));
  await look(page, false);
  const title = await say(trio, "You do not see this one");
  await until(async () => (await toldTo(page)).length > 0);
  assert.deepEqual(await toldTo(page), [{
    title,
    body: "You do not see this one",
    tag: trio.group,
  }]);
  assert.equal(await heardIn(page), 2);
  await look(page, true);
}

async function hearNothingOfAQuietTrio({ page }: Guest, trio: Trio): Promise<void> {
  await isAllRead(trio.people[0]);
  const before = await toldTo(page);
  await page.getByRole("button", { name: "About this trio" }).click();
  await page.getByRole("checkbox", { name: "Quiet: no alerts" }).check();
  await page.keyboard.press("Escape");
  await look(page, false);
  await say(trio, "Quietly");
  await page.locator(".said", { hasText: "Quietly" }).waitFor();
  await page.waitForFunction(tellsUnread, 1);
  assert.deepEqual(await toldTo(page), before);
  assert.equal(await heardIn(page), 2);
}

/** Still with the tab hidden. */
async function hearAMatch({ page }: Guest, trio: Trio, url: string): Promise<void> {
  await trio.people[0].put("/api/ticket", anyone);
  for (const name of ["new.one", "new.two"]) {
    await (await arrive(url, name)).put("/api/ticket", anyone);
  }
  const isOfMatch = ({ tag }: Shown) => tag !== trio.group;
  await until(async () => (await toldTo(page)).some(isOfMatch));
  const told = (await toldTo(page)).filter(isOfMatch);
  assert.deepEqual(told.map(({ title, body }) => [title, body]), [[
    "Your trio is here",
    "\u2068new.one\u2069 and \u2068new.two\u2069",
  ]]);
  assert.equal(await heardIn(page), 3);
}

/** As in a tab that is hidden a moment after something has come. */
async function hearWithoutADrawing({ page }: Guest, trio: Trio): Promise<void> {
  await look(page, true);
  await page.evaluate(() => void (globalThis.window.requestAnimationFrame = () => 0));
  const line = await trio.people[1].connect();
  await line.hello();
  await sayAll(line, trio.group, ["The first one", "The next ones", "come closely"]);
  await line.close();
  await page.locator(".said", { hasText: "come closely" }).waitFor();
}
