// How a profile changes: the birth date is put right once, soon and before any group; the sex
// changes now and then. A profile that could be changed at will would pass for any age and sex.

import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import { instantOf } from "../../protocol/clock.ts";
import type { Instant, UserId } from "../../protocol/domain.ts";
import { birthDateOpenMs, sexKeptMs } from "../../protocol/rules.ts";
import type { DB, UsersTable } from "../schema.ts";
import { textArray } from "../sql/sql.ts";
import { firstLanguage } from "../../protocol/self_description.ts";
import type { NewProfile, ProfileOutcome } from "../store/users.ts";

interface ProfileChange {
  readonly user: UserId;
  readonly profile: NewProfile;
  readonly at: Instant;
}

/**
 * The user's row is locked, so that meanwhile no ticket opens and no group forms. Throws when there
 * is no such user.
 */
export async function setProfile(db: Kysely<DB>, change: ProfileChange): Promise<ProfileOutcome> {
  const { user, profile } = change;
  return await db.transaction().execute(async (tx) => {
    const before = await tx.selectFrom("users").select(columns).where("id", "=", user)
      .forNoKeyUpdate().executeTakeFirst();
    if (before === undefined) throw new Error(`There is no user with the id "${user}"`);
    if (before.deleted_at !== null) return "gone";
    const refusal = await refusalOf(tx, before, change);
    if (refusal !== null) return refusal;
    await tx.updateTable("users")
      .set({
        birth_date: profile.birthDate,
        sex: profile.sex,
        ...descriptionColumns(profile, { isFirst: before.languages === null }),
        ...marks(before, change),
      })
      .where("id", "=", user).execute();
    return "stored";
  });
}

/**
 * Sets a profile by a moderator's word, whatever was changed before; the user does not change the
 * birth date again. Throws when there is no such user.
 */
export async function correctProfile(
  tx: Transaction<DB>,
  change: ProfileChange,
): Promise<"stored" | "gone" | "waiting" | "age_wall"> {
  const { user, profile } = change;
  const row = await tx.selectFrom("users").select(["deleted_at", "languages"])
    .where("id", "=", user).forNoKeyUpdate().executeTakeFirstOrThrow();
  if (row.deleted_at !== null) return "gone";
  const refusal = await bindingOf(tx, change);
  if (refusal !== null) return refusal;
  await tx.updateTable("users")
    .set({
      birth_date: profile.birthDate,
      sex: profile.sex,
      ...descriptionColumns(profile, { isFirst: row.languages === null }),
      birth_date_corrected: true,
    })
    .where("id", "=", user).execute();
  return "stored";
}

/** What a profile changes in the columns of the description. `isFirst`: there is none yet. */
export function descriptionColumns(
  { languages, interests, about, firstLanguages = [firstLanguage] }: NewProfile,
  { isFirst }: { readonly isFirst: boolean },
) {
  const told = languages ?? (isFirst ? firstLanguages : undefined);
  return {
    ...(told && { languages: textArray(told) }),
    ...(interests && { interests: textArray(interests) }),
    ...(about !== undefined && { about_self: about }),
  };
}

const columns = [
  "birth_date",
  "sex",
  "languages",
  "created_at",
  "deleted_at",
  "birth_date_set_at",
  "birth_date_corrected",
  "sex_changed_at",
] as const;

type Before = Pick<Selectable<UsersTable>, typeof columns[number]>;

async function refusalOf(
  tx: Transaction<DB>,
  before: Before,
  change: ProfileChange,
): Promise<Exclude<ProfileOutcome, "stored"> | null> {
  const { user, profile, at } = change;
  // What is told of oneself binds nobody.
  if (before.birth_date === profile.birthDate && before.sex === profile.sex) return null;
  const binding = await bindingOf(tx, change);
  if (binding !== null) return binding;
  if (before.birth_date === null) return null;
  if (before.birth_date !== profile.birthDate) {
    const { birth_date_set_at, created_at, birth_date_corrected } = before;
    const openUntil = later(birth_date_set_at ?? created_at, birthDateOpenMs);
    if (birth_date_corrected || at >= openUntil || await wasInGroup(tx, user)) {
      return "birth_date_set";
    }
  }
  if (before.sex === profile.sex || before.sex_changed_at === null) return null;
  const sexOpenAt = later(before.sex_changed_at, sexKeptMs);
  return at < sexOpenAt ? { sexOpenAt } : null;
}

/** What else goes by the profile as it is. */
async function bindingOf(
  tx: Transaction<DB>,
  change: ProfileChange,
): Promise<"waiting" | "age_wall" | null> {
  const ticket = await tx.selectFrom("tickets").select("id")
    .where("user_id", "=", change.user).where("closed_at", "is", null).executeTakeFirst();
  if (ticket !== undefined) return "waiting";
  return await isWalled(tx, change) ? "age_wall" : null;
}

/** What is noted of the change, for those to come. */
function marks(before: Before, { profile, at }: ProfileChange) {
  if (before.birth_date === null) return { birth_date_set_at: at };
  return {
    ...(before.birth_date !== profile.birthDate && { birth_date_corrected: true }),
    ...(before.sex !== profile.sex && { sex_changed_at: at }),
  };
}

function later(instant: Instant, ms: number): Instant {
  return instantOf(Date.parse(instant) + ms);
}

async function wasInGroup(tx: Transaction<DB>, user: UserId): Promise<boolean> {
  const row = await tx.selectFrom("members").select("group_id").where("user_id", "=", user).limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether the user would move over an age wall, away from a co-member or from their partner. */
async function isWalled(
  tx: Transaction<DB>,
  { user, profile, at }: ProfileChange,
): Promise<boolean> {
  const day = at.slice(0, 10);
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
