// What may be put on a text: one emoji, as the protocol has it. Pure.

import { emojiForm, graphemesOf } from "../../../protocol/rules.ts";

/** At hand for everyone; any other may be typed. */
export const palette = ["👍", "❤️", "😂", "😮", "😢", "🎉"] as const;

/** The first emoji of what is typed, or null: a word, a digit or a colon is no reaction. */
export function emojiIn(typed: string): string | null {
  for (const grapheme of graphemesOf(typed)) {
    const emoji = emojiForm(grapheme);
    if (emoji !== null) return emoji;
  }
  return null;
}
