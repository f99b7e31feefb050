// The forms of ids and seqs on the wire. Pure.

import type { Id } from "./domain.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a value is a UUID in lower case, the only form that the wire knows. */
export function isId<Name extends string>(value: unknown): value is Id<Name> {
  return typeof value === "string" && uuid.test(value);
}

/** Whether a value is a place in a log, or 0: a whole number up to 2^53 - 1. */
export function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
