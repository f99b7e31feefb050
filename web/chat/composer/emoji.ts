// What may be put on a text: one grapheme that shows something, as the protocol has it. Pure.

import { emojiLength, graphemesOf } from "../../../protocol/rules.ts";

/** At hand for everyone; any other may be typed. */
export const palette = ["👍", "❤️", "😂", "😮", "😢", "🎉"] as const;

/**
 * The first thing typed that can be put on a text, or null; letters and digits are words, not
 * reactions.
 */
export function emojiIn(typed: string): string | null {
  return graphemesOf(typed.trim()).find((segment) =>
    segment.length <= emojiLength && !/[\p{L}\p{Cc}\s]/u.test(segment) && /[^\d#*]/u.test(segment)
  ) ?? null;
}
