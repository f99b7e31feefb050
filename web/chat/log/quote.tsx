// The line that a text answers, in front of it: a tap goes there. What is not loaded yet, or was
// taken back, is told without its words.

import type { Group, UserId } from "../../../protocol/domain.ts";
import type { ShownText } from "../../../protocol/log.ts";
import { hueOf, nameOf } from "../../state/members.ts";
import { useTools } from "../../ui/context.ts";
import { useChatUi } from "../chat_ui.ts";

interface QuoteProps {
  /** The seq of the text that is answered. */
  readonly seq: number;
  /** That text; null: it is not loaded. */
  readonly text: ShownText | null;
  readonly group: Group;
  readonly me: UserId;
}

export function Quote({ seq, text, group, me }: QuoteProps) {
  const { speech: { t } } = useTools();
  const { goal } = useChatUi();
  return (
    <button
      type="button"
      class={`quote hue-${text === null ? 0 : hueOf(group, text.by)}`}
      dir="auto"
      onClick={() => (goal.value = seq)}
    >
      <span class="only-read">{`${t("reply.action")} `}</span>
      {text === null
        ? <span class="quote-words">{t("reply.unknown")}</span>
        : <Words text={text} name={nameFor(text.by, group, me, t("trios.you"))} />}
    </button>
  );
}

function Words({ text, name }: { readonly text: ShownText; readonly name: string }) {
  const { speech: { t } } = useTools();
  return (
    <>
      <bdi class="said-name" translate={false}>{name || t("member.deleted")}</bdi>
      <span class="only-read">:</span>{" "}
      <span class="quote-words" translate={text.erased ? undefined : false}>
        {text.erased ? t("chat.erased") : beginningOf(text.text)}
      </span>
    </>
  );
}

function nameFor(user: UserId, group: Group, me: UserId, you: string): string {
  return user === me ? you : nameOf(group, user) ?? "";
}

/** Enough for a line of the widest bubble; what stands behind it is cut off by the style. */
const shownLength = 120;

export function beginningOf(text: string): string {
  return text.slice(0, shownLength).replaceAll(/\s+/g, " ").toWellFormed();
}
