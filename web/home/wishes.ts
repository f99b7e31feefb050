// What others asked for lately: asked of the server at once, and now and then while it is shown.

import type { Wish } from "../../protocol/domain.ts";
import { formatCriteria } from "../i18n/format.ts";
import type { Locale } from "../i18n/locale.ts";
import type { Ask } from "../../client/net/api.ts";
import type { Clock } from "../../protocol/clock.ts";

const askEachMs = 5 * 60_000;

interface WatchOptions {
  readonly ask: Ask;
  readonly clock: Clock;
  readonly isHidden: () => boolean;
  readonly onWishes: (wishes: readonly Wish[]) => void;
}

/** Answers what ends it. Where the server does not answer, what is shown stays. */
export function watchWishes({ ask, clock, isHidden, onWishes }: WatchOptions): () => void {
  let isOver = false;
  const look = async () => {
    const answer = await ask<{ wishes: readonly Wish[] }>("GET", "/api/wishes");
    if (answer.ok && !isOver) onWishes(answer.value.wishes);
  };
  void look();
  const cancel = clock.every(askEachMs, () => isHidden() || void look());
  return () => {
    isOver = true;
    cancel();
  };
}

/** "up to 5 years, any sex · any age, any sex". */
export function formatWishes(locale: Locale, wishes: readonly Wish[]): string {
  return wishes.map((wish) => formatCriteria(locale, wish)).join(" · ");
}
