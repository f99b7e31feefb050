// Which emoji may be put on a text: one grapheme that shows something. Pure.

import { emojiLength, graphemesOf } from "../../../protocol/rules.ts";

/** At hand for everyone; any other may be typed. */
export const palette = ["👍", "❤️", "😂", "😮", "😢", "🎉"] as const;

/** The first typed grapheme that can be put on a text, or null. Letters and digits cannot. */
export function emojiIn(typed: string): string | null {
  return graphemesOf(typed.trim()).find((segment) =>
    segment.length <= emojiLength && !/[\p{L}\p{Cc}\s]/u.test(segment) && /[^\d#*]/u.test(segment)
  ) ?? null;
}
