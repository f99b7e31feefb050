// Pushes in real Chromium, to a push service of these tests; what that gets is given to the worker
// by the browser's own protocol. A Chromium without windows subscribes nowhere, and denies
// notifications to everybody: there the test answers for it.

import assert from "node:assert/strict";
import type { Page, Worker } from "playwright-core";
import type { PushContent } from "../../protocol/push_content.ts";
import { english, french, openAccount, openMenu } from "../support/browser/browser.ts";
import { type BrowserHouse, openHouse } from "../support/browser/browser_house.ts";
import { type Guest, letIn, sayAll, until } from "../support/browser/guest.ts";
import {
  type PushService,
  startPushService,
  type TestSubscription,
} from "../support/push/push_service.ts";
import type { Client } from "../../tools/client.ts";
import { arrive } from "../support/server/trio.ts";

const anyone = { criteria: { sex: "any", age: null, widen: false } };

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly lang: string;
  readonly renotify: boolean;
  readonly data: { readonly path: string };
}

/** What the test answers for the system, in the page and in its worker. */
interface System {
  permission: NotificationPermission;
  /** How often the user was asked. */
  asked: number;
  subscription: TestSubscription["body"] | null;
  key: unknown;
}

declare global {
  interface Window {
    system: System;
  }
}

Deno.test("[I40] [I41] [I42] [I57] pushes, from the offer to the chat that a notification opens", async (t) => {
  await using service = startPushService();
  await using house = await openHouse({ PUSH_HOSTS: service.host });
  await t.step(
    "[I40] nothing is asked at first; on the wait card one tap has the match told, with the page closed, too",
    () => waitAway(house, service),
  );
  await t.step(
    "[I41] [I57] after one's first text the chat offers to tell of the answer; in French; a tap opens the chat, and what was read goes",
    () => talkAway(house, service),
  );
  await t.step(
    "[I42] the switch says when the browser has taken the permission back, and what it cannot do; a log-out ends it",
    () => switchOff(house, service),
  );
});

/** Someone at a path, whose browser subscribes at the test's push service. */
async function comeIn(
  { browser, server: { url } }: BrowserHouse,
  { person, path, service, locale = "en-GB" }: {
    readonly person: Client;
    readonly path: string;
    readonly service: PushService;
    readonly locale?: string;
  },
) {
  const subscription = await service.subscription();
  const guest = await letIn(browser, { url, path, person }, { locale });
  await guest.context.addInitScript(answerForTheSystem, subscription.body);
  await guest.page.reload();
  await guest.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const [worker] = guest.context.serviceWorkers();
  assert(worker, "There is no service worker");
  await worker.evaluate(answerInWorker);
  return { guest, worker, subscription };
}

/** Runs in the page. */
function answerForTheSystem(body: TestSubscription["body"]): void {
  const { window } = globalThis;
  if (location.protocol === "about:") return;
  const kept = sessionStorage.getItem("system");
  const system: System = window.system = kept
    ? JSON.parse(kept)
    : { permission: "default", asked: 0, subscription: null, key: null };
  const keep = () => sessionStorage.setItem("system", JSON.stringify(system));
  Object.defineProperty(Notification, "permission", { get: () => system.permission });
  Notification.requestPermission = () => {
    system.asked++;
    system.permission = "granted";
    keep();
    return Promise.resolve(system.permission);
  };
  const subscribed = () =>
    system.subscription && {
      ...system.subscription,
      toJSON: () => system.subscription,
      unsubscribe() {
        system.subscription = null;
        keep();
        return Promise.resolve(true);
      },
    };
  PushManager.prototype.subscribe = (options) => {
    if (system.permission !== "granted") return Promise.reject(new Error("Not allowed"));
    system.subscription = body;
    system.key = options?.applicationServerKey;
    keep();
    return Promise.resolve(subscribed() as unknown as PushSubscription);
  };
  const board = (): Shown[] => JSON.parse(sessionStorage.getItem("board") ?? "[]");
  ServiceWorkerRegistration.prototype.getNotifications = () =>
    Promise.resolve(
      board().map((one) => ({ ...one, close: () => sessionStorage.removeItem("board") })),
    ) as unknown as Promise<Notification[]>;
  PushManager.prototype.getSubscription = () =>
    Promise.resolve(subscribed() as unknown as PushSubscription | null);
}

/** The part of a worker that is answered for. */
interface WorkerScope {
  board: Shown[];
  readonly registration: ServiceWorkerRegistration;
  readonly WindowClient: { readonly prototype: { focus(): Promise<unknown> } };
}

