// One of each kind of asker, around one group: what the table of access is about.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import { instantOf } from "../../../protocol/clock.ts";
import type { AuditId } from "../../../protocol/moderation.ts";
import type { GroupId, UserId } from "../../../protocol/domain.ts";
import { Client } from "../../../tools/client.ts";
import { report, setRole } from "../../support/server/moderators.ts";
import { connected, formTrio, invite, place, say, signUp } from "../../support/server/people.ts";
import { openSeat, quit } from "../../support/server/seats.ts";
import type { Person, TestServer } from "../../support/server/server.ts";

/** In this order each asks, so that what one changes is not in another one's way. */
export const roles = [
  "nobody",
  "dead",
  "suspended",
  "stranger",
  "quitter",
  "moderator",
  "operator",
  "newcomer",
  "member",
] as const;
export type Role = typeof roles[number];

export interface Cast {
  readonly clients: Readonly<Record<Role, Client>>;
  /** Of `member`, `newcomer` and one more, whom the table acts upon. */
  readonly group: GroupId;
  readonly other: Person;
  /** Of the other one. */
  readonly invite: string;
  /** About the other one; open. */
  readonly report: string;
  readonly suspendedUser: UserId;
}

/** Makes the whole cast, on a server where nobody is yet. */
export async function castOf(server: TestServer): Promise<Cast> {
  const names = ["anna", "bob", "clara"];
  const { anna: member, bob: other, chloe: quitter, group } = await formTrio(server, names);
  const line = await connected(member);
  await say(line, group, "before the newcomer came");
  await quit(quitter, group);
  const newcomer = await signUp(server, "dora");
  await openSeat(member, group);
  await place(newcomer);
  await say(line, group, "after the newcomer came");
  await line.close();
  const [dead, suspended, stranger, moderator, operator] = await Promise.all(
    ["ewa", "finn", "gil", "hanna", "ida"].map((name) => signUp(server, name)),
  );
  assert(dead && suspended && stranger && moderator && operator);
  await loseSession(dead.client);
  const people = { suspended, stranger, quitter, moderator, operator, newcomer, member };
  await setRole(server, moderator, "moderator");
  await setRole(server, operator, "operator");
  await suspend(server, suspended);
  assert.equal(await report(member, group, other), 204);
  const queue = await server.store.reports("open", { after: null, limit: 1 });
  const ofPeople = Object.entries(people).map(([role, { client }]) => [role, client] as const);
  const clients = { nobody: server.client(), dead: dead.client, ...Object.fromEntries(ofPeople) };
  return {
    clients: clients as Record<Role, Client>,
    group,
    other,
    invite: (await invite(other)).token,
    report: queue?.reports[0]?.id ?? assert.fail("No report is open"),
    suspendedUser: suspended.user.id,
  };
}

async function suspend({ world, clock }: TestServer, { user }: Person): Promise<void> {
  const act = { id: v7() as AuditId, at: instantOf(clock.now()), by: null, about: user.id };
  assert(await world.moderation.suspend({ ...act, note: "for the table", days: null }));
}

/** Ends the session on the server, and keeps its cookie. */
async function loseSession(client: Client): Promise<void> {
  const { cookie } = client;
  await client.logOut();
  client.cookie = cookie;
}
