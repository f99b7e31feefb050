// Three people who signed up, accept anyone, and were put in one group, over the public protocol.

import assert from "node:assert/strict";
import type { GroupId } from "../../../protocol/domain.ts";
import { Client } from "../../../tools/client.ts";

export interface Trio {
  readonly group: GroupId;
  readonly people: readonly [Client, Client, Client];
}

/** Forms a trio of three new users whose names begin with `name`. Nobody else may be waiting. */
export async function formTrio(url: string, name: string): Promise<Trio> {
  const person = () => arrive(url, `${name}-${crypto.randomUUID().slice(0, 8)}`);
  const people = [await person(), await person(), await person()] as const;
  const line = await people[0].connect();
  await line.hello();
  for (const one of people) {
    const { status } = await one.put("/api/ticket", {
      criteria: { sex: "any", age: null, widen: false },
    });
    assert.equal(status, 200);
  }
  const { group } = await line.next("group");
  await line.close();
  return { group: group.id, people };
}

/** Signs up one user who may be matched with other adults. */
export async function arrive(url: string, username: string): Promise<Client> {
  const client = new Client(url);
  const profile = { birthDate: "1990-05-17", sex: "other" } as const;
  const { status } = await client.signUp({ username, password: "walnut-orbit-71", profile });
  assert.equal(status, 201);
  return client;
}
