// How a profile changes in the memory store, as db/people/profile_changes.ts has it.

import { ageOn, sideOf } from "../../../protocol/age.ts";
import { instantOf } from "../../../protocol/clock.ts";
import type { Instant, UserId } from "../../../protocol/domain.ts";
import { birthDateOpenMs, sexKeptMs } from "../../../protocol/rules.ts";
import { firstLanguage } from "../../../protocol/self_description.ts";
import type { NewProfile, ProfileOutcome, StoredProfile } from "../../../db/store/users.ts";
import { currentGroups, everGroups, profileOf, type State, userOf } from "./memory_state.ts";

interface Change {
  readonly id: UserId;
  readonly profile: NewProfile;
  readonly at: Instant;
}

/** What a profile becomes by what is given. */
export function storedProfile(before: StoredProfile | null, given: NewProfile): StoredProfile {
  const { languages, interests, about, firstLanguages = [firstLanguage], ...facts } = given;
  return {
    ...facts,
    languages: languages ?? before?.languages ?? firstLanguages,
    interests: interests ?? before?.interests ?? [],
    about: about === undefined ? before?.about ?? null : about,
  };
}

export function setProfile(state: State, change: Change): ProfileOutcome {
  const { id, profile, at } = change;
  const before = userOf(state, id).profile;
  const refusal = refusalOf(state, before, change);
  if (refusal !== null) return refusal;
  const marks = state.profileMarks.get(id) ?? {};
  if (before === null) marks.birthDateSetAt = at;
  else {
    if (before.birthDate !== profile.birthDate) marks.isCorrected = true;
    if (before.sex !== profile.sex) marks.sexChangedAt = at;
  }
  state.profileMarks.set(id, marks);
  const user = state.users.get(id);
  if (user) user.profile = storedProfile(before, profile);
  return "stored";
}

/** By a moderator's word. */
export function correctProfile(state: State, change: Change): "stored" | "waiting" | "age_wall" {
  const user = userOf(state, change.id);
  const binding = bindingOf(state, user.profile, change);
  if (binding !== null) return binding;
  const marks = state.profileMarks.get(change.id) ?? {};
  marks.isCorrected = true;
  state.profileMarks.set(change.id, marks);
  user.profile = storedProfile(user.profile, change.profile);
  return "stored";
}

function bindingOf(
  state: State,
  before: StoredProfile | null,
  change: Change,
): "waiting" | "age_wall" | null {
  const waits = state.tickets.has(change.id) ||
    state.seats.values().some(({ criteria }) => criteria.has(change.id));
  if (waits) return "waiting";
  return before !== null && isWalled(state, before, change) ? "age_wall" : null;
}

function refusalOf(
  state: State,
  before: StoredProfile | null,
  change: Change,
): Exclude<ProfileOutcome, "stored"> | null {
  const { id, profile, at } = change;
  if (before?.birthDate === profile.birthDate && before.sex === profile.sex) return null;
  const binding = bindingOf(state, before, change);
  if (binding !== null) return binding;
  if (before === null) return null;
  const { birthDateSetAt, isCorrected, sexChangedAt } = state.profileMarks.get(id) ?? {};
  const openUntil = later(birthDateSetAt ?? userOf(state, id).at, birthDateOpenMs);
  const isOpen = !isCorrected && at < openUntil && everGroups(state, id).length === 0;
  if (before.birthDate !== profile.birthDate && !isOpen) return "birth_date_set";
  if (before.sex === profile.sex || sexChangedAt === undefined) return null;
  const sexOpenAt = later(sexChangedAt, sexKeptMs);
  return at < sexOpenAt ? { sexOpenAt } : null;
}

function later(instant: Instant, ms: number): Instant {
  return instantOf(Date.parse(instant) + ms);
}

/** Whether a new profile would move the user over an age wall, away from a co-member or partner. */
function isWalled(state: State, before: StoredProfile, { id, profile, at }: Change): boolean {
  const sideThen = ({ birthDate }: NewProfile) => sideOf(ageOn(birthDate, at.slice(0, 10)));
  if (sideThen(before) === sideThen(profile)) return false;
  const coMembers = currentGroups(state, id).flatMap(([, { members }]) =>
    members.filter(({ id: other, leftAt }) => leftAt === null && other !== id)
      .map(({ id: other }) => other)
  );
  const partner = state.partners.get(id);
  return [...coMembers, ...partner === undefined ? [] : [partner]]
    .some((other) => sideThen(profileOf(state, other)) !== sideThen(profile));
}
