// Ids as one parameter of a statement, however many they are.

import { type RawBuilder, sql } from "kysely";

/** For `= any(…)` and `unnest(…)`. */
export function idArray<Id extends string>(ids: readonly Id[]): RawBuilder<readonly Id[]> {
  return sql`${`{${ids.join(",")}}`}::text::uuid[]`;
}
