// Passkeys as rows.

import { type Kysely, sql } from "kysely";
import type { Instant, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import type { NewPasskey, OwnPasskey, PasskeyStore, StoredPasskey } from "../store/passkeys.ts";
import { lockUser, profileColumns, toAccount } from "./users.ts";
import { userColumns } from "./user_rows.ts";

export function passkeyStore(db: Kysely<DB>): PasskeyStore {
  return {
    passkeys: (user) => findOwn(db, user),
    addPasskey: (passkey, most) => addPasskey(db, passkey, most),
    passkey: (id) => findPasskey(db, id),
    usePasskey: (id, counter, at) => usePasskey(db, { id, counter, at }),
    removePasskey: async (user, id) => {
      const row = await db.deleteFrom("passkeys").where("id", "=", id).where("user_id", "=", user)
        .returning("id").executeTakeFirst();
      return row !== undefined;
    },
  };
}

async function findOwn(db: Kysely<DB>, user: UserId): Promise<OwnPasskey[]> {
  const rows = await db.selectFrom("passkeys").select(["id", "created_at", "used_at", "label"])
    .where("user_id", "=", user).orderBy("created_at").orderBy("id").execute();
  return rows.map(({ id, created_at, used_at, label }) => (
    { id, createdAt: created_at, usedAt: used_at, label }
  ));
}

/** The user's row is locked, so that of several at once none is past the most. */
async function addPasskey(
  db: Kysely<DB>,
  passkey: NewPasskey,
  most: number,
): Promise<"added" | "full" | "taken" | "gone"> {
  return await db.transaction().execute(async (tx) => {
    if (!await lockUser(tx, passkey.user)) return "gone";
    const { count } = await tx.selectFrom("passkeys")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("user_id", "=", passkey.user).executeTakeFirstOrThrow();
    if (count >= most) return "full";
    const row = await tx.insertInto("passkeys").values({
      id: passkey.id,
      user_id: passkey.user,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: JSON.stringify(passkey.transports),
      label: passkey.label,
      created_at: passkey.at,
      used_at: null,
    }).onConflict((known) => known.doNothing()).returning("id").executeTakeFirst();
    return row === undefined ? "taken" : "added";
  });
}

async function findPasskey(db: Kysely<DB>, id: string): Promise<StoredPasskey | null> {
  const row = await db.selectFrom("passkeys").innerJoin("users", "users.id", "passkeys.user_id")
    .select(["public_key", "counter", "transports"])
    .select([...userColumns, ...profileColumns])
    .where("passkeys.id", "=", id).where("deleted_at", "is", null).executeTakeFirst();
  return row === undefined ? null : {
    account: toAccount(row),
    publicKey: row.public_key,
    counter: row.counter,
    transports: row.transports,
  };
}

/** One statement, so that of several answers with one count one alone is taken. */
async function usePasskey(
  db: Kysely<DB>,
  { id, counter, at }: {
    readonly id: string;
    readonly counter: number;
    readonly at: Instant;
  },
): Promise<boolean> {
  const row = await db.updateTable("passkeys")
    .set({ counter, used_at: at })
    .where("id", "=", id)
    .where(sql<boolean>`counter < ${counter}::bigint or (counter = 0 and ${counter}::bigint = 0)`)
    .returning("id").executeTakeFirst();
  return row !== undefined;
}
