// Users as rows, and the locks that keep them as they are.

import { addSkeletons, skeletonStore } from "./skeletons.ts";
import { type Kysely, sql, type Transaction } from "kysely";
import type { UserId } from "../../protocol/domain.ts";
import type { DB, UsersTable } from "../schema.ts";
import { createBatchLoader, perRow } from "../sql/batch_loader.ts";
import { anyOf, idArray } from "../sql/sql.ts";
import type { Sight } from "../store/devices.ts";
import type { NewSession } from "../store/sessions.ts";
import type { Account, Credentials, NewUser, StoredProfile, UserStore } from "../store/users.ts";
import { setProfile } from "./profile_changes.ts";
import { addSight } from "./sights.ts";
import { addSession } from "./sessions.ts";

export function userStore(db: Kysely<DB>): UserStore {
  return {
    ...skeletonStore(db),
    createUser: (user, session, sight) => createUser(db, user, { session, sight }),
    credentials: (usernameKey) => findCredentials(db, usernameKey),
    account: createBatchLoader((users: readonly UserId[]) => findAccounts(db, users), perRow),
    rehash: (user, former, passwordHash) => rehash(db, user, { former, passwordHash }),
    setProfile: (user, profile, at) => setProfile(db, { user, profile, at }),
  };
}

async function createUser(
  db: Kysely<DB>,
  user: NewUser,
  { session, sight }: {
    readonly session?: NewSession | undefined;
    readonly sight?: Sight | undefined;
  },
): Promise<boolean> {
  try {
    return await db.transaction().execute(async (tx) => {
      if (!await addUser(tx, user)) return false;
      const skeletons = user.skeletons ?? [];
      const added = await addSkeletons(tx, [[user.user.id, skeletons]]);
      if (added < skeletons.length) throw new LookAlike();
      if (session) await addSession(tx, session);
      if (sight) {
        await addSight(tx, sight, { user: user.user.id, at: user.at, isNew: true });
      }
      return true;
    });
  } catch (error) {
    if (error instanceof LookAlike) return false;
    throw error;
  }
}

/** Rolls the transaction back, which has added the user already. */
class LookAlike extends Error {
  override readonly name = "LookAlike";
}

async function addUser(db: Kysely<DB>, user: NewUser): Promise<boolean> {
  const row = await db.insertInto("users").values({
    id: user.user.id,
    username: user.user.username,
    username_key: user.usernameKey,
    password_hash: user.passwordHash,
    birth_date: user.profile?.birthDate ?? null,
    sex: user.profile?.sex ?? null,
    created_at: user.at,
  }).onConflict((conflict) => conflict.column("username_key").doNothing()).returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

async function findCredentials(db: Kysely<DB>, usernameKey: string): Promise<Credentials | null> {
  const row = await db.selectFrom("users").select([...accountColumns, "password_hash"])
    .where("username_key", "=", usernameKey).executeTakeFirst();
  return row === undefined ? null : { ...toAccount(row), passwordHash: row.password_hash };
}

async function findAccounts(
  db: Kysely<DB>,
  users: readonly UserId[],
): Promise<Map<UserId, Account>> {
  const rows = await db.selectFrom("users").select(accountColumns).where("id", "=", anyOf(users))
    .execute();
  return new Map(rows.map((row) => [row.id, toAccount(row)]));
}

async function rehash(
  db: Kysely<DB>,
  user: UserId,
  { former, passwordHash }: { readonly former: string; readonly passwordHash: string },
): Promise<void> {
  await db.updateTable("users").set({ password_hash: passwordHash })
    .where("id", "=", user).where("password_hash", "=", former).execute();
}

/**
 * Keeps users, and those who are their partners when the statement begins, as they are until the
 * transaction ends. They are locked in the order of ids, so that no two transactions wait for each
 * other. Users who do not exist are missing in the answer.
 */
export async function lockUsers(
  tx: Transaction<DB>,
  users: readonly UserId[],
  { withPartners = false } = {},
): Promise<ReadonlyMap<UserId, Account>> {
  const named = idArray(users);
  const all = sql<UserId>`any(array(
    select unnest(${named}) union select partner_id from partners where user_id = any(${named})
  ))`;
  const rows = await tx.selectFrom("users").select(accountColumns)
    .where("id", "=", withPartners ? all : anyOf(users)).orderBy("id").forNoKeyUpdate().execute();
  return new Map(rows.map((row) => [row.id, toAccount(row)]));
}

const accountColumns = ["id", "username", "birth_date", "sex"] as const;

function toAccount(row: Pick<UsersTable, typeof accountColumns[number]>): Account {
  return { user: { id: row.id, username: row.username }, profile: toProfile(row) };
}

/** Null while there is no birth date: the profile is not filled in. */
export function toProfile(row: Pick<UsersTable, "birth_date" | "sex">): StoredProfile | null {
  return row.birth_date === null ? null : { birthDate: row.birth_date, sex: row.sex };
}
