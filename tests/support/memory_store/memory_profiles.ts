// How a profile changes in the memory store, as db/people/profile_changes.ts has it.

import { ageOn, sideOf } from "../../../protocol/age.ts";
import { instantOf } from "../../../protocol/clock.ts";
import type { Instant, UserId } from "../../../protocol/domain.ts";
import { birthDateOpenMs, sexKeptMs } from "../../../protocol/rules.ts";
import type { ProfileOutcome, StoredProfile } from "../../../db/store/users.ts";
import { currentGroups, everGroups, profileOf, type State, userOf } from "./memory_state.ts";

interface Change {
  readonly id: UserId;
  readonly profile: StoredProfile;
  readonly at: Instant;
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
  if (user) user.profile = { ...profile };
  return "stored";
}

function refusalOf(
  state: State,
  before: StoredProfile | null,
  change: Change,
): Exclude<ProfileOutcome, "stored"> | null {
  const { id, profile, at } = change;
  const waits = state.tickets.has(id) ||
    state.seats.values().some(({ criteria }) => criteria.has(id));
  if (waits) return "waiting";
  if (before === null) return null;
  if (isWalled(state, before, change)) return "age_wall";
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
  const sideThen = ({ birthDate }: StoredProfile) => sideOf(ageOn(birthDate, at.slice(0, 10)));
  if (sideThen(before) === sideThen(profile)) return false;
  const coMembers = currentGroups(state, id).flatMap(([, { members }]) =>
    members.filter(({ id: other, leftAt }) => leftAt === null && other !== id)
      .map(({ id: other }) => other)
  );
  const partner = state.partners.get(id);
  return [...coMembers, ...partner === undefined ? [] : [partner]]
    .some((other) => sideThen(profileOf(state, other)) !== sideThen(profile));
}
