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
}

/** A user who does not disclose their sex cannot ask for the same one. */
export function choiceOf(last: Criteria | null, isDisclosed: boolean): Choice {
  if (!isDisclosed && last?.sex !== "any") return { kind: "open", fine: open };
  const isStrict = last?.sex === "same" && last.age === 0 && !last.widen;
  return isStrict ? { kind: "strict", fine: open } : { kind: "open", fine: last ?? open };
}
