// People, tickets and groups put straight into a store, for tests of the store and of its users.

import assert from "node:assert/strict";
import type {
  Criteria,
  GroupId,
  Id,
  Instant,
  LeftMessage,
  TextMessage,
  User,
  UserId,
  Why,
} from "../../../protocol/domain.ts";
import type { NewJoin } from "../../../db/store/seats.ts";
import type { Store } from "../../../db/store/store.ts";
import type { NewGroup, OpenTicket } from "../../../db/store/tickets.ts";
import { quiet } from "../descriptions.ts";
import type { NewProfile, NewUser, StoredProfile } from "../../../db/store/users.ts";

export const anyone: Criteria = { sex: "any", age: null, widen: false };
export const alike: Criteria = { sex: "same", age: 0, widen: false };
export const thirty: StoredProfile = { birthDate: "1996-01-01", sex: "female", ...quiet };
export const together: Why = { ageSpan: 0, sameSex: true, widened: [] };
export const noon: Instant = "2026-06-01T12:00:00.000Z";

export function newId<Name extends string>(): Id<Name> {
  return crypto.randomUUID() as Id<Name>;
}

/** `ms` after noon. */
export function after(ms: number): Instant {
  return new Date(Date.parse(noon) + ms).toISOString();
}

export function someone(username: string, profile: NewProfile | null = thirty): NewUser {
  return {
    user: { id: newId<"user">(), username },
    profile,
    usernameKey: username,
    passwordHash: `$hash of ${username}`,
    at: noon,
  };
}

export async function signUp(
  store: Store,
  username: string,
  profile: NewProfile | null = thirty,
): Promise<User> {
  const account = someone(username, profile);
  assert.equal(await store.createUser(account), true, `"${username}" is taken`);
  return account.user;
}

export async function place(
  store: Store,
  { id }: User,
  criteria = anyone,
  at = noon,
): Promise<OpenTicket> {
  const [placed] = await store.placeTickets(
    [{ id: newId<"ticket">(), user: id, criteria, at }],
    null,
  );
  assert(placed?.type === "placed", `The ticket was refused: ${JSON.stringify(placed)}`);
  return placed.ticket;
}

/** The user of a ticket of one. */
export function userOf({ seekers: [{ user }] }: OpenTicket): User {
  return user;
}

export function groupOf(tickets: readonly OpenTicket[], at = noon): NewGroup {
  const named = tickets.flatMap(({ id, seekers }) =>
    seekers.map(({ user, criteria }) => ({ id, user: user.id, criteria }))
  );
  return { id: newId<"group">(), messageId: newId<"message">(), at, why: together, tickets: named };
}

/** Asks for one group. */
export async function formOne(store: Store, group: NewGroup): Promise<boolean> {
  const [formed] = await store.formGroups([group]);
  assert(formed !== undefined);
  return formed;
}

/** Puts three users in a group. */
export async function form(store: Store, users: readonly User[], at = noon): Promise<GroupId> {
  const tickets: OpenTicket[] = [];
  for (const user of users) tickets.push(await place(store, user, anyone, at));
  const group = groupOf(tickets, at);
  assert.equal(await formOne(store, group), true, "The group was refused");
  return group.id;
}

export async function formTrio(store: Store) {
  const [anna, bob, chloe] = [
    await signUp(store, "anna"),
    await signUp(store, "bob"),
    await signUp(store, "chloé"),
  ];
  return { anna, bob, chloe, group: await form(store, [anna, bob, chloe]) };
}

export function text(by: UserId, seq: number, words = `line ${seq}`): TextMessage {
  const id = newId<"message">();
  return {
    seq,
    kind: "text",
    id,
    by,
    at: after(seq),
    text: words,
    editedAt: null,
    erased: false,
    reply: null,
  };
}

export function left(by: UserId, seq: number): LeftMessage {
  return { seq, kind: "left", id: newId<"message">(), by, at: after(seq) };
}

export async function say(store: Store, group: GroupId, message: TextMessage): Promise<void> {
  assert.deepEqual(await store.append({ group, message }), { type: "stored" });
}

/** The hash of a new token. */
export function newHash(): string {
  return `${newId()}${newId()}`.replaceAll("-", "");
}

/** An invite that is open for a day from noon on. */
export async function invite(store: Store, { id }: User): Promise<string> {
  const hash = newHash();
  await store.createInvite({ hash, inviter: id, at: noon, expiresAt: after(24 * 60 * 60 * 1000) });
  return hash;
}

/** Makes two users partners. */
export async function pair(store: Store, inviter: User, user: User): Promise<void> {
  const outcome = await store.acceptInvite(await invite(store, inviter), user.id, after(1));
  assert.equal(outcome.type, "accepted", JSON.stringify(outcome));
}

/** Opens the seat of a group. */
export async function look(
  store: Store,
  group: GroupId,
  user: User,
  criteria: Criteria | null = null,
): Promise<OpenTicket> {
  const outcome = await store.openSeat(
    { id: newId<"ticket">(), group, user: user.id, criteria, at: after(50) },
    null,
  );
  assert(outcome.type === "placed", JSON.stringify(outcome));
  return outcome.ticket;
}

/** The join of the people on these tickets, by the seat. */
export function joinOf(seat: OpenTicket, tickets: readonly OpenTicket[], at = after(60)): NewJoin {
  assert(seat.seat !== null);
  const newcomers = tickets.flatMap(({ id, seekers }) =>
    seekers.map(({ user, criteria }) => (
      { id, user: user.id, criteria, messageId: newId<"message">() }
    ))
  );
  const seated = seat.seekers.map(({ user, criteria }) => ({ user: user.id, criteria }));
  return { group: seat.seat, seat: seat.id, seated, at, newcomers };
}

/** A group that Chloé has left, in which Anna and Bob are; Dora and Emil never were. */
export async function remaining(store: Store) {
  const users: User[] = [];
  for (const name of ["anna", "bob", "chloé", "dora", "emil"]) {
    users.push(await signUp(store, name));
  }
  const [anna, bob, chloe, dora, emil] = users;
  assert(anna && bob && chloe && dora && emil);
  const group = await form(store, [anna, bob, chloe]);
  assert.equal(await store.leave({ group, message: left(chloe.id, 2) }), "stored");
  return { anna, bob, chloe, dora, emil, group };
}
