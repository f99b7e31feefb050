// How values come out of Postgres, the same from both drivers: seq as number, instants and days as
// the wire has them.

import type { Instant } from "../../protocol/domain.ts";

/** An instant as Postgres writes it, in text or in JSON, as the wire writes it. */
export function toInstant(text: string): Instant {
  return new Date(text).toISOString();
}

/** By the type's number in Postgres; whatever is not here is read as the driver does. */
export const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  // int8
  20: Number,
  // date: as text, since a Date would move it by the machine's time zone
  1082: (text) => text,
  // timestamptz
  1184: toInstant,
};
