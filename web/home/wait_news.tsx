// On the card of who waits: what is true now. That the search goes on after one was away, whether
// anybody could fit, how long it takes where that is not known, and what others asked for.

import type { Ticket } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { useNow } from "../ui/use_now.ts";
import { newsOf } from "./wait_state.ts";
import { WishNews } from "./wish_news.tsx";

export function WaitNews({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTools().speech;
  const now = useNow(10_000);
  return (
    <>
      <div role="status">
        <ul class="facts">
          {newsOf(ticket, now).map((key) => <li key={key}>{t(key)}</li>)}
        </ul>
      </div>
      <WishNews />
    </>
  );
}
