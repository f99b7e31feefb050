// One line of the log: a day break, a pause, the unread line, a system line, or a text. Texts and
// names are drawn as text, never as anything else.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { ShownText } from "../../../protocol/log.ts";
import type { Group, Member, UserId } from "../../../protocol/domain.ts";
import { BotMark } from "../../ui/bot_mark.tsx";
import { useTools } from "../../ui/context.ts";
import { useChatUi } from "../chat_ui.ts";
import { dayKey, formatDate, formatDay, formatTime } from "../../i18n/format.ts";
import type { ItemLine, Line } from "./timeline.ts";
import { hueOf, nameOf } from "../../state/members.ts";
import { FaceButton } from "../members/face_button.tsx";
import { LineMenu } from "./line_menu.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import { SaidText } from "./rich_text.tsx";
import { SystemLine } from "./system_line.tsx";
import { useReply } from "./use_reply.ts";
import { useTouch } from "./use_touch.ts";
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
  const { line, group, me } = props;
  if (line.type === "day") return <Day at={line.at} />;
  if (line.type === "pause") return <Pause at={line.at} />;
  if (line.type === "setBack") return <SetBackLine at={line.at} />;
  if (line.type === "unread") return <li class="unread-line">{t("chat.unreadLine")}</li>;
  if (line.item.kind === "text") return <TextLine {...props} line={line} text={line.item} />;
  return <SystemLine item={line.item} group={group} me={me} />;
}

/** Drawn again by itself: at midnight "today" becomes "yesterday". */
function Day({ at }: { readonly at: number }) {
  const { locale } = useTools().speech;
  return (
    <li class="day">
      <span>{formatDay(locale.value, at, useNow(60_000))}</span> <Time at={at} />
    </li>
  );
}

function Pause({ at }: { readonly at: number }) {
  return (
    <li class="pause">
      <Time at={at} />
    </li>
  );
}

function SetBackLine({ at }: { readonly at: string | null }) {
  const { t, locale } = useTools().speech;
  const now = useNow(60_000);
  const isToday = at !== null && dayKey(at) === dayKey(now);
  const format = isToday ? formatTime : formatDate;
  return (
    <li class="system">
      {at === null ? t("chat.setBackSome") : t("chat.setBack", { time: format(locale.value, at) })}
    </li>
  );
}

function Time({ at }: { readonly at: number }) {
  const { locale } = useTools().speech;
  return <time dateTime={new Date(at).toISOString()}>{formatTime(locale.value, at)}</time>;
}

interface TextLineProps extends ChatLineProps {
  readonly line: ItemLine;
  readonly text: ShownText;
}

function TextLine({ line, text, group, me, isStop }: TextLineProps) {
  const { speech: { t, locale } } = useTools();
  const { openLine } = useChatUi();
  const reply = useReply(group.id);
  const touch = useTouch({
    drawn: () => reply(text.seq),
    held: () => void (openLine.value = text.seq),
  });
  const isOwn = text.by === me;
  const author = group.members.find(({ id }) => id === text.by);
  const time = formatTime(locale.value, text.at);
  const classes = [
    "said",
    isOwn ? "own" : "other",
    `hue-${hueOf(group, text.by)}`,
    line.isFirst && "first",
    line.isChanging && "changing",
  ];
  return (
    <li
      class={classes.filter(Boolean).join(" ")}
      data-seq={text.seq}
      title={time}
      {...text.erased ? {} : touch}
    >
      <Author author={author} group={group} isShown={line.isFirst && !isOwn}>
        <time dateTime={text.at}>{time}</time>
      </Author>
      {text.reply !== null && !text.erased && (
        <Quote seq={text.reply} text={line.quoted} group={group} me={me} />
      )}
      <Bubble text={text} group={group} me={me} isStop={isStop} />
      {text.editedAt !== null && <span class="edited">{t("chat.edited")}</span>}
      <Reactions text={text} group={group} me={me} />
    </li>
  );
}

interface AuthorProps {
  readonly author: Member | undefined;
  readonly group: Group;
  /** Whether it is seen, and not only read out. */
  readonly isShown: boolean;
  readonly children: ComponentChildren;
}

/** Who says it, and when: seen once in a run, with a face. */
function Author({ author, group, isShown, children }: AuthorProps) {
  const { t } = useTools().speech;
  const name = author === undefined ? t("chat.someone") : author.username || t("member.deleted");
  return (
    <>
      {isShown && author && <FaceButton group={group} member={author} size={28} isStop={false} />}
      <p class={isShown ? "said-by" : "unseen-by"}>
        <bdi class="said-name" translate={false}>{name}</bdi>
        {author && <BotMark user={author} />} <span class="unseen-time">{children}</span>
      </p>
    </>
  );
}

interface BubbleProps {
  readonly text: ShownText;
  readonly group: Group;
  readonly me: UserId;
  readonly isStop: boolean;
}

function Bubble({ text, group, me, isStop }: BubbleProps) {
  const { t } = useTools().speech;
  const { openLine } = useChatUi();
  const button = useRef<HTMLButtonElement>(null);
  const reply = useReply(group.id);
  if (text.erased) return <p class="bubble erased">{t("chat.erased")}</p>;
  const isOwn = text.by === me;
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
        <SaidText id={text.id} text={text.text} reader={isOwn ? "" : nameOf(group, me) ?? ""} />
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
