// Every state of the page under axe-core: WCAG 2.2 AA without a violation, in both languages and
// both themes, on a wide and a narrow window, with large letters and the system's colours, and
// nothing that the browser complains of.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertFits, type Visitor } from "../support/browser/browser.ts";
import { violationsIn } from "../support/browser/axe.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import { scenes } from "../support/scenes/scenes.ts";
import { leaveStage, openStage } from "../support/scenes/stage.ts";

/**
 * How each state is looked at: what differs by theme or by language comes up, and what differs by
 * width.
 */
const looks = [
  { language: "en", colorScheme: "light", width: 1280 },
  { language: "en", colorScheme: "dark", width: 320 },
  { language: "fr", colorScheme: "light", width: 320 },
] as const;

/** Twice the size of letters on half a window: nothing is cut off at its sides. */
async function assertGrows({ page }: Visitor, fits: () => Promise<void>): Promise<void> {
  await page.setViewportSize({ width: 640, height: 800 });
  await page.evaluate(() => void (document.documentElement.style.fontSize = "200%"));
  await fits();
  await page.evaluate(() => void (document.documentElement.style.fontSize = ""));
}

/**
 * Where the system's own colours rule, what is chosen or to be pressed still shows it by an edge.
 */
async function assertEdged(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ forcedColors: "active" });
  const bare = await page.evaluate(() => {
    const parts = document.querySelectorAll(
      ".button, .find, .bubble, .menu-panel, .seat, dialog[open]",
    );
    const isBare = (part: Element) => {
      const { borderTopStyle, borderTopWidth, outlineStyle } = getComputedStyle(part);
      return outlineStyle === "none" && (borderTopStyle === "none" || borderTopWidth === "0px");
    };
    return [...parts].filter(isBare).map((part) => part.outerHTML);
  });
  await page.emulateMedia({ forcedColors: "none" });
  assert.deepEqual(bare, [], name);
}

/**
 * By the storage that another tab would have written, so that nothing on the page has to be
 * touched.
 */
async function speak(page: Page, language: "en" | "fr"): Promise<void> {
  await page.evaluate((next) => {
    dispatchEvent(new StorageEvent("storage", { key: "trio.language", newValue: next }));
  }, language);
  await page.locator(`html[lang=${language}]`).waitFor({ state: "attached" });
}

Deno.test("[W33] [W34] [W81] [W82] no state of the page has a violation of WCAG 2.2 AA, is too wide for 320 px or for letters of twice the size, or loses its edges", async (t) => {
  await using house = await openHouse();
  const stage = await openStage(house.browser, house.server.url, "Anna");
  const { page, visitor } = stage;
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const { name, play } of scenes) {
    const isSound = await t.step(`[W33] ${name}`, async () => {
      await play(stage);
      for (const { language, colorScheme, width } of looks) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        await speak(page, language);
        assert.deepEqual(await violationsIn(page), [], `${language}, ${colorScheme}, ${width} px`);
        await assertFits(visitor, name);
      }
      await speak(page, "fr");
      await assertGrows(visitor, () => assertFits(visitor, `${name} in letters of twice the size`));
      await assertEdged(page, name);
      await speak(page, "en");
      await page.setViewportSize({ width: 1280, height: 800 });
    });
    // Each scene begins where the last one ended.
    if (!isSound) break;
  }
  assert.deepEqual(visitor.complaints.filter((complaint) => !ofTheScenes.test(complaint)), []);
  await leaveStage(stage);
});

/** Addresses and a session that the scenes let fail on purpose. */
const ofTheScenes = /status of 4(01|04|10)/;
