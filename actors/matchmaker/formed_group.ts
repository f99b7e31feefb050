// A group that has just been formed, as it is stored, without asking the store for it. Pure.

import type { StoredGroup, StoredMember } from "../../db/store/groups.ts";
import type { NewGroup, OpenTicket, Seeker } from "../../db/store/tickets.ts";
import type { FormedMessage, UserId } from "../../protocol/domain.ts";

/** The people of tickets in the order of joining. */
export function peopleOf(tickets: readonly OpenTicket[]): Seeker[] {
  return tickets.flatMap(({ seekers }) => [...seekers]);
}

/** Message 1. */
export function formedMessage({ messageId, at, tickets }: NewGroup): FormedMessage {
  return {
    seq: 1,
    kind: "formed",
    id: messageId,
    by: null,
    at,
    members: tickets.map(({ user }) => user),
  };
}

/**
 * What one of its members, or any of them where nobody would meet anybody again, is shown of it.
 */
export function formedGroup(
  group: NewGroup,
  people: readonly Seeker[],
  viewer: Seeker | null,
): StoredGroup {
  const start = { firstSeq: 1, readSeq: 0 };
  return {
    id: group.id,
    name: people.map(({ user }) => user.username).join(", "),
    members: people.map((one): StoredMember => ({
      ...one.user,
      profile: one.profile,
      ...start,
      leftAt: null,
      ...againOf(viewer, one),
    })),
    formedAt: group.at,
    ...start,
    lastSeq: 1,
    unread: 0,
    last: formedMessage(group),
    why: group.why,
  };
}

/** Whether any of these would meet another of them again. */
export function isReunion(people: readonly Seeker[]): boolean {
  const users = new Set<UserId>(people.map(({ user }) => user.id));
  return people.some(({ rematchWishes }) => rematchWishes.some((user) => users.has(user)));
}

function againOf(
  viewer: Seeker | null,
  { user, rematchWishes }: Seeker,
): Pick<StoredMember, "again"> {
  if (!viewer?.rematchWishes.includes(user.id)) return {};
  return { again: rematchWishes.includes(viewer.user.id) ? "mutual" : "asked" };
}
