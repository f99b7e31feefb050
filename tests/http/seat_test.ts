// Find us a third: a group that someone has quit opens its seat, and who comes in never sees what
// came before.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type { GroupId, MessageId } from "../../protocol/domain.ts";
import type { Line } from "../../tools/client.ts";
import {
  connected,
  errorOf,
  framesSoFar,
  groupsOf,
  makePartners,
  open,
  password,
  type Person,
  place,
  say,
  signUp,
  strict,
  ticketOf,
} from "../support/server/people.ts";
import { drivers, startServer, type TestServer } from "../support/server/server.ts";
import { groupOf, messagesOf, namesIn, openSeat, quit, twoLeft } from "../support/server/seats.ts";

Deno.test("[T38] a seat that is open is shown to the members alone, opened again keeps its time, and closes once", async () => {
  await using server = await startServer();
  const { anna, chloe, group } = await twoLeft(server);
  const line = await connected(chloe);
  const first = await openSeat(anna, group);
  assert.deepEqual((await line.next("group")).group.seat, first);
  assert.deepEqual((await groupOf(anna, group)).seat, first);
  server.clock.advance(5_000);
  assert.deepEqual(await openSeat(chloe, group, { criteria: null }), first);
  assert.equal(await ticketOf(anna), null, "It is no ticket of one's own");
  for (let turn = 0; turn < 2; turn++) {
    assert.equal((await anna.client.delete(`/api/groups/${group}/seat`)).status, 204);
  }
  await line.next("group", ({ group }) => group.seat === undefined);
  assert.equal("seat" in await groupOf(chloe, group), false);
  await place(await signUp(server, "dora"));
  assert.deepEqual(namesIn(await groupOf(anna, group)), ["anna", "chloé"]);
  await line.close();
});

