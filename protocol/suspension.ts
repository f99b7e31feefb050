// Suspensions: for how long a user is kept out. Pure.

import type { Instant } from "./domain.ts";

export interface Suspension {
  readonly since: Instant;
  /** Null: for good. */
  readonly until: Instant | null;
}

/** The most days of a suspension that is not for good. */
export const suspensionDaysMost = 365;

const dayMs = 86_400_000;

/** `days`: null for good. */
export function suspensionOf(days: number | null, at: Instant): Suspension {
  const until = days === null ? null : new Date(Date.parse(at) + days * dayMs).toISOString();
  return { since: at, until };
}

/** The suspension while it holds, else null. */
export function suspensionAt(suspension: Suspension | null, now: Instant): Suspension | null {
  if (suspension === null) return null;
  return suspension.until === null || suspension.until > now ? suspension : null;
}

/** Of two suspensions at once the one that ends later. */
export function longer(one: Suspension | null, other: Suspension): Suspension {
  if (one === null || other.until === null) return other;
  return one.until === null || one.until > other.until ? one : other;
}

/** Until when the name of a deleted account stays taken: a suspended user's while that holds. */
export function reservedFor(suspension: Suspension | null, until: Instant): Instant {
  if (suspension === null) return until;
  const held = suspension.until ?? "9999-12-31T23:59:59.999Z";
  return held > until ? held : until;
}
