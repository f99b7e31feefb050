// On the card of who waits: what others asked for lately; nothing where too few asked the same.

import { useEffect, useState } from "preact/hooks";
import type { Wish } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { formatWishes, watchWishes } from "./wishes.ts";

export function WishNews() {
  const { session: { api: { ask } }, speech: { t, locale }, clock } = useTools();
  const [wishes, setWishes] = useState<readonly Wish[]>([]);
  useEffect(
    () => watchWishes({ ask, clock, isHidden: () => document.hidden, onWishes: setWishes }),
    [],
  );
  if (wishes.length === 0) return null;
  return <p class="quiet">{t("wait.wishes", { wishes: formatWishes(locale.value, wishes) })}</p>;
}
