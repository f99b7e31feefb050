// Criteria that a user can choose, and those that are chosen at first: what the user asked for the
// last time. Pure.

import type { Criteria } from "../../protocol/domain.ts";

export const strict: Criteria = { sex: "same", age: 0, widen: false };
/** Criteria that accept everybody. */
export const open: Criteria = { sex: "any", age: null, widen: true };

export interface Choice {
  readonly kind: "strict" | "open";
  /** What is asked for where the kind is open. */
  readonly fine: Criteria;
  /** Whether bots are let in, whatever the kind. */
  readonly bots: boolean;
}

export function lettingIn(criteria: Criteria, bots = false): Criteria {
  return bots ? { ...criteria, bots } : criteria;
}

/** A user who does not disclose their sex cannot ask for the same one. */
export function choiceOf(last: Criteria | null, isDisclosed: boolean): Choice {
  const { bots = false, ...asked } = last ?? open;
  if (!isDisclosed && last?.sex !== "any") return { kind: "open", fine: open, bots };
  const isStrict = asked.sex === "same" && asked.age === 0 && !asked.widen;
  return isStrict ? { kind: "strict", fine: open, bots } : { kind: "open", fine: asked, bots };
}
