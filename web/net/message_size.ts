// How large a frame is on the line: for one that is larger than the server takes, the server closes
// the line.

import type { ClientFrame } from "../../protocol/frames.ts";
import type { Limits } from "../../protocol/limits.ts";

/** Ids are all of one length. */
const anyId = "0".repeat(36);

/** Bytes of a frame as it is sent, in UTF-8. */
export function bytesOf(frame: ClientFrame): number {
  return jsonBytes(frame);
}

export interface TextSize {
  /** Characters that may be added; below 0, so many are too many. */
  readonly left: number;
  /**
   * Whether it can be said: not with too many characters, nor with such as make its frame too
   * large.
   */
  readonly fits: boolean;
}

/** What room a text leaves, as a new one or in the place of an earlier one. */
export function sizeOf(text: string, { textLength, frameBytes }: Limits): TextSize {
  const left = textLength - text.length;
  const edit = { type: "edit", group: anyId, id: anyId, seq: Number.MAX_SAFE_INTEGER, text };
  return { left, fits: left >= 0 && jsonBytes(edit) <= frameBytes };
}

function jsonBytes(value: object): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
