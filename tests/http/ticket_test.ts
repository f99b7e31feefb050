// Tickets over HTTP and sockets, and the trios that come of them.

import assert from "node:assert/strict";
import type { Ticket } from "../../protocol/domain.ts";
import {
  connected,
  groupsOf,
  open,
  password,
  place,
  signUp,
  strict,
  thirty,
  ticketOf,
} from "../support/server/people.ts";
import { drivers, startServer } from "../support/server/server.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { newId } from "../support/store/store_cast.ts";

interface Refused {
  code: string;
  errors?: { path: string }[];
}
type Answer = { ticket: Ticket | null };

Deno.test("[X14] criteria of another shape or range are 400 invalid and place nothing", async () => {
  await using server = await startServer();
  const { client } = await signUp(server, "anna");
  const bad: [unknown, string][] = [
    [{}, "sex"],
    [{ ...open, sex: "female" }, "sex"],
    [{ ...open, age: -1 }, "age"],
    [{ ...open, age: 100 }, "age"],
    [{ ...open, age: 1.5 }, "age"],
    [{ ...open, age: "5" }, "age"],
    [{ sex: "any", widen: false }, "age"],
    [{ ...open, widen: 1 }, "widen"],
    [{ ...open, extra: 1 }, "extra"],
  ];
  for (const [criteria, path] of bad) {
    const { status, body } = await client.put<Refused>("/api/ticket", { criteria });
    assert.deepEqual([status, body.code], [400, "invalid"]);
    assert.equal(body.errors?.[0]?.path, `criteria.${path}`);
  }
  assert.equal((await client.get<Answer>("/api/ticket")).body.ticket, null);
});

Deno.test("[T1] a ticket needs a profile, and the wish for the same sex a disclosed one", async () => {
  await using server = await startServer();
  const client = server.client();
  await client.signUp({ username: "anna", password });
  const bare = await client.put<Refused>("/api/ticket", { criteria: open });
  assert.deepEqual([bare.status, bare.body.code], [409, "profile_required"]);
  await client.put("/api/me/profile", { ...thirty, sex: null });
  const same = await client.put<Refused>("/api/ticket", { criteria: strict });
  assert.deepEqual([same.status, same.body.code], [409, "sex_undisclosed"]);
  assert.equal((await client.get<Answer>("/api/ticket")).body.ticket, null);
  assert.equal((await client.put("/api/ticket", { criteria: open })).status, 200);
});

Deno.test("[T2] a ticket tells its criteria, since when and among how many one waits", async () => {
  await using server = await startServer();
  const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
  const first = (await anna.client.put<Answer>("/api/ticket", { criteria: strict })).body.ticket;
  assert(first);
  assert.deepEqual(first, {
    id: first.id,
    criteria: strict,
    effective: strict,
    since: "2026-06-15T12:00:00.000Z",
    asleep: false,
    alone: true,
    waiting: 1,
    estimate: null,
  });
  await place(bob);
  assert.deepEqual((await anna.client.get<Answer>("/api/ticket")).body.ticket, {
    ...first,
    alone: false,
    waiting: 2,
  });
});

Deno.test("[M81] while no matchmaker answers a ticket is told as it is stored", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  const loading = faulty.hang("openTickets");
  await using server = await startServer({ store: faulty.store });
  const anna = await signUp(server, "anna");
  const since = "2026-06-15T12:00:00.000Z";
  const placed = { id: newId<"ticket">(), user: anna.user.id, criteria: strict, at: since };
  await server.store.placeTickets([placed], null);
  const told = anna.client.get<Answer>("/api/ticket");
  let answer: Awaited<typeof told> | null = null;
  void told.then((value) => (answer = value));
  while (answer === null) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    server.clock.advance(500);
  }
  assert.deepEqual((await told).body.ticket, {
    ...{ id: placed.id, criteria: strict, effective: strict, since, waiting: 1, estimate: null },
    ...{ asleep: false, alone: false },
  });
  loading.letGo();
  const { ticket } = (await anna.client.get<Answer>("/api/ticket")).body;
  // Who else is there, the matchmaker alone knows.
  assert.deepEqual(ticket, { ...(await told).body.ticket, alone: true });
});

