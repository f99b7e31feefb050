// Someone who uses the page by keys alone, on a narrow window: every stop of the focus must be
// seen, and nothing may be wider than the window.

import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { assertFits, english, sees, textsOf, type Visitor } from "./browser.ts";

/** From the first page, over its errors, to the second. */
export async function signUpByKeyboard(visitor: Visitor): Promise<void> {
  const { page, page: { keyboard } } = visitor;
  await page.getByRole("tablist").waitFor();
  await assertFits(visitor, "Create an account");
  await tabTo(page, page.getByRole("tab", { name: english.signUpTab }));
  await keyboard.press("ArrowLeft");
  await assertFits(visitor, "Log in");
  await keyboard.press("ArrowRight");
  await tabTo(page, page.getByRole("button", { name: english.signUp }));
  await keyboard.press("Enter");
  await page.getByText("Choose one of the four").waitFor();
  await assertFits(visitor, "Create an account, with errors");
  await page.waitForFunction(() => document.activeElement?.id === "field-username");

  await keyboard.type(visitor.name);
  await keyboard.press("Tab");
  await keyboard.type("walnut-orbit-71");
  await tabTo(page, page.getByLabel(english.birthDate));
  // Day and month are equal, so that the order of the browser's own fields does not matter.
  await keyboard.type("05051996");
  await tabTo(page, page.getByLabel(english.female));
  await keyboard.press("Space");
  await keyboard.press("Enter");
  await page.waitForURL("**/groups");
}

/** Asks for anyone, and opens the chat. */
export async function matchByKeyboard(visitor: Visitor): Promise<void> {
  const { page, page: { keyboard } } = visitor;
  await tabTo(page, page.getByRole("button", { name: english.begin }));
  await keyboard.press("Enter");
  await tabTo(page, page.getByRole("radio", { name: english.open }));
  await tabTo(page, page.locator("summary", { hasText: "More choices" }));
  await keyboard.press("Enter");
  await assertFits(visitor, "Your trios, with more to choose");
  await tabTo(page, page.getByRole("button", { name: english.find }));
  await keyboard.press("Enter");
  await tabTo(page, page.getByRole("link", { name: english.openChat }));
  await assertFits(visitor, "The match");
  await keyboard.press("Enter");
}

/** Two lines in one text, sent by Enter. */
export async function writeByKeyboard(visitor: Visitor): Promise<void> {
  const { page, page: { keyboard } } = visitor;
  await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
  await keyboard.type("w".repeat(300));
  await keyboard.press("Shift+Enter");
  await keyboard.type("second line");
  await keyboard.press("Enter");
  await sees(visitor, "second line");
  assert.deepEqual(await textsOf(visitor), [`${"w".repeat(300)}\nsecond line`]);
  await assertFits(visitor, "The chat");
}

/** Asked twice: stays the first time. */
export async function quitByKeyboard(visitor: Visitor): Promise<void> {
  const { page, page: { keyboard } } = visitor;
  await keyboard.type("/quti");
  await keyboard.press("Enter");
  await page.getByText("/who").first().waitFor();
  const box = page.getByLabel(english.write);
  assert.equal(await box.inputValue(), "/quti", "What is no command stays where it was");
  await box.focus();
  for (let key = 0; key < "/quti".length; key++) await keyboard.press("Backspace");
  await keyboard.type("/quit");
  await keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await assertFits(visitor, "The question before leaving");
  await keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await tabTo(page, page.getByRole("button", { name: "About this trio" }));
  await keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "Leave this trio" }));
  await keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: english.leave }));
  await keyboard.press("Enter");
  await page.getByText(/^You left the trio/).waitFor();
  await assertFits(visitor, "Your trios, after leaving");
}

/** Walks by Tab until the element has the focus; every stop on the way must be seen. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(isFocusSeen), "Something has the focus and does not show it");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  assert.fail(`Tab never came to ${target}`);
}

/** Runs in the page: whether the focused element, or the frame around an input, has an outline. */
function isFocusSeen(): boolean {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return true;
  const framed = [focused, focused.closest(".input")].filter((element) => element !== null);
  return framed.some((element) => getComputedStyle(element).outlineStyle !== "none");
}

/** Presses Enter as Android's keyboards on the screen do: without the name of a key. */
export async function enterOnScreen(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const key = { key: "Enter", code: "", windowsVirtualKeyCode: 13, text: "\r" };
  await session.send("Input.dispatchKeyEvent", { type: "keyDown", ...key });
  await session.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
  await session.detach();
}
