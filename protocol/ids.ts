// What single values of the wire must look like. Pure.

import type { Id } from "./domain.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a value is a UUID in lower case, the only form that the wire knows. */
export function isId<Name extends string>(value: unknown): value is Id<Name> {
  return typeof value === "string" && uuid.test(value);
}

/** Whether a value can stand for a place in a log: a whole number from 0 to 2^53 - 1. */
export function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