Deno.test("[T3] placing again replaces the criteria and keeps since; withdrawing twice is no error", async () => {
  await using server = await startServer();
  const { client } = await signUp(server, "anna");
  const first = (await client.put<Answer>("/api/ticket", { criteria: strict })).body.ticket;
  server.clock.advance(5_000);
  const second = (await client.put<Answer>("/api/ticket", { criteria: open })).body.ticket;
  assert.deepEqual(second, { ...first, criteria: open, effective: open });
  assert.equal((await client.delete("/api/ticket")).status, 204);
  assert.equal((await client.delete("/api/ticket")).status, 204);
  assert.equal((await client.get<Answer>("/api/ticket")).body.ticket, null);
});

Deno.test("[T4] the ticket frame follows placing, replacing and withdrawing to every device", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const lines = [await connected(anna), await connected(anna)];
  await place(anna, strict);
  await place(anna, open);
  await anna.client.delete("/api/ticket");
  for (const line of lines) {
    assert.deepEqual((await line.next("ticket")).ticket?.criteria, strict);
    assert.deepEqual((await line.next("ticket")).ticket?.criteria, open);
    assert.equal((await line.next("ticket")).ticket, null);
    await line.close();
  }
});

Deno.test("[T5] as soon as three fit they are a group: frames group, message 1 and ticket null, in the order of waiting", async () => {
  await using server = await startServer();
  const people = [
    await signUp(server, "anna"),
    await signUp(server, "bob"),
    await signUp(server, "chloé"),
  ];
  const lines = await Promise.all(people.map((person) => connected(person)));
  for (const person of people) {
    await place(person);
    server.clock.advance(1_000);
  }
  const ids = people.map(({ user }) => user.id);
  for (const line of lines) {
    const { group } = await line.next("group");
    assert.equal(group.name, "anna, bob, chloé");
    assert.deepEqual(group.members.map(({ id }) => id), ids);
    assert.deepEqual(
      group.members.map((
        { age, sex, online, readSeq, leftAt },
      ) => [age, sex, online, readSeq, leftAt]),
      [
        [30, "female", true, 0, null],
        [30, "female", true, 0, null],
        [30, "female", true, 0, null],
      ],
    );
    assert.deepEqual([group.firstSeq, group.lastSeq, group.readSeq, group.unread], [1, 1, 0, 0]);
    const { message } = await line.next("message");
    assert.deepEqual(message, { ...group.last });
    assert(message.kind === "formed");
    assert.deepEqual([message.seq, message.by, message.members], [1, null, ids]);
    assert.equal((await line.next("ticket", ({ ticket }) => ticket === null)).ticket, null);
    await line.close();
  }
  for (const person of people) {
    assert.equal((await person.client.get<Answer>("/api/ticket")).body.ticket, null);
    assert.equal((await groupsOf(person)).length, 1);
  }
});

Deno.test("[T6] three who do not all fit are left waiting, and a fourth who fits two of them is matched", async () => {
  await using server = await startServer();
  const old = { birthDate: "1960-01-01", sex: "male" as const };
  const [anna, bob, clo] = [
    await signUp(server, "anna"),
    await signUp(server, "bob", old),
    await signUp(server, "clo"),
  ];
  await place(anna, strict);
  await place(bob);
  await place(clo, strict);
  assert.deepEqual(await groupsOf(anna), []);
  const dora = await signUp(server, "dora");
  const { body } = await dora.client.put<Answer>("/api/ticket", { criteria: strict });
  assert.equal(body.ticket, null, "Matched within the request: no ticket is open any more");
  assert.equal((await groupsOf(anna))[0]?.name, "anna, clo, dora");
  assert.deepEqual(await groupsOf(bob), []);
});

