// A user's ticket as it is stored: told wherever the matchmaker is, and while it is nowhere.

import assert from "node:assert/strict";
import { Connection } from "../../actors/connections/connection.ts";
import { resume } from "../../actors/connections/resume.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { SessionId, Ticket } from "../../protocol/domain.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { Hall, type Listener } from "../support/matching/hall.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { alike, anyone, newId, thirty } from "../support/store/store_cast.ts";

/** What a socket is sent for its hello; it goes on to hear what comes later. */
async function hello(hall: Hall, { id: user }: Listener): Promise<ServerFrame[]> {
  const frames: ServerFrame[] = [];
  const session = { user, id: newId() as SessionId, expiresAt: "2099-01-01T00:00:00.000Z" };
  const socket = {
    send: (text: string) => void frames.push(JSON.parse(text)),
    queued: () => 0,
    close() {},
  };
  const connection = new Connection(session, socket, defaultLimits, { ended() {} });
  hall.world.hub.attach(connection);
  await resume(connection, { since: {} }, hall.world);
  return frames;
}

function readyIn([ready]: readonly ServerFrame[]): Ticket | null {
  assert(ready?.type === "ready");
  return ready.ticket;
}

function ticketsIn(frames: readonly ServerFrame[]): (Ticket | null)[] {
  return frames.flatMap((frame) => frame.type === "ticket" ? [frame.ticket] : []);
}

/** Trios whose last one comes after 2 s. */
async function formTrios(hall: Hall, count: number, name: string): Promise<void> {
  for (let trio = 0; trio < count; trio++) {
    const people = await hall.people(...["a", "b", "c"].map((each) => `${name}${each}${trio}`));
    for (const [at, one] of people.entries()) {
      if (at === 2) hall.clock.advance(2_000);
      await hall.place(one);
    }
    assert.equal((await hall.groupsOf(people[0] ?? assert.fail())).length, 1);
  }
}

Deno.test("[M81] hello tells the ticket while no matchmaker runs, as it is once one does; that one sends it, too", async () => {
  const [inner, clock] = [createMemoryStore(), new FakeClock()];
  const widening = { ...alike, widen: true, widenSex: true };
  const people: Listener[] = [];
  {
    await using hall = new Hall({ store: inner, clock });
    await formTrios(hall, 2, "early");
    people.push(
      await hall.person("anna"),
      ...await hall.people("bob", "clo"),
      await hall.person("dan", { ...thirty, birthDate: "1986-01-01" }),
    );
    const [anna, bob, clo, dan] = people;
    assert(anna && bob && clo && dan);
    await hall.pair(bob, clo);
    await hall.store.block(anna.id, bob.id, "2026-06-15T11:00:00.000Z");
    await hall.place(anna, widening);
    clock.advance(31_000);
    await hall.place(bob, anyone);
    await hall.place(dan, { ...alike, age: 1 });
    clock.advance(4_000);
  }
  const faulty = createFaultyStore(inner);
  const loading = faulty.hang("openTickets");
  await using hall = new Hall({ store: faulty.store, clock });
  const told = [];
  for (const one of people) told.push(await hello(hall, one));
  const stored = told.map(readyIn);
  assert.deepEqual(stored[0]?.effective, { ...alike, widen: true, age: 2 });
  assert.deepEqual(stored[1]?.with, people[2]?.user);
  assert.deepEqual(stored.map((ticket) => ticket?.waiting), [4, 4, 4, 4]);
  assert.equal(stored[0]?.estimate, null, "Nobody who asked for the like has waited");
  assert.deepEqual(told.flatMap(ticketsIn), [], "Nobody is told what no matchmaker knows");
  loading.letGo();
  const looked = [];
  for (const one of people) looked.push(await hall.look(one));
  assert.deepEqual(stored, looked);
  assert.deepEqual(told.map(ticketsIn), looked.map((ticket) => [ticket]));
});

Deno.test("[M81] who does not wait is told no ticket, and asks no matchmaker", async () => {
  await using hall = new Hall();
  const anna = await hall.person("anna");
  const frames = await hello(hall, anna);
  await hall.look(anna);
  assert.deepEqual(frames.map(({ type }) => type), ["ready"]);
});

Deno.test("[M82] how long people waited is stored some seconds later, and estimates are the same after a restart and wherever they are asked for", async () => {
  const [store, clock] = [createMemoryStore(), new FakeClock()];
  let anna: Listener;
  {
    await using hall = new Hall({ store, clock });
    anna = await hall.person("anna");
    await formTrios(hall, 2, "p");
    assert.equal((await store.waits()).flatMap(({ waits }) => waits).length < 6, true);
    clock.advance(3_000);
    await hall.look(anna);
    assert.equal((await store.waits()).flatMap(({ waits }) => waits).length, 6);
    assert.equal((await hall.place(anna))?.estimate, 2);
    assert.equal(readyIn(await hello(hall, anna))?.estimate, 2);
  }
  await using hall = new Hall({ store, clock });
  assert.equal(readyIn(await hello(hall, anna))?.estimate, 2);
  assert.equal((await hall.look(anna))?.estimate, 2);
});

Deno.test("[M82] waits that the store did not take are stored later, and those of when the program stops", async () => {
  const [inner, clock] = [createMemoryStore(), new FakeClock()];
  const faulty = createFaultyStore(inner);
  const count = async () => (await inner.waits()).flatMap(({ waits }) => waits).length;
  {
    await using hall = new Hall({ store: faulty.store, clock });
    const anna = await hall.person("anna");
    faulty.fail("keepWaits", "before", 100);
    await formTrios(hall, 1, "p");
    clock.advance(3_000);
    await hall.look(anna);
    assert.equal(await count(), 0);
    assert.match(hall.reports.join(), /not stored how long people waited/);
    faulty.fail("keepWaits", "before", 0);
    clock.advance(3_000);
    await hall.look(anna);
    assert.equal(await count(), 3);
    await formTrios(hall, 1, "q");
  }
  assert.equal(await count(), 6);
});

Deno.test("[M82] a matchmaker that loads again knows what another one has recorded, and forgets nothing of its own", async () => {
  const [store, clock] = [createMemoryStore(), new FakeClock()];
  await using one = new Hall({ store, clock });
  await using other = new Hall({ store, clock });
  const anna = await one.person("anna");
  await formTrios(one, 1, "o");
  await formTrios(other, 1, "p");
  assert.equal((await one.place(anna))?.estimate, null);
  // Longer than a wait takes to be stored, and another one's work to be seen and read.
  for (let second = 0; second < 16; second++) {
    clock.advance(1_000);
    await one.look(anna);
  }
  assert.equal((await one.look(anna))?.estimate, 2);
});
