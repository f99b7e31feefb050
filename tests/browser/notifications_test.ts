// Someone who looks elsewhere, in real Chromium: what notifications, sound, title and icon tell
// them, and what they do not. A Chromium without windows denies notifications to everybody and has
// none to show: there the test answers for it.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { MessageId } from "../../protocol/domain.ts";
import type { ClientFrame } from "../../protocol/frames.ts";
import { english, openAccount } from "../support/browser/browser.ts";
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
  readonly data: unknown;
  readonly renotify: boolean;
}

declare global {
  interface Window {
    /**
     * How often leave to notify was asked for, what was notified, how many sounds began, the
     * numbers on the icon.
     */
    asked: number;
    told: Shown[];
    /** What is shown now. */
    board: (Shown & { readonly close: () => void })[];
    /** Whether the user forbids notifications in the browser's settings. */
    isForbidden: boolean;
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

/** Runs in the page: someone who allows notifications once they are asked, and has no pushes. */
function answerForTheSystem(): void {
  const { window } = globalThis;
  Reflect.deleteProperty(window, "PushManager");
  window.asked = 0;
  window.told = [];
  window.board = [];
  window.isForbidden = false;
  const permission = (): NotificationPermission =>
    window.isForbidden ? "denied" : window.asked > 0 ? "granted" : "default";
  Object.defineProperty(Notification, "permission", { get: permission });
  Notification.requestPermission = () => {
    window.asked++;
    return Promise.resolve(permission());
  };
  const without = (tag: string | undefined) => window.board.filter((one) => one.tag !== tag);
  const close = (tag: string | undefined) => () => void (window.board = without(tag));
  ServiceWorkerRegistration.prototype.showNotification = (title, options = {}) => {
    const { body, tag, data, renotify = false } = options as NotificationOptions & Partial<Shown>;
    const told = { title, body, tag, data, renotify };
    window.told.push(told);
    window.board = [...without(tag), { ...told, close: close(tag) }];
    return Promise.resolve();
  };
  ServiceWorkerRegistration.prototype.getNotifications = () =>
    Promise.resolve(window.board as unknown as Notification[]);
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
const shownTo = (page: Page) =>
  page.evaluate(() => globalThis.window.board.map(({ tag, body }) => [tag, body]));
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

const alerts = (page: Page, checked: boolean) =>
  page.getByRole("switch", { name: "Notify me of messages", checked });

async function askFor(page: Page): Promise<void> {
  await openAccount(page);
  await alerts(page, false).click();
  await alerts(page, true).waitFor();
  const sound = page.getByRole("switch", { name: "Sound" });
  assert.equal(await sound.isChecked(), false, "There is a sound that nobody asked for");
  await sound.check();
  assert.equal(await heardIn(page), 1, "The sound was not tried");
  await page.goBack();
}

async function hearATalk({ page }: Guest, trio: Trio): Promise<void> {
  await say(trio, "You see this one");
  await page.locator(".said", { hasText: "You see this one" }).waitFor();
  await isAllRead(trio.people[0]);
  await look(page, false);
  const title = await say(trio, "You do not see this one");
  await until(async () => (await toldTo(page)).length > 0);
  assert.deepEqual((await toldTo(page)).map(({ title, body, tag }) => ({ title, body, tag })), [{
    title,
    body: "You do not see this one",
    tag: trio.group,
  }]);
  assert.equal(await heardIn(page), 2);
  await look(page, true);
  await until(async () => (await shownTo(page)).length === 0);
}

async function hearNothingOfAQuietTrio({ page }: Guest, trio: Trio): Promise<void> {
  await isAllRead(trio.people[0]);
  const before = await toldTo(page);
  await page.getByRole("button", { name: "About this trio" }).click();
  await page.getByRole("checkbox", { name: "Mute" }).check();
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
    "new.one and new.two",
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

Deno.test("[W230] [W231] [W232] a notification follows what it tells of, and the switch what the browser allows", async () => {
  await using house = await openHouse();
  const { browser, server } = house;
  const trio = await formTrio(server.url, "follow");
  const path = `/groups/${trio.group}`;
  const guest = await letIn(browser, { url: server.url, path, person: trio.people[0] });
  const { page } = guest;
  await listen(guest);
  await askFor(page);
  const line = await trio.people[1].connect();
  await line.hello();
  const speak = async (frame: object) => {
    const id = crypto.randomUUID() as MessageId;
    line.send({ id, group: trio.group, ...frame } as ClientFrame);
    return (await line.next("message", ({ message }) => message.id === id)).message.seq;
  };
  const isShown = (...bodies: string[]) =>
    until(async () => {
      const shown = (await shownTo(page)).map(([, body]) => body);
      return JSON.stringify(shown) === JSON.stringify(bodies);
    });
  await look(page, false);
  const first = await speak({ type: "send", text: "First" });
  await isShown("First");
  const second = await speak({ type: "send", text: "Second" });
  await isShown("Second\n2 new messages");
  assert.ok(
    (await toldTo(page)).every(({ renotify }) => renotify),
    "The second one does not alert",
  );
  await speak({ type: "edit", seq: second, text: "Second, put right" });
  await isShown("Second, put right\n2 new messages");
  assert.equal((await toldTo(page)).at(-1)?.renotify, false, "A change alerts");
  await speak({ type: "erase", seq: second });
  await isShown("First");
  await speak({ type: "erase", seq: first });
  await isShown();
  const last = await speak({ type: "send", text: "Read elsewhere" });
  await isShown("Read elsewhere");
  const other = await trio.people[0].connect();
  await other.hello();
  other.send({ type: "read", group: trio.group, seq: last });
  await isShown();
  await other.close();
  await speak({ type: "send", text: "Not read" });
  await isShown("Not read");
  await trio.people[0].delete(`/api/groups/${trio.group}/membership`);
  await isShown();
  await forbidAndEnd(guest, trio, server.url);
  await line.close();
  await guest.context.close();
});

/** The browser forbids notifications for a while; then the session ends elsewhere. */
async function forbidAndEnd({ page }: Guest, trio: Trio, url: string): Promise<void> {
  const forbid = (isOn: boolean) =>
    page.evaluate((isOn) => void (globalThis.window.isForbidden = isOn), isOn);
  await forbid(true);
  await openAccount(page);
  await alerts(page, false).waitFor();
  await page.getByText("Your browser blocks notifications.").waitFor();
  await page.goBack();
  await forbid(false);
  await openAccount(page);
  await alerts(page, true).waitFor();
  await page.goBack();
  await trio.people[0].put("/api/ticket", anyone);
  for (const name of ["last.one", "last.two"]) {
    await (await arrive(url, name)).put("/api/ticket", anyone);
  }
  await until(async () => (await shownTo(page)).length === 1);
  await trio.people[0].delete("/api/session");
  await page.getByRole("tablist").waitFor();
  await until(async () => (await shownTo(page)).length === 0);
}
