// Criteria as columns of a ticket.

import type { Selectable } from "kysely";
import type { Criteria } from "../../protocol/domain.ts";
import type { TicketsTable } from "../schema.ts";

export const criteriaNames = ["sex", "age", "widen", "widen_sex", "bots"] as const;

export type CriteriaRow = Pick<Selectable<TicketsTable>, typeof criteriaNames[number]>;

export function criteriaColumns(
  { sex, age, widen, widenSex = false, bots = false }: Criteria,
): CriteriaRow {
  return { sex, age, widen, widen_sex: widenSex, bots };
}

/** With what is false only where it must be named. */
export function toCriteria({ sex, age, widen, widen_sex, bots }: CriteriaRow): Criteria {
  return { sex, age, widen, ...(widen_sex && { widenSex: true }), ...(bots && { bots: true }) };
}
