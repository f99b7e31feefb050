// What the page shows outside of itself, kept true while the tab is hidden, too: title (what is
// unread, and the first heading), number on the icon, language, theme.

import { computed, effect } from "@preact/signals";
import { throttle } from "./throttle.ts";
import type { Tools } from "../ui/context.ts";
import { unread } from "../state/state.ts";

/**
 * Title and icon are the browser's and the system's to draw, which costs more than a line: not for
 * each of many.
 */
const tellEachMs = 250;

export function syncDocumentHead({ session, speech, choices, clock }: Tools): void {
  const count = computed(() => unread(session.state.value));
  const tell = throttle(clock, tellEachMs, () => {
    const title = titleOf(count.peek(), document.querySelector("h1")?.textContent);
    if (title === document.title) return;
    document.title = title;
    // Missing in some browsers, refused in others: the title says the same.
    void navigator.setAppBadge?.(count.peek()).catch(() => {});
  });
  count.subscribe(tell);
  // Whatever page it is, its heading says best what it is about, in the language that it is in.
  new MutationObserver(tell).observe(document.body, {
    childList: true,
    subtree: true,
    characterData: true,
  });
  effect(() => {
    document.documentElement.lang = speech.language.value;
  });
  effect(() => {
    document.documentElement.dataset["theme"] = choices.preferences.value.theme;
  });
}

/** "(2) Ben and Chloé – Trio". */
function titleOf(count: number, heading: string | undefined): string {
  const about = heading === undefined ? "" : `${heading.replace(/\.$/, "")} – `;
  return `${count > 0 ? `(${count}) ` : ""}${about}Trio`;
}
