// A line of one's own that is on its way, or was refused and can be sent again.

import type { Group } from "../../actors/protocol.ts";
import { useTools } from "../context.ts";
import { hueOf } from "../people.ts";
import { problemText } from "../problems.ts";
import type { Pending } from "../room.ts";

interface PendingLineProps {
  readonly line: Pending;
  readonly group: Group;
}

export function PendingLine({ line, group }: PendingLineProps) {
  const { session, speech: { t } } = useTools();
  const { user } = session.state.value;
  if (user === null) return null;
  return (
    <li class={`said own pending hue-${hueOf(group, user.id)}`}>
      <p class="bubble" dir="auto">{line.text}</p>
      {line.refusal === null ? <p class="why">{t("chat.pending")}</p> : (
        <div class="failed" role="alert">
          <span class="error">{t("chat.failed")} {t(problemText(line.refusal))}</span>
          <button type="button" class="plain" onClick={() => session.outbox.retry(group.id, line.id)}>
            {t("chat.retry")}
          </button>
          <button type="button" class="plain" onClick={() => session.outbox.giveUp(group.id, line.id)}>
            {t("chat.giveUp")}
          </button>
        </div>
      )}
    </li>
  );
}
