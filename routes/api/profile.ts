// What matching knows of a user: filled in once, put right, refused for age.

import { type Context, Hono } from "hono";
import { profileView } from "../../actors/connections/presenters.ts";
import type { NewProfile, ProfileOutcome, StoredProfile } from "../../db/store/users.ts";
import { ageOn } from "../../protocol/age.ts";
import { dayOf, instantOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import { refusedAgeMs } from "../../protocol/rules.ts";
import { KeyedBuckets } from "../../protocol/token_bucket.ts";
import { deviceOf, rememberedDevice } from "../auth/device.ts";
import { accountGone } from "../auth/password_check.ts";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { acceptedLanguages } from "../http/accept_language.ts";
import { jsonBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";
import { accountSchemas } from "../http/schemas.ts";
import { slowDown } from "../limits/rate_limiter.ts";

/** Each change is shown to the members of all the user's groups. */
const changePace = { capacity: 30, perSecond: 0.1 };

export function profileRoutes(deps: Deps): Hono<Env> {
  const { store, clock } = deps;
  const today = () => dayOf(clock.now());
  const schemas = accountSchemas({ today, isCommonPassword: deps.isCommonPassword });
  const changes = new KeyedBuckets<UserId>(changePace);
  const app = new Hono<Env>();

  app.put("/me/profile", signedIn(deps, "profile"), jsonBody(schemas.profile, deps), async (c) => {
    const profile = c.req.valid("json");
    const { user } = c.var.session;
    if (await isAgeRefused(c, profile, deps, user)) return tooYoung(c, deps);
    const before = (await store.account(user))?.profile ?? null;
    const isChange = before === null || !isAlready(before, profile);
    if (isChange && !changes.take(user, clock.now())) {
      return slowDown(c, "Too many changes", Math.ceil(changes.waitMs(user, clock.now()) / 1_000));
    }
    const outcome = await store.setProfile(
      user,
      withFirstLanguages(c, profile),
      instantOf(clock.now()),
    );
    if (outcome !== "stored") return profileRefused(c, outcome, deps);
    if (isChange) await showChange(user, deps);
    return await profileAnswer(c, user, deps);
  });

  return app;
}

/** Whether what is given says nothing that does not stand there. */
function isAlready(stored: StoredProfile, given: NewProfile): boolean {
  const { birthDate, sex, languages, interests, about } = { ...stored, ...given };
  const { languages: spoken, interests: liked } = stored;
  return birthDate === stored.birthDate && sex === stored.sex && about === stored.about &&
    isSameList(languages, spoken) && isSameList(interests, liked);
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, at) => each === other[at]);
}

/** A profile that is given without languages has those that the browser asks for at first. */
export function withFirstLanguages(c: Context, profile: NewProfile): NewProfile {
  const firstLanguages = acceptedLanguages(c.req.header("accept-language"));
  return firstLanguages === undefined ? profile : { ...profile, firstLanguages };
}

/** The profile as it is stored. */
export async function profileAnswer(c: Context, user: UserId, deps: Deps): Promise<Response> {
  const account = await deps.store.account(user);
  if (!account?.profile) return accountGone(c);
  return c.json({ profile: profileView(account.profile, dayOf(deps.clock.now())) });
}

/** Why a profile was not stored, as an answer. */
export function profileRefused(
  c: Context,
  outcome: Exclude<ProfileOutcome, "stored">,
  { clock }: Deps,
): Response {
  switch (outcome) {
    case "waiting":
      return problem(
        c,
        "waiting",
        "A ticket or the seat of a group is open: it is matched by this profile",
      );
    case "age_wall":
      return problem(
        c,
        "age_wall",
        "An age wall would lie between the user and somebody in a group with them, or a partner",
      );
    case "gone":
      return accountGone(c);
    case "birth_date_set":
      return problem(
        c,
        "birth_date_set",
        "A birth date can be put right once, within a day and before the first trio",
      );
    default: {
      const seconds = Math.ceil((Date.parse(outcome.sexOpenAt) - clock.now()) / 1_000);
      const headers = { "retry-after": String(Math.max(1, seconds)) };
      return problem(c, "sex_set", "The sex can change once in 30 days", { headers });
    }
  }
}

/**
 * Whether a birth date is refused for its age: below the one from which users may sign up, or one
 * was refused at this device within a day. The device remembers it. A birth date that the user has
 * already is none that is tried after a refusal.
 */
export async function isAgeRefused(
  c: Context,
  profile: NewProfile,
  deps: Deps,
  user: UserId | null = null,
): Promise<boolean> {
  const { store, clock } = deps;
  const now = clock.now();
  if (isTooYoung(profile, deps)) {
    const { hashes, cookie } = rememberedDevice(c, deps);
    await store.refuseDevice(hashes, instantOf(now + refusedAgeMs));
    c.header("set-cookie", cookie, { append: true });
    return true;
  }
  if (await store.deviceRefusal(deviceOf(c, deps), instantOf(now)) === null) return false;
  const account = user && await store.account(user);
  return account?.profile?.birthDate !== profile.birthDate;
}

/** Whether the age is below the one from which users may sign up. */
export function isTooYoung({ birthDate }: NewProfile, { clock, settings }: Deps): boolean {
  return ageOn(birthDate, dayOf(clock.now())) < settings.minAge;
}

export function tooYoung(c: Context, { settings }: Deps): Response {
  const { minAge } = settings;
  return problem(c, "too_young", `One must be ${minAge} or older`, { members: { minAge } });
}

/**
 * Shows a profile that has changed: to the members of the user's groups, and to the matchmaker,
 * which matches by it. It is stored even if that fails.
 */
export async function showChange(
  user: UserId,
  { store, placement, report }: Deps,
): Promise<void> {
  void placement.askMatchmaker({ type: "user_changed", user });
  try {
    for (const { group } of await store.coMembers(user)) {
      void placement.askGroup(group, { type: "group_changed", user });
    }
  } catch (error) {
    report("profile_not_shown", { user, error });
  }
}
