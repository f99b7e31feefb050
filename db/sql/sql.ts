// What both drivers share: ids on their way in, values and errors on their way out.

import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../protocol/domain.ts";
import { Unavailable } from "../../protocol/unavailable.ts";

export { Unavailable };

/** Any number of ids as one parameter, a uuid[]. */
export function idArray<Id extends string>(ids: readonly Id[]): RawBuilder<readonly Id[]> {
  return sql`${`{${ids.join(",")}}`}::text::uuid[]`;
}

/** Any texts as one parameter, a text[]. */
export function textArray(texts: readonly string[]): RawBuilder<readonly string[]> {
  const quoted = texts.map((text) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`);
  return sql`${`{${quoted.join(",")}}`}::text::text[]`;
}

/** For `.where(column, "=", anyOf(ids))`. */
export function anyOf<Id extends string>(ids: readonly Id[]): RawBuilder<Id> {
  return sql`any(${idArray(ids)})`;
}

/** An instant as Postgres writes it, in text or in JSON, as the wire writes it. */
export function toInstant(text: string): Instant {
  // A value of a column: what a Date would make of it, for a fifth of the time.
  if (text[10] !== " " || text[19] !== "." && text[19] !== "+" || !text.endsWith("+00")) {
    return new Date(text).toISOString();
  }
  const parts = text.slice(20, -3).slice(0, 3).padEnd(3, "0");
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${parts}Z`;
}

/** How values are read, by the number of their type in Postgres; other types as the driver does. */
export const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  // int8
  20: Number,
  // date: as text, since a Date would move it by the machine's time zone
  1082: (text) => text,
  // timestamptz
  1184: toInstant,
};

/** What was thrown, as an Error: PGlite throws plain objects, too, which tell a log nothing. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const { message, name, code, errno, status } = Object(thrown);
  const words = [name, code ?? errno ?? status].filter((word) => word !== undefined).join(" ");
  return new Error(message || words || String(thrown), { cause: thrown });
}

/** Properties of a driver's error that may hold a statement, its parameters, or a row. */
const revealing = ["query", "params", "queryOptions", "detail", "where", "internalQuery"];

/**
 * Removes from a driver's error what people wrote, since errors are logged, and a log holds no
 * texts, names or hashes. The error stays the same object.
 */
export function conceal(error: unknown): unknown {
  if (error instanceof Error) {
    for (const name of revealing) Reflect.deleteProperty(error, name);
  }
  return error;
}

/** Whether an error is the violation of the constraint with this name. */
export function isOf(error: unknown, constraint: string): boolean {
  return error instanceof Error && "constraint" in error && error.constraint === constraint;
}

/**
 * The classes of SQLSTATE that say nothing against the statement: connection, state of the
 * transaction, conflict, resources, objects in use, operator, system, and the database's own fault.
 */
const outages = ["08", "25", "40", "53", "55", "57", "58", "XX"];

/**
 * What a store throws for a driver's error: Unavailable when the same may be right another time,
 * else the error itself. Without what people wrote.
 */
export function faultOf(error: unknown): unknown {
  conceal(error);
  return isOutage(error)
    ? new Unavailable(error instanceof Error ? error.message : String(error), { cause: error })
    : error;
}

function isOutage(error: unknown): boolean {
  if (error instanceof Unavailable) return false;
  // Of the driver itself: a parameter that it cannot write.
  if (error instanceof TypeError || error instanceof RangeError) return false;
  const isStated = error instanceof Error && "severity" in error && "code" in error;
  // Without an answer of the database, whatever kept it from answering.
  return !isStated || outages.includes(String(error.code).slice(0, 2));
}
