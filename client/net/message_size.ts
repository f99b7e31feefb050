// How large a frame is on the wire. The server closes a socket that sends a larger one than it
// takes.

import type { ClientFrame } from "../../protocol/frames.ts";
import type { Limits } from "../../protocol/limits.ts";

/** Ids are all of one length. */
const anyId = "0".repeat(36);

/** Bytes of a frame as it is sent, in UTF-8. */
export function bytesOf(frame: ClientFrame): number {
  return jsonBytes(frame);
}

export interface TextSize {
  /** Characters that may be added; below 0, the number of characters too many. */
  readonly left: number;
  /** Whether the text can be sent: it has not too many characters, nor its frame too many bytes. */
  readonly fits: boolean;
}

/** The room that a text leaves, whether it is sent as a new one or in place of an earlier one. */
export function sizeOf(text: string, { textLength, frameBytes }: Limits): TextSize {
  const left = textLength - text.length;
  const edit = { type: "edit", group: anyId, id: anyId, seq: Number.MAX_SAFE_INTEGER, text };
  return { left, fits: left >= 0 && jsonBytes(edit) <= frameBytes };
}

function jsonBytes(value: object): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