for (const sockets of drivers) {
  Deno.test(`[T39] the third comes in by a message "joined", the others see it and then the group: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, chloe, group } = await twoLeft(server);
    const dora = await signUp(server, "dora");
    const [a, c, d] = [await connected(anna), await connected(chloe), await connected(dora)];
    await openSeat(anna, group);
    await place(dora);
    const shown = (await d.next("group")).group;
    assert.deepEqual([shown.id, shown.firstSeq, shown.lastSeq, shown.unread], [group, 5, 5, 0]);
    assert.deepEqual([shown.last?.kind, namesIn(shown)], ["joined", ["anna", "chloé", "dora"]]);
    assert.equal((await d.next("ticket", ({ ticket }) => ticket === null)).ticket, null);
    for (const line of [a, c, d]) {
      const { message } = await line.next("message");
      assert.deepEqual([message.seq, message.kind, message.by], [5, "joined", dora.user.id]);
    }
    for (const line of [a, c]) {
      const { group } = await line.next("group", ({ group }) => group.members.length === 4);
      assert.deepEqual([namesIn(group), group.seat], [["anna", "chloé", "dora"], undefined]);
    }
    await say(a, group, "welcome");
    assert.equal((await d.next("message")).message.seq, 6);
    await say(d, group, "hello");
    assert.equal(
      (await c.next("message", ({ message }) => message.seq === 7)).message.by,
      dora.user.id,
    );
    await Promise.all([a, c, d].map((line) => line.close()));
  });

  Deno.test(`[T40] [X120] [X121] who came in later sees nothing of what came before, by no way: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, chloe, group } = await twoLeft(server);
    const dora = await signUp(server, "dora");
    const live = await connected(dora);
    await openSeat(chloe, group);
    await place(dora);
    await live.next("message");
    const a = await connected(anna);
    a.send({ type: "edit", group, id: v7() as MessageId, seq: 2, text: "a secret, changed" });
    await a.next("message", ({ message }) => message.kind === "edited");
    const { message } = await live.next("message", ({ message }) => message.kind === "edited");
    assert.equal(message.kind === "edited" && message.text, "", "[X120] nothing of the text");
    assert.equal((await groupOf(dora, group)).name, "anna, chloé, dora", "[X121]");
    assert.equal((await groupOf(anna, group)).name, "anna, bob, chloé", "[X121]");
    const own = (await dora.client.get("/api/me/data")).body;
    assert(!JSON.stringify(own).includes("bob"), "[X121] nor by one's own data");
    for (
      const query of ["", "?before=6", "?before=3", "?after=0", "?after=3&limit=2", "?limit=200"]
    ) {
      const seqs = (await messagesOf(dora, group, query)).map(({ seq }) => seq);
      assert(seqs.every((seq) => seq >= 5), `${query} showed ${seqs}`);
    }
    for (const since of [0, 1, 4]) {
      const back = await dora.client.connect();
      const ready = await back.hello({ [group]: since } as Record<GroupId, number>);
      assert.deepEqual([ready.groups[0]?.firstSeq, ready.groups[0]?.lastSeq], [5, 6]);
      await back.next("message", ({ message }) => message.seq === 6);
      await sawNothing(back);
      await back.close();
    }
    live.send({ type: "ping" });
    assert.deepEqual((await live.next("pong")).heads, { [group]: 6 });
    for (const seq of [1, 2, 3, 4]) {
      const id = v7() as MessageId;
      const react = { type: "react", group, id, seq, emoji: "👍", on: true } as const;
      assert.equal(await errorOf(live, react), "no_such_message");
    }
    await sawNothing(live);
    assert(!JSON.stringify(await groupsOf(dora)).includes("another one"));
    assert(!JSON.stringify(await messagesOf(dora, group)).includes("changed"));
    await Promise.all([a, live].map((line) => line.close()));
  });

  Deno.test(`[T41] the criteria of all who remain bind, each one's own where given, else those they came with: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, chloe, group } = await twoLeft(server);
    await openSeat(anna, group, { criteria: { sex: "any", age: 2, widen: false } });
    const old = await signUp(server, "old", { birthDate: "1986-01-01", sex: "female" });
    const man = await signUp(server, "man", { birthDate: "1995-01-01", sex: "male" });
    await place(old);
    assert.deepEqual(namesIn(await groupOf(chloe, group)), ["anna", "chloé"]);
    await openSeat(chloe, group, { criteria: strict });
    await place(man);
    assert.deepEqual(namesIn(await groupOf(chloe, group)), ["anna", "chloé"]);
    await openSeat(chloe, group, { criteria: open });
    assert.deepEqual(namesIn(await groupOf(chloe, group)), ["anna", "chloé", "man"]);
    assert((await ticketOf(old)) !== null);
    assert.equal(await ticketOf(man), null);
  });

  Deno.test(`[T42] who was in the group before does not come back by its seat, nor who is blocked: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { MET_DAYS: "0" } });
    const { anna, bob, chloe, group } = await twoLeft(server);
    const eve = await signUp(server, "eve");
    assert.equal((await chloe.client.put(`/api/blocks/${eve.user.id}`, {})).status, 204);
    await openSeat(anna, group);
    await place(bob);
    await place(eve);
    assert.deepEqual(namesIn(await groupOf(anna, group)), ["anna", "chloé"]);
    await place(await signUp(server, "dora"));
    assert.deepEqual(namesIn(await groupOf(anna, group)), ["anna", "chloé", "dora"]);
    assert((await ticketOf(bob)) !== null);
  });

  Deno.test(`[T43] two partners fill the seats of one who was left alone, one after the other in the log: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, chloe, group } = await twoLeft(server);
    await quit(chloe, group);
    const [dora, eve] = [await signUp(server, "dora"), await signUp(server, "eve")];
    await makePartners(dora, eve);
    const line = await connected(anna);
    await openSeat(anna, group);
    await place(eve);
    await line.next("message", ({ message }) => message.seq === 7);
    const joined = (await messagesOf(anna, group)).filter(({ kind }) => kind === "joined");
    assert.deepEqual(joined.map(({ seq }) => seq), [6, 7]);
    for (const person of [dora, eve]) {
      const seen = await groupOf(person, group);
      const mine = joined.find(({ by }) => by === person.user.id);
      assert.equal(seen.firstSeq, mine?.seq);
      assert.deepEqual(namesIn(seen).sort(), ["anna", "dora", "eve"]);
    }
    await line.close();
  });

  Deno.test(`[T44] an open seat outlives the process, and closes when the last member leaves: ${sockets}`, async () => {
    const first = await startServer({ sockets });
    const { anna, chloe, group } = await twoLeft(first);
    const seat = await openSeat(anna, group);
    await first.stop();
    await using second = await startServer({ sockets, store: first.store, clock: first.clock });
    const [a, c] = [await reached(second, anna), await reached(second, chloe)];
    assert.deepEqual((await groupOf(a, group)).seat, seat);
    await quit(c, group);
    assert.deepEqual((await groupOf(a, group)).seat, seat);
    await quit(a, group);
    const [dora, eve] = [await signUp(second, "dora"), await signUp(second, "eve")];
    await place(dora);
    await place(eve);
    assert.deepEqual([await groupsOf(dora), await groupsOf(eve)], [[], []]);
  });
}

async function sawNothing(line: Line): Promise<void> {
  const said = JSON.stringify((await framesSoFar(line)).filter(({ type }) => type !== "error"));
  for (const secret of ["another one", '"formed"', '"left"', '"seq":1,', '"seq":2,']) {
    assert(!said.includes(secret), `${secret} was told: ${said}`);
  }
}

/** Someone whose server has gone, logged in to another one. */
async function reached(server: TestServer, { user }: Person): Promise<Person> {
  const client = server.client();
  assert.equal((await client.logIn(user.username, password)).status, 200);
  return { user, client };
}