/** Runs in the worker: the notifications that hang. */
function answerInWorker(): void {
  const self = globalThis as unknown as WorkerScope;
  self.board = [];
  // Only a true tap lets a worker focus a page.
  self.WindowClient.prototype.focus = function () {
    return Promise.resolve(this);
  };
  const without = (tag: string) => self.board.filter((one) => one.tag !== tag);
  self.registration.showNotification = (title, options) => {
    const shown = { title, ...options } as unknown as Shown;
    self.board = [...without(shown.tag), shown];
    return Promise.resolve();
  };
  self.registration.getNotifications = ({ tag } = {}) =>
    Promise.resolve(
      self.board.filter((one) => tag === undefined || one.tag === tag) as unknown as Notification[],
    );
}

const boardOf = (worker: Worker) =>
  worker.evaluate(() => (globalThis as unknown as { board: Shown[] }).board);

/** Gives the worker what the push service has got, as the browser does. */
async function delivererOf({ page, context }: Guest, origin: string) {
  const cdp = await context.newCDPSession(page);
  const found = Promise.withResolvers<string>();
  cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations: [known] }) => {
    if (known) found.resolve(known.registrationId);
  });
  await cdp.send("ServiceWorker.enable");
  const registrationId = await found.promise;
  return async (content: PushContent) => {
    const data = JSON.stringify(content);
    await cdp.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
  };
}

async function waitAway(house: BrowserHouse, service: PushService): Promise<void> {
  const { url } = house.server;
  const anna = await arrive(url, "anna.away");
  await anna.put("/api/ticket", anyone);
  const { guest, worker, subscription } = await comeIn(house, {
    ...{ person: anna, path: "/groups", service },
  });
  const { page, context } = guest;
  const offer = page.getByRole("button", { name: "Tell me when my trio is here" });
  await offer.waitFor();
  await page.getByText(
    "You can close this page: we keep your place. If you stay away for long, the search pauses until you’re back.",
    { exact: true },
  ).waitFor();
  assert.equal(await page.evaluate(() => globalThis.window.system.asked), 0, "Asked unasked");
  await offer.click();
  await page.getByText("You can close this page: we’ll tell you").waitFor();
  assert.equal(await offer.count(), 0);
  assert.equal(await page.evaluate(() => globalThis.window.system.asked), 1);
  const { body: { publicKey } } = await anna.get<{ publicKey: string }>("/api/push");
  assert.equal(await page.evaluate(() => globalThis.window.system.key), publicKey);

  const deliver = await delivererOf(guest, url);
  for (const name of ["bob.here", "cleo.here"]) {
    await (await arrive(url, name)).put("/api/ticket", anyone);
  }
  const { content, headers } = await subscription.next();
  assert.equal(content.type, "match");
  assert.equal(headers.get("urgency"), "high");
  await page.getByRole("link", { name: english.openChat }).waitFor();
  await deliver(content);
  // What the user looks at tells of it.
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(await boardOf(worker), []);
  await page.goto("about:blank");
  await deliver(content);
  await until(async () => (await boardOf(worker)).length === 1);
  const [shown] = await boardOf(worker);
  assert(shown);
  assert.deepEqual([shown.title, shown.body, shown.tag, shown.renotify], [
    ...["Your trio is here", "bob.here and cleo.here"],
    ...[content.group, true],
  ]);
  assert.equal(shown.data.path, `/groups/${content.group}`);
  assert.deepEqual(guest.complaints, []);
  await context.close();
}

