// Seats in the memory store, as db/tickets/seats.ts has them.

import { canHaveThird } from "../../../protocol/feasibility.ts";
import { groupSize } from "../../../protocol/rules.ts";
import type { Criteria, GroupId, Instant, UserId } from "../../../protocol/domain.ts";
import type { NewSeat, SeatOutcome } from "../../../db/store/seats.ts";
import {
  awake,
  isCurrent,
  isSuspended,
  type KeptMember,
  type KeptTicket,
  profileOf,
  type State,
} from "./memory_state.ts";
import { openTicketOf } from "./memory_tickets.ts";

export function openSeat(state: State, seat: NewSeat, metSince: Instant | null): SeatOutcome {
  const group = state.groups.get(seat.group);
  const here = group?.members.filter(({ leftAt }) => leftAt === null) ?? [];
  const mine = here.find(({ id }) => id === seat.user);
  if (group === undefined || mine === undefined) return { type: "refused", code: "not_member" };
  if (isSuspended(state, seat.user, seat.at)) return { type: "refused", code: "suspended" };
  if (here.length >= groupSize) return { type: "refused", code: "group_full" };
  if (here.some(({ id }) => isSuspended(state, id, seat.at))) {
    return { type: "refused", code: "no_third" };
  }
  const criteria = seat.criteria ?? mine.criteria;
  if (criteria.sex === "same" && profileOf(state, seat.user).sex === null) {
    return { type: "refused", code: "sex_undisclosed" };
  }
  const ticket = state.seats.get(seat.group) ?? newSeat(seat, here);
  const wishes = new Map([...ticket.criteria, [seat.user, criteria]]);
  const people = [...wishes].map(([id, wish]) => ({
    profile: profileOf(state, id),
    criteria: wish,
  }));
  if (!canHaveThird(people, seat.at.slice(0, 10))) return { type: "refused", code: "no_third" };
  ticket.criteria.set(seat.user, { ...criteria });
  for (const member of here) member.seated = ticket.criteria.get(member.id) ?? null;
  state.seats.set(seat.group, ticket);
  return { type: "placed", ticket: openTicketOf(state, ticket, metSince) };
}

function newSeat(
  { id, group, at }: NewSeat,
  here: readonly KeptMember[],
): KeptTicket {
  const criteria = new Map<UserId, Criteria>(
    here.map((member) => [member.id, member.seated ?? member.criteria]),
  );
  return { ...awake, id, since: at, seat: group, criteria };
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
