// Holds what a server answers, and the frames that it sends, against the contract for machines. The
// clients of all tests do so: what no schema knows fails the test in which it comes.

import assert from "node:assert/strict";
import * as v from "valibot";
import type { ProblemCode } from "../../routes/http/problem.ts";
import { statusOf } from "../../routes/http/problem.ts";
import { serverFrames } from "./frames.ts";
import { type Operation, operations } from "./operations.ts";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** May meet any request, whatever is asked. */
const anywhere: readonly ProblemCode[] = [
  ...["invalid", "unauthenticated", "cross_origin", "not_found", "too_slow", "too_large"] as const,
  ...["slow_down", "internal", "busy", "unavailable", "insufficient_scope"] as const,
];

const patterns = Object.entries(operations).map(([name, operation]) => {
  const [method = "", path = ""] = name.split(" ");
  const segments = path.replaceAll(".", String.raw`\.`).replaceAll(/:\w+/g, "[^/]+");
  return { method, pattern: new RegExp(`^${segments}$`), operation };
});

/** Undefined for a path that the protocol has not. */
function operationAt(method: string, path: string): Operation | undefined {
  const bare = path.replace(/[?#].*/, "");
  return patterns.find((one) => one.method === method && one.pattern.test(bare))?.operation;
}

/** Throws where the answer is not one that the contract has for such a request. */
export function holdAnswer(method: string, path: string, { status, body }: Answer): void {
  const operation = operationAt(method, path);
  if (operation === undefined) return;
  const what = `${method} ${path}: ${status} ${JSON.stringify(body)?.slice(0, 2_000)}`;
  if (status < 400) {
    assert.equal(status, operation.status, what);
    if (operation.answer === null) assert.equal(body, null, what);
    else assertFits(operation.answer, body, what);
    return;
  }
  const code = (body as { readonly code?: ProblemCode } | null)?.code;
  const known = [...anywhere, ...operation.refusals];
  assert(code !== undefined && known.includes(code), `Not a refusal of the contract: ${what}`);
  assert.equal(statusOf(code), status, what);
}

/** Throws where the protocol has no such frame of a server. */
export function holdFrame(frame: { readonly type: string }): void {
  const schema = Object.hasOwn(serverFrames, frame.type)
    ? serverFrames[frame.type as keyof typeof serverFrames]
    : null;
  const what = JSON.stringify(frame).slice(0, 2_000);
  assert(schema !== null, `Not a frame of the contract: ${what}`);
  assertFits(schema, frame, what);
}

function assertFits(schema: v.GenericSchema, value: unknown, what: string): void {
  const { success, issues = [] } = v.safeParse(schema, value);
  if (success) return;
  const faults = issues.map((issue) => `${v.getDotPath(issue) ?? ""}: ${issue.message}`);
  assert.fail(`Not as the contract has it: ${faults.join("; ")}: ${what}`);
}
