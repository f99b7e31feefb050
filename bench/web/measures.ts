// The single measures of the page, each from a fresh browser context with its CPU slowed 4 times.
// Milliseconds.

import type { Browser, Page } from "playwright-core";
import type { MessageId } from "../../protocol/domain.ts";
import { countWireBytes } from "../../tests/support/browser/wire_bytes.ts";
import type { Trio } from "../../tests/support/server/trio.ts";

const slowness = 4;
const burstMs = 4_000;
/** What opening a page sets off is not what is measured. */
const settleMs = 2_000;
const perSecond = 50;
const limits: ReadonlyMap<string, number> = new Map([["js", 45_000], ["css", 10_000]]);

export interface Place {
  readonly browser: Browser;
  readonly url: string;
  readonly trio: Trio;
}

export interface ReceivedBytes {
  readonly kind: string;
  readonly bytes: number;
  /** The most that is wanted, where something is. */
  readonly most: number | null;
}

/** What a browser receives for the first page, by kind, heads included; the last one is the sum. */
export async function firstPageBytes(browser: Browser, url: string): Promise<ReceivedBytes[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const { byEnding } = await countWireBytes(page);
  await page.goto(url);
  await page.getByRole("tablist").waitFor();
  await page.waitForLoadState("networkidle");
  await context.close();
  const sum = [...byEnding.values()].reduce((total, bytes) => total + bytes, 0);
  return [...byEnding, ["all", sum] as const].map(([kind, bytes]) => ({
    kind,
    bytes,
    most: limits.get(kind) ?? null,
  }));
}

/** Fills the group's log up to so many messages. */
export async function fillLog({ group, people: [person] }: Trio, length: number): Promise<void> {
  const line = await person.connect();
  await line.hello();
  for (let seq = 2; seq <= length;) {
    const ids = Array.from(
      { length: Math.min(50, length + 1 - seq) },
      () => crypto.randomUUID() as MessageId,
    );
    ids.forEach((id, index) => {
      const text = `Message ${
        seq + index
      } of a long evening, with some words to fill a line or two of the chat`;
      line.send({ type: "send", group, id, text });
    });
    const last = ids.at(-1);
    await line.next((frame) => frame.type === "message" && frame.message.id === last);
    seq += ids.length;
  }
  await line.close();
}

/** From the navigation to the field of the first form taking a key. */
export async function openFirstPage(place: Place): Promise<number> {
  const page = await slowPage(place);
  await page.goto(place.url);
  await page.locator("#field-username").waitFor();
  const ms = await page.evaluate(() =>
    new Promise<number>((resolve) => requestAnimationFrame(() => resolve(performance.now())))
  );
  await page.context().close();
  return ms;
}

/** From the tap on a trio to its last message on the screen. */
export async function openChat(place: Place): Promise<number> {
  const page = await slowPage(place, 1);
  await page.goto(`${place.url}/groups`);
  await page.locator(".trio").waitFor();
  const ms = await page.evaluate(() =>
    new Promise<number>((resolve) => {
      const begun = performance.now();
      document.querySelector<HTMLElement>(".trio")?.click();
      const look = () => {
        if (document.querySelectorAll(".said").length < 20) return requestAnimationFrame(look);
        requestAnimationFrame(() => resolve(performance.now() - begun));
      };
      look();
    })
  );
  await page.context().close();
  return ms;
}

/** The longest time between two frames of the screen while others talk. */
export async function worstFrame(place: Place): Promise<number> {
  return await worstOf(await openedChat(place), place.trio);
}

/**
 * The same beside a page that shows nothing and is busy for a fifth of the time, as long at a time
 * as a drawing takes: what it loses, the machine took.
 */
export async function worstFrameOfNothing(place: Place): Promise<number> {
  const page = await slowPage(place);
  await page.goto(`${place.url}/healthz`);
  await page.evaluate(() => {
    setInterval(() => {
      const begun = performance.now();
      while (performance.now() - begun < 20);
    }, 100);
  });
  return await worstOf(page, place.trio);
}

async function worstOf(page: Page, trio: Trio): Promise<number> {
  await page.waitForTimeout(settleMs);
  const worst = page.evaluate((ms) =>
    new Promise<number>((resolve) => {
      const begun = performance.now();
      let last = begun;
      let most = 0;
      const frame = () => {
        const now = performance.now();
        most = Math.max(most, now - last);
        last = now;
        if (now - begun < ms) requestAnimationFrame(frame);
        else resolve(most);
      };
      requestAnimationFrame(frame);
    }), burstMs);
  await chatter(trio);
  const ms = await worst;
  await page.context().close();
  return ms;
}

/** From the key Enter to the frame that shows the line. */
export async function keyToLine(place: Place): Promise<number> {
  const page = await openedChat(place);
  await page.locator(".composer textarea").fill("Seen at once");
  await page.waitForTimeout(settleMs);
  const seen = page.evaluate(() =>
    new Promise<number>((resolve) => {
      addEventListener("keydown", ({ timeStamp }) => {
        const look = () => {
          const isThere = document.querySelector(".lines > :last-child")?.textContent.includes(
            "Seen at once",
          );
          if (isThere) resolve(performance.now() - timeStamp);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }, { once: true, capture: true });
    })
  );
  await page.locator(".composer textarea").press("Enter");
  const ms = await seen;
  await page.context().close();
  return ms;
}

async function openedChat(place: Place): Promise<Page> {
  const page = await slowPage(place, 1);
  await page.goto(`${place.url}/groups/${place.trio.group}`);
  await page.locator(".said").nth(20).waitFor();
  await page.locator(".composer textarea").waitFor();
  return page;
}

/** Two others talk, evenly. */
async function chatter({ group, people }: Trio): Promise<void> {
  const line = await people[2].connect();
  await line.hello();
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const timer = setInterval(() => {
    line.send({
      type: "send",
      group,
      id: crypto.randomUUID() as MessageId,
      text: `Quick word ${count}`,
    });
    if (++count >= (burstMs / 1_000) * perSecond) resolve();
  }, 1_000 / perSecond);
  await promise;
  clearInterval(timer);
  await line.close();
}

/** A fresh context, logged in as one of the three unless nobody is to be. */
async function slowPage({ browser, url, trio }: Place, member?: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const cookie = member === undefined ? undefined : trio.people[member]?.cookie;
  if (cookie !== undefined) {
    const [name = "", value = ""] = cookie.split(/=(.*)/s);
    await context.addCookies([{ name, value, url }]);
    await context.addInitScript(() => localStorage.setItem("trio.here", "1"));
  }
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowness });
  return page;
}
