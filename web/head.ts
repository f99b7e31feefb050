// What the page shows outside of itself, kept true while the tab is hidden, too: title, number on the icon, language,
// theme.

import { computed, effect } from "@preact/signals";
import { calmly } from "./calm.ts";
import type { Tools } from "./context.ts";
import { unread } from "./state.ts";

/** Title and icon are the browser's and the system's to draw, which costs more than a line: not for each of many. */
const tellEachMs = 250;

export function keepHead({ session, speech, choices, clock }: Tools): void {
  const count = computed(() => unread(session.state.value));
  const title = computed(() => titleOf(speech.t("app.title"), count.value));
  const tell = () => {
    if (title.peek() === document.title) return;
    document.title = title.peek();
    // Missing in some browsers, refused in others: the title says the same.
    void navigator.setAppBadge?.(count.peek()).catch(() => {});
  };
  title.subscribe(calmly(clock, tellEachMs, tell));
  effect(() => {
    document.documentElement.lang = speech.language.value;
  });
  effect(() => {
    document.documentElement.dataset["theme"] = choices.prefs.value.theme;
  });
}

function titleOf(name: string, count: number): string {
  return count === 0 ? name : `(${count}) ${name}`;
}
