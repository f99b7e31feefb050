// A request of a page and its answer, as the simulated network carries them.

import { instantOf } from "../../../protocol/clock.ts";
import type { SessionId, UserId } from "../../../protocol/domain.ts";
import { startsAt } from "./time.ts";

/** When every session ends. */
export const expiresAt = instantOf(startsAt + 86_400_000);

/** The one session of a user. */
export function sessionOf(user: UserId): SessionId {
  return user as string as SessionId;
}

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
