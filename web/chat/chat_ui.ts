// What is going on in an open chat besides the log: which text is being changed, which line's menu
// is open, what a command has answered. One desk for each chat that is open.

import { type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import type { ShownText } from "../../protocol/log.ts";
import type { Member } from "../../protocol/domain.ts";
import { useWithin } from "../ui/context.ts";

export interface Desk {
  /** The text that the composer changes, and what it is to become; null: it writes a new one. */
  readonly editing: Signal<{ readonly seq: number; readonly text: string } | null>;
  /** The seq of the line whose menu is open. */
  readonly open: Signal<number | null>;
  readonly note: Signal<"who" | "help" | "why" | null>;
  /** What this user is asked about a member before it is done. */
  readonly asking: Signal<{ readonly type: "block" | "report"; readonly member: Member } | null>;
  readonly isQuitting: Signal<boolean>;
}

export function createDesk(): Desk {
  return {
    editing: signal(null),
    open: signal(null),
    note: signal(null),
    asking: signal(null),
    isQuitting: signal(false),
  };
}

/** Begins to change a text. */
export function beginEdit(desk: Desk, { seq, text }: ShownText): void {
  desk.open.value = null;
  desk.editing.value = { seq, text };
}

export const DeskContext = createContext<Desk | null>(null);

/** The desk of the open chat. */
export function useDesk(): Desk {
  return useWithin(DeskContext);
}
