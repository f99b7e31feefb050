// Someone who is logged in already, in real Chromium, without the form: the session comes with the
// browser. For the journeys that begin where the form ends.

import assert from "node:assert/strict";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { GroupId, MessageId } from "../../../protocol/domain.ts";
import type { Client } from "../../../tools/client.ts";
import type { Line } from "../../../tools/line.ts";

/** Longer than a slow machine needs; only a page that never gets there waits so long. */
const patienceMs = 90_000;

export interface Guest {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of scripts, of the console and of the content policy. */
  readonly complaints: string[];
}

/** Opens a browser of its own that is logged in as this person, at a path. */
export async function letIn(
  browser: Browser,
  place: { readonly url: string; readonly path: string; readonly person: Client },
  options: BrowserContextOptions = {},
): Promise<Guest> {
  const { url, path, person } = place;
  const [name = "", value = ""] = person.cookie.split("=");
  const { hostname: domain, origin } = new URL(url);
  const cookie = {
    ...{ name, value, domain, path: "/", expires: -1 },
    ...{ httpOnly: true, secure: false, sameSite: "Lax" as const },
  };
  const context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 1000, height: 740 },
    ...options,
    baseURL: url,
    storageState: {
      cookies: [cookie],
      origins: [{ origin, localStorage: [{ name: "trio.here", value: "1" }] }],
    },
  });
  context.setDefaultTimeout(patienceMs);
  const guest = { context, page: await context.newPage(), complaints: [] };
  complain(guest.page, guest.complaints);
  await guest.page.goto(path);
  return guest;
}

/** Another tab of the same browser. */
export async function openTab({ context, complaints }: Guest, path: string): Promise<Page> {
  const page = await context.newPage();
  complain(page, complaints);
  await page.goto(path);
  return page;
}

function complain(page: Page, complaints: string[]): void {
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
}

/** Says texts one behind the other, and waits until the last one is stored. */
export async function sayAll(line: Line, group: GroupId, texts: readonly string[]): Promise<void> {
  for (let from = 0; from < texts.length; from += 200) {
    const ids = texts.slice(from, from + 200).map((text) => {
      const id = crypto.randomUUID() as MessageId;
      line.send({ type: "send", group, id, text });
      return id;
    });
    await line.next((frame) => frame.type === "message" && frame.message.id === ids.at(-1));
  }
}

/** On another device: what is unread would be where the chat opens. */
export async function readAll(person: Client, group: GroupId): Promise<void> {
  const line = await person.connect();
  const { groups } = await line.hello();
  const seq = groups.find(({ id }) => id === group)?.lastSeq ?? 0;
  line.send({ type: "read", group, seq });
  await line.next("read", ({ seq: read }) => read === seq);
  await line.close();
}

/** Asks again and again; a function that answers later is taken for true by `waitForFunction`. */
export async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isTrue())) assert.ok(Date.now() < end, `This never came true: ${isTrue}`);
}

/**
 * Waits until the server knows that somebody has read everything: title and list may say so before.
 */
export async function isAllRead(person: Client): Promise<void> {
  await until(async () => {
    const { body } = await person.get<{ groups: { unread: number }[] }>("/api/groups");
    return body.groups.every(({ unread }) => unread === 0);
  });
}

/** Runs in the page: whether the title tells of so many unread texts, of none for 0. */
export function tellsUnread(count: number): boolean {
  return new RegExp(count === 0 ? "^[^(].* – Trio$" : `^\\(${count}\\) .* – Trio$`).test(
    document.title,
  );
}

/** Runs in the page: whether nothing is kept of anyone. */
export async function isEmpty(): Promise<boolean> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open("trio");
    request.onsuccess = () => resolve(request.result);
  });
  const counts = [...database.objectStoreNames].map((name) =>
    new Promise<number>((resolve) => {
      const request = database.transaction(name).objectStore(name).count();
      request.onsuccess = () => resolve(request.result);
    })
  );
  const all = await Promise.all(counts);
  database.close();
  return all.length === 3 && all.every((count) => count === 0);
}

/** Runs in the page: whether the text is among what is kept for a start without the server. */
export async function isKept(text: string): Promise<boolean> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open("trio");
    request.onsuccess = () => resolve(request.result);
  });
  const kept = await new Promise((resolve) => {
    const request = database.transaction("snapshot").objectStore("snapshot").get("last");
    request.onsuccess = () => resolve(request.result);
  });
  database.close();
  return JSON.stringify(kept ?? null).includes(text);
}
