// Tickets, and the groups formed of them, in the memory store, as db/tickets/ has them.

import { ageOn, sideOf } from "../../../protocol/age.ts";
import { cameTogether } from "../../../protocol/came_together.ts";
import { areCompany } from "../../../protocol/bot_company.ts";
import { canHaveThird } from "../../../protocol/feasibility.ts";
import { groupSize } from "../../../protocol/rules.ts";
import { commonLanguages } from "../../../protocol/self_description.ts";
import type {
  GroupId,
  Instant,
  JoinedMessage,
  LeftMessage,
  MessageId,
  UserId,
} from "../../../protocol/domain.ts";
import type { NewJoin } from "../../../db/store/seats.ts";
import type {
  Asking,
  NewGroup,
  NewTicket,
  OpenTicket,
  OwnTicket,
  Placed,
  Seeker,
  Used,
  WaitStatus,
} from "../../../db/store/tickets.ts";
import { barredUntil, keptApartFrom, shareDevice, waitStatusOf } from "./memory_reaches.ts";
import {
  arrive,
  awake,
  currentGroups,
  everGroups,
  headOf,
  isAway,
  isCurrent,
  isSuspended,
  type KeptGroup,
  type KeptMember,
  type KeptTicket,
  order,
  profileOf,
  type State,
  userOf,
  wereTogether,
} from "./memory_state.ts";

export function placeAll(
  state: State,
  tickets: readonly NewTicket[],
  metSince: Instant | null,
): Placed[] {
  const refusals = tickets.map((ticket) => refusalOf(state, ticket));
  tickets.forEach((ticket, at) => {
    if (refusals[at] === null) place(state, ticket);
  });
  return tickets.map(({ user }, at) => {
    const code = refusals[at];
    const ticket = state.tickets.get(user);
    if (code) return { type: "refused", code };
    if (ticket === undefined) throw new Error(`The ticket of "${user}" is not open`);
    return { type: "placed", ticket: openTicketOf(state, ticket, metSince) };
  });
}

function refusalOf(state: State, { user, criteria, at }: NewTicket) {
  if (isSuspended(state, user, at)) return "suspended";
  const people = partyOf(state, user).map((each) => {
    const { user, profile } = userOf(state, each);
    return { user, profile, criteria };
  });
  if (people.some(({ profile }) => profile === null)) return "profile_required";
  if (criteria.sex === "same" && people.some(({ profile }) => profile?.sex === null)) {
    return "sex_undisclosed";
  }
  return canHaveThird(people, at.slice(0, 10)) ? null : "no_third";
}

function place(state: State, { id, user, criteria, at }: NewTicket): void {
  const open = state.tickets.get(user);
  const users = partyOf(state, user);
  const { bots, ...shared } = criteria;
  const letsIn = (each: UserId) => each === user ? bots : open?.criteria.get(each)?.bots;
  const ticket = {
    ...awake,
    ...open,
    id: open?.id ?? id,
    since: open?.since ?? at,
    seat: null,
    criteria: new Map(
      users.map((each) => [each, { ...shared, ...(letsIn(each) && { bots: true }) }]),
    ),
  };
  for (const each of users) {
    state.tickets.set(each, ticket);
    const { sex, age } = criteria;
    const { id, since } = ticket;
    state.wishes.set(`${id} ${each}`, { user: each, since, wish: { sex, age } });
  }
}

function partyOf(state: State, user: UserId): UserId[] {
  return [user, state.partners.get(user)].filter((each) => each !== undefined);
}

/** Answers whose it was. */
export function withdraw(state: State, user: UserId): UserId[] {
  const users = state.tickets.get(user)?.criteria.keys().toArray() ?? [];
  for (const each of users) state.tickets.delete(each);
  return users.sort(order);
}

export function openTicketsOf(state: State, metSince: Instant | null): OpenTicket[] {
  return allTickets(state).filter(({ sleptAt }) => sleptAt === null).sort((a, b) =>
    order(a.since, b.since) || order(a.id, b.id)
  )
    .map((ticket) => openTicketOf(state, ticket, metSince));
}

/** Each open ticket and seat once. */
export function allTickets(state: State): KeptTicket[] {
  return [...new Set([...state.tickets.values(), ...state.seats.values()])];
}

export function openTicketOf(
  state: State,
  ticket: KeptTicket,
  metSince: Instant | null,
): OpenTicket {
  const { id, since, seat, criteria } = ticket;
  const [one, other, ...more] = criteria.keys().toArray().sort(order)
    .map((user) => seekerOf(state, { user, ticket, metSince }));
  if (one === undefined || more.length > 0) {
    throw new Error(`The ticket "${id}" is of nobody or of too many`);
  }
  const seekers = other === undefined ? [one] as const : [one, other] as const;
  const isPair = seat === null && other !== undefined;
  const users = criteria.keys().toArray();
  const rests = [isPair ? waitStatusOf(state, users) : null, barredUntil(state, users)];
  const restsUntil = rests.filter((until) => until !== null).sort().at(-1) ?? null;
  return { id, since, seekers, seat, ...restedOf(ticket), restsUntil, placeOf: ticket.placeOf };
}

