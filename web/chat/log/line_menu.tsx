// What can be done with a text: to react, to answer it, to copy it; with the user's own to change
// it or to take it back, which is asked twice; with another's to report it.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ShownText } from "../../../protocol/log.ts";
import type { Group, GroupId } from "../../../protocol/domain.ts";
import { useLayer } from "../../router.tsx";
import { isDeleted } from "../../state/members.ts";
import { formatDay, formatTime } from "../../i18n/format.ts";
import { useTools } from "../../ui/context.ts";
import { useChatUi } from "../chat_ui.ts";
import { emojiIn, palette } from "../composer/emoji.ts";
import { AsyncButton } from "../../ui/async_button.tsx";
import { isComposing } from "../../ui/composition.ts";
import { useNow } from "../../ui/use_now.ts";
import { useReply } from "./use_reply.ts";

/** So long it is said that a text was copied. */
const saidMs = 900;

interface LineMenuProps {
  readonly text: ShownText;
  readonly group: Group;
  readonly isOwn: boolean;
  /** Closes the menu and gives the focus back. */
  readonly close: () => void;
}

export function LineMenu({ text, group, isOwn, close }: LineMenuProps) {
  const { session, speech: { t } } = useTools();
  const box = useRef<HTMLDivElement>(null);
  const reply = useReply(group.id);
  // With the drawing: a key that is pressed right after it is for the menu.
  useLayoutEffect(() => {
    box.current?.querySelector("button")?.focus();
    // What hangs on the line below the menu is shown, too: below the newest one there is the end.
    box.current?.closest("li")?.scrollIntoView({ block: "nearest" });
    return stayInView(box.current);
  }, []);
  useLayer(true, close);
  const react = (emoji: string) => {
    session.outbox.react(group.id, text.seq, emoji, true);
    close();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || isComposing(event)) return;
    event.stopPropagation();
    close();
  };
  return (
    <div
      class="line-menu"
      ref={box}
      role="group"
      aria-label={t(isOwn ? "chat.actions" : "chat.actionsOther")}
      onKeyDown={press}
    >
      <SaidAt at={text.at} />
      <Palette react={react} />
      <div class="line-actions">
        <AsyncButton act={() => reply(text.seq)}>{t("reply.action")}</AsyncButton>
        {"clipboard" in navigator && <Copy text={text.text} close={close} />}
        {isOwn
          ? <OwnActions text={text} group={group.id} close={close} />
          : <Report text={text} group={group} close={close} />}
      </div>
    </div>
  );
}

/** When it was said: on a phone, no pointer rests on a line to be told. */
function SaidAt({ at }: { readonly at: string }) {
  const { locale } = useTools().speech;
  const day = formatDay(locale.value, Date.parse(at), useNow(60_000));
  return (
    <time class="why said-at" dateTime={at}>
      {day} {formatTime(locale.value, at)}
    </time>
  );
}

/** The log shrinks when a button, or a keyboard, comes below it; the menu grows by a question. */
function stayInView(menu: HTMLElement | null): (() => void) | undefined {
  const log = menu?.closest(".log");
  if (menu === null || !log) return undefined;
  const observer = new ResizeObserver(() => menu.scrollIntoView({ block: "nearest" }));
  observer.observe(log);
  observer.observe(menu);
  return () => observer.disconnect();
}

function Palette({ react }: { readonly react: (emoji: string) => void }) {
  const { t } = useTools().speech;
  return (
    <div class="palette">
      {palette.map((emoji) => (
        <button
          key={emoji}
          type="button"
          class="emoji"
          aria-label={t("chat.react", { emoji })}
          onClick={() => react(emoji)}
        >
          {emoji}
        </button>
      ))}
      <AnyEmoji react={react} />
    </div>
  );
}

function AnyEmoji({ react }: { readonly react: (emoji: string) => void }) {
  const { t } = useTools().speech;
  const take = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
    const emoji = emojiIn(currentTarget.value);
    if (emoji !== null) react(emoji);
  };
  return (
    <input
      class="any-emoji"
      aria-label={t("chat.anyEmoji")}
      placeholder="+"
      autocomplete="off"
      // What an input method offers meanwhile is not chosen yet.
      onInput={(event) => event.isComposing || take(event)}
      onCompositionEnd={take}
    />
  );
}

/** The whole text as it was written, also where it is folded or its addresses are shortened. */
function Copy({ text, close }: { readonly text: string; readonly close: () => void }) {
  const { clock, speech: { t } } = useTools();
  const [isCopied, setCopied] = useState(false);
  const isThere = useRef(true);
  useLayoutEffect(() => () => void (isThere.current = false), []);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    clock.after(saidMs, () => isThere.current && close());
  };
  return (
    <>
      <AsyncButton act={() => copy().catch(() => {})}>
        {t(isCopied ? "chat.copied" : "chat.copy")}
      </AsyncButton>
      <span class="only-read" role="status">{isCopied && t("chat.copied")}</span>
    </>
  );
}

function Report({ text, group, close }: Omit<LineMenuProps, "isOwn">) {
  const { t } = useTools().speech;
  const { dialog } = useChatUi();
  const member = group.members.find(({ id }) => id === text.by);
  if (member === undefined || isDeleted(member)) return null;
  const report = () => {
    close();
    dialog.value = { type: "report", member, text };
  };
  return <AsyncButton act={report}>{t("report.message")}</AsyncButton>;
}

interface OwnActionsProps extends Omit<LineMenuProps, "isOwn" | "group"> {
  readonly group: GroupId;
}

function OwnActions({ text, group, close }: OwnActionsProps) {
  const { session, speech: { t } } = useTools();
  const { openLine } = useChatUi();
  const [isSure, setSure] = useState(false);
  const edit = () => {
    openLine.value = null;
    session.outbox.setEdit(group, { seq: text.seq, text: text.text });
  };
  const takeBack = ({ detail }: { readonly detail: number }) => {
    if (!isSure) return setSure(true);
    // A double click is not two answers.
    if (detail > 1) return;
    session.outbox.erase(group, text.seq);
    close();
  };
  return (
    <>
      <AsyncButton act={edit}>{t("chat.edit")}</AsyncButton>
      <AsyncButton look={isSure ? "button danger" : "plain"} act={takeBack}>
        {t(isSure ? "chat.eraseSure" : "chat.erase")}
      </AsyncButton>
    </>
  );
}
