// A request of a page and its answer, as the simulated network carries them.

import { instantOf } from "../../../protocol/clock.ts";
import type { UserId } from "../../../protocol/domain.ts";
import { startsAt } from "./time.ts";

/** When every session ends. */
export const expiresAt = instantOf(startsAt + 86_400_000);

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
