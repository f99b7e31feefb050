// Users as rows, and the locks that keep them as they are.

import { addSession } from "./sessions.ts";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Day, UserId } from "../../protocol/domain.ts";
import type { DB, UsersTable } from "../schema.ts";
import { createBatchLoader, perRow } from "../sql/batch_loader.ts";
import { anyOf, idArray } from "../sql/sql.ts";
import type { Suspension } from "../../protocol/suspension.ts";
import type { NewSession } from "../store/sessions.ts";
import type { Account, Credentials, NewUser, StoredProfile, UserStore } from "../store/users.ts";

export function userStore(db: Kysely<DB>): UserStore {
  return {
    createUser: (user, session) => createUser(db, user, session),
    credentials: (usernameKey) => findCredentials(db, usernameKey),
    account: createBatchLoader((users: readonly UserId[]) => findAccounts(db, users), perRow),
    rehash: (user, former, passwordHash) => rehash(db, user, { former, passwordHash }),
    setProfile: (user, profile, day) => setProfile(db, { user, profile, day }),
  };
}

async function createUser(
  db: Kysely<DB>,
  user: NewUser,
  session?: NewSession,
): Promise<boolean> {
  if (!session) return await addUser(db, user);
  return await db.transaction().execute(async (tx) => {
    const isAdded = await addUser(tx, user);
    if (isAdded) await addSession(tx, session);
    return isAdded;
  });
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
  const row = await db.selectFrom("users").select([...lockedColumns, "password_hash"])
    .where("username_key", "=", usernameKey).executeTakeFirst();
  return row === undefined ? null : { ...toLocked(row), passwordHash: row.password_hash };
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

export interface NewProfile {
  readonly user: UserId;
  readonly profile: StoredProfile;
  /** On which ages are computed. */
  readonly day: Day;
}

async function setProfile(
  db: Kysely<DB>,
  { user, profile, day }: NewProfile,
): Promise<"stored" | "waiting" | "age_wall"> {
  return await db.transaction().execute((tx) => writeProfile(tx, { user, profile, day }));
}

/** The user's row is locked, so that meanwhile no ticket opens and no group forms. */
export async function writeProfile(
  tx: Transaction<DB>,
  { user, profile, day }: NewProfile,
): Promise<"stored" | "waiting" | "age_wall"> {
  await lockUser(tx, user);
  const ticket = await tx.selectFrom("tickets").select("id")
    .where("user_id", "=", user).where("closed_at", "is", null).executeTakeFirst();
  if (ticket !== undefined) return "waiting";
  if (await isWalled(tx, { user, profile, day })) return "age_wall";
  await tx.updateTable("users").set({ birth_date: profile.birthDate, sex: profile.sex })
    .where("id", "=", user).execute();
  return "stored";
}

/** Whether the user would move over an age wall, away from a co-member or from their partner. */
async function isWalled(tx: Transaction<DB>, { user, profile, day }: NewProfile): Promise<boolean> {
  const { rows } = await sql`
    with related as (
      select theirs.user_id as id from members mine join members theirs on theirs.group_id = mine.group_id
      where mine.user_id = ${user} and mine.left_at is null and theirs.left_at is null
      union select partner_id from partners where user_id = ${user}
    )
    select from related join users on users.id = related.id and users.id <> ${user}
    where wall_side(birth_date, ${day}::date) <> wall_side(${profile.birthDate}::date, ${day}::date)
      and wall_side(${profile.birthDate}::date, ${day}::date) <> (
        select wall_side(birth_date, ${day}::date) from users where id = ${user}
      )`.execute(tx);
  return rows.length > 0;
}

/** A user whose row is locked. */
export type LockedAccount = Account & Pick<Credentials, "suspension">;

/** Keeps the user as they are until the transaction ends. Throws when there is no such user. */
async function lockUser(tx: Transaction<DB>, user: UserId): Promise<void> {
  const row = await tx.selectFrom("users").select("id").where("id", "=", user).forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new Error(`There is no user with the id "${user}"`);
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
  const rows = await tx.selectFrom("users").select(lockedColumns)
    .where("id", "=", withPartners ? all : anyOf(users)).orderBy("id").forNoKeyUpdate().execute();
  return new Map(rows.map((row) => [row.id, toLocked(row)]));
}

const accountColumns = ["id", "username", "birth_date", "sex"] as const;
const lockedColumns = [...accountColumns, "suspended_at", "suspended_until"] as const;

function toLocked(row: Pick<UsersTable, typeof lockedColumns[number]>): LockedAccount {
  return { ...toAccount(row), suspension: toSuspension(row) };
}

/** The last one, over or not; null: none, or it was lifted. */
export function toSuspension(
  row: Pick<UsersTable, "suspended_at" | "suspended_until">,
): Suspension | null {
  return row.suspended_at === null ? null : { since: row.suspended_at, until: row.suspended_until };
}

function toAccount(row: Pick<UsersTable, typeof accountColumns[number]>): Account {
  return { user: { id: row.id, username: row.username }, profile: toProfile(row) };
}

/** Null while there is no birth date: the profile is not filled in. */
export function toProfile(row: Pick<UsersTable, "birth_date" | "sex">): StoredProfile | null {
  return row.birth_date === null ? null : { birthDate: row.birth_date, sex: row.sex };
}
