// What the page shows outside of itself, kept true while the tab is hidden, too: title, number on the icon, language,
// theme.

import { computed, effect } from "@preact/signals";
import type { Tools } from "./context.ts";
import { unread } from "./state.ts";

export function keepHead({ session, speech, choices }: Tools): void {
  const count = computed(() => unread(session.state.value));
  effect(() => {
    const title = speech.t("app.title");
    document.title = count.value === 0 ? title : `(${count.value}) ${title}`;
  });
  effect(() => {
    // Missing in some browsers, refused in others: the title says the same.
    void navigator.setAppBadge?.(count.value).catch(() => {});
  });
  effect(() => {
    document.documentElement.lang = speech.language.value;
  });
  effect(() => {
    document.documentElement.dataset["theme"] = choices.prefs.value.theme;
  });
}
