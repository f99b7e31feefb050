// The menu of a line: what a finger's lift may press in it, and whether all of it can be seen.

import type { Page } from "playwright-core";
import { until } from "./guest.ts";

/** Runs in the page: the click that some browsers make of the lift. */
export function clickInMenu(): void {
  const button = document.querySelector(".line-menu .line-actions button");
  button?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 }));
}

/** Also once it asks whether a text is to be deleted for everyone. */
export async function isWholeInSight(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 500 });
  await page.locator(".own .line-more").last().click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const sure = page.getByRole("button", { name: "Delete for everyone" });
  await until(() =>
    sure.evaluate((one) => {
      const log = one.closest(".log")?.getBoundingClientRect() ?? new DOMRect();
      return one.getBoundingClientRect().bottom <= log.bottom;
    })
  );
  await page.keyboard.press("Escape");
}
