// Deletions in the memory store, as db/people/deletions.ts has them.

import type { DeletionStore } from "../../../db/store/deletions.ts";
import type { NewMessage } from "../../../db/store/logs.ts";
import type { GroupId, UserId } from "../../../protocol/domain.ts";
import { reservedFor } from "../../../protocol/suspension.ts";
import { endSessions } from "./memory_accounts.ts";
import {
  currentGroups,
  everGroups,
  order,
  type State,
  suspensionOf,
  userOf,
} from "./memory_state.ts";

export function deletionStore(state: State): DeletionStore {
  return {
    requestDeletion({ user: id, at, usernameHashes, reservedUntil }) {
      const user = state.users.get(id);
      if (!user || user.isDeleted) return Promise.resolve(false);
      user.isDeleted = true;
      user.passwordVersion += 1;
      endSessions(state, id, null);
      state.recoveryCodes.delete(id);
      for (const [key, { user }] of state.passkeys) if (user === id) state.passkeys.delete(key);
      state.deletions.set(id, at);
      const until = reservedFor(suspensionOf(state, id), reservedUntil);
      for (const hash of usernameHashes) state.reservedUsernames.set(hash, until);
      return Promise.resolve(true);
    },
    deletions: (limit) =>
      Promise.resolve(
        [...state.deletions].sort(([a, at], [b, bt]) => order(at, bt) || order(a, b))
          .map(([user]) => user).slice(0, limit),
      ),
    everGroups: (user) =>
      Promise.resolve(everGroups(state, user).map(([group]) => group).sort(order)),
    emptyAccount: (user) => Promise.resolve(empty(state, user)),
    endDeletion(user) {
      state.deletions.delete(user);
      return Promise.resolve();
    },
  };
}

function empty(state: State, id: UserId): boolean {
  const user = userOf(state, id);
  if (user.user.deleted) return true;
  if (!state.deletions.has(id)) return false;
  const hasTicket = state.tickets.has(id) || state.partners.has(id);
  const hasTexts = everGroups(state, id).some(([group]) => textsLeft(state, id, group).length > 0);
  if (hasTicket || hasTexts || currentGroups(state, id).length > 0) return false;
  const { bot } = user.user;
  user.user = { id, username: "", deleted: true, ...(bot && { bot }) };
  user.usernameKey = "";
  user.passwordHash = "";
  user.profile = null;
  user.preferences = { receipts: false, typing: false, presence: false };
  user.skeletons = [];
  state.profileMarks.delete(id);
  state.lastSeen.delete(id);
  for (const [, group] of everGroups(state, id)) {
    const founders = group.members.filter(({ firstSeq }) => firstSeq === 1);
    if (!founders.some((member) => member.id === id)) continue;
    group.why = null;
    group.name = founders.map((member) => userOf(state, member.id).user.username).filter(Boolean)
      .join(", ");
  }
  for (const [hash, { inviter }] of state.invites) if (inviter === id) state.invites.delete(hash);
  for (const [notice, { user }] of state.notices) if (user === id) state.notices.delete(notice);
  state.standings.delete(id);
  state.blocks.delete(id);
  for (const [key, { owner }] of state.reaches) if (owner === id) state.reaches.delete(key);
  for (const [key, { leaver, left }] of state.pairLeavers) {
    if (leaver === id || left === id) state.pairLeavers.delete(key);
  }
  state.pairRests.delete(id);
  state.rematchWishes.delete(id);
  for (const wishes of state.rematchWishes.values()) wishes.delete(id);
  endSessions(state, id, null);
  return true;
}

export function textsLeft(state: State, user: UserId, group: GroupId): number[] {
  return (state.groups.get(group)?.log ?? []).filter((message) =>
    message.kind === "text" && message.by === user && !message.erased
  ).map(({ seq }) => seq);
}

/** Whether each is of a text that its author has left. */
export function areErasable(state: State, run: readonly NewMessage[]): boolean {
  return run.every(({ group, message }) =>
    message.kind === "erased" && textsLeft(state, message.by, group).includes(message.target)
  );
}
