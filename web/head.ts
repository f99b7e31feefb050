// What the page shows outside of itself, kept true while the tab is hidden, too: title, number on the icon, language,
// theme.

import { computed, effect } from "@preact/signals";
import type { Cancel } from "../actors/clock.ts";
import type { Tools } from "./context.ts";
import { unread } from "./state.ts";

/** The number on the icon is the system's to draw, which takes longer than a frame: not for each message of many. */
const badgeMs = 500;

export function keepHead({ session, speech, choices, clock }: Tools): void {
  const count = computed(() => unread(session.state.value));
  effect(() => {
    const title = speech.t("app.title");
    document.title = count.value === 0 ? title : `(${count.value}) ${title}`;
  });
  let cancelBadge: Cancel = () => {};
  effect(() => {
    const number = count.value;
    cancelBadge();
    // Missing in some browsers, refused in others: the title says the same.
    cancelBadge = clock.after(badgeMs, () => void navigator.setAppBadge?.(number).catch(() => {}));
  });
  effect(() => {
    document.documentElement.lang = speech.language.value;
  });
  effect(() => {
    document.documentElement.dataset["theme"] = choices.prefs.value.theme;
  });
}
