// The page under what browsers and systems put over it, in real Chromium: a translator, a keyboard
// on the screen, a screen reader.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { MessageId } from "../../protocol/domain.ts";
import type { ClientFrame } from "../../protocol/frames.ts";
import type { Line } from "../../tools/client.ts";
import { english } from "../support/browser/browser.ts";
import { type BrowserHouse, openHouse } from "../support/browser/browser_house.ts";
import { letIn, readAll, sayAll, until } from "../support/browser/guest.ts";
import { wrapAll } from "../support/browser/translator.ts";
import { arrive, formTrio, type Trio } from "../support/server/trio.ts";

const env = { FRAMES_PER_SECOND: "1000", BURST: "1000" };

Deno.test("[W241] [W242] [W243] [W244] a translator, a keyboard on the screen, a screen reader", async (t) => {
  await using house = await openHouse(env);
  const trio = await formTrio(house.server.url, "aid");
  const line = await trio.people[1].connect();
  await line.hello();
  try {
    for (const way of ["replaced", "moved"] as const) {
      await t.step(
        `[W241] what changes is seen on a page that is translated, its text nodes ${way}`,
        () => translate(house, { trio, line, way }),
      );
    }
    await t.step(
      "[W242] names, counters and the language switch are not for a translator; texts of people are",
      () => leaveUntranslated(house, { trio, line }),
    );
    await t.step(
      "[W243] a keyboard over the page leaves header, last line, composer and a dialog's buttons in view",
      () => cover(house, { trio, line }),
    );
    await t.step(
      "[W244] each line of others is said once, and neither one's own, nor history, buttons or typing",
      () => listen(house, { trio, line }),
    );
  } finally {
    await line.close();
  }
});

interface Cast {
  readonly trio: Trio;
  /** Of another member. */
  readonly line: Line;
}

const place = ({ server: { url } }: BrowserHouse, trio: Trio) => ({
  url,
  path: `/groups/${trio.group}`,
  person: trio.people[0],
});

async function act(line: Line, trio: Trio, frame: object): Promise<number> {
  const id = crypto.randomUUID() as MessageId;
  line.send({ id, group: trio.group, ...frame } as ClientFrame);
  return (await line.next("message", ({ message }) => message.id === id)).message.seq;
}

async function translate(
  house: BrowserHouse,
  { trio, line, way }: Cast & { readonly way: "replaced" | "moved" },
): Promise<void> {
  const { context, page, complaints } = await letIn(house.browser, place(house, trio));
  const words = `${way} https://old.example/${crypto.randomUUID()}`;
  const seq = await act(line, trio, { type: "send", text: words });
  await act(line, trio, { type: "react", seq, emoji: "👍", on: true });
  const said = page.locator(`[data-seq="${seq}"]`);
  await said.locator(".reaction").waitFor();
  line.send({ type: "typing", group: trio.group });
  await page.getByText("is typing…").waitFor();
  await page.evaluate(wrapAll, way);
  assert.ok(await page.locator("font").count() > 10);
  await act(line, trio, { type: "edit", seq, text: "put right https://new.example/b" });
  await until(async () =>
    await said.locator(".bubble").innerText() === "put right https://new.example/b"
  );
  assert.equal(await said.locator("a").innerText(), "https://new.example/b");
  assert.equal(await said.locator("a").getAttribute("href"), "https://new.example/b");
  await said.getByText("edited").waitFor();
  await said.locator(".reaction").click();
  await until(async () => (await said.locator(".reaction").innerText()).includes("You"));
  assert.equal(await said.locator(".reaction .avatar").count(), 2);
  await page.getByText("is typing…").waitFor({ state: "detached" });
  await page.evaluate(wrapAll, way);
  await page.getByRole("button", { name: "Français" }).click();
  await page.getByRole("heading", { name: "Tes trios" }).waitFor();
  await said.getByText("modifié").waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await waitTranslated(house, way);
  assert.deepEqual(complaints, []);
  await context.close();
}

/** The card of someone who waits goes on counting. */
async function waitTranslated(
  { browser, server: { url } }: BrowserHouse,
  way: "replaced" | "moved",
) {
  const person = await arrive(url, `waits.${way}`);
  await person.put("/api/ticket", { criteria: { sex: "same", age: 0, widen: false } });
  const { context, page } = await letIn(browser, { url, path: "/groups", person });
  const waited = page.locator(".waited");
  await waited.waitFor();
  await page.evaluate(wrapAll, way);
  const before = await waited.innerText();
  await until(async () => await waited.innerText() !== before);
  assert.equal((await waited.innerText()).match(/Waiting/g)?.length, 1);
  await person.delete("/api/ticket");
  await context.close();
}

