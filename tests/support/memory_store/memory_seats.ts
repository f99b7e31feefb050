// Seats in the memory store, as db/tickets/seats.ts has them.

import { canHaveThird } from "../../../protocol/feasibility.ts";
import { groupSize } from "../../../protocol/rules.ts";
import type { Criteria, GroupId, Instant, UserId } from "../../../protocol/domain.ts";
import type { NewSeat, ReturnedMember, SeatOutcome } from "../../../db/store/seats.ts";
import {
  awake,
  isAway,
  isCurrent,
  isSuspended,
  type KeptMember,
  type KeptTicket,
  order,
  profileOf,
  seenAt,
  type State,
  userOf,
} from "./memory_state.ts";
import { openTicketOf } from "./memory_tickets.ts";

export function openSeat(state: State, seat: NewSeat, metSince: Instant | null): SeatOutcome {
  const group = state.groups.get(seat.group);
  const here = group?.members.filter(({ leftAt }) => leftAt === null) ?? [];
  const mine = here.find(({ id }) => id === seat.user);
  if (group === undefined || mine === undefined) return { type: "refused", code: "not_member" };
  if (isSuspended(state, seat.user, seat.at)) return { type: "refused", code: "suspended" };
  const place = placeIn(state, seat, here);
  if (place === "none") return { type: "refused", code: "group_full" };
  if (here.some(({ id }) => id !== place && isSuspended(state, id, seat.at))) {
    return { type: "refused", code: "no_third" };
  }
  const criteria = seat.criteria ?? mine.criteria;
  if (criteria.sex === "same" && profileOf(state, seat.user).sex === null) {
    return { type: "refused", code: "sex_undisclosed" };
  }
  const ticket = state.seats.get(seat.group) ?? newSeat(seat, here, place);
  const wishes = new Map([...ticket.criteria, [seat.user, criteria]]);
  const people = [...wishes].map(([id, wish]) => ({
    user: userOf(state, id).user,
    profile: profileOf(state, id),
    criteria: wish,
  }));
  if (!canHaveThird(people, seat.at.slice(0, 10))) return { type: "refused", code: "no_third" };
  ticket.criteria.set(seat.user, { ...criteria });
  for (const member of here) member.seated = ticket.criteria.get(member.id) ?? member.seated;
  state.seats.set(seat.group, ticket);
  return { type: "placed", ticket: openTicketOf(state, ticket, metSince) };
}

function newSeat(
  { id, group, at }: NewSeat,
  here: readonly KeptMember[],
  placeOf: UserId | null,
): KeptTicket {
  const criteria = new Map<UserId, Criteria>(
    here.filter((member) => member.id !== placeOf)
      .map((member) => [member.id, member.seated ?? member.criteria]),
  );
  return { ...awake, id, since: at, seat: group, criteria, placeOf };
}

/** Whose place is looked for; null: it is free; "none": there is no place. */
function placeIn(
  state: State,
  { group, user, silentBefore = null }: NewSeat,
  here: readonly KeptMember[],
): UserId | null | "none" {
  const open = state.seats.get(group);
  if (here.length < groupSize) return open?.placeOf ?? null;
  const away = here.filter((member) => member.id !== user && isAway(state, member, silentBefore))
    .map((member) => ({ id: member.id, at: seenAt(state, member) }))
    .sort((a, b) => order(a.at, b.at));
  if (open) return away.some(({ id }) => id === open.placeOf) ? open.placeOf : "none";
  return userOf(state, user).preferences.presence ? away[0]?.id ?? "none" : "none";
}

/** Members who are away no more, while their place is looked for. */
export function returnedMembers(state: State, silentBefore: Instant | null): ReturnedMember[] {
  const returned = [...state.seats].flatMap(([group, { placeOf }]) => {
    const member = state.groups.get(group)?.members
      .find((one) => one.id === placeOf && one.leftAt === null);
    return member && !isAway(state, member, silentBefore) ? [{ group, user: member.id }] : [];
  });
  return returned.sort((a, b) => order(a.group, b.group));
}

export function closeReturned(
  state: State,
  groups: readonly GroupId[],
  silentBefore: Instant | null,
): ReturnedMember[] {
  const returned = returnedMembers(state, silentBefore)
    .filter(({ group }) => groups.includes(group));
  for (const { group } of returned) state.seats.delete(group);
  return returned;
}

export function closeSeat(
  state: State,
  id: GroupId,
  user: UserId,
): "closed" | "none" | "not_member" {
  const group = state.groups.get(id);
  if (group === undefined || !isCurrent(group.members, user)) return "not_member";
  return state.seats.delete(id) ? "closed" : "none";
}