function restedOf({ sleptAt, wokenAt, isAlone: alone }: KeptTicket): WaitStatus {
  return { asleep: sleptAt !== null, wokenAt, alone };
}

export function ownTicketOf(state: State, user: UserId): OwnTicket | null {
  const ticket = state.tickets.get(user);
  if (ticket === undefined) return null;
  const { id, since, seekers } = openTicketOf(state, ticket, null);
  const [one, other] = seekers;
  const rested = restedOf(ticket);
  return { id, since, ...rested, owners: other ? [ownerOf(one), ownerOf(other)] : [ownerOf(one)] };
}

function ownerOf({ user, profile, criteria }: Seeker) {
  return { user, profile, criteria };
}

function seekerOf(
  state: State,
  { user, ticket, metSince }: {
    readonly user: UserId;
    readonly ticket: KeptTicket;
    readonly metSince: Instant | null;
  },
): Seeker {
  const together = currentGroups(state, user).flatMap(([, { members }]) =>
    members.filter(({ id, leftAt }) => leftAt === null && id !== user).map(({ id }) => id)
  );
  const before = ticket.seat === null
    ? []
    : state.groups.get(ticket.seat)?.members.map(({ id }) => id) ?? [];
  const criteria = ticket.criteria.get(user);
  if (criteria === undefined) {
    throw new Error(`The user "${user}" is not of the ticket "${ticket.id}"`);
  }
  return {
    user: userOf(state, user).user,
    profile: profileOf(state, user),
    criteria: { ...criteria },
    apart: unique([...together, ...keptApartFrom(state, user), ...before]),
    met: metSince === null
      ? []
      : unique(metOf(state, user, metSince).filter((id) => !together.includes(id))),
    ...(!userOf(state, user).preferences.presence && { hidesPresence: true as const }),
    rematchWishes: unique(state.rematchWishes.get(user)?.keys() ?? []),
    devices: [...state.devices.get(user)?.keys() ?? []].sort(order),
  };
}

/** The users who were in a group with this one after `since`. */
function metOf(state: State, user: UserId, since: Instant): UserId[] {
  return everGroups(state, user).flatMap(([, { members }]) => {
    const mine = members.find(({ id }) => id === user);
    return members.filter((other) => mine && other !== mine && untilOf(mine, other) > since)
      .map(({ id }) => id);
  });
}

const never: Instant = "";
const always: Instant = "9999";

/** Until when two were in their group together. */
function untilOf(one: KeptMember, other: KeptMember): Instant {
  const [end = always] = [one.leftAt ?? always, other.leftAt ?? always].sort(order);
  return wereTogether(one, other) ? end : never;
}

function unique(users: Iterable<UserId>): UserId[] {
  return [...new Set(users)].sort(order);
}

export function form(state: State, { id, messageId, at, tickets, why }: NewGroup): boolean {
  const users = tickets.map(({ user }) => user);
  if (!areWhole(state, tickets) || !mayMeet(state, users, at)) return false;
  if (!areCompanyIn(state, tickets)) return false;
  const together = cameTogether(tickets);
  const members = tickets.map((used) =>
    enter(state, used, { group: id, at, firstSeq: 1, together })
  );
  const formed = {
    ...{ seq: 1, kind: "formed", id: messageId, by: null, at, members: users } as const,
    ...(together && { together }),
  };
  const group: KeptGroup = {
    name: users.map((user) => userOf(state, user).user.username).join(", "),
    formedAt: at,
    why,
    members,
    log: [formed],
    arrivals: new Map(),
  };
  arrive(state, group, formed);
  state.groups.set(id, group);
  return true;
}

export function join(
  state: State,
  { group: id, seat, seated, at, newcomers, away }: NewJoin,
): readonly (LeftMessage | JoinedMessage)[] | null {
  const group = state.groups.get(id);
  const open = state.seats.get(id);
  if (group === undefined || open?.id !== seat || open.sleptAt !== null) return null;
  if (seated.length !== open.criteria.size || !seated.every((one) => areAsked(open, one))) {
    return null;
  }
  const place = group.members.find((one) => one.id === open.placeOf && one.leftAt === null);
  if (place && (!away || !isAway(state, place, away.silentBefore))) return null;
  const here = group.members.filter((one) => one.leftAt === null && one !== place)
    .map(({ id }) => id);
  const users = newcomers.map(({ user }) => user);
  if (here.length + users.length !== groupSize || !areWhole(state, newcomers)) return null;
  if (group.members.some(({ id }) => users.includes(id))) return null;
  if (!mayMeet(state, users, at, here)) return null;
  if (!areCompanyIn(state, [...seated, ...newcomers])) return null;
  const left = place && away ? [leave(state, group, { place, id: away.leftId, at })] : [];
  const head = headOf(group);
  const together = cameTogether(newcomers);
  const joined = newcomers.map(({ messageId, user }, number): JoinedMessage => {
    const partner = together?.find((other) => other !== user);
    const message = {
      seq: head + 1 + number,
      kind: "joined",
      id: messageId,
      by: user,
      at,
    } as const;
    return partner === undefined ? message : { ...message, with: partner };
  });
  newcomers.forEach((used, number) => {
    const place = { group: id, at, firstSeq: head + 1 + number, together };
    group.members.push(enter(state, used, place));
  });
  group.log.push(...joined);
  for (const message of joined) arrive(state, group, message);
  state.seats.delete(id);
  return [...left, ...joined].map((message) => ({ ...message }));
}

