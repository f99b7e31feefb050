// The members of a group as they are shown: the two others, who is here, and the colour of each.

import type { Group, Member, UserId } from "../../protocol/domain.ts";
import { groupSize } from "../../protocol/rules.ts";

/** 0: the colour of no member. */
export type Hue = 0 | 1 | 2 | 3 | 4 | 5 | 6;
const hues = 6;

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

/**
 * The other members whose place may be looked for, or the one whose place is. Where two are away
 * only the server knows who has been so the longer, and says so by the seat.
 */
export function awayOf({ members, seat }: Group, me: UserId | undefined): readonly Member[] {
  const there = members.filter(({ leftAt }) => leftAt === null);
  if (seat !== undefined) return there.filter(({ id }) => id === seat.placeOf);
  return there.length < groupSize ? [] : there.filter(({ id, away }) => away && id !== me);
}

/** How a member is there, as a key of texts. */
export function presenceOf({ id, leftAt, online, away }: Member, me: UserId | undefined) {
  if (leftAt !== null) return "chat.left";
  if (online || id === me) return "chat.online";
  return away ? "chat.away" : "chat.offline";
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
 * The colour of a member, by the order of joining. Who comes later gets one that nobody had, so
 * that no line of who has left seems theirs. Once all are used, the colour of who left first goes
 * over, and their lines have that of no member. Who has deleted their account has none, either.
 */
export function hueOf({ members }: Group, user: UserId): Hue {
  const holders = new Array<Member | null>(hues).fill(null);
  members.forEach((member, index) => {
    const { position = index } = member;
    const place = position < hues ? position : placeGone(holders);
    if (place >= 0) holders[place] = member;
  });
  const place = holders.findIndex((holder) => holder?.id === user && !isDeleted(holder));
  return place + 1 as Hue;
}

/** The place of who left first, or -1. Of whom this user never met nothing is known: they did. */
function placeGone(holders: readonly (Member | null)[]): number {
  const unknown = holders.indexOf(null);
  if (unknown >= 0) return unknown;
  const gone = holders.filter((holder) => holder !== null && holder.leftAt !== null);
  const [first] = gone.toSorted((a, b) => (a?.leftAt ?? "") < (b?.leftAt ?? "") ? -1 : 1);
  return first === undefined ? -1 : holders.indexOf(first);
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
