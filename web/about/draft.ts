// What a user has begun to tell of themselves and not saved. It is there again when the dialog is
// opened, as long as the tab lives: the browser's Back closes a dialog, too.

import type { Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { SelfDescription, UserId } from "../../protocol/domain.ts";
import type { AboutDraft } from "../sync/session.ts";

/** Nobody is shown what another user of this tab has begun. */
export function draftOf(kept: Signal<AboutDraft | null>, by: UserId): AboutDraft {
  const draft = kept.peek();
  return draft?.by === by ? draft : { by, change: {}, word: "" };
}

export function useDraft(kept: Signal<AboutDraft | null>, user: UserId) {
  const [draft, setDraft] = useState(() => draftOf(kept, user));
  const put = (change: Partial<AboutDraft>) => {
    kept.value = { ...draftOf(kept, user), ...change };
    setDraft(kept.value);
  };
  return {
    draft,
    setWord: (word: string) => put({ word }),
    tell: (change: Partial<SelfDescription>) =>
      put({ change: { ...draftOf(kept, user).change, ...change } }),
    drop: () => void (kept.value = null),
  };
}
