// Texts as they are drawn: each name, and what somebody said, in an element of its own, which has
// its own direction and within which its marks stay.

import { type ComponentChildren, h } from "preact";
import type { Speech } from "../i18n/language.ts";
import type { Key, Values } from "../i18n/texts.ts";
import { listPieces, type Piece, piecesOf } from "../i18n/translate.ts";

export type DrawnSpeech = ReturnType<typeof withMarkup>;

export function withMarkup(speech: Speech) {
  const { locale } = speech;
  return {
    ...speech,
    /** A text as `t` gives it, to be drawn. */
    markup: <K extends Key>(key: K, ...values: Values<K>) =>
      markupOf(piecesOf(locale.value, key, ...values)),
    /** "a, b and c", to be drawn. */
    list: (names: readonly string[]) => markupOf(listPieces(locale.value, names)),
  };
}

function markupOf(pieces: readonly Piece[]): ComponentChildren {
  return pieces.map(({ text, isPersonal }, key) => isPersonal ? h("bdi", { key }, text) : text);
}
