// Reads a JSON body into what a schema says, or refuses it with the list of what is wrong. No body
// is read past its limit, or waited for too long.

import type { Context, MiddlewareHandler } from "hono";
import * as v from "valibot";
import type { Clock } from "../../protocol/clock.ts";
import type { Settings } from "../../settings.ts";
import { type FieldError, problem } from "./problem.ts";

export interface BodyDeps {
  readonly clock: Clock;
  readonly settings: Settings;
}

/** A body must be there within this time. */
const bodyMs = 10_000;

/** An object with these fields and no others. */
export function strict<const Entries extends v.ObjectEntries>(entries: Entries) {
  // Without a prototype: valibot asks `key in entries`, and "constructor" or "__proto__" must not
  // pass for known.
  const own: Entries = Object.assign(Object.create(null), entries);
  return v.strictObject(own);
}

/** What was read, or the refusal to be returned. */
export type Read<Value> = { readonly ok: true; readonly value: Value } | {
  readonly ok: false;
  readonly refusal: Response;
};

/** The body, or 413 `too_large` past the setting's limit, 408 `too_slow`, or 400 `invalid`. */
export async function readBody<Schema extends v.GenericSchema>(
  c: Context,
  schema: Schema,
  deps: BodyDeps,
): Promise<Read<v.InferOutput<Schema>>> {
  const bytes = await readBytes(c.req.raw, deps);
  if (typeof bytes === "string") return { ok: false, refusal: refuseUnread(c, bytes, deps) };
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(bytes));
  } catch {
    return { ok: false, refusal: invalid(c, "", "Expected JSON in UTF-8") };
  }
  // With nothing but optional fields a schema for objects would take it.
  if (Array.isArray(json)) return { ok: false, refusal: invalid(c, "", "Expected an object") };
  return check(c, schema, json);
}

/** For requests that say everything by their path: refuses a body that says more. */
export function withoutBody(deps: BodyDeps): MiddlewareHandler {
  return async (c, next) => {
    const { headers } = c.req.raw;
    const length = headers.get("content-length") ??
      (headers.has("transfer-encoding") ? "unknown" : "0");
    if (length !== "0") {
      const bytes = await readBytes(c.req.raw, deps);
      if (typeof bytes === "string") return refuseUnread(c, bytes, deps);
      if (!/^\s*(\{\s*\})?\s*$/.test(lenientDecoder.decode(bytes))) {
        return invalid(c, "", "Expected no body");
      }
    }
    await next();
  };
}

/** The same for values that do not come in a body. */
export function check<Schema extends v.GenericSchema>(
  c: Context,
  schema: Schema,
  input: unknown,
): Read<v.InferOutput<Schema>> {
  const result = v.safeParse(schema, input);
  if (result.success) return { ok: true, value: result.output };
  return { ok: false, refusal: refuse(c, result.issues.map(fieldError)) };
}

/** 400 `invalid` for one field, or for what the path names. */
export function invalid(c: Context, path: string, message: string): Response {
  return refuse(c, [{ path, message }]);
}

const decoder = new TextDecoder("utf-8", { fatal: true });
const lenientDecoder = new TextDecoder();

type Unread = "too large" | "too slow" | "broken off";

/** Hono's own limit leaves the rest of a body that is too large unread and never lets go of it. */
async function readBytes(
  { body, headers }: Request,
  { clock, settings }: BodyDeps,
): Promise<Uint8Array<ArrayBuffer> | Unread> {
  if (Number(headers.get("content-length")) > settings.bodyBytes) {
    await body?.cancel().catch(() => {});
    return "too large";
  }
  const reader = body?.getReader();
  let isLate = false;
  const cancel = clock.after(bodyMs, () => {
    isLate = true;
    void reader?.cancel().catch(() => {});
  });
  try {
    const bytes = reader ? await readAll(reader, settings.bodyBytes) : new Uint8Array();
    return isLate ? "too slow" : bytes;
  } catch {
    return isLate ? "too slow" : "broken off";
  } finally {
    cancel();
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | "too large"> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size > most) {
      await reader.cancel();
      return "too large";
    }
    chunks.push(read.value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function refuseUnread(c: Context, unread: Unread, { settings }: BodyDeps): Response {
  switch (unread) {
    case "too large":
      return problem(c, "too_large", `At most ${settings.bodyBytes} bytes fit`);
    case "too slow":
      return problem(c, "too_slow", `The body must come within ${bodyMs / 1_000} s`);
    case "broken off":
      return invalid(c, "", "The body broke off");
  }
}

function refuse(c: Context, errors: readonly FieldError[]): Response {
  const detail = errors.map(({ path, message }) => path ? `${path}: ${message}` : message).join(
    "; ",
  );
  return problem(c, "invalid", detail, { errors });
}

function fieldError(issue: v.BaseIssue<unknown>): FieldError {
  return { path: v.getDotPath(issue) ?? "", message: issue.message };
}