async function talkAway(house: BrowserHouse, service: PushService): Promise<void> {
  const { url } = house.server;
  const people = [];
  for (const name of ["dora.parle", "emil.parle", "fay.parle"]) {
    const person = await arrive(url, name);
    people.push(person);
    await person.put("/api/ticket", anyone);
  }
  const [dora, emil] = people;
  assert(dora && emil);
  const { body: { groups: [group] } } = await dora.get<{ groups: { id: string }[] }>("/api/groups");
  assert(group);
  const path = `/groups/${group.id}`;
  const { guest, worker, subscription } = await comeIn(house, {
    ...{ person: dora, path, service, locale: "fr-FR" },
  });
  const { page, context } = guest;
  const accept = page.getByRole("button", { name: "Oui, préviens-moi" });
  await page.getByLabel(french.write).waitFor();
  assert.equal(await accept.count(), 0, "Offered at first sight");
  await page.getByLabel(french.write).fill("Bonjour");
  await page.getByLabel(french.write).press("Enter");
  await accept.click();
  await page.getByText("C’est fait. On te prévient").waitFor();
  await page.getByRole("button", { name: "Fermer" }).click();

  const deliver = await delivererOf(guest, url);
  // What the user looks at shows the text itself.
  await deliver({ type: "text", group: group.id as never, names: ["emil.parle"], text: "Vu" });
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(await boardOf(worker), []);
  await page.goto("about:blank");
  const line = await emil.connect();
  await line.hello();
  // Until the server knows that the socket is gone.
  await new Promise((resolve) => setTimeout(resolve, 500));
  await sayAll(line, group.id as never, ["Salut 👋"]);
  const { content } = await subscription.next();
  assert.deepEqual(content, {
    ...{ type: "text", group: group.id, names: ["emil.parle"], text: "Salut 👋" },
  });
  await deliver(content);
  await until(async () => (await boardOf(worker)).length === 1);
  const [shown] = await boardOf(worker);
  assert.deepEqual([shown?.title, shown?.body, shown?.lang], ["emil.parle", "Salut 👋", "fr-FR"]);
  // One more of the group takes its place, alerts again, and counts.
  await deliver({ ...content, text: "Et toi ?" });
  await until(async () => (await boardOf(worker))[0]?.body !== shown?.body);
  const board = await boardOf(worker);
  assert.deepEqual(board.map(({ body, renotify }) => [body, renotify]), [[
    "Et toi ?\n2\u00a0nouveaux messages",
    true,
  ]]);
  await line.close();
  await openByTap(guest, worker, path);
  await context.close();
}

/** A tap on the notification, in the browser where a page of Trio is open. */
async function openByTap({ page, complaints }: Guest, worker: Worker, path: string) {
  await page.goto("/groups");
  await page.getByRole("heading", { name: "Tes trios" }).first().waitFor();
  const board = JSON.stringify(await boardOf(worker));
  await page.evaluate((board) => sessionStorage.setItem("board", board), board);
  await worker.evaluate((path) => {
    const event = Object.assign(new Event("notificationclick"), {
      notification: { data: { path }, close() {} },
      waitUntil: (done: Promise<unknown>) => void done.catch(() => {}),
    });
    globalThis.dispatchEvent(event);
  }, path);
  await page.waitForURL(`**${path}`);
  await page.locator(".said", { hasText: "Salut" }).waitFor();
  await until(() => page.evaluate(() => sessionStorage.getItem("board") === null));
  assert.deepEqual(complaints, []);
}

async function switchOff(house: BrowserHouse, service: PushService): Promise<void> {
  const { url } = house.server;
  const gina = await arrive(url, "gina.out");
  const { guest, subscription } = await comeIn(house, {
    ...{ person: gina, path: "/groups", service },
  });
  const { page, context } = guest;
  await openAccount(page);
  const notify = page.getByRole("switch", { name: "Notify me of messages" });
  const subscriptions = async () => {
    const { body } = await gina.get<{ pushSubscriptions: unknown[] }>("/api/me/data");
    return body.pushSubscriptions.length;
  };
  await notify.click();
  await page.getByText("You’ll hear from us even when Trio is closed.").waitFor();
  assert.equal(await subscriptions(), 1);
  await notify.click();
  await until(async () => await subscriptions() === 0);
  assert.equal(await page.evaluate(() => globalThis.window.system.subscription), null);
  await notify.click();
  await page.getByText("You’ll hear from us even when Trio is closed.").waitFor();
  await take(page, "denied");
  await page.reload();
  await page.getByText("Your browser blocks notifications. Tap the icon").waitFor();
  await take(page, "granted");
  await page.reload();
  await page.getByText("You’ll hear from us even when Trio is closed.").waitFor();
  assert.equal(await subscriptions(), 1);
  // What the next person at this browser is not to be told.
  await openMenu(page);
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("tab", { name: english.logInTab }).waitFor();
  await until(() => page.evaluate(() => globalThis.window.system.subscription === null));
  assert.deepEqual(subscription.waiting, []);
  assert.deepEqual(guest.complaints, []);
  await context.close();
}

/** The browser's own settings. */
async function take(page: Page, permission: NotificationPermission): Promise<void> {
  await page.evaluate((permission) => {
    const { system } = globalThis.window;
    system.permission = permission;
    sessionStorage.setItem("system", JSON.stringify(system));
  }, permission);
}
