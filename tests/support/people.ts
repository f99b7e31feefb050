// A small cast that signs up through the public protocol, and the group that three of them form.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type {
  ClientFrame,
  Criteria,
  Group,
  GroupId,
  Message,
  MessageId,
  Sex,
  User,
} from "../../actors/protocol.ts";
import type { Client, Line } from "../../tools/client.ts";
import type { TestServer } from "./server.ts";

export interface Person {
  readonly user: User;
  readonly client: Client;
}

export const password = "a long enough secret";
export const strict: Criteria = { sex: "same", age: 0, widen: false };
export const open: Criteria = { sex: "any", age: null, widen: false };
export const thirty = { birthDate: "1996-01-01", sex: "female" as Sex };

export async function signUp(server: TestServer, username: string, profile = thirty): Promise<Person> {
  const client = server.client();
  const { status, body } = await client.signUp({ username, password, profile });
  assert.equal(status, 201, JSON.stringify(body));
  return { user: body.user, client };
}

export async function place({ client }: Person, criteria: Criteria = open): Promise<void> {
  const { status, body } = await client.put("/api/ticket", { criteria });
  assert.equal(status, 200, JSON.stringify(body));
}

/** Anna, Bob and Chloé, who asked to be matched and were, in this order. */
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
