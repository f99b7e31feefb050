// Turns what is stored into what a client is shown: adds ages, which depend on the day, and who is
// online. Pure.

import type { StoredGroup, StoredMember } from "../../db/store/groups.ts";
import type { StoredProfile } from "../../db/store/users.ts";
import { ageOn } from "../../protocol/age.ts";
import type { Day, Group, Member, Profile, UserId } from "../../protocol/domain.ts";

/** What is added to stored facts. */
export interface Now {
  readonly day: Day;
  readonly isOnline: (user: UserId) => boolean;
}

export function profileView(profile: StoredProfile, day: Day): Profile {
  return { birthDate: profile.birthDate, age: ageOn(profile.birthDate, day), sex: profile.sex };
}

export function groupView(group: StoredGroup, now: Now): Group {
  return { ...group, members: group.members.map((member) => memberView(member, now)) };
}

function memberView(member: StoredMember, now: Now): Member {
  const { id, username, deleted, profile, readSeq, leftAt, again } = member;
  const online = leftAt === null && now.isOnline(id);
  const seen = {
    id,
    username,
    ...(deleted && { deleted }),
    age: profile && ageOn(profile.birthDate, now.day),
    sex: profile?.sex ?? null,
    online,
    readSeq,
    leftAt,
  };
  return again === undefined ? seen : { ...seen, again };
}
