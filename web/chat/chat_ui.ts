// What goes on in an open chat beside its log: the line whose menu is open, the note, the dialog.
// Each open chat has its own.

import { type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import type { Member } from "../../protocol/domain.ts";
import type { ShownText } from "../../protocol/log.ts";
import { useWithin } from "../ui/context.ts";

/** What this user is asked before it is done, and the search. */
export type ChatDialog =
  | { readonly type: "search" }
  | { readonly type: "quit" }
  | { readonly type: "block"; readonly member: Member }
  /** `text`: the message of theirs that is reported; absent: the member as such. */
  | { readonly type: "report"; readonly member: Member; readonly text?: ShownText };

export interface ChatUi {
  /** The seq of the line whose menu is open. */
  readonly openLine: Signal<number | null>;
  readonly note: Signal<"who" | "help" | "why" | null>;
  readonly dialog: Signal<ChatDialog | null>;
  /** The seq of the line to which the reader is to be led. */
  readonly goal: Signal<number | null>;
}

export function createChatUi(): ChatUi {
  return {
    openLine: signal(null),
    note: signal(null),
    dialog: signal(null),
    goal: signal(null),
  };
}

/**
 * Reports that are half written, by group, member and message, until they are sent or the session
 * ends.
 */
export const ReportDrafts = createContext<Map<string, string>>(new Map());

export const ChatUiContext = createContext<ChatUi | null>(null);

export function useChatUi(): ChatUi {
  return useWithin(ChatUiContext);
}
