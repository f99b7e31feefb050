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

/** What was read, or the refusal to be returned. */
export type Read<Value> = { readonly ok: true; readonly value: Value } | {
  readonly ok: false;
  readonly refusal: Response;
};

/** The body, or 413 `too_large` past `most` bytes, or 400 `invalid`. */
export async function readBody<Schema extends v.GenericSchema>(
  c: Context,
  schema: Schema,
  most: number,
): Promise<Read<v.InferOutput<Schema>>> {
  const bytes = await readBytes(c.req.raw, most).catch(() => "broken off" as const);
  if (bytes === "broken off") return refuse(c, [{ path: "", message: "The body broke off" }]);
  if (!bytes) return { ok: false, refusal: problem(c, "too_large", `At most ${most} bytes fit`) };
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(bytes));
  } catch {
    return refuse(c, [{ path: "", message: "Expected JSON in UTF-8" }]);
  }
  return check(c, schema, json);
}

/** The same for values that do not come in a body. */
export function check<Schema extends v.GenericSchema>(
  c: Context,
  schema: Schema,
  input: unknown,
): Read<v.InferOutput<Schema>> {
  const result = v.safeParse(schema, input);
  if (result.success) return { ok: true, value: result.output };
  return refuse(c, result.issues.map(fieldError));
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Null when there are more than `most`. Hono's own limit leaves the rest of such a body unread and never lets go of it. */
async function readBytes({ body, headers }: Request, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(headers.get("content-length")) > most) {
    await body?.cancel();
    return null;
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > most) return null;
    chunks.push(chunk);
  }
  return await new Blob(chunks).bytes();
}

function refuse(c: Context, errors: readonly FieldError[]): Read<never> {
  const detail = errors.map(({ path, message }) => path ? `${path}: ${message}` : message).join("; ");
  return { ok: false, refusal: problem(c, "invalid", detail, { errors }) };
}

function fieldError(issue: v.BaseIssue<unknown>): FieldError {
  return { path: v.getDotPath(issue) ?? "", message: issue.message };
}
