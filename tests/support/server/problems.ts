// Refusals of HTTP requests, as tests read them.

import assert from "node:assert/strict";
import type { TestServer } from "./server.ts";

export interface Problem {
  code: string;
  title: string;
  status: number;
  detail: string;
  type: string;
  minAge?: number;
  errors?: { path: string; message: string; fault?: string }[];
}

/** The refusal of a stranger's request, checked to be problem details. */
export async function refusal(
  server: TestServer,
  path: string,
  body: unknown,
  method = "POST",
): Promise<Problem> {
  const answer = await server.client().request<Problem>(method, path, body);
  assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
  assert.equal(answer.body.status, answer.status);
  assert(answer.body.title && answer.body.detail && answer.body.type);
  const sessions = answer.headers.getSetCookie().filter((line) =>
    !/^(__Host-)?trio-device=/.test(line)
  );
  assert.deepEqual(sessions, [], "A refusal must not log anyone in");
  return answer.body;
}
