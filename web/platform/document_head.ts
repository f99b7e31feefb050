// What the page shows outside of itself, also while the tab is hidden: the title (how much is
// unread, and the first heading), the number on the icon, the language, the theme.

import { computed, effect } from "@preact/signals";
import { unread } from "../../client/state/state.ts";
import type { Tools } from "../ui/context.ts";
import { throttle } from "./throttle.ts";

/** The browser and the system draw title and icon, which costs more than a line of the log. */
const syncEachMs = 250;

export function syncDocumentHead({ session, speech, choices, clock }: Tools): void {
  const count = computed(() => unread(session.state.value));
  const sync = throttle(clock, syncEachMs, () => {
    const title = titleOf(count.peek(), document.querySelector("h1")?.textContent);
    if (title === document.title) return;
    document.title = title;
    // Missing in some browsers, refused in others: the title says the same.
    void navigator.setAppBadge?.(count.peek()).catch(() => {});
  });
  count.subscribe(sync);
  // The heading of a page says best what it is about, in the language of the page.
  new MutationObserver(sync).observe(document.body, {
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
