// The texts of a run: each has a number, which says who has written it and the how manieth of
// theirs it is, and an id made of that number, by which it is known wherever it is shown. Pure.

import type { MessageId } from "../../protocol/domain.ts";

export type TextNumber = number;

/** Of a message that no user of the run has sent. */
export const nobodys: TextNumber = 0;

const perAuthor = 2 ** 32;
const authorDigits = 4;
const nthDigits = 8;

/** Authors and their texts are counted from 1: at most 65,535 authors, and as many texts as fit. */
export function textNumber(author: number, nth: number): TextNumber {
  return author * perAuthor + nth;
}

export function authorOf(text: TextNumber): number {
  return Math.floor(text / perAuthor);
}

export function nthOf(text: TextNumber): number {
  return text % perAuthor;
}

/** The ids of one run, which no other run has. */
export class TextIds {
  readonly #prefix: string;

  /** `runId` is a random UUID. */
  constructor(runId: string) {
    // Version 4 and its variant stay; what follows them is the number.
    this.#prefix = runId.slice(0, 24);
  }

  idOf(text: TextNumber): MessageId {
    const author = authorOf(text).toString(16).padStart(authorDigits, "0");
    const nth = nthOf(text).toString(16).padStart(nthDigits, "0");
    return `${this.#prefix}${author}${nth}` as MessageId;
  }

  /** `nobodys` for an id that is not of this run. */
  textOf(id: string): TextNumber {
    if (!id.startsWith(this.#prefix)) return nobodys;
    const number = id.slice(this.#prefix.length);
    const author = parseInt(number.slice(0, authorDigits), 16);
    return textNumber(author, parseInt(number.slice(authorDigits), 16));
  }
}
