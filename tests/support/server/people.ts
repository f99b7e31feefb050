// People who have just signed up, what they do over the public protocol, and the group that three
// of them form.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type { ClientFrame, ServerFrame } from "../../../protocol/frames.ts";
import type {
  Criteria,
  Group,
  GroupId,
  Invite,
  Message,
  MessageId,
  Sex,
  Ticket,
  User,
} from "../../../protocol/domain.ts";
import type { Line } from "../../../tools/client.ts";
import type { Person, TestServer } from "./server.ts";

export { password } from "./newcomer.ts";
export type { Person } from "./server.ts";

export const strict: Criteria = { sex: "same", age: 0, widen: false };
export const open: Criteria = { sex: "any", age: null, widen: false };
export const thirty = { birthDate: "1996-01-01", sex: "female" as Sex };

export function signUp(server: TestServer, username: string, profile = thirty): Promise<Person> {
  return server.newcomer(username, profile);
}

export async function place({ client }: Person, criteria: Criteria = open): Promise<void> {
  const { status, body } = await client.put("/api/ticket", { criteria });
  assert.equal(status, 200, JSON.stringify(body));
}

/** Anna, Bob and Chloé, who waited in this order and were matched. */
export async function formTrio(server: TestServer, names = ["anna", "bob", "chloé"]) {
  const people = await Promise.all(names.map((name) => signUp(server, name)));
  const [anna, bob, chloe] = people;
  assert(anna && bob && chloe);
  for (const person of people) await place(person);
  const [group] = await groupsOf(anna);
  assert(group, "No group was formed");
  return { anna, bob, chloe, group: group.id };
}

export async function groupsOf({ client }: Person): Promise<Group[]> {
  return (await client.get<{ groups: Group[] }>("/api/groups")).body.groups;
}

/** A socket that has said hello and was answered. */
export async function connected(person: Person, since?: Record<GroupId, number>): Promise<Line> {
  const line = await person.client.connect();
  await line.hello(since);
  return line;
}

/** Says something and waits for its acknowledgement. */
export async function say(line: Line, group: GroupId, text: string): Promise<Message> {
  const id = newMessageId();
  line.send({ type: "send", group, id, text });
  return (await line.next("message", ({ message }) => message.id === id)).message;
}

/** The code with which a frame is refused. */
export async function errorOf(line: Line, frame: ClientFrame): Promise<string> {
  line.send(frame);
  return (await line.next("error")).code;
}

export function newMessageId(): MessageId {
  return v7() as MessageId;
}

/** Makes two people partners by an invite of the first one. */
export async function makePartners(inviter: Person, guest: Person): Promise<void> {
  const { token } = await invite(inviter);
  const accepted = await accept(guest, token);
  assert.equal(accepted.status, 200, JSON.stringify(accepted.body));
}

export async function invite({ client }: Person): Promise<Invite> {
  const { status, body } = await client.request<{ invite: Invite }>("POST", "/api/invites", {});
  assert.equal(status, 201, JSON.stringify(body));
  return body.invite;
}

export function accept({ client }: Person, token: string) {
  return client.request<{ partner?: User; code?: string }>(
    "POST",
    `/api/invites/${token}/acceptance`,
    {},
  );
}

export async function partnerOf({ client }: Person): Promise<User | null> {
  return (await client.get<{ partner: User | null }>("/api/partner")).body.partner;
}

export async function ticketOf({ client }: Person): Promise<Ticket | null> {
  return (await client.get<{ ticket: Ticket | null }>("/api/ticket")).body.ticket;
}

/** Every frame that came until a ping was answered: no earlier answer is under way any more. */
export async function framesSoFar(line: Line): Promise<readonly ServerFrame[]> {
  line.send({ type: "ping" });
  await line.next("pong");
  return line.received;
}
