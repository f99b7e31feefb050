// What a push service's answer means for a push and its subscription. Pure.

import type { Push, PushOutcome } from "../../db/store/pushes.ts";
import { instantOf } from "../../protocol/clock.ts";

/** Null: none came in time, or the connection failed. */
export type PushAnswer = {
  readonly status: number;
  /** When the service wants to be asked again, in ms from now; null: it does not say. */
  readonly retryAfterMs: number | null;
} | null;

/** A push is tried again for so long. */
export const triedForMs = 3_600_000;
const firstRetryMs = 2_000;
const longestRetryMs = 600_000;
/** Also where a service asks for less. */
const leastRetryMs = 1_000;

export function outcomeOf(
  { attempts, queuedAt }: Pick<Push, "attempts" | "queuedAt">,
  answer: PushAnswer,
  now: number,
): PushOutcome {
  if (answer !== null && answer.status >= 200 && answer.status < 300) return { type: "sent" };
  if (answer?.status === 404 || answer?.status === 410) return { type: "gone" };
  const isPassing = answer === null || answer.status === 429 || answer.status >= 500;
  if (!isPassing) return { type: "dropped" };
  const backOffMs = Math.min(firstRetryMs * 2 ** (attempts - 1), longestRetryMs);
  return againAt(queuedAt, now + Math.max(answer?.retryAfterMs ?? backOffMs, leastRetryMs));
}

/** Dropped where that is too late. */
export function againAt(queuedAt: string, at: number): PushOutcome {
  if (at > Date.parse(queuedAt) + triedForMs) return { type: "dropped" };
  return { type: "again", at: instantOf(at) };
}
