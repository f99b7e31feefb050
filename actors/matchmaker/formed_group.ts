// A group that has just been formed, as the store has it: made here, without another query. Pure.

import type { StoredGroup, StoredMember } from "../../db/store/groups.ts";
import type { NewGroup, OpenTicket, Seeker } from "../../db/store/tickets.ts";
import { cameTogether } from "../../protocol/came_together.ts";
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
    ...togetherOf(tickets),
  };
}

function togetherOf(tickets: NewGroup["tickets"]): Pick<FormedMessage, "together"> {
  const together = cameTogether(tickets);
  return together === null ? {} : { together };
}

/** The group as a viewer sees it; null: as each member sees it where all see the same. */
export function formedGroup(
  group: NewGroup,
  people: readonly Seeker[],
  viewer: Seeker | null,
): StoredGroup {
  const start = { firstSeq: 1, readSeq: 0 };
  const isUnseen = (seeker: Seeker) =>
    viewer !== null && viewer !== seeker && (viewer.hidesPresence ?? seeker.hidesPresence);
  return {
    id: group.id,
    name: people.map(({ user }) => user.username).join(", "),
    members: people.map((seeker): StoredMember => ({
      ...seeker.user,
      profile: seeker.profile,
      ...start,
      leftAt: null,
      seenAt: group.at,
      ...(isUnseen(seeker) && { unseen: ["presence"] as const }),
      ...againOf(viewer, seeker),
    })),
    formedAt: group.at,
    ...start,
    lastSeq: 1,
    unread: 0,
    last: formedMessage(group),
    why: group.why,
    ...togetherOf(group.tickets),
  };
}

/**
 * Whether these people see the group they form differently: one has a rematch wish for another, or
 * has switched presence off.
 */
export function seeDifferently(people: readonly Seeker[]): boolean {
  const users = new Set<UserId>(people.map(({ user }) => user.id));
  return people.some(({ rematchWishes, hidesPresence }) =>
    hidesPresence || rematchWishes.some((user) => users.has(user))
  );
}

function againOf(
  viewer: Seeker | null,
  { user, rematchWishes }: Seeker,
): Pick<StoredMember, "again"> {
  if (!viewer?.rematchWishes.includes(user.id)) return {};
  return { again: rematchWishes.includes(viewer.user.id) ? "mutual" : "asked" };
}
