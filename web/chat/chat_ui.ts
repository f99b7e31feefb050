// What is going on in an open chat besides the log: which text is being changed, which line's menu
// is open, what a command has answered. One desk for each chat that is open.

import { type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import type { ShownText } from "../../protocol/log.ts";
import type { Member } from "../../protocol/domain.ts";
import { useWithin } from "../ui/context.ts";

export interface ChatUi {
  /** The text that the composer changes, and what it is to become; null: it writes a new one. */
  readonly editing: Signal<{ readonly seq: number; readonly text: string } | null>;
  /** The seq of the line whose menu is open. */
  readonly open: Signal<number | null>;
  readonly note: Signal<"who" | "help" | "why" | null>;
  /** What this user is asked about a member before it is done. */
  readonly asking: Signal<{ readonly type: "block" | "report"; readonly member: Member } | null>;
  readonly isQuitting: Signal<boolean>;
}

export function createChatUi(): ChatUi {
  return {
    editing: signal(null),
    open: signal(null),
    note: signal(null),
    asking: signal(null),
    isQuitting: signal(false),
  };
}

/** Begins to change a text. */
export function beginEdit(ui: ChatUi, { seq, text }: ShownText): void {
  ui.open.value = null;
  ui.editing.value = { seq, text };
}

export const ChatUiContext = createContext<ChatUi | null>(null);

/** The desk of the open chat. */
export function useChatUi(): ChatUi {
  return useWithin(ChatUiContext);
}
