// Reads a request's body within bounds of size and time. By hand: hono/validator reads a body of
// any size, and only where its type says JSON; hono/body-limit leaves the rest of a body that is
// too large unread and never lets go of it. Results are handed on as Hono's own validators do.

import type { Context, MiddlewareHandler } from "hono";
import type * as v from "valibot";
import type { Session } from "../../actors/connections/connection.ts";
import { type Env, type SessionDeps, sessionOf } from "../auth/session.ts";
import { accepting } from "./accepted.ts";
import { problem } from "./problem.ts";
import { invalid, validate } from "./validate.ts";

export type BodyDeps = SessionDeps;

/** What `c.req.valid("json")` gives behind `jsonBody`. */
interface Validated<Schema extends v.GenericSchema> {
  in: { json: v.InferInput<Schema> };
  out: { json: v.InferOutput<Schema> };
}

/** A body that comes so soon needs no second look: its session may as well have ended just now. */
const freshMs = 250;
/** A body must be there within 10 s, with the answer and the end of its connection in them. */
const bodyMs = 9_400;

const decoder = new TextDecoder("utf-8", { fatal: true });
const lenientDecoder = new TextDecoder();

/**
 * For requests with a JSON body: hands on what the schema makes of it, as `c.req.valid("json")`.
 * Refuses 413 `too_large` past the setting's limit, 408 `too_slow`, and 400 `invalid`.
 */
export function jsonBody<Schema extends v.GenericSchema<unknown, object>>(
  schema: Schema,
  deps: BodyDeps,
  { isOptional = false } = {},
): MiddlewareHandler<object, string, Validated<Schema>> {
  return accepting({ in: "body", schema, isOptional }, async (c, next) => {
    const bytes = await readInSession(c, deps);
    if (bytes instanceof Response) return bytes;
    const json = isOptional && isBlank(bytes) ? {} : parse(bytes);
    if (json === undefined) return invalid(c, "", "Expected JSON in UTF-8");
    // A schema for objects takes an array when all of its fields are optional.
    if (Array.isArray(json)) return invalid(c, "", "Expected an object");
    const value = validate(c, schema, json);
    if (value instanceof Response) return value;
    c.req.addValidatedData("json", value);
    await next();
  });
}

/** As `jsonBody`; no body is the same as one without fields. */
export function optionalBody<Schema extends v.GenericSchema<unknown, object>>(
  schema: Schema,
  deps: BodyDeps,
): MiddlewareHandler<object, string, Validated<Schema>> {
  return jsonBody(schema, deps, { isOptional: true });
}

/** For requests whose path says everything: refuses a body that says more. */
export function withoutBody(deps: BodyDeps): MiddlewareHandler {
  return async (c, next) => {
    if (mayHaveBody(c.req.raw)) {
      const bytes = await readInSession(c, deps);
      if (bytes instanceof Response) return bytes;
      if (!/^\s*(\{\s*\})?\s*$/.test(lenientDecoder.decode(bytes))) {
        return invalid(c, "", "Expected no body");
      }
    }
    await next();
  };
}

function mayHaveBody({ headers }: Request): boolean {
  const length = headers.get("content-length");
  return length === null ? headers.has("transfer-encoding") : length !== "0";
}

function isBlank(bytes: Uint8Array<ArrayBuffer>): boolean {
  return lenientDecoder.decode(bytes).trim() === "";
}

/** Undefined for what is no JSON. */
function parse(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

/** The body, or the refusal: the session that was looked at before may have ended meanwhile. */
async function readInSession(
  c: Context,
  deps: BodyDeps,
): Promise<Uint8Array<ArrayBuffer> | Response> {
  const began = deps.clock.now();
  const bytes = await readBytes(c.req.raw, deps);
  if (typeof bytes === "string") return refuseUnread(c, bytes, deps);
  const session = (c as Context<Env>).get("session") as Session | undefined;
  const hasWaited = session !== undefined && deps.clock.now() - began > freshMs;
  if (hasWaited && (await sessionOf(c, deps))?.id !== session.id) {
    return problem(c, "unauthenticated", "The session ended before the body had come");
  }
  return bytes;
}

type Unread = "too large" | "too slow" | "broken off";

async function readBytes(
  { body, headers }: Request,
  { clock, settings }: BodyDeps,
): Promise<Uint8Array<ArrayBuffer> | Unread> {
  if (Number(headers.get("content-length")) > settings.bodyBytes) {
    await body?.cancel().catch(() => {});
    return "too large";
  }
  const reader = body?.getReader();
  if (!reader) return new Uint8Array();
  let isLate = false;
  const cancelTimer = clock.after(bodyMs, () => {
    isLate = true;
    void reader.cancel().catch(() => {});
  });
  try {
    const bytes = await readAll(reader, settings.bodyBytes);
    return isLate ? "too slow" : bytes;
  } catch {
    return isLate ? "too slow" : "broken off";
  } finally {
    cancelTimer();
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
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1) return first;
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
      return problem(c, "too_slow", "The body must come within 10 s");
    case "broken off":
      return invalid(c, "", "The body broke off");
  }
}
