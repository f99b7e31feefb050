// The lift of a finger that has rested on a line: browsers make a click or a menu of their own of
// it, which would be for the entry of the line's menu that has come to lie under the finger.

import type { Clock } from "../../../protocol/clock.ts";

/** So long after the finger is lifted, its click has surely come. */
const clickMs = 500;

const swallowed = ["touchend", "click", "contextmenu"] as const;

/** Takes what a browser makes of the lift away from the page, until the next press at most. */
export function swallowLift(page: EventTarget, clock: Clock): void {
  const swallow = (event: Event) => {
    if (event.cancelable) event.preventDefault();
    if (event.type !== "touchend") event.stopImmediatePropagation();
  };
  const stop = () => {
    for (const type of swallowed) page.removeEventListener(type, swallow, true);
    page.removeEventListener("pointerdown", stop, true);
    page.removeEventListener("pointerup", lifted, true);
  };
  const lifted = () => void clock.after(clickMs, stop);
  for (const type of swallowed) page.addEventListener(type, swallow, true);
  page.addEventListener("pointerdown", stop, true);
  page.addEventListener("pointerup", lifted, true);
}
