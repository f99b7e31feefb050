// What usernames look like: each skeleton belongs to one user.

import { type Kysely, sql } from "kysely";
import type { User, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import type { UserStore } from "../store/users.ts";

export function skeletonStore(db: Kysely<DB>) {
  return {
    isLookAlike: (skeletons) => isLookAlike(db, skeletons),
    usersWithoutSkeleton: (after, limit) => findWithout(db, after, limit),
    addSkeletons: async (skeletons) => {
      await addSkeletons(db, [...skeletons]);
    },
  } satisfies Partial<UserStore>;
}

async function isLookAlike(db: Kysely<DB>, skeletons: readonly string[]): Promise<boolean> {
  const row = await db.selectFrom("username_skeletons").select("skeleton")
    .where("skeleton", "in", [...skeletons]).limit(1).executeTakeFirst();
  return row !== undefined;
}

async function findWithout(
  db: Kysely<DB>,
  after: UserId | null,
  limit: number,
): Promise<User[]> {
  return await db.selectFrom("users").select(["id", "username"]).where("username", "<>", "")
    .where(({ not, exists, selectFrom }) =>
      not(exists(
        selectFrom("username_skeletons").select("skeleton").whereRef("user_id", "=", "users.id"),
      ))
    )
    .$if(after !== null, (rest) => rest.where("id", ">", after ?? "" as UserId))
    .orderBy("id").limit(limit).execute();
}

/** Answers how many were added: not those that another user has. */
export async function addSkeletons(
  db: Kysely<DB>,
  skeletons: readonly (readonly [UserId, readonly string[]])[],
): Promise<number> {
  // In one order, so that no two statements wait for each other.
  const rows = skeletons.flatMap(([user_id, own]) => own.map((skeleton) => ({ skeleton, user_id })))
    .sort((a, b) => a.skeleton < b.skeleton ? -1 : 1);
  if (rows.length === 0) return 0;
  const { numAffectedRows } = await sql`
    insert into username_skeletons (skeleton, user_id)
    select skeleton, user_id from jsonb_to_recordset(${
    JSON.stringify(rows)
  }::text::jsonb) as r(skeleton text, user_id uuid)
    on conflict do nothing`.execute(db);
  return Number(numAffectedRows ?? 0);
}
