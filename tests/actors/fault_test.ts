// The store fails, or another process wrote first: nobody is told what is not so, and the next try
// works.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type { GroupId, MessageId, Ticket, UserId } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { connected, formTrio, groupsOf, open, place, signUp } from "../support/server/people.ts";
import { startServer } from "../support/server/server.ts";

const newId = () => v7() as MessageId;

async function seqsIn(store: Store, user: UserId, group: GroupId): Promise<number[]> {
  const page = await store.messages(user, group, { before: null, limit: 200 });
  return page?.messages.map(({ seq }) => seq) ?? [];
}

for (const when of ["before", "after"] as const) {
  Deno.test(`[F1] a send whose storing fails ${when} the commit is unavailable, and its retry takes effect once`, async () => {
    const faulty = createFaultyStore(createMemoryStore());
    await using server = await startServer({ store: faulty.store });
    const { anna, bob, group } = await formTrio(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    const id = newId();
    faulty.fail("append", when);
    a.send({ type: "send", group, id, text: "once" });
    const refused = await a.next("error");
    assert.deepEqual([refused.id, refused.code], [id, "unavailable"]);
    assert.equal(b.received.filter(({ type }) => type === "message").length, 0);
    a.send({ type: "send", group, id, text: "once" });
    assert.equal((await a.next("message")).message.seq, 2);
    assert.equal((await b.next("message")).message.seq, 2);
    a.send({ type: "send", group, id: newId(), text: "twice" });
    assert.equal((await b.next("message")).message.seq, 3);
    assert.deepEqual(await seqsIn(faulty.store, anna.user.id, group), [1, 2, 3]);
    assert(
      server.reports.some((report) => report.includes(group) && report.includes("command=send")),
    );
    assert(
      !server.reports.some((report) => report.includes("once")),
      "A text must not reach the log",
    );
    await Promise.all([a.close(), b.close()]);
  });
}

Deno.test("[F2] when another process took the next seq, the actor loads again, shows it, and the text follows", async () => {
  await using server = await startServer();
  const { anna, bob, group } = await formTrio(server);
  const a = await connected(anna);
  a.send({ type: "send", group, id: newId(), text: "mine" });
  await a.next("message");
  const elsewhere = {
    kind: "text",
    id: newId(),
    by: bob.user.id,
    text: "theirs",
    editedAt: null,
    erased: false,
    reply: null,
  } as const;
  const at = "2026-06-15T12:00:00.000Z";
  assert.equal(
    (await server.store.append({ group, message: { ...elsewhere, seq: 3, at } })).type,
    "stored",
  );
  const id = newId();
  a.send({ type: "send", group, id, text: "mine again" });
  assert.equal((await a.next("message")).message.seq, 3);
  assert.equal((await a.next("message", ({ message }) => message.id === id)).message.seq, 4);
  assert.deepEqual(await seqsIn(server.store, anna.user.id, group), [1, 2, 3, 4]);
  await a.close();
});

Deno.test("[F3] a quit whose storing fails leaves the membership as it is", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using server = await startServer({ store: faulty.store });
  const { anna, group } = await formTrio(server);
  faulty.fail("leave", "before");
  const { status, body } = await anna.client.delete<{ code: string }>(
    `/api/groups/${group}/membership`,
  );
  assert.deepEqual([status, body.code], [503, "unavailable"]);
  assert.equal((await groupsOf(anna)).length, 1);
  assert.equal((await anna.client.delete(`/api/groups/${group}/membership`)).status, 204);
});

Deno.test("[F4] a trio whose forming fails keeps its three tickets, and is formed when the store is back", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using server = await startServer({ store: faulty.store });
  const people = [
    await signUp(server, "anna"),
    await signUp(server, "bob"),
    await signUp(server, "clo"),
  ];
  const [anna, bob, clo] = people;
  assert(anna && bob && clo);
  await place(anna);
  await place(bob);
  faulty.fail("formGroups", "before");
  const line = await connected(anna);
  const placed = await clo.client.put<{ ticket: Ticket }>("/api/ticket", { criteria: open });
  assert.equal(placed.status, 200);
  assert.equal(placed.body.ticket.waiting, 3);
  server.clock.advance(1_000);
  assert.equal((await line.next("group")).group.name, "anna, bob, clo");
  await line.close();
});

