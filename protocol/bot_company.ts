// Bots, which are accounts of programs, and who lets them into their company. Pure.

import type { Criteria, User } from "./domain.ts";

interface Asking {
  readonly user: Pick<User, "bot">;
  readonly criteria: Criteria;
}

/** Whether a user lets bots be among the others: who asks for it, and each bot. */
export function letsBotsIn({ user, criteria }: Asking): boolean {
  return user.bot === true || criteria.bots === true;
}

/** What a user asks, with the bots let in only where each who is on their ticket lets them in. */
export function asHeld(criteria: Criteria, owners: readonly Asking[]): Criteria {
  if (criteria.bots !== true || owners.every(letsBotsIn)) return criteria;
  const { bots: _bots, ...held } = criteria;
  return held;
}

/** Whether each of these users lets in the bots among them. */
export function areCompany(users: readonly Asking[]): boolean {
  return !users.some(({ user }) => user.bot === true) || users.every(letsBotsIn);
}
