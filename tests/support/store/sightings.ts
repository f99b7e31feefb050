// Accounts at devices and in networks, put straight into a store, and whether two may meet.

import assert from "node:assert/strict";
import type { GroupId, Instant, User } from "../../../protocol/domain.ts";
import type { Store } from "../../../db/store/store.ts";
import type { OpenTicket } from "../../../db/store/tickets.ts";
import {
  after,
  anyone,
  formOne,
  groupOf,
  left,
  newId,
  noon,
  place,
  signUp,
  someone,
} from "./store_cast.ts";

const dayMs = 86_400_000;

export interface Where {
  readonly device?: string;
  readonly network?: string;
}

const sightAt = ({ device, network }: Where) => ({
  devices: device === undefined ? [] : [device],
  networks: network === undefined ? [] : [network],
});

/** Signs up at a device, from a network. */
export async function join(store: Store, name: string, where: Where, at = noon): Promise<User> {
  const account = { ...someone(name), at };
  assert.equal(await store.createUser(account, undefined, sightAt(where)), true);
  return account.user;
}

export async function logIn(
  store: Store,
  { id: user }: User,
  where: Where,
  at: Instant,
): Promise<void> {
  const session = { id: newId<"session">(), user, createdAt: at, expiresAt: after(400 * dayMs) };
  await store.openSession(session, sightAt(where));
}

/** Whether two may meet, as their tickets say and as is told of an invite. */
export async function mayMeet(store: Store, one: User, other: User): Promise<boolean> {
  const [a, b] = [await place(store, one), await place(store, other)];
  const apart = areApart(a, b);
  assert.equal(await store.areKeptApart(one.id, other.id), apart);
  assert.equal(await store.areKeptApart(other.id, one.id), apart);
  for (const user of [one, other]) await store.withdrawTicket(user.id, noon);
  return !apart;
}

/** As `mayMeet`; and whether they can be put in a group with a third. */
export async function mayForm(store: Store, one: User, other: User): Promise<boolean> {
  const may = await mayMeet(store, one, other);
  const users = [one, other, await signUp(store, `third ${newId()}`)];
  const tickets = [];
  for (const user of users) tickets.push(await place(store, user));
  const group = groupOf(tickets);
  assert.equal(await formOne(store, group), may, "The tickets and the guard differ");
  for (const [at, user] of users.entries()) {
    if (may) await store.leave({ group: group.id, message: left(user.id, at + 2) });
    else await store.withdrawTicket(user.id, noon);
  }
  return may;
}

function areApart({ seekers: [a] }: OpenTicket, { seekers: [b] }: OpenTicket): boolean {
  return a.apart.includes(b.user.id) || b.apart.includes(a.user.id) ||
    a.devices.some((device) => b.devices.includes(device));
}

export async function three(store: Store, mark = ""): Promise<readonly [User, User, User]> {
  const names = ["anna", "bob", "clo"].map((name) => `${name}${mark}`);
  const [one, two, third] = await Promise.all(names.map((name) => signUp(store, name)));
  assert(one && two && third);
  return [one, two, third];
}

/** Puts a user and their partner in a group with a third. */
export async function formWith(store: Store, one: User, third: User, at = noon): Promise<GroupId> {
  const tickets = [await place(store, one, anyone, at)];
  tickets.push(await store.openTicket(third.id, null) ?? await place(store, third, anyone, at));
  const group = groupOf(tickets, at);
  assert.equal(await formOne(store, group), true, "The group was refused");
  return group.id;
}
