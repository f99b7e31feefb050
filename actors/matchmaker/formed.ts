// A group that has just been formed, as it is stored, without asking the store for it. Pure.

import type { NewGroup, OpenTicket, StoredGroup } from "../../db/store.ts";
import type { FormedMessage } from "../protocol.ts";

/** Message 1. */
export function formedMessage({ messageId, at, tickets }: NewGroup): FormedMessage {
  return { seq: 1, kind: "formed", id: messageId, by: null, at, members: tickets.map(({ user }) => user) };
}

/** What each of its members would be shown of it; `tickets` in the order of joining. */
export function formedGroup(
  group: NewGroup,
  tickets: readonly OpenTicket[],
  message: FormedMessage,
): StoredGroup {
  const start = { firstSeq: 1, readSeq: 0 };
  return {
    id: group.id,
    name: tickets.map(({ user }) => user.username).join(", "),
    members: tickets.map(({ user, profile }) => ({ ...user, profile, ...start, leftAt: null })),
    formedAt: group.at,
    ...start,
    lastSeq: 1,
    unread: 0,
    last: message,
    why: group.why,
  };
}
