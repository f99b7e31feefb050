// Edits, erasures and reactions for tests of the store, each with its own seq and its target's.

import type {
  EditedMessage,
  ErasedMessage,
  ReactedMessage,
  UserId,
} from "../../../protocol/domain.ts";
import { after, newId } from "./store_cast.ts";

type Places = readonly [seq: number, target: number];

function base(by: UserId, seq: number) {
  return { seq, id: newId<"message">(), by, at: after(seq) };
}

export function edited(by: UserId, [seq, target]: Places, words = `edit ${seq}`): EditedMessage {
  return { ...base(by, seq), kind: "edited", target, text: words };
}

export function erased(by: UserId, [seq, target]: Places): ErasedMessage {
  return { ...base(by, seq), kind: "erased", target };
}

export function reacted(by: UserId, [seq, target]: Places, emoji = "👍"): ReactedMessage {
  return { ...base(by, seq), kind: "reacted", target, emoji, on: true };
}
