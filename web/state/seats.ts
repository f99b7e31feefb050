// Whom to draw for a group that may have had more than three members: one for each seat.

import type { Group, Member } from "../../protocol/domain.ts";

const seats = 3;

/**
 * Who is there, and for each seat that is free whoever has left it last; in the order of joining.
 */
export function seatedOf({ members }: Group): readonly Member[] {
  const there = members.filter(({ leftAt }) => leftAt === null);
  const left = members.filter(({ leftAt }) => leftAt !== null)
    .toSorted((a, b) => (a.leftAt ?? "") < (b.leftAt ?? "") ? 1 : -1)
    .slice(0, Math.max(0, seats - there.length));
  return members.filter((member) => there.includes(member) || left.includes(member));
}