async function leaveUntranslated(house: BrowserHouse, { trio, line }: Cast): Promise<void> {
  const { context, page } = await letIn(house.browser, place(house, trio));
  const seq = await act(line, trio, { type: "send", text: "What people say" });
  await act(line, trio, { type: "react", seq, emoji: "👍", on: true });
  await page.locator(`[data-seq="${seq}"] .reaction`).waitFor();
  const isLeft = (selector: string) =>
    page.locator(selector).first().evaluate((one) => one.closest("[translate=no]") !== null);
  for (
    const selector of [
      ".said-name",
      ".trio-names",
      ".chat-names h1",
      ".top-bar-name",
      ".reaction span",
    ]
  ) assert.equal(await isLeft(selector), true, selector);
  for (const selector of [".bubble", ".trio-last", "h2"]) {
    assert.equal(await isLeft(selector), false, selector);
  }
  await context.close();
}

const keyboardPx = 336;

async function cover(house: BrowserHouse, { trio, line }: Cast): Promise<void> {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  await sayAll(line, trio.group, Array.from({ length: 30 }, (_, at) => `Line ${at}`));
  await readAll(trio.people[0], trio.group);
  const { context, page } = await letIn(house.browser, place(house, trio), phone);
  await page.locator(".said", { hasText: "Line 29" }).waitFor();
  for (const top of [0, 120]) {
    await bringKeyboard(page, top);
    const isShown = async (selector: string) => {
      const box = await page.locator(selector).last().boundingBox();
      return box !== null && box.y >= top - 1 && box.y + box.height <= top + 844 - keyboardPx + 1;
    };
    for (const selector of [".composer", ".chat-header", ".said"]) {
      await until(() => isShown(selector));
    }
  }
  await bringKeyboard(page, 0);
  await page.getByRole("button", { name: "About this trio" }).tap();
  await page.locator(".member summary").first().tap();
  await page.getByRole("button", { name: "Report" }).first().tap();
  await page.locator("dialog textarea").waitFor();
  const buttons = await page.locator(".dialog-buttons").boundingBox();
  assert.ok(buttons && buttons.y + buttons.height <= 844 - keyboardPx, "The buttons are covered");
  await bringKeyboard(page, null);
  await until(() =>
    page.evaluate(() =>
      !document.documentElement.hasAttribute("style") ||
      document.documentElement.style.length === 0
    )
  );
  await context.close();
}

/** As WebKit does: the layout stays as large as it is. Null: the keyboard goes. */
async function bringKeyboard(page: Page, top: number | null): Promise<void> {
  await page.evaluate(({ top, keyboardPx }) => {
    const set = (name: string, value: number) =>
      Object.defineProperty(visualViewport, name, { configurable: true, get: () => value });
    set("height", top === null ? innerHeight : innerHeight - keyboardPx);
    set("offsetTop", top ?? 0);
    visualViewport?.dispatchEvent(new Event("resize"));
  }, { top, keyboardPx });
}

declare global {
  interface Window {
    /** What was added to anything live. */
    spoken: string[];
  }
}

async function listen(house: BrowserHouse, { trio, line }: Cast): Promise<void> {
  await sayAll(line, trio.group, Array.from({ length: 300 }, (_, at) => `Long ago ${at}`));
  await sayAll(line, trio.group, ["The last one"]);
  await readAll(trio.people[0], trio.group);
  const { context, page } = await letIn(house.browser, place(house, trio));
  await page.locator(".said", { hasText: "The last one" }).waitFor();
  await page.evaluate(noteSpoken);
  const spoken = () => page.evaluate(() => globalThis.window.spoken);
  await page.getByLabel(english.write).fill("My own words");
  await page.getByLabel(english.write).press("Enter");
  await page.locator(".said:not(.pending)", { hasText: "My own words" }).waitFor();
  line.send({ type: "typing", group: trio.group });
  await page.getByText("is typing…").waitFor();
  await page.getByText("is typing…").waitFor({ state: "detached" });
  await page.locator(".line-more").last().click();
  await page.locator(".line-menu").waitFor();
  await page.keyboard.press("Escape");
  // Not the number of lines: of a log a window is drawn, which may be full already.
  const firstSeq = async () =>
    Number(await page.locator("[data-seq]").first().getAttribute("data-seq"));
  const before = await firstSeq();
  await page.getByRole("log").evaluate((log) => void (log.scrollTop = 0));
  await until(async () => await firstSeq() < before);
  assert.deepEqual(await spoken(), []);
  await act(line, trio, { type: "send", text: "Words of another" });
  await until(async () => (await spoken()).length > 0);
  await page.waitForTimeout(300);
  const [first = "", ...rest] = await spoken();
  assert.match(first, /^aid-.*: Words of another$/);
  assert.deepEqual(rest, []);
  await context.close();
}

/** Runs in the page. */
function noteSpoken(): void {
  const { window } = globalThis;
  window.spoken = [];
  const isLive = (node: Node) => {
    const element = node instanceof Element ? node : node.parentElement;
    const live = element?.closest("[aria-live], [role=log], [role=status], [role=alert]");
    return live !== null && live?.getAttribute("aria-live") !== "off";
  };
  const hear = (target: Node, words: string | null) => {
    if (isLive(target) && words !== null && words.trim() !== "") window.spoken.push(words);
  };
  new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === "characterData") hear(target, target.textContent);
      for (const node of addedNodes) hear(target, node.textContent);
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}
