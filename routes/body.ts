// Reads a JSON body into what a schema says, or refuses it with the list of what is wrong.

import type { Context } from "hono";
import * as v from "valibot";
import { type FieldError, problem } from "./problem.ts";

/** An object with these fields and no others. */
export function strict<const Entries extends v.ObjectEntries>(entries: Entries) {
  // Without a prototype: valibot asks `key in entries`, and "constructor" or "__proto__" must not pass for known.
  const own: Entries = Object.assign(Object.create(null), entries);
  return v.strictObject(own);
}

/** The value, or the refusal to be returned: 400 `invalid`. */
export async function readBody<Schema extends v.GenericSchema>(
  c: Context,
  schema: Schema,
): Promise<{ ok: true; value: v.InferOutput<Schema> } | { ok: false; refusal: Response }> {
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(await c.req.arrayBuffer()));
  } catch (error) {
    // The body limit's error passes on; only what is no JSON ends here.
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
    return refuse(c, [{ path: "", message: "Expected JSON in UTF-8" }]);
  }
  return check(c, schema, json);
}

/** The same for values that do not come in a body. */
export function check<Schema extends v.GenericSchema>(
  c: Context,
  schema: Schema,
  input: unknown,
): { ok: true; value: v.InferOutput<Schema> } | { ok: false; refusal: Response } {
  const result = v.safeParse(schema, input);
  if (result.success) return { ok: true, value: result.output };
  return refuse(c, result.issues.map(fieldError));
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function refuse(c: Context, errors: readonly FieldError[]): { ok: false; refusal: Response } {
  const detail = errors.map(({ path, message }) => path ? `${path}: ${message}` : message).join("; ");
  return { ok: false, refusal: problem(c, "invalid", detail, { errors }) };
}

function fieldError(issue: v.BaseIssue<unknown>): FieldError {
  return { path: v.getDotPath(issue) ?? "", message: issue.message };
}
