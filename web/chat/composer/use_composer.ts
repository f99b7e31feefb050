// What the composer does with what is typed: keeps it as a draft, sends it, changes an earlier text
// with it, or runs it as a command.

import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { GroupId } from "../../../protocol/domain.ts";
import { commandOf, isLikeCommand } from "../commands.ts";
import { useTools } from "../../ui/context.ts";
import { type ChatUi, useChatUi } from "../chat_ui.ts";
import { sizeOf } from "../../../client/net/message_size.ts";
import { lastOwn } from "../log/timeline.ts";
import type { Session } from "../../sync/session.ts";
import { useSelector } from "../../ui/use_selector.ts";

export function useComposer(id: GroupId) {
  const { session, session: { outbox } } = useTools();
  const ui = useChatUi();
  const box = useRef<HTMLTextAreaElement>(null);
  const limits = useSelector((state) => state.limits);
  const editing = outbox.edits.value.get(id) ?? null;
  const draft = editing?.text ?? outbox.drafts.value.get(id) ?? "";
  const size = sizeOf(draft.trim(), limits);
  const reply = editing === null ? outbox.replies.value.get(id) ?? null : null;
  useGrowth(box, draft);
  useFocus(box, id, editing?.seq ?? reply);

  const write = (text: string) => {
    if (editing !== null) return outbox.setEdit(id, { ...editing, text });
    outbox.setDraft(id, text);
    if (text.trim() !== "" && !text.startsWith("/")) outbox.type(id);
  };
  const clear = () => {
    // At once: what is typed before the next drawing must not stand behind what was sent.
    if (box.current !== null) box.current.value = "";
    if (editing !== null) return outbox.setEdit(id, null);
    outbox.setDraft(id, "");
    if (reply !== null) outbox.setReply(id, null);
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
    else outbox.send(id, text, reply);
  };
  const stopReply = () => outbox.setReply(id, null);
  // Looked up here and not handed down: the composer is not drawn again for each new line.
  const editLast = () => beginLast(session, id);
  return { box, draft, size, editing, reply, write, send, clear, stopReply, editLast };
}

/** False when there is none. */
function beginLast({ state, outbox }: Session, group: GroupId): boolean {
  const { user, groups } = state.peek();
  if (user === null) return false;
  const last = lastOwn(groups.get(group)?.shown.items ?? [], user.id);
  if (last !== null) outbox.setEdit(group, { seq: last.seq, text: last.text });
  return last !== null;
}

function run(ui: ChatUi, command: "who" | "help" | "quit"): void {
  if (command === "quit") ui.dialog.value = { type: "quit" };
  else ui.note.value = command;
}

type Box = RefObject<HTMLTextAreaElement | null>;

function useFocus(box: Box, id: string, editing: number | null): void {
  // A change that goes on from before does not bring up a phone's keyboard.
  const before = useRef(editing);
  useEffect(() => {
    if (!isTouch()) box.current?.focus();
  }, [id]);
  // With the drawing: what is typed or selected right after it must find the caret in its place.
  useLayoutEffect(() => {
    if (editing === null || editing === before.current) return;
    before.current = editing;
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
