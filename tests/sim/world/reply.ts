// A request of a page and its answer, as the simulated network carries them.

import type { UserId } from "../../../protocol/domain.ts";

export interface Request {
  readonly user: UserId;
  /** Method and path. */
  readonly line: string;
  readonly body: unknown;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export function refused(status: number, code: string): Reply {
  return { status, body: { code } };
}