Deno.test("[T7] people who are in a group together are not matched again until one of them has quit", async () => {
  await using server = await startServer({ env: { MET_DAYS: "0" } });
  const people = [];
  for (const name of ["anna", "bob", "clo"]) people.push(await signUp(server, name));
  const [anna, bob, clo] = people;
  assert(anna && bob && clo);
  for (const round of [1, 2]) {
    for (const person of people) await place(person);
    assert.equal((await groupsOf(anna)).length, 1, `Round ${round}`);
  }
  const [group] = await groupsOf(anna);
  assert(group);
  assert.equal((await anna.client.delete(`/api/groups/${group.id}/membership`)).status, 204);
  assert.deepEqual(
    await groupsOf(anna),
    [],
    "Bob and Clo are still together, so there is no trio yet",
  );
  const line = await connected(anna);
  assert.equal((await bob.client.delete(`/api/groups/${group.id}/membership`)).status, 204);
  const formed = await line.next("group");
  assert.equal(formed.group.name, "anna, bob, clo");
  await line.close();
});

Deno.test("[T8] who was matched while away finds the group on return", async () => {
  await using server = await startServer();
  const people = [
    await signUp(server, "anna"),
    await signUp(server, "bob"),
    await signUp(server, "clo"),
  ];
  const [anna] = people;
  assert(anna);
  const line = await connected(anna);
  await place(anna);
  await line.close();
  for (const person of people.slice(1)) await place(person);
  const back = await anna.client.connect();
  const { ticket, groups } = await back.hello();
  assert.equal(ticket, null);
  assert.equal(groups.length, 1);
  await back.close();
});

Deno.test("[T9] open tickets outlive the process: the next one forms the trio", async () => {
  const first = await startServer();
  const [anna, bob] = [await signUp(first, "anna"), await signUp(first, "bob")];
  await place(anna);
  await place(bob, strict);
  await first.stop();
  await using second = await startServer({ store: first.store });
  const clo = await signUp(second, "clo");
  await place(clo);
  assert.equal((await groupsOf(clo))[0]?.name, "anna, bob, clo");
});

Deno.test("[T10] when a birthday brings a third within reach, the trio forms at midnight, UTC", async () => {
  await using server = await startServer();
  const onThe16th = { birthDate: "1995-06-16", sex: "female" as const };
  const thirtyOne = { birthDate: "1995-01-01", sex: "female" as const };
  const people = [
    await signUp(server, "anna", thirtyOne),
    await signUp(server, "bob", thirtyOne),
    await signUp(server, "clo", onThe16th),
  ];
  const [anna] = people;
  assert(anna);
  for (const person of people) await place(person, strict);
  const line = await connected(anna);
  server.clock.advance(11 * 3_600_000);
  assert.deepEqual(await groupsOf(anna), []);
  server.clock.advance(3_600_000 + 1_000);
  assert.equal((await line.next("group")).group.name, "anna, bob, clo");
  await line.close();
});

Deno.test("[T11] a ticket that widens by consent tells its owner, and forms the trio that it has become wide enough for", async () => {
  await using server = await startServer();
  const thirtyOne = { birthDate: "1995-01-01", sex: "female" as const };
  const anna = await signUp(server, "anna");
  const line = await connected(anna);
  await place(anna, { ...strict, widen: true });
  for (const name of ["bob", "clo"]) await place(await signUp(server, name, thirtyOne));
  const told = (await line.next("ticket")).ticket;
  assert.deepEqual([told?.criteria, told?.effective.age], [{ ...strict, widen: true }, 0]);
  server.clock.advance(14_000);
  assert.deepEqual(await groupsOf(anna), []);
  server.clock.advance(1_250);
  let widened = (await line.next("ticket")).ticket;
  // That somebody is there whom she could meet is told before.
  if (widened?.effective.age === 0) widened = (await line.next("ticket")).ticket;
  assert.deepEqual([widened?.criteria.age, widened?.effective.age], [0, 1]);
  const { group } = await line.next("group");
  assert.deepEqual(group.why, {
    ...{ ageSpan: 1, sameSex: true, widened: [anna.user.id] },
    ...{ languages: ["en"], interests: [] },
  });
  assert.deepEqual((await groupsOf(anna))[0]?.why, group.why);
  await line.close();
});

