// Who is who in a group: the two others, those who are here, each one's colour and seat.

import type { Group, Member, UserId } from "../../protocol/domain.ts";
import { groupSize } from "../../protocol/rules.ts";

export type Hue = 1 | 2 | 3;

/** Those who are in the group now, besides `me`; those who were, when nobody is left. */
export function othersOf(group: Group, me: UserId): Member[] {
  const others = group.members.filter((member) => member.id !== me);
  const there = others.filter((member) => member.leftAt === null);
  return there.length === 0 ? others : there;
}

/** How many of the members are here at this moment, `me` included. */
export function countHere(group: Group, me: UserId): number {
  return group.members.filter((member) =>
    member.leftAt === null && (member.online || member.id === me)
  )
    .length;
}

/** A member's name; undefined for one that the group does not know. */
export function nameOf(group: Group, user: UserId | null): string | undefined {
  return group.members.find((member) => member.id === user)?.username;
}

/**
 * The colour of a member, the same for everyone and for good: the three first by order of joining,
 * a later one that of the seat that was free for the longest time when they came.
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

/** The seat whose member has left first, or -1. */
function longestFree(seats: readonly Member[]): number {
  const left = seats.filter(({ leftAt }) => leftAt !== null);
  const [first] = left.toSorted((a, b) => (a.leftAt ?? "") < (b.leftAt ?? "") ? -1 : 1);
  return first === undefined ? -1 : seats.indexOf(first);
}

function hueAt(seat: number): Hue {
  return seat === 1 ? 2 : seat === 2 ? 3 : 1;
}

/**
 * Whom to draw: who is there, and for each seat that is free whoever has left it last; in the order
 * of joining.
 */
export function seatedOf({ members }: Group): readonly Member[] {
  const there = members.filter(({ leftAt }) => leftAt === null);
  const left = members.filter(({ leftAt }) => leftAt !== null)
    .toSorted((a, b) => (a.leftAt ?? "") < (b.leftAt ?? "") ? 1 : -1)
    .slice(0, Math.max(0, groupSize - there.length));
  return members.filter((member) => there.includes(member) || left.includes(member));
}
