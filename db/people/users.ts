// Users as rows, and the locks that keep them as they are.

import {
  type Kysely,
  type RawBuilder,
  type Selectable,
  sql,
  type SqlBool,
  type Transaction,
} from "kysely";
import type { Preferences, UserId } from "../../protocol/domain.ts";
import { firstLanguage } from "../../protocol/self_description.ts";
import type { DB, UsersTable } from "../schema.ts";
import { createBatchLoader, perRow } from "../sql/batch_loader.ts";
import { anyOf, idArray } from "../sql/sql.ts";
import type { Suspension } from "../../protocol/suspension.ts";
import type { Sight } from "../store/devices.ts";
import type { NewSession } from "../store/sessions.ts";
import type {
  Account,
  Credentials,
  NewPassword,
  NewUser,
  StoredProfile,
  UserStore,
} from "../store/users.ts";
import { descriptionColumns, setProfile } from "./profile_changes.ts";
import { addSight } from "./sights.ts";
import { addSkeletons, skeletonStore } from "./skeletons.ts";
import { addSession } from "./sessions.ts";
import { toUser } from "./user_rows.ts";

export function userStore(db: Kysely<DB>): UserStore {
  return {
    ...skeletonStore(db),
    createUser: (user, session, sight) => createUser(db, user, { session, sight }),
    credentials: (usernameKey) => findCredentials(db, sql`username_key = ${usernameKey}`),
    credentialsOf: (user) => findCredentials(db, sql`id = ${user}`),
    account: createBatchLoader((users: readonly UserId[]) => findAccounts(db, users), perRow),
    rehash: (user, former, passwordHash) => rehash(db, user, { former, passwordHash }),
    setPassword: (password) => setPassword(db, password),
    setProfile: (user, profile, at) => setProfile(db, { user, profile, at }),
    preferences: (user) => findPreferences(db, user),
    setPreferences: (user, preferences) => setPreferences(db, user, preferences),
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
  if (await isReserved(db, user)) return false;
  const row = await db.insertInto("users").values({
    id: user.user.id,
    username: user.user.username,
    bot: user.user.bot ?? false,
    username_key: user.usernameKey,
    password_hash: user.passwordHash,
    birth_date: user.profile?.birthDate ?? null,
    sex: user.profile?.sex ?? null,
    ...(user.profile && descriptionColumns(user.profile, { isFirst: true })),
    created_at: user.at,
  }).onConflict((conflict) => conflict.column("username_key").doNothing()).returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether the name is one of an account that was deleted lately. */
async function isReserved(
  db: Kysely<DB>,
  { usernameHashes = [], at }: NewUser,
): Promise<boolean> {
  if (usernameHashes.length === 0) return false;
  const row = await db.selectFrom("reserved_usernames").select("hash")
    .where("hash", "in", usernameHashes).where("until", ">", at).limit(1).executeTakeFirst();
  return row !== undefined;
}

async function findCredentials(
  db: Kysely<DB>,
  condition: RawBuilder<SqlBool>,
): Promise<Credentials | null> {
  const row = await db.selectFrom("users")
    .select([...lockedColumns, "password_hash", "password_version"])
    .where(condition).where("deleted_at", "is", null).executeTakeFirst();
  return row === undefined ? null : {
    ...toLocked(row),
    passwordHash: row.password_hash,
    passwordVersion: row.password_version,
  };
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

async function findPreferences(db: Kysely<DB>, user: UserId): Promise<Preferences | null> {
  const row = await db.selectFrom("users").select(["receipts", "typing", "presence"])
    .where("id", "=", user).where("deleted_at", "is", null).executeTakeFirst();
  return row ?? null;
}

async function setPreferences(
  db: Kysely<DB>,
  user: UserId,
  preferences: Preferences,
): Promise<boolean> {
  const row = await db.updateTable("users").set(preferences)
    .where("id", "=", user).where("deleted_at", "is", null).returning("id").executeTakeFirst();
  return row !== undefined;
}

async function setPassword(
  db: Kysely<DB>,
  { user, passwordHash, version, keep }: NewPassword,
): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    const row = await tx.updateTable("users").set(newPassword(passwordHash))
      .where("id", "=", user).where("password_version", "=", version)
      .where("deleted_at", "is", null).returning("id").executeTakeFirst();
    if (row === undefined) return false;
    await tx.deleteFrom("sessions").where("user_id", "=", user).where("id", "<>", keep).execute();
    return true;
  });
}

/** What a new password changes in its user's row. */
export function newPassword(passwordHash: string) {
  return { password_hash: passwordHash, password_version: sql<number>`password_version + 1` };
}

/** The columns of a profile, as JSON of a row has them, too. */
export const profileColumns = [
  "birth_date",
  "sex",
  "languages",
  "interests",
  "about_self",
] as const;
export type ProfileRow = Pick<Selectable<UsersTable>, typeof profileColumns[number]>;

/** A user whose row is locked. */
export type LockedAccount = Account & Pick<Credentials, "suspension"> & {
  readonly presence: boolean;
};

/**
 * Keeps the user as they are until the transaction ends. False: the account is deleted. Throws when
 * there is no such user.
 */
export async function lockUser(tx: Transaction<DB>, user: UserId): Promise<boolean> {
  const row = await tx.selectFrom("users").select("deleted_at").where("id", "=", user)
    .forNoKeyUpdate().executeTakeFirst();
  if (row === undefined) throw new Error(`There is no user with the id "${user}"`);
  return row.deleted_at === null;
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
): Promise<ReadonlyMap<UserId, LockedAccount>> {
  const named = idArray(users);
  const all = sql<UserId>`any(array(
    select unnest(${named}) union select partner_id from partners where user_id = any(${named})
  ))`;
  const rows = await tx.selectFrom("users").select([...lockedColumns, "presence"])
    .where("id", "=", withPartners ? all : anyOf(users)).orderBy("id").forNoKeyUpdate().execute();
  return new Map(rows.map((row) => [row.id, { ...toLocked(row), presence: row.presence }]));
}

const accountColumns = ["id", "username", "bot", ...profileColumns] as const;
const lockedColumns = [...accountColumns, "suspended_at", "suspended_until"] as const;

function toLocked(
  row: Pick<Selectable<UsersTable>, typeof lockedColumns[number]>,
): Account & Pick<Credentials, "suspension"> {
  return { ...toAccount(row), suspension: toSuspension(row) };
}

/** The last one, over or not; null: none, or it was lifted. */
export function toSuspension(
  row: Pick<UsersTable, "suspended_at" | "suspended_until">,
): Suspension | null {
  return row.suspended_at === null ? null : { since: row.suspended_at, until: row.suspended_until };
}

export function toAccount(
  row: Pick<Selectable<UsersTable>, typeof accountColumns[number]>,
): Account {
  return { user: toUser(row), profile: toProfile(row) };
}

/** Null while there is no birth date: the profile is not filled in. */
export function toProfile(row: ProfileRow): StoredProfile | null {
  const { birth_date: birthDate, sex, languages, interests, about_self: about } = row;
  if (birthDate === null) return null;
  return { birthDate, sex, languages: languages ?? [firstLanguage], interests, about };
}
