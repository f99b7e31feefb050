// Relations in the memory store, as db/relations/ has them.

import { ageOn, sideOf } from "../../../protocol/age.ts";
import type { GroupId, Instant, User, UserId } from "../../../protocol/domain.ts";
import type {
  AcceptOutcome,
  NewBlock,
  RematchOutcome,
  StoredInvite,
} from "../../../db/store/relations.ts";
import { leaveGroup } from "./memory_leaves.ts";
import { extendBlock, keptApartFrom, shareDevice, withdrawBlock } from "./memory_reaches.ts";
import {
  headOf,
  isCurrent,
  isSuspended,
  order,
  type State,
  userOf,
  wereTogether,
} from "./memory_state.ts";
import { areApart, withdraw } from "./memory_tickets.ts";

export function inviteOf(state: State, hash: string): StoredInvite | null {
  const found = state.invites.get(hash);
  if (found === undefined) return null;
  const { inviter, expiresAt, usedAt } = found;
  return { inviter: userOf(state, inviter).user, expiresAt, usedAt };
}

export function accept(
  state: State,
  { hash, user, at }: { readonly hash: string; readonly user: UserId; readonly at: Instant },
): AcceptOutcome {
  userOf(state, user);
  const invite = state.invites.get(hash);
  if (invite === undefined) return { type: "refused", code: "not_found" };
  const { inviter } = invite;
  const may = mayPair(state, [inviter, user], at);
  if (isSuspended(state, user, at)) return { type: "refused", code: "suspended" };
  if (invite.usedAt !== null || invite.expiresAt <= at || isSuspended(state, inviter, at)) {
    return { type: "refused", code: "invite_over" };
  }
  if (inviter === user) return { type: "refused", code: "own_invite" };
  if (!may) return { type: "refused", code: "kept_apart" };
  if ([inviter, user].some((id) => userOf(state, id).user.bot)) {
    return { type: "refused", code: "bot_alone" };
  }
  if (state.partners.has(user) || state.partners.has(inviter)) {
    return { type: "refused", code: "has_partner" };
  }
  invite.usedAt = at;
  const criteria = state.tickets.get(inviter)?.criteria.get(inviter) ?? null;
  const withdrawn = [inviter, user].flatMap((each) => withdraw(state, each)).sort(order);
  state.partners.set(inviter, user).set(user, inviter);
  return { type: "accepted", inviter: userOf(state, inviter).user, withdrawn, criteria };
}

function mayPair(state: State, pair: readonly [UserId, UserId], at: Instant): boolean {
  const sides = pair.map((user) => {
    const { profile } = userOf(state, user);
    return profile === null ? null : sideOf(ageOn(profile.birthDate, at.slice(0, 10)));
  });
  return sides[0] !== null && sides[0] === sides[1] && !areApart(state, ...pair);
}

export function partnerOf(state: State, user: UserId): User | null {
  const partner = state.partners.get(user);
  return partner === undefined ? null : userOf(state, partner).user;
}

export function endPartnership(state: State, user: UserId) {
  const partner = state.partners.get(user);
  if (partner === undefined) return null;
  const withdrawn = withdraw(state, user).length > 0;
  state.partners.delete(user);
  state.partners.delete(partner);
  return { partner, withdrawn };
}

export function block(
  state: State,
  { blocker, blocked, at, leave }: NewBlock,
): GroupId[] | null {
  userOf(state, blocker);
  if (blocker === blocked) throw new Error(`The user "${blocker}" cannot block themself`);
  if (!state.users.has(blocked)) return null;
  const blocks = state.blocks.get(blocker) ?? new Map<UserId, Instant>();
  if (!blocks.has(blocked)) extendBlock(state, blocker, blocked, at);
  state.blocks.set(blocker, blocks.set(blocked, blocks.get(blocked) ?? at));
  return leave.toSorted((a, b) => order(a.group, b.group)).flatMap(({ group: id, messageId }) => {
    const group = state.groups.get(id);
    if (!group || ![blocker, blocked].every((user) => isCurrent(group.members, user))) return [];
    const seq = headOf(group) + 1;
    leaveGroup(state, id, { seq, kind: "left", id: messageId, by: blocker, at });
    return [id];
  });
}

export function unblock(state: State, blocker: UserId, blocked: UserId): UserId[] | null {
  const reached = withdrawBlock(state, blocker, blocked);
  return state.blocks.get(blocker)?.delete(blocked) ? reached : null;
}

export function areKeptApart(state: State, one: UserId, other: UserId): boolean {
  return keptApartFrom(state, one).includes(other) || shareDevice(state, one, other);
}

export function blockedBy(state: State, user: UserId): User[] {
  return [...state.blocks.get(user)?.keys() ?? []].map((id) => userOf(state, id))
    .sort((a, b) => order(a.usernameKey, b.usernameKey)).map(({ user }) => user);
}

export function setRematchWish(
  state: State,
  { user, other, on, at }: {
    readonly user: UserId;
    readonly other: UserId;
    readonly on: boolean;
    readonly at: Instant;
  },
): RematchOutcome | null {
  const shared = (state.memberships.get(user) ?? []).flatMap((id) => {
    const members = state.groups.get(id)?.members ?? [];
    const [mine, theirs] = [user, other].map((each) =>
      members.find((member) => member.id === each)
    );
    return mine && theirs && user !== other && wereTogether(mine, theirs) ? [{ id, mine }] : [];
  });
  const groups = shared.filter(({ mine }) => mine.leftAt === null).map(({ id }) => id);
  const hasWish = state.rematchWishes.get(user)?.has(other) ?? false;
  if (on ? groups.length === 0 : shared.length === 0 && !hasWish) return null;
  const wishes = new Map(state.rematchWishes.get(user));
  if (on) wishes.set(other, wishes.get(other) ?? at);
  else wishes.delete(other);
  state.rematchWishes.set(user, wishes);
  const mutual = on && state.rematchWishes.get(other)?.has(user) === true;
  return { mutual, groups: groups.sort(order) };
}
