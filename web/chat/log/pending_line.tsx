// A line of one's own that is on its way, or something refused that can be tried again or given up.

import type { Group } from "../../../protocol/domain.ts";
import { useTools } from "../../ui/context.ts";
import { type Pending } from "../../state/pending.ts";
import { hueOf } from "../../state/members.ts";
import { problemText } from "../../ui/problems.ts";
import { Act } from "../../ui/async_button.tsx";
import { usePart } from "../../ui/use_selector.ts";

interface PendingLineProps {
  readonly one: Pending;
  readonly group: Group;
}

export function PendingLine({ one, group }: PendingLineProps) {
  const { session, speech: { t } } = useTools();
  const user = usePart((state) => state.user);
  if (user === null) return null;
  const { deed, refusal } = one;
  const text = "text" in deed ? deed.text : deed.type === "react" ? deed.emoji : t("chat.erase");
  return (
    <li class={`said own pending hue-${hueOf(group, user.id)}`}>
      <p class="bubble" dir="auto">{text}</p>
      {refusal === null ? <p class="why">{t("chat.pending")}</p> : (
        <div class="failed" role="alert">
          <span class="error">
            {t(deed.type === "send" ? "chat.failed" : "chat.notChanged")} {t(problemText(refusal))}
          </span>
          <Act act={() => session.outbox.retry(group.id, deed.id)}>
            {t("chat.retry")}
          </Act>
          <Act act={() => session.outbox.giveUp(group.id, deed.id)}>
            {t("chat.giveUp")}
          </Act>
        </div>
      )}
    </li>
  );
}
