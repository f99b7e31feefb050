// What the memory store keeps, and the rules by which it changes and is read: the twin of db/'s queries.

import { ageOn, sideOf } from "../../actors/age.ts";
import type {
  Amendment,
  Day,
  EditedMessage,
  ErasedMessage,
  GroupId,
  Instant,
  Message,
  UserId,
  Why,
} from "../../actors/protocol.ts";
import type {
  AmendRefusal,
  AppendOutcome,
  NewGroup,
  NewTicket,
  NewUser,
  OpenTicket,
  Page,
  Range,
  StoredGroup,
  StoredMember,
  StoredProfile,
  StoredSession,
} from "../../db/store.ts";

type Kept<T> = { -readonly [Name in keyof T]: T[Name] };

type KeptTicket = Omit<OpenTicket, "user" | "profile" | "apart"> & { readonly user: UserId };

type KeptMember = Kept<Omit<StoredMember, "username" | "profile">>;

interface KeptGroup {
  readonly name: string;
  readonly formedAt: Instant;
  readonly why: Why;
  readonly members: KeptMember[];
  /** Ascending. */
  readonly log: Message[];
}

export interface State {
  readonly users: Map<UserId, Kept<NewUser>>;
  readonly sessions: Map<string, StoredSession>;
  /** The open ones, by user. */
  readonly tickets: Map<UserId, KeptTicket>;
  readonly groups: Map<GroupId, KeptGroup>;
  /** Pairs in both directions. */
  readonly blocks: Set<string>;
}

export function place(state: State, { id, user, criteria, at }: NewTicket) {
  const { profile } = userOf(state, user);
  if (profile === null) return "profile_required" as const;
  if (criteria.sex === "same" && profile.sex === null) return "sex_undisclosed" as const;
  const open = state.tickets.get(user);
  const ticket = { id: open?.id ?? id, user, criteria: { ...criteria }, since: open?.since ?? at };
  state.tickets.set(user, ticket);
  return openTicketOf(state, ticket);
}

export function openTicketOf(state: State, { id, user, criteria, since }: KeptTicket): OpenTicket {
  const apart = state.users.keys().filter((other) => other !== user && areApart(state, user, other))
    .toArray();
  return {
    id,
    user: userOf(state, user).user,
    profile: profileOf(state, user),
    criteria: { ...criteria },
    since,
    apart: apart.sort(order),
  };
}

function areApart(state: State, one: UserId, other: UserId): boolean {
  return state.blocks.has(`${one} ${other}`) ||
    currentGroups(state, one).some(([, { members }]) => isCurrent(members, other));
}

export function form(state: State, { id, messageId, at, tickets, why }: NewGroup): boolean {
  const users = tickets.map(({ user }) => user);
  const open = tickets.every((ticket) => state.tickets.get(ticket.user)?.id === ticket.id);
  if (!open || !mayMeet(state, users, at.slice(0, 10))) return false;
  for (const user of users) state.tickets.delete(user);
  state.groups.set(id, {
    name: users.map((user) => userOf(state, user).user.username).join(", "),
    formedAt: at,
    why,
    members: users.map((user) => ({ id: user, firstSeq: 1, readSeq: 0, leftAt: null })),
    log: [{ seq: 1, kind: "formed", id: messageId, by: null, at, members: users }],
  });
  return true;
}

function mayMeet(state: State, users: readonly UserId[], day: Day): boolean {
  const sides = users.map((user) => sideOf(ageOn(profileOf(state, user).birthDate, day)));
  return new Set(sides).size === 1 &&
    users.every((one) => users.every((other) => one === other || !areApart(state, one, other)));
}

export function pageOf(log: readonly Message[], range: Range): Page {
  const { limit } = range;
  if ("after" in range) {
    const run = log.filter(({ seq }) => seq > range.after);
    return { messages: run.slice(0, limit), more: run.length > limit };
  }
  const run = log.filter(({ seq }) => range.before === null || seq < range.before);
  return { messages: run.slice(Math.max(0, run.length - limit)), more: run.length > limit };
}

export function viewOf(state: State, user: UserId, id: GroupId): StoredGroup | null {
  const group = state.groups.get(id);
  const mine = group?.members.find((member) => member.id === user && member.leftAt === null);
  if (group === undefined || mine === undefined) return null;
  const { name, formedAt, why, log } = group;
  const { firstSeq, readSeq } = mine;
  const members = group.members.map((member) => ({
    ...member,
    username: userOf(state, member.id).user.username,
    profile: profileOf(state, member.id),
  }));
  const unread =
    log.filter((message) =>
      message.kind === "text" && !message.erased && message.by !== user && message.seq > readSeq &&
      message.seq >= firstSeq
    ).length;
  const last = log.at(-1) ?? null;
  return { id, name, members, formedAt, firstSeq, lastSeq: headOf(group), readSeq, unread, last, why };
}

export function add({ log }: KeptGroup, message: Message): AppendOutcome {
  const known = log.find(({ by, id }) => by !== null && by === message.by && id === message.id);
  if (known !== undefined) return { type: "repeated", message: known };
  if (log.some(({ seq }) => seq === message.seq)) return { type: "conflict" };
  log.push({ ...message });
  log.sort((a, b) => a.seq - b.seq);
  return { type: "stored" };
}

/** Adds an amendment and does to its target, and to the edits of it, what it says. */
export function amend(
  group: KeptGroup,
  message: Message,
): AppendOutcome | { type: "refused"; code: AmendRefusal } {
  if (message.kind !== "edited" && message.kind !== "erased" && message.kind !== "reacted") {
    throw new Error(`A message of kind "${message.kind}" is about no other`);
  }
  const before = [...group.log];
  const outcome = add(group, message);
  if (outcome.type !== "stored") return outcome;
  const code = refusalOf(group, message);
  if (code !== null) {
    group.log.splice(0, group.log.length, ...before);
    return { type: "refused", code };
  }
  if (message.kind !== "reacted") group.log.forEach((each, at) => group.log[at] = amended(each, message));
  return outcome;
}

function refusalOf({ log, members }: KeptGroup, { by, kind, target }: Amendment): AmendRefusal | null {
  const text = log.find(({ seq }) => seq === target);
  const firstSeq = members.find(({ id }) => id === by)?.firstSeq ?? Infinity;
  if (text?.kind !== "text" || text.erased || target < firstSeq) return "no_such_message";
  return kind !== "reacted" && text.by !== by ? "not_yours" : null;
}

function amended(message: Message, by: EditedMessage | ErasedMessage): Message {
  const text = by.kind === "edited" ? by.text : "";
  if (message.kind === "edited" && message.target === by.target) return { ...message, text };
  if (message.kind !== "text" || message.seq !== by.target) return message;
  return by.kind === "edited" ? { ...message, text, editedAt: by.at } : { ...message, text, erased: true };
}

export function headOf({ log }: KeptGroup): number {
  return log.at(-1)?.seq ?? 0;
}

export function currentGroups(state: State, user: UserId): [GroupId, KeptGroup][] {
  return state.groups.entries().filter(([, { members }]) => isCurrent(members, user)).toArray();
}

function isCurrent(members: readonly KeptMember[], user: UserId): boolean {
  return members.some(({ id, leftAt }) => id === user && leftAt === null);
}

export function userOf(state: State, id: UserId): NewUser {
  const user = state.users.get(id);
  if (user === undefined) throw new Error(`There is no user with the id "${id}"`);
  return user;
}

function profileOf(state: State, id: UserId): StoredProfile {
  const { profile } = userOf(state, id);
  if (profile === null) throw new Error(`The user "${id}" has no profile`);
  return { ...profile };
}

export function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
