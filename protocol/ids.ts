// The forms of ids and seqs on the wire. Pure.

import type { Id } from "./domain.ts";

const idLength = 36;
const hyphen = "-".charCodeAt(0);
const hyphensAt = [8, 13, 18, 23];
/** 1 at the code of each digit. */
const isDigit = new Uint8Array(128);
for (const digit of "0123456789abcdef") isDigit[digit.charCodeAt(0)] = 1;

/**
 * Whether a value is a UUID in lower case, the only form that the wire knows. Every frame has two:
 * a regular expression takes three times as long.
 */
export function isId<Name extends string>(value: unknown): value is Id<Name> {
  if (typeof value !== "string" || value.length !== idLength) return false;
  for (let at = 0; at < idLength; at++) {
    const code = value.charCodeAt(at);
    if (isDigit[code] !== 1 && (code !== hyphen || !hyphensAt.includes(at))) return false;
  }
  return hyphensAt.every((at) => value.charCodeAt(at) === hyphen);
}

/** Whether a value is a place in a log, or 0: a whole number up to 2^53 - 1. */
export function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
