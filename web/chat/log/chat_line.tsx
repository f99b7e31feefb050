// One line of the log: a day break, the unread line, a system line, or a text. Texts and names are
// drawn as text, never as anything else.

import { useRef } from "preact/hooks";
import type { ShownText } from "../../../protocol/log.ts";
import type { Group, UserId } from "../../../protocol/domain.ts";
import { useTools } from "../../ui/context.ts";
import { useChatUi } from "../chat_ui.ts";
import { formatDay, formatTime } from "../../i18n/format.ts";
import type { ItemLine, Line } from "./timeline.ts";
import { hueOf, nameOf } from "../../state/members.ts";
import { LineMenu } from "./line_menu.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import { SaidText } from "./rich_text.tsx";
import { Together } from "../../ui/together.tsx";
import { useReply } from "./use_reply.ts";
import { useSwipe } from "./use_swipe.ts";
import { useNow } from "../../ui/use_now.ts";

export interface ChatLineProps {
  readonly line: Line;
  readonly group: Group;
  readonly me: UserId;
  /** Whether the Tab key stops here; arrow keys lead to the other lines. */
  readonly isStop: boolean;
}

export function ChatLine(props: ChatLineProps) {
  const { t } = useTools().speech;
  const { line } = props;
  if (line.type === "day") return <Day at={line.at} />;
  if (line.type === "unread") return <li class="unread-line">{t("chat.unreadLine")}</li>;
  if (line.item.kind === "text") return <TextLine {...props} line={line} text={line.item} />;
  return <SystemLine {...props} line={line} />;
}

/** Drawn again by itself: at midnight "today" becomes "yesterday". */
function Day({ at }: { readonly at: number }) {
  const { locale } = useTools().speech;
  return <li class="day">{formatDay(locale.value, at, useNow(60_000))}</li>;
}

function SystemLine({ line: { item }, group }: ChatLineProps & { readonly line: ItemLine }) {
  const { t, markup } = useTools().speech;
  const nameFor = (user: UserId | null) => nameOf(group, user) ?? t("chat.someone");
  const name = nameFor(item.by);
  return (
    <li class="system" data-seq={item.seq}>
      {item.kind === "formed" && (
        <>
          {markup("chat.formed", { names: item.members.map(nameFor) })}
          {item.together && <Together pair={item.together} group={group} />}
        </>
      )}
      {item.kind === "left" && markup("chat.someoneLeft", { name })}
      {item.kind === "joined" && markup("chat.someoneJoined", { name })}
    </li>
  );
}

interface TextLineProps extends ChatLineProps {
  readonly line: ItemLine;
  readonly text: ShownText;
}

function TextLine({ line, text, group, me, isStop }: TextLineProps) {
  const { speech: { t, locale } } = useTools();
  const reply = useReply(group.id);
  const swipe = useSwipe(() => reply(text.seq));
  const side = text.by === me ? "own" : "other";
  const name = nameOf(group, text.by) ?? t("chat.someone");
  const classes = [
    "said",
    side,
    `hue-${hueOf(group, text.by)}`,
    line.isFirst && "first",
    line.isChanging && "changing",
  ];
  return (
    <li class={classes.filter(Boolean).join(" ")} data-seq={text.seq} {...text.erased ? {} : swipe}>
      <p class={line.isFirst ? "said-by" : "unseen-by"}>
        <bdi class="said-name" translate={false}>{name || t("member.deleted")}</bdi>{" "}
        <time dateTime={text.at}>{formatTime(locale.value, text.at)}</time>
      </p>
      {text.reply !== null && !text.erased && (
        <Quote seq={text.reply} text={line.quoted} group={group} me={me} />
      )}
      <Bubble text={text} group={group} isOwn={text.by === me} isStop={isStop} />
      {text.editedAt !== null && <span class="edited">{t("chat.edited")}</span>}
      <Reactions text={text} group={group} me={me} />
    </li>
  );
}

interface BubbleProps {
  readonly text: ShownText;
  readonly group: Group;
  readonly isOwn: boolean;
  readonly isStop: boolean;
}

function Bubble({ text, group, isOwn, isStop }: BubbleProps) {
  const { t } = useTools().speech;
  const { openLine } = useChatUi();
  const button = useRef<HTMLButtonElement>(null);
  const reply = useReply(group.id);
  if (text.erased) return <p class="bubble quiet">{t("chat.erased")}</p>;
  const isOpen = openLine.value === text.seq;
  const press = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "r" || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    reply(text.seq);
  };
  const close = () => {
    openLine.value = null;
    button.current?.focus();
  };
  return (
    <>
      <div class="bubble-row">
        <SaidText text={text.text} />
        <button
          ref={button}
          type="button"
          class="line-more"
          aria-label={t(isOwn ? "chat.actions" : "chat.actionsOther")}
          aria-expanded={isOpen}
          aria-keyshortcuts="r"
          onKeyDown={press}
          tabIndex={isStop || isOpen ? 0 : -1}
          onClick={() => (openLine.value = isOpen ? null : text.seq)}
        >
          <span aria-hidden="true">⋯</span>
        </button>
      </div>
      {isOpen && <LineMenu text={text} group={group} isOwn={isOwn} close={close} />}
    </>
  );
}
