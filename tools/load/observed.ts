// What the checker is told of a message: where it stands, what it says, and whom it concerns. Pure.

import type { Message, UserId } from "../../protocol/domain.ts";
import { nobodys, type TextIds, type TextNumber } from "./text_numbers.ts";

export interface Observed {
  readonly seq: number;
  /** All that a message says, in one text: two members who are shown one message have one. */
  readonly content: string;
  /** `nobodys`: no text of this run. */
  readonly text: TextNumber;
  /** Who came in with it; null: nobody. */
  readonly joined: UserId | null;
  /** Who has left with it; null: nobody. */
  readonly left: UserId | null;
}

export function observed(message: Message, ids: TextIds): Observed {
  const { seq, kind, by } = message;
  return {
    seq,
    content: JSON.stringify(message, Object.keys(message).sort()),
    text: kind === "text" ? ids.textOf(message.id) : nobodys,
    joined: kind === "joined" ? by : null,
    left: kind === "left" ? by : null,
  };
}