/** A newcomer takes the place of who is away. */
function leave(
  state: State,
  group: KeptGroup,
  { place, id, at }: {
    readonly place: KeptMember;
    readonly id: MessageId;
    readonly at: Instant;
  },
): LeftMessage {
  const seq = headOf(group) + 1;
  const message = { seq, kind: "left", id, by: place.id, at, reason: "away" } as const;
  group.log.push(message);
  arrive(state, group, message);
  Object.assign(place, { leftAt: at, leftSeq: seq, isReplaced: true });
  return message;
}

/** Whether these tickets are open, and each is used for all of its people. */
function areWhole(state: State, tickets: readonly Used[]): boolean {
  return tickets.every((used) => {
    const open = state.tickets.get(used.user);
    return open?.id === used.id && open.sleptAt === null && areAsked(open, used) &&
      open.criteria.keys().every((user) =>
        tickets.some((other) => other.id === used.id && other.user === user)
      );
  });
}

/** Whether a ticket has these criteria of the user. */
function areAsked({ criteria }: KeptTicket, asking: Asking): boolean {
  const now = criteria.get(asking.user);
  return now !== undefined && now.sex === asking.criteria.sex && now.age === asking.criteria.age &&
    now.widen === asking.criteria.widen &&
    (now.widenSex ?? false) === (asking.criteria.widenSex ?? false) &&
    (now.bots ?? false) === (asking.criteria.bots ?? false);
}

/** Whether each of the three lets in the bots among them, and one is a person. */
function areCompanyIn(state: State, asking: readonly Asking[]): boolean {
  const users = asking.map(({ user, criteria }) => ({ user: userOf(state, user).user, criteria }));
  return areCompany(users) && users.some(({ user }) => user.bot !== true);
}

/** Whether these users may be in a group with each other and with those who are `here`. */
function mayMeet(
  state: State,
  users: readonly UserId[],
  at: Instant,
  here: readonly UserId[] = [],
): boolean {
  const day = at.slice(0, 10);
  if ((barredUntil(state, [...users, ...here]) ?? at) > at) return false;
  const sides = [...users, ...here].map((user) =>
    sideOf(ageOn(profileOf(state, user).birthDate, day))
  );
  const people = [...users, ...here].map((user) => profileOf(state, user));
  return new Set(sides).size === 1 && commonLanguages(people).length > 0 &&
    users.every((one) =>
      [...users, ...here].every((other) => one === other || !areApart(state, one, other))
    );
}

/** Whether two are kept apart, or in a group together. */
export function areApart(state: State, one: UserId, other: UserId): boolean {
  return keptApartFrom(state, one).includes(other) || shareDevice(state, one, other) ||
    currentGroups(state, one).some(([, { members }]) => isCurrent(members, other));
}

/** Uses up the user's part of a ticket; a partnership ends with it. */
function enter(
  state: State,
  { id, user }: Used,
  { group, at, firstSeq, together }: {
    readonly group: GroupId;
    readonly at: Instant;
    readonly firstSeq: number;
    readonly together: readonly UserId[] | null;
  },
): KeptMember {
  const ticket = state.tickets.get(user);
  const criteria = ticket?.criteria.get(user);
  const isPartner = together?.includes(user) === true;
  if (ticket === undefined || criteria === undefined) {
    throw new Error(`The ticket "${id}" of "${user}" is not open`);
  }
  state.tickets.delete(user);
  state.partners.delete(user);
  state.memberships.set(user, [...state.memberships.get(user) ?? [], group]);
  return {
    id: user,
    joinedAt: at,
    ticket: { id: ticket.id, since: ticket.since, wokenAt: ticket.wokenAt },
    criteria,
    cameWith: isPartner ? together.find((other) => other !== user) ?? null : null,
    seated: null,
    firstSeq,
    readSeq: firstSeq - 1,
    isUnshown: firstSeq > 1,
    leftAt: null,
    leftSeq: null,
    isReplaced: false,
  };
}

/** Opens the ticket again by which a user came into a group. */
export function reopen(state: State, { id: user, ticket, criteria }: KeptMember): void {
  state.tickets.set(user, {
    ...awake,
    ...ticket,
    seat: null,
    criteria: new Map([[user, { ...criteria }]]),
  });
}
