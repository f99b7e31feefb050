// What goes on in an open chat beside its log: the line whose menu is open, the long texts that are
// unfolded, the note, the dialog. Each open chat has its own.

import { type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import type { Member, MessageId, UserId } from "../../protocol/domain.ts";
import type { ShownText } from "../../protocol/log.ts";
import { useWithin } from "../ui/context.ts";
import { columns } from "./log/folding.ts";

/** What this user is asked before it is done, the search, and what is told of a member. */
export type ChatDialog =
  | { readonly type: "search" }
  | { readonly type: "person"; readonly user: UserId }
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
  /** Letters in a row of a bubble, by which long texts are folded. */
  readonly columns: Signal<number>;
  /** The long texts that are shown whole. */
  readonly unfolded: Signal<ReadonlySet<MessageId>>;
}

export function createChatUi(): ChatUi {
  return {
    openLine: signal(null),
    note: signal(null),
    dialog: signal(null),
    goal: signal(null),
    columns: signal(columns.wide),
    unfolded: signal(new Set()),
  };
}

/** Shows a long text whole, or folded again. */
export function unfold({ unfolded }: ChatUi, id: MessageId, isWhole: boolean): void {
  const next = new Set(unfolded.value);
  if (isWhole) next.add(id);
  else next.delete(id);
  unfolded.value = next;
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
