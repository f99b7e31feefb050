// What the composer does with what is typed: keeps it as a draft, sends it, changes an earlier text
// with it, or runs it as a command.

import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { ShownText } from "../../../protocol/log.ts";
import type { GroupId } from "../../../protocol/domain.ts";
import { commandOf, isLikeCommand } from "../commands.ts";
import { useTools } from "../../ui/context.ts";
import { beginEdit, type ChatUi, useChatUi } from "../chat_ui.ts";
import { sizeOf } from "../../net/message_size.ts";
import { lastOwn } from "../log/timeline.ts";
import type { State } from "../../state/state.ts";
import { useSelector } from "../../ui/use_selector.ts";

export function useComposer(id: GroupId) {
  const { session } = useTools();
  const { outbox } = session;
  const ui = useChatUi();
  const box = useRef<HTMLTextAreaElement>(null);
  const limits = useSelector((state) => state.limits);
  const editing = ui.editing.value;
  const draft = editing?.text ?? outbox.drafts.value.get(id) ?? "";
  const size = sizeOf(draft.trim(), limits);
  useGrowth(box, draft);
  useFocus(box, id, editing?.seq ?? null);

  const write = (text: string) => {
    if (editing !== null) return void (ui.editing.value = { ...editing, text });
    outbox.setDraft(id, text);
    if (text.trim() !== "" && !text.startsWith("/")) outbox.type(id);
  };
  const clear = () => {
    // At once: what is typed before the next drawing must not stand behind what was sent.
    if (box.current !== null) box.current.value = "";
    if (editing === null) outbox.setDraft(id, "");
    ui.editing.value = null;
  };
  const send = () => {
    const text = (box.current?.value ?? draft).trim();
    if (text === "" || !sizeOf(text, limits).fits) return;
    const command = editing === null ? commandOf(text) : null;
    // A mistyped "/quit" is not for the others.
    if (command === null && editing === null && isLikeCommand(text)) return run(ui, "help");
    clear();
    if (command !== null) run(ui, command);
    else if (editing !== null) outbox.edit(id, editing.seq, text);
    else outbox.send(id, text);
  };
  // Looked up here and not handed down: the composer is not drawn again for each new line.
  const editLast = () => beginLast(ui, lastOwnIn(session.state.peek(), id));
  return { box, draft, size, editing, write, send, clear, editLast };
}

/** False when there is none. */
function beginLast(ui: ChatUi, last: ShownText | null): boolean {
  if (last !== null) beginEdit(ui, last);
  return last !== null;
}

function lastOwnIn({ user, groups }: State, group: GroupId): ShownText | null {
  return user === null ? null : lastOwn(groups.get(group)?.shown.items ?? [], user.id);
}

function run(ui: ChatUi, command: "who" | "help" | "quit"): void {
  if (command === "quit") ui.dialog.value = { type: "quit" };
  else ui.note.value = command;
}

type Box = RefObject<HTMLTextAreaElement | null>;

function useFocus(box: Box, id: string, editing: number | null): void {
  useEffect(() => {
    if (!isTouch()) box.current?.focus();
  }, [id]);
  useEffect(() => {
    if (editing === null) return;
    box.current?.focus();
    box.current?.setSelectionRange(box.current.value.length, box.current.value.length);
  }, [editing]);
}

function useGrowth(box: Box, draft: string): void {
  useLayoutEffect(() => {
    const grow = () => {
      const area = box.current;
      if (area === null) return;
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
    };
    grow();
    addEventListener("resize", grow);
    return () => removeEventListener("resize", grow);
  }, [draft]);
}

/** Whether the focus would bring up a keyboard on the screen. */
function isTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
