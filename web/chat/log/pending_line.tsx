// A pending text, or a refused operation that can be tried again or discarded.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Group, GroupId } from "../../../protocol/domain.ts";
import type { ErrorCode } from "../../../protocol/frames.ts";
import { useTools } from "../../ui/context.ts";
import { type Item, textAt } from "../../../protocol/log.ts";
import { Quote } from "./quote.tsx";
import { moveIn } from "./motion.ts";
import { SaidText } from "./rich_text.tsx";
import { canRetry, type Pending } from "../../../client/state/pending.ts";
import { hueOf } from "../../state/members.ts";
import { problemText } from "../../ui/problems.ts";
import { AsyncButton } from "../../ui/async_button.tsx";
import { useSelector } from "../../ui/use_selector.ts";

const justNowMs = 1_000;

interface PendingLineProps {
  readonly one: Pending;
  readonly group: Group;
  /** All that is loaded. */
  readonly items: readonly Item[];
  /** Whether it begins a run, as once it is acknowledged. */
  readonly isFirst: boolean;
}

export function PendingLine({ one, group, items, isFirst }: PendingLineProps) {
  const { clock, speech: { t } } = useTools();
  const user = useSelector((state) => state.user);
  const line = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    // Not what was kept over a reload.
    if (clock.now() - one.at < justNowMs) moveIn(line.current);
  }, []);
  if (user === null) return null;
  const { operation, refusal } = one;
  const text = "text" in operation
    ? operation.text
    : operation.type === "react"
    ? operation.emoji
    : t("chat.erase");
  return (
    <li
      ref={line}
      class={`said own pending hue-${hueOf(group, user.id)}${isFirst ? " first" : ""}`}
    >
      {operation.type === "send" && operation.reply !== undefined && (
        <Quote
          seq={operation.reply}
          text={textAt(items, operation.reply)}
          group={group}
          me={user.id}
        />
      )}
      <SaidText id={operation.id} text={text} reader="" />
      {refusal === null
        ? <p class="why">{t("chat.pending")}</p>
        : <Refused one={one} refusal={refusal} group={group.id} />}
    </li>
  );
}

interface RefusedProps {
  readonly one: Pending;
  readonly refusal: ErrorCode;
  readonly group: GroupId;
}

function Refused({ one: { operation }, refusal, group }: RefusedProps) {
  const { session, speech: { t, locale } } = useTools();
  return (
    <div class="failed">
      <span class="error" role="alert">
        {t(operation.type === "send" ? "chat.failed" : "chat.notChanged")}{" "}
        {problemText(locale.value, refusal)}
      </span>
      {canRetry(refusal) && (
        <AsyncButton act={() => session.outbox.retry(group, operation.id)}>
          {t("chat.retry")}
        </AsyncButton>
      )}
      <AsyncButton act={() => session.outbox.giveUp(group, operation.id)}>
        {t("chat.giveUp")}
      </AsyncButton>
    </div>
  );
}
