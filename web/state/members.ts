// The members of a group as they are shown: the two others, who is here, and the colour of each.

import type { Group, Member, UserId } from "../../protocol/domain.ts";
import { groupSize } from "../../protocol/rules.ts";

export type Hue = 1 | 2 | 3;

/** The members besides `me` who are in the group now; when there is none, those who were. */
export function othersOf(group: Group, me: UserId): Member[] {
  const others = group.members.filter((member) => member.id !== me);
  const there = others.filter((member) => member.leftAt === null);
  return there.length === 0 ? others : there;
}

/** The number of seats that nobody has now. */
export function countFree({ members }: Group): number {
  return Math.max(0, groupSize - members.filter(({ leftAt }) => leftAt === null).length);
}

/** The number of members besides oneself who are in the group now. */
export function countOthers(group: Group | undefined): number {
  return group === undefined ? 0 : groupSize - 1 - countFree(group);
}

/** Whether the member's account is gone: it has no name and no age any more. */
export function isDeleted({ username }: Pick<Member, "username">): boolean {
  return username === "";
}

/** The number of members who are online, `me` included. */
export function countHere(group: Group, me: UserId): number {
  const here = group.members.filter((member) =>
    member.leftAt === null && (member.online || member.id === me)
  );
  return here.length;
}

/** Whether nobody came in later: why the three were matched is true of these. */
export function isFirstTrio({ members }: Group): boolean {
  return members.length <= groupSize;
}

/** The name of a member; undefined for a user who was never in the group. */
export function nameOf(group: Group, user: UserId | null): string | undefined {
  return group.members.find((member) => member.id === user)?.username;
}

/**
 * The colour of a member, the same for everyone and for good. The first three have theirs by the
 * order of joining; a newcomer takes that of the seat that had been free for the longest time.
 */
export function hueOf(group: Group, user: UserId): Hue {
  const seats: Member[] = [];
  for (const member of group.members) {
    const free = seats.length < groupSize ? seats.length : longestFree(seats);
    if (member.id === user) return hueAt(free);
    if (free >= 0) seats[free] = member;
  }
  return 1;
}

/** The seat whose member left first, or -1. */
function longestFree(seats: readonly Member[]): number {
  const left = seats.filter(({ leftAt }) => leftAt !== null);
  const [first] = left.toSorted((a, b) => (a.leftAt ?? "") < (b.leftAt ?? "") ? -1 : 1);
  return first === undefined ? -1 : seats.indexOf(first);
}

function hueAt(seat: number): Hue {
  return seat === 1 ? 2 : seat === 2 ? 3 : 1;
}

/**
 * The members to draw, in the order of joining: those who are in the group, and for each free seat
 * the member who left it last.
 */
export function seatedOf(group: Group): readonly Member[] {
  const { members } = group;
  const there = members.filter(({ leftAt }) => leftAt === null);
  const left = members.filter(({ leftAt }) => leftAt !== null)
    .toSorted((a, b) => (a.leftAt ?? "") < (b.leftAt ?? "") ? 1 : -1)
    .slice(0, countFree(group));
  return members.filter((member) => there.includes(member) || left.includes(member));
}