Deno.test("[T12] a ticket hints at a change that would help, and the consent to widen the sex is kept", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const criteria = { ...strict, widen: true, widenSex: true };
  await place(anna, criteria);
  server.clock.advance(30_000);
  assert.equal((await anna.client.get<Answer>("/api/ticket")).body.ticket?.hints, undefined);
  const forty = { birthDate: "1986-01-01", sex: "female" as const };
  for (const name of ["bob", "clo"]) await place(await signUp(server, name, forty));
  server.clock.advance(60_000);
  const { ticket } = (await anna.client.get<Answer>("/api/ticket")).body;
  assert.deepEqual([ticket?.hints, ticket?.criteria], [[{ age: 10, within: 0 }], criteria]);
});

const forty = { birthDate: "1986-01-01", sex: "female" as const };

for (const sockets of drivers) {
  Deno.test(`[M73] the first hint is told after 30 s of waiting with the same criteria, and not before: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const anna = await signUp(server, "anna");
    for (const name of ["bob", "clo"]) await place(await signUp(server, name, forty));
    const line = await connected(anna);
    await place(anna, strict);
    assert.equal((await line.next("ticket")).ticket?.hints, undefined);
    server.clock.advance(29_999);
    assert.equal((await ticketOf(anna))?.hints, undefined);
    server.clock.advance(251);
    const { ticket } = await line.next("ticket");
    assert.deepEqual(ticket?.hints, [{ age: 10, within: 0 }]);
    await line.close();
  });
}

Deno.test("[M73] whatever is asked for meanwhile, a user is told one new hint a minute at most", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  for (const name of ["bob", "clo"]) await place(await signUp(server, name, forty));
  const told: string[] = [];
  const ask = async (age: number) => {
    await place(anna, { ...strict, age });
    told.push(JSON.stringify((await ticketOf(anna))?.hints ?? []));
  };
  // Ten minutes of asking, each wish for as long as the first hint takes.
  for (let at = 0; at < 20; at++) {
    await ask(at % 2);
    server.clock.advance(30_000);
    told.push(JSON.stringify((await ticketOf(anna))?.hints ?? []));
  }
  assert(told.filter((hints) => hints !== "[]").length <= 10, told.join());
  // Withdrawing is no way around it, and a new ticket begins anew.
  await anna.client.delete("/api/ticket");
  await ask(0);
  assert.equal(told.at(-1), "[]");
});

Deno.test("[M73] of two changes that would help one is told, and the other one a minute later", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  for (const name of ["bob", "clo"]) await place(await signUp(server, name, forty), strict);
  for (const name of ["dan", "emil"]) {
    const dan = await signUp(server, name, { ...thirty, sex: "male" });
    await place(dan, { ...open, age: 0 });
  }
  await place(anna, strict);
  server.clock.advance(30_000);
  // Those of forty want nobody else: a hint that would not help is none.
  assert.deepEqual((await ticketOf(anna))?.hints, [{ sex: "any", within: 0 }]);
  const eve = await signUp(server, "eve", { ...thirty, birthDate: "1991-01-01" });
  const fay = await signUp(server, "fay", { ...thirty, birthDate: "1991-01-01" });
  for (const one of [eve, fay]) await place(one, { ...open, age: 5, sex: "same" });
  await place(anna, { ...strict, age: 1 });
  server.clock.advance(60_000);
  assert.deepEqual((await ticketOf(anna))?.hints, [{ age: 5, within: 0 }]);
  server.clock.advance(60_000);
  assert.deepEqual((await ticketOf(anna))?.hints, [
    { age: 5, within: 0 },
    { sex: "any", within: 0 },
  ]);
});
