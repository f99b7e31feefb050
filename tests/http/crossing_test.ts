// Two things at the same moment, of which one takes away what the other needs; and what other
// members are shown of a change.

import assert from "node:assert/strict";
import { closeCode } from "../../protocol/frames.ts";
import type { GroupId } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import type { Client } from "../../tools/client.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import {
  connected,
  formTrio,
  groupsOf,
  invite,
  open,
  place,
  signUp,
  thirty,
} from "../support/server/people.ts";
import { endOf } from "../support/server/patience.ts";
import { drivers, type Person, startServer, type TestServer } from "../support/server/server.ts";

/** A store that looks a session up and lets something else happen before it answers. */
function createInterrupted() {
  const inner = createMemoryStore();
  const waiting: (() => Promise<unknown>)[] = [];
  const store: Store = {
    ...inner,
    async session(id, now) {
      const found = await inner.session(id, now);
      await waiting.shift()?.();
      return found;
    },
  };
  return { store, between: (act: () => Promise<unknown>) => void waiting.push(act) };
}

/** Another client with the same cookie. */
function sameSession(server: TestServer, { client: { cookie } }: Person): Client {
  const other = server.client();
  other.cookie = cookie;
  return other;
}

for (const sockets of drivers) {
  Deno.test(`[S14] a socket that opens while its session ends is closed 4401: ${sockets}`, async () => {
    const { store, between } = createInterrupted();
    await using server = await startServer({ sockets, store });
    const anna = await signUp(server, "anna");
    const other = sameSession(server, anna);
    between(() => anna.client.logOut());
    const line = await other.connect();
    assert.equal((await endOf(line)).code, closeCode.sessionOver);
  });
}

Deno.test("[T15] a user who accepts an invite while logging out everywhere is nobody's partner", async () => {
  const { store, between } = createInterrupted();
  await using server = await startServer({ store });
  const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
  const { token } = await invite(anna);
  const other = sameSession(server, bob);
  between(() => bob.client.logOut());
  const { status } = await other.request("POST", `/api/invites/${token}/acceptance`, {});
  assert.equal(status, 200);
  assert.deepEqual((await anna.client.get("/api/partner")).body, { partner: null });
});

Deno.test("[A62] a ticket that is placed while its user logs out everywhere is withdrawn", async () => {
  const { store, between } = createInterrupted();
  await using server = await startServer({ store });
  const anna = await signUp(server, "anna");
  const other = sameSession(server, anna);
  between(() => anna.client.logOut());
  const { status } = await other.put("/api/ticket", { criteria: open });
  assert.equal(status, 200);
  assert.deepEqual(await server.store.openTickets(null), []);
});

Deno.test("[A21] a profile that is changed is shown to all who are in a group with its owner", async () => {
  await using server = await startServer();
  const { anna, bob, group } = await formTrio(server);
  const lines = [await connected(anna), await connected(bob)];
  const changed = await anna.client.put("/api/me/profile", { ...thirty, sex: "other" });
  assert.equal(changed.status, 200);
  for (const line of lines) {
    const frame = await line.next("group");
    assert.equal(frame.group.members.find(({ id }) => id === anna.user.id)?.sex, "other");
    assert.equal(frame.group.id, group);
    await line.close();
  }
});

Deno.test("[T50] a wish that has become mutual is shown in each group that its user sees, also after a member left", async () => {
  await using server = await startServer({ env: { MET_DAYS: "0" } });
  const { anna, bob, group: first } = await formTrio(server);
  await bob.client.delete(`/api/groups/${first}/membership`);
  const dora = await signUp(server, "dora");
  for (const one of [anna, bob, dora]) await place(one);
  assert.equal((await groupsOf(anna)).length, 2);
  const line = await connected(anna);
  await anna.client.put(`/api/again/${bob.user.id}`, {});
  await bob.client.put(`/api/again/${anna.user.id}`, {});
  const mutual = new Set<GroupId>();
  while (mutual.size < 2) {
    const { group } = await line.next("group");
    if (group.members.find(({ id }) => id === bob.user.id)?.again === "mutual") {
      mutual.add(group.id);
    }
  }
  assert(mutual.has(first));
  await line.close();
});

Deno.test("[X28] a report about a user who came after its author had left is 404", async () => {
  await using server = await startServer({ env: { MET_DAYS: "0" } });
  const { anna, bob, chloe, group } = await formTrio(server);
  await chloe.client.delete(`/api/groups/${group}/membership`);
  server.clock.advance(1_000);
  const dora = await signUp(server, "dora");
  await anna.client.put(`/api/groups/${group}/seat`, {});
  await place(dora);
  const report = async (by: Person, about: Person) =>
    (await by.client.request("POST", "/api/reports", {
      group,
      user: about.user.id,
      reason: "Rude",
    })).status;
  assert.equal(await report(chloe, dora), 404);
  assert.equal(await report(dora, chloe), 404);
  assert.equal(await report(chloe, bob), 204);
  assert.equal(await report(dora, bob), 204);
});

Deno.test("[X27] a block or a wish is taken back by a request with an empty object, too", async () => {
  await using server = await startServer();
  const { anna, bob } = await formTrio(server);
  for (const path of ["blocks", "again"]) {
    for (const method of ["PUT", "DELETE"]) {
      const { status } = await anna.client.request(method, `/api/${path}/${bob.user.id}`, {});
      assert.equal(status, 204, `${method} ${path}`);
    }
  }
});
