// The lock of a group's row, for all that changes who is in it.

import type { Transaction } from "kysely";
import type { GroupId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";

/** Keeps who is in the group; appends do not wait for it. Users are locked before groups. */
export async function lockGroup(tx: Transaction<DB>, group: GroupId): Promise<void> {
  await tx.selectFrom("groups").select("id").where("id", "=", group).forNoKeyUpdate().execute();
}
