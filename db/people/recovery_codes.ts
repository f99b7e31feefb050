// Recovery codes as rows, by their hashes. A code is worth one recovery.

import { type Kysely, sql, type Transaction } from "kysely";
import type { UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import type { NewCodes, Recovery, RecoveryStore } from "../store/recovery_codes.ts";
import type { Account } from "../store/users.ts";
import { addSession, unlessSuspended } from "./sessions.ts";
import { lockUsers, newPassword } from "./users.ts";

export function recoveryStore(db: Kysely<DB>): RecoveryStore {
  return {
    countRecoveryCodes: (user) => countCodes(db, user),
    setRecoveryCodes: (codes) => addCodes(db, codes, { isReplacing: true }),
    addRecoveryCodes: (codes) => addCodes(db, codes, { isReplacing: false }),
    recover: (recovery) => recover(db, recovery),
  };
}

async function countCodes(db: Kysely<DB>, user: UserId): Promise<number> {
  const { count } = await db.selectFrom("recovery_codes")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("user_id", "=", user).executeTakeFirstOrThrow();
  return count;
}

async function addCodes(
  db: Kysely<DB>,
  { user, hashes, at }: NewCodes,
  { isReplacing }: { readonly isReplacing: boolean },
): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    const row = await tx.selectFrom("users").select("id").where("id", "=", user)
      .where("deleted_at", "is", null).forNoKeyUpdate().executeTakeFirst();
    if (row === undefined) return false;
    if (isReplacing) await tx.deleteFrom("recovery_codes").where("user_id", "=", user).execute();
    await tx.insertInto("recovery_codes")
      .values(hashes.map((hash) => ({ user_id: user, hash, created_at: at }))).execute();
    return true;
  });
}

/** The id of nobody: an unknown name costs the same statements as a known one. */
const nobody = "00000000-0000-0000-0000-000000000000" as UserId;

async function recover(
  db: Kysely<DB>,
  { user, hash, passwordHash, session, sight }: Recovery,
): Promise<Account | "suspended" | null> {
  return await unlessSuspended<Account | "suspended" | null>(
    "suspended",
    () =>
      db.transaction().execute(async (tx) => {
        // The user's row is locked first, as everywhere.
        const id = user ?? nobody;
        const account = (await lockUsers(tx, [id])).get(id);
        if (!await useCode(tx, id, hash) || account === undefined) return null;
        await tx.updateTable("users").set(newPassword(passwordHash)).where("id", "=", id).execute();
        await tx.deleteFrom("sessions").where("user_id", "=", id).execute();
        await addSession(tx, { ...session, user: id }, sight);
        return account;
      }),
  );
}

async function useCode(tx: Transaction<DB>, user: UserId, hash: string): Promise<boolean> {
  const { rows } = await sql`
    delete from recovery_codes using users
    where user_id = users.id and users.id = ${user} and deleted_at is null and hash = ${hash}
    returning hash`.execute(tx);
  return rows.length > 0;
}
