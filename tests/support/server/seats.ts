// Groups that a member has quit, and their seats, over the public protocol.

import assert from "node:assert/strict";
import type { Group, GroupId, Message, Seat } from "../../../protocol/domain.ts";
import { connected, formTrio, type Person, say } from "./people.ts";
import type { TestServer } from "./server.ts";

export async function openSeat(
  { client }: Person,
  group: GroupId,
  body: unknown = {},
): Promise<Seat> {
  const answer = await client.put<{ seat: Seat }>(`/api/groups/${group}/seat`, body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.seat;
}

export async function quit({ client }: Person, group: GroupId): Promise<void> {
  assert.equal((await client.delete(`/api/groups/${group}/membership`)).status, 204);
}

/** Anna and Chloé, who have said something, and whom Bob has left. */
export async function twoLeft(server: TestServer) {
  const { anna, bob, chloe, group } = await formTrio(server);
  const line = await connected(anna);
  for (const text of ["a secret", "another one"]) await say(line, group, text);
  await line.close();
  await quit(bob, group);
  return { anna, bob, chloe, group };
}

export async function groupOf({ client }: Person, group: GroupId): Promise<Group> {
  return (await client.get<{ group: Group }>(`/api/groups/${group}`)).body.group;
}

export function namesIn(group: Group | undefined): string[] {
  return group?.members.filter(({ leftAt }) => leftAt === null).map(({ username }) => username) ??
    [];
}

export async function messagesOf(
  { client }: Person,
  group: GroupId,
  query = "",
): Promise<Message[]> {
  const path = `/api/groups/${group}/messages${query}`;
  return (await client.get<{ messages: Message[] }>(path)).body.messages;
}
