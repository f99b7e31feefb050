// Holds what a request brings against a schema: what fits goes on under a narrower type, anything
// else is refused with the list of what is wrong.

import type { Context } from "hono";
import { validator } from "hono/validator";
import * as v from "valibot";
import { accepting } from "./accepted.ts";
import { type FieldError, problem } from "./problem.ts";

/** An object with these fields and no others. */
export function strict<const Entries extends v.ObjectEntries>(entries: Entries) {
  // Without a prototype: valibot asks `key in entries`, and "constructor" or "__proto__" must not
  // pass for known.
  const own: Entries = Object.assign(Object.create(null), entries);
  return v.strictObject(own);
}

/** What the schema makes of the input, or the refusal to be answered. */
export function validate<Schema extends v.GenericSchema<unknown, object>>(
  c: Context,
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> | Response {
  const result = v.safeParse(schema, input);
  return result.success ? result.output : refuse(c, result.issues.map(fieldError));
}

/** Holds the query against a schema. */
export function queryOf<Schema extends v.GenericSchema<unknown, object>>(schema: Schema) {
  const handler = validator("query", (query, c) => validate(c, schema, query));
  return accepting({ in: "query", schema }, handler);
}

/** For requests whose path says everything: refuses a query. */
export const withoutQuery = queryOf(strict({}));

/** 400 `invalid` for one field, or for what the path names; `fault` as in FieldError. */
export function invalid(c: Context, path: string, message: string, fault?: string): Response {
  return refuse(c, [{ path, message, ...(fault !== undefined && { fault }) }]);
}

function refuse(c: Context, errors: readonly FieldError[]): Response {
  const sentences = errors.map(({ path, message }) => path ? `${path}: ${message}` : message);
  return problem(c, "invalid", sentences.join("; "), { errors });
}

function fieldError(issue: v.BaseIssue<unknown>): FieldError {
  const { message, type, expected } = issue;
  const error = { path: v.getDotPath(issue) ?? "", message };
  return type === "raw_check" && expected !== null ? { ...error, fault: expected } : error;
}

/** A rule of the protocol as a check that says in words what is wrong. */
export function judged<Fault extends string>(
  faultOf: (text: string) => Fault | null,
  words: Readonly<Record<Fault, string>>,
) {
  return v.rawCheck<string>(({ dataset, addIssue }) => {
    const fault = dataset.typed ? faultOf(dataset.value) : null;
    if (fault !== null) addIssue({ message: words[fault], expected: fault });
  });
}
