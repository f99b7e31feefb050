// What may be put on a text: one emoji, as the protocol has it; and texts of emojis alone. Pure.

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

/** So many emojis without a word are shown large, and without a bubble. */
const mostAlone = 3;
/** Longer than three emojis of the longest kind. */
const mostLength = 110;

/** Whether a text is one to three emojis, and nothing else but white space. */
export function isEmojiAlone(text: string): boolean {
  // Quick to tell of what people mostly write.
  if (text.length > mostLength || /[a-z]/i.test(text)) return false;
  const shown = graphemesOf(text).filter((grapheme) => grapheme.trim() !== "");
  return shown.length > 0 && shown.length <= mostAlone &&
    shown.every((grapheme) => emojiForm(grapheme) !== null);
}
