// Accounts: who there is, and the profile that matching knows of each.

import { type Kysely, sql, type Transaction } from "kysely";
import type { Day, UserId } from "../../protocol/domain.ts";
import { idArray } from "../sql/id_array.ts";
import type { DB, UsersTable } from "../schema.ts";
import type { Account, Credentials, NewUser, StoredProfile } from "../store/users.ts";

/** False: the username is taken. */
export async function createUser(db: Kysely<DB>, user: NewUser): Promise<boolean> {
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

export async function findCredentials(
  db: Kysely<DB>,
  usernameKey: string,
): Promise<Credentials | null> {
  const row = await db.selectFrom("users").select([...accountColumns, "password_hash"])
    .where("username_key", "=", usernameKey).executeTakeFirst();
  return row === undefined ? null : { ...toAccount(row), passwordHash: row.password_hash };
}

/** Those of these who exist. */
export async function findAccounts(
  db: Kysely<DB>,
  users: readonly UserId[],
): Promise<Map<UserId, Account>> {
  const rows = await db.selectFrom("users").select(accountColumns)
    .where("id", "=", sql<UserId>`any(${idArray(users)})`).execute();
  return new Map(rows.map((row) => [row.id, toAccount(row)]));
}

interface NewProfile {
  readonly user: UserId;
  readonly profile: StoredProfile;
  /** On which the ages count. */
  readonly day: Day;
}

/**
 * See Store.setProfile. The user is kept meanwhile, so that no ticket opens and no group forms
 * beside it.
 */
export async function setProfile(
  db: Kysely<DB>,
  { user, profile, day }: NewProfile,
): Promise<"stored" | "waiting" | "age_wall"> {
  return await db.transaction().execute(async (tx) => {
    await lockUser(tx, user);
    const waits = await tx.selectFrom("tickets").select("id")
      .where("user_id", "=", user).where("closed_at", "is", null).executeTakeFirst();
    if (waits !== undefined) return "waiting";
    if (await isWalled(tx, { user, profile, day })) return "age_wall";
    await tx.updateTable("users").set({ birth_date: profile.birthDate, sex: profile.sex })
      .where("id", "=", user).execute();
    return "stored";
  });
}

/**
 * Whether the user would change sides, away from somebody with whom they are in a group, or from
 * their partner.
 */
async function isWalled(tx: Transaction<DB>, { user, profile, day }: NewProfile): Promise<boolean> {
  const { rows } = await sql`
    with company as (
      select theirs.user_id as id from members mine join members theirs on theirs.group_id = mine.group_id
      where mine.user_id = ${user} and mine.left_at is null and theirs.left_at is null
      union select partner_id from partners where user_id = ${user}
    )
    select from company join users on users.id = company.id and users.id <> ${user}
    where wall_side(birth_date, ${day}::date) <> wall_side(${profile.birthDate}::date, ${day}::date)
      and wall_side(${profile.birthDate}::date, ${day}::date) <> (
        select wall_side(birth_date, ${day}::date) from users where id = ${user}
      )`.execute(tx);
  return rows.length > 0;
}

/** Keeps the user as they are until the transaction ends. Throws when there is no such user. */
export async function lockUser(tx: Transaction<DB>, user: UserId): Promise<Account> {
  const row = await tx.selectFrom("users").select(accountColumns).where("id", "=", user)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new Error(`There is no user with the id "${user}"`);
  return toAccount(row);
}

/**
 * Keeps several users, and those who are their partners when it begins, always in the same order,
 * so that two transactions never wait for each other. Those who do not exist are not in the answer.
 */
export async function lockUsers(
  tx: Transaction<DB>,
  users: readonly UserId[],
  { withPartners = false } = {},
): Promise<ReadonlyMap<UserId, Account>> {
  const named = idArray(users);
  const all = sql<UserId>`array(
    select unnest(${named}) union select partner_id from partners where user_id = any(${named})
  )`;
  const rows = await tx.selectFrom("users").select(accountColumns)
    .where("id", "=", sql<UserId>`any(${withPartners ? all : named})`).orderBy("id")
    .forNoKeyUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, toAccount(row)]));
}

const accountColumns = ["id", "username", "birth_date", "sex"] as const;

function toAccount(row: Pick<UsersTable, typeof accountColumns[number]>): Account {
  return { user: { id: row.id, username: row.username }, profile: toProfile(row) };
}

/** Null while the form is not filled, which the birth date tells. */
export function toProfile(row: Pick<UsersTable, "birth_date" | "sex">): StoredProfile | null {
  return row.birth_date === null ? null : { birthDate: row.birth_date, sex: row.sex };
}
