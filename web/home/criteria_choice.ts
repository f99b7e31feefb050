// What a user may ask for, and what is chosen for them before they choose: what they asked for the
// last time. Pure.

import type { Criteria } from "../../protocol/domain.ts";

export const strict: Criteria = { sex: "same", age: 0, widen: false };
/** What everybody accepts who accepts anybody. */
export const open: Criteria = { sex: "any", age: null, widen: true };

export interface Choice {
  readonly kind: "strict" | "open";
  /** What is asked for where the kind is open. */
  readonly fine: Criteria;
}

/**
 * The last wish, null where there is none; not one that says a sex, for whoever does not say
 * theirs.
 */
export function choiceOf(wish: Criteria | null, isDisclosed: boolean): Choice {
  if (!isDisclosed && wish?.sex !== "any") return { kind: "open", fine: open };
  const isStrict = wish === null || (wish.sex === "same" && wish.age === 0 && !wish.widen);
  return isStrict ? { kind: "strict", fine: open } : { kind: "open", fine: wish };
}
