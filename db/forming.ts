// Three open tickets become a group in one transaction, or nothing changes. Who may be together, the database's own
// guard on `members` decides last.

import type { Kysely, Transaction } from "kysely";
import type { Instant, UserId } from "../actors/protocol.ts";
import { addMessage } from "./messages.ts";
import type { DB } from "./schema.ts";
import type { NewGroup } from "./store.ts";
import { closeTickets } from "./tickets.ts";
import { lockUsers } from "./users.ts";

const groupSize = 3;
/** Constraints of the guard: an expected refusal, not a fault. */
const guards: ReadonlySet<unknown> = new Set([
  "members_wall",
  "members_blocked",
  "members_together",
  "members_profile",
]);

/** False: a ticket was not open any more, or the guard refuses two of the three. Throws unless there are three users. */
export async function formGroup(db: Kysely<DB>, group: NewGroup): Promise<boolean> {
  const users = group.tickets.map(({ user }) => user);
  if (users.length !== groupSize || new Set(users).size !== groupSize) {
    throw new Error(`A group is formed of "${groupSize}" users, not of "${new Set(users).size}"`);
  }
  try {
    await db.transaction().execute((tx) => form(tx, group, users));
    return true;
  } catch (error) {
    if (error instanceof TicketGone || guards.has(constraintOf(error))) return false;
    throw error;
  }
}

/** Rolls the transaction back. */
class TicketGone extends Error {}

async function form(tx: Transaction<DB>, group: NewGroup, users: readonly UserId[]): Promise<void> {
  const { id, messageId, at, tickets, why } = group;
  await lockUsers(tx, users);
  await tx.insertInto("groups").values({
    id,
    name: await nameOf(tx, users),
    formed_at: at,
    why: JSON.stringify(why),
  })
    .execute();
  if (await closeTickets(tx, tickets, { group: id, at }) !== groupSize) throw new TicketGone();
  await tx.insertInto("members").values(users.map((user, position) => (
    { group_id: id, user_id: user, position, joined_at: at, first_seq: 1, read_seq: 0 }
  ))).execute();
  await addMessage(tx, {
    group: id,
    message: { seq: 1, kind: "formed", id: messageId, by: null, at, members: users },
  });
}

async function nameOf(tx: Transaction<DB>, users: readonly UserId[]): Promise<string> {
  const rows = await tx.selectFrom("users").select(["id", "username"]).where("id", "in", users).execute();
  const names = new Map(rows.map(({ id, username }) => [id, username]));
  return users.map((user) => names.get(user)).join(", ");
}

/** Waits while a group of either is being formed: the block holds for every group formed after it. */
export async function blockUser(
  tx: Transaction<DB>,
  block: { readonly blocker: UserId; readonly blocked: UserId; readonly at: Instant },
): Promise<void> {
  await lockUsers(tx, [block.blocker, block.blocked]);
  await tx.insertInto("blocks").values(block).onConflict((conflict) => conflict.doNothing()).execute();
}

function constraintOf(error: unknown): unknown {
  return error instanceof Error && "constraint" in error ? error.constraint : undefined;
}