Deno.test("[F5] a trio of which another process closed a ticket is not formed, and the others keep waiting", async () => {
  await using server = await startServer();
  const people = [
    await signUp(server, "anna"),
    await signUp(server, "bob"),
    await signUp(server, "clo"),
  ];
  const [anna, bob, clo] = people;
  assert(anna && bob && clo);
  await place(anna);
  await place(bob);
  await server.store.withdrawTicket(anna.user.id, "2026-06-15T12:00:00.000Z");
  const { body } = await clo.client.put<{ ticket: Ticket }>("/api/ticket", { criteria: open });
  assert.equal(body.ticket.waiting, 2);
  for (const person of people) assert.deepEqual(await groupsOf(person), []);
  await place(await signUp(server, "dora"));
  assert.equal((await groupsOf(bob))[0]?.name, "bob, clo, dora");
});

Deno.test("[F6] with the database gone: readyz 503, requests 503 unavailable, sockets sent away with 1001; then all is well", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using server = await startServer({ store: faulty.store });
  const { anna, group } = await formTrio(server);
  const line = await connected(anna);
  const late = await anna.client.connect();
  faulty.gone(true);
  const client = server.client();
  assert.equal((await client.get<{ code: string }>("/readyz")).body.code, "unavailable");
  assert.equal((await client.get("/healthz")).status, 200);
  const refused = await anna.client.get<{ code: string }>("/api/groups");
  assert.deepEqual([refused.status, refused.body.code], [503, "unavailable"]);
  line.send({ type: "send", group, id: newId(), text: "lost?" });
  assert.equal((await line.next("error")).code, "unavailable");
  line.send({ type: "ping" });
  assert.equal((await line.next("error")).code, "unavailable");
  late.send({ type: "hello" });
  assert.equal((await late.closed).code, 1001);
  faulty.gone(false);
  assert.equal((await client.get("/readyz")).status, 200);
  line.send({ type: "send", group, id: newId(), text: "back" });
  assert.equal((await line.next("message")).message.seq, 2);
  await line.close();
});

Deno.test("[F7] a turn that does not end is given up after 5 s; what it stores later is shown once, and in its place", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using server = await startServer({ store: faulty.store });
  const { anna, bob, group } = await formTrio(server);
  const [a, b] = [await connected(anna), await connected(bob)];
  a.send({ type: "send", group, id: newId(), text: "before" });
  await b.next("message");
  const append = faulty.hang("append");
  const [slow, next] = [newId(), newId()];
  a.send({ type: "send", group, id: slow, text: "slow" });
  b.send({ type: "send", group, id: next, text: "waits behind it" });
  // Both have arrived once the server answers what came after them.
  for (const line of [a, b]) {
    line.send({ type: "ping" });
    await line.next("pong");
  }
  server.clock.advance(7_000);
  assert.deepEqual((await a.next("error")).id, slow);
  assert.equal((await b.next("message", ({ message }) => message.id === next)).message.seq, 3);
  append.letGo();
  a.send({ type: "send", group, id: slow, text: "slow" });
  assert.equal((await a.next("message", ({ message }) => message.id === slow)).message.seq, 4);
  for (const line of [a, b]) {
    line.send({ type: "ping" });
    assert.deepEqual((await line.next("pong")).heads, { [group]: 4 });
    const seqs = line.received.flatMap((frame) =>
      frame.type === "message" ? [frame.message.seq] : []
    );
    assert.deepEqual(seqs, [2, 3, 4]);
  }
  assert(
    server.reports.some((report) =>
      report.includes(group) && report.includes("failed: It took too long") &&
      report.includes("command=send")
    ),
  );
  assert(!server.reports.some((report) => report.includes("slow")));
  await Promise.all([a.close(), b.close()]);
});

Deno.test("[F10] who came online while the store failed is announced when it is back, and the fault is reported once", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using server = await startServer({ store: faulty.store });
  const { anna, bob, group } = await formTrio(server);
  const a = await connected(anna);
  faulty.fail("presenceViewers", "before", 2);
  const b = await connected(bob);
  server.clock.advance(5_000);
  // The second try has failed once the server answers a later frame.
  a.send({ type: "ping" });
  await a.next("pong");
  assert.deepEqual(a.received.filter(({ type }) => type === "presence"), []);
  server.clock.advance(5_000);
  assert.deepEqual(await a.next("presence"), {
    type: "presence",
    group,
    user: bob.user.id,
    online: true,
  });
  assert.equal(server.reports.filter((report) => report.includes("presence")).length, 1);
  await Promise.all([a.close(), b.close()]);
});
