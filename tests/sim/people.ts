// Who is in a simulated world: users with their devices, and the first trio, formed before anything goes wrong.

import { instantOf } from "../../actors/clock.ts";
import type { GroupId, MessageId, TicketId, User, UserId } from "../../actors/protocol.ts";
import type { Store } from "../../db/store.ts";
import type { Random } from "./random.ts";
import { startsAt } from "./time.ts";

const names = ["anna", "bob", "chloe", "dora", "emil"] as const;
const at = instantOf(startsAt - 60_000);
export const anyone = { sex: "any", age: null, widen: false } as const;

/** Three to five users, of whom the first three are in a group. */
export async function settlePeople(store: Store, random: Random): Promise<User[]> {
  const users = names.slice(0, random.whole(3, names.length)).map((username) => ({
    id: random.id() as UserId,
    username,
  }));
  const profile = { birthDate: "1996-01-01", sex: "female" } as const;
  for (const user of users) {
    await store.createUser({ user, profile, usernameKey: user.username, passwordHash: "", at });
  }
  const tickets = [];
  for (const { id: user } of users.slice(0, 3)) {
    const ticket = { id: random.id() as TicketId, user };
    await store.placeTicket({ ...ticket, criteria: anyone, at });
    tickets.push(ticket);
  }
  const group = { id: random.id() as GroupId, messageId: random.id() as MessageId, at, tickets };
  if (!await store.formGroup(group)) throw new Error("The first trio could not be formed");
  return users;
}
