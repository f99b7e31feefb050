// Known faces: who was in a group together lately meets again late, or at once when both wish so.

import assert from "node:assert/strict";
import type { Group, GroupId, UserId } from "../../protocol/domain.ts";
import {
  connected,
  formTrio,
  framesSoFar,
  groupsOf,
  open,
  type Person,
  place,
  signUp,
  thirty,
} from "../support/server/people.ts";
import { drivers, startServer } from "../support/server/server.ts";

async function quit({ client }: Person, group: GroupId): Promise<void> {
  assert.equal((await client.delete(`/api/groups/${group}/membership`)).status, 204);
}

async function wish({ client }: Person, { user }: Person, on = true): Promise<void> {
  const { status } = await client.request(on ? "PUT" : "DELETE", `/api/again/${user.id}`);
  assert.equal(status, 204);
}

function againOf({ members }: Group, user: UserId): string | undefined {
  return members.find(({ id }) => id === user)?.again;
}

async function shown(person: Person, other: Person): Promise<string | undefined> {
  const [group] = await groupsOf(person);
  assert(group);
  return againOf(group, other.user.id);
}

for (const sockets of drivers) {
  Deno.test(`[T48] "again with them" is private until it is mutual, and again when it is taken back: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, chloe } = await formTrio(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    await wish(anna, bob);
    assert.equal(againOf((await a.next("group")).group, bob.user.id), "asked");
    assert((await framesSoFar(b)).every(({ type }) => type !== "group"), "Bob was told");
    assert.deepEqual([await shown(anna, bob), await shown(bob, anna)], ["asked", undefined]);
    await wish(bob, anna);
    assert.equal(againOf((await a.next("group")).group, bob.user.id), "mutual");
    assert.equal(againOf((await b.next("group")).group, anna.user.id), "mutual");
    assert.deepEqual([await shown(chloe, anna), await shown(chloe, bob)], [undefined, undefined]);
    await wish(anna, bob, false);
    assert.equal(againOf((await b.next("group")).group, anna.user.id), "asked");
    assert.deepEqual([await shown(anna, bob), await shown(bob, anna)], [undefined, "asked"]);
    await Promise.all([a, b].map((line) => line.close()));
  });

  Deno.test(`[T49] who met lately is kept apart until both have waited a minute, and then matched by itself: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    await quit(anna, group);
    const dora = await signUp(server, "dora");
    await place(anna);
    await place(dora);
    server.clock.advance(30_000);
    await place(bob);
    server.clock.advance(59_000);
    assert.deepEqual(await groupsOf(dora), [], "Bob has not waited for a minute");
    const line = await connected(dora);
    server.clock.advance(1_500);
    const formed = (await line.next("group")).group;
    assert.deepEqual(
      formed.members.map(({ id }) => id),
      [anna, dora, bob].map(({ user }) => user.id),
    );
    await line.close();
  });

  Deno.test(`[T49] strangers are not kept waiting by it, and with MET_DAYS=0 nobody is: ${sockets}`, async () => {
    for (const env of [{}, { MET_DAYS: "0" }]) {
      await using server = await startServer({ sockets, env });
      const { anna, bob, group } = await formTrio(server);
      await quit(anna, group);
      await place(anna);
      await place(bob);
      const dora = await signUp(server, "dora");
      await place(dora);
      assert.equal((await groupsOf(dora)).length, "MET_DAYS" in env ? 1 : 0);
      await place(await signUp(server, "eve"));
      assert.equal((await groupsOf(dora)).length, 1);
    }
  });

  Deno.test(`[T49] after MET_DAYS it counts no more: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { MET_DAYS: "2" } });
    const { anna, bob, group } = await formTrio(server);
    await quit(anna, group);
    server.clock.sleep(2 * 86_400_000 + 1_000);
    for (const person of [anna, bob, await signUp(server, "dora")]) await place(person);
    assert.equal((await groupsOf(anna)).length, 1);
  });

  Deno.test(`[T50] the wish of one alone brings nobody together sooner: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    await wish(anna, bob);
    await quit(bob, group);
    const dora = await signUp(server, "dora");
    for (const person of [anna, bob, dora]) await place(person);
    assert.deepEqual(await groupsOf(dora), []);
  });

  Deno.test(`[T50] a mutual wish brings two together again before a minute is over: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    await wish(anna, bob);
    await wish(bob, anna);
    await quit(anna, group);
    const line = await connected(bob);
    const dora = await signUp(server, "dora");
    for (const person of [anna, bob, dora]) await place(person);
    const { group: formed } = await line.next("group");
    assert.equal(formed.members.length, 3);
    assert.equal(againOf(formed, anna.user.id), "mutual");
    await line.close();
  });

  Deno.test(`[T51] consent widens the ages step by step, each told, and the sex only after two minutes: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
    const [a, b] = [await connected(anna), await connected(bob)];
    await place(anna, { sex: "same", age: 0, widen: true, widenSex: true });
    await place(bob, { sex: "same", age: 0, widen: true });
    const widest = async (line: typeof a) => {
      const told = (await framesSoFar(line)).flatMap((frame) =>
        frame.type === "ticket" ? [frame.ticket] : []
      );
      const { effective, criteria } = told.at(-1) ?? {};
      assert.deepEqual([criteria?.sex, criteria?.age], ["same", 0], "What was asked for stays");
      return [effective?.sex, effective?.age, told.length];
    };
    // Anna is told at first that she is alone, and then that she is not.
    assert.deepEqual([await widest(a), await widest(b)], [["same", 0, 2], ["same", 0, 1]]);
    // Two who are alike are no trio. Steps of a quarter of a second, as time goes.
    const pass = (ms: number) => {
      for (let passed = 0; passed < ms; passed += 250) server.clock.advance(250);
    };
    for (const age of [1, 2, 3, 4, 5, 6, 7]) {
      pass(15_000);
      await a.next("ticket", ({ ticket }) => ticket?.effective.age === age);
    }
    assert.deepEqual(await widest(a), ["same", 7, 9]);
    pass(15_000);
    await a.next("ticket", ({ ticket }) => ticket?.effective.sex === "any");
    for (const age of [9, 10]) {
      pass(15_000);
      await a.next("ticket", ({ ticket }) => ticket?.effective.age === age);
    }
    pass(15_000);
    assert.deepEqual((await widest(a)).slice(0, 2), ["any", 10]);
    assert.deepEqual((await widest(b)).slice(0, 2), ["same", 10]);
    await Promise.all([a, b].map((line) => line.close()));
  });

  Deno.test(`[T52] who did not consent to widening is never pulled into a looser group: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const forty = { ...thirty, birthDate: "1986-01-01" };
    const strict = await signUp(server, "strict");
    await place(strict, { sex: "same", age: 5, widen: false });
    for (const name of ["bob", "clo"]) {
      await place(await signUp(server, name, forty), { sex: "same", age: 0, widen: true });
    }
    for (let step = 0; step < 12; step++) {
      server.clock.advance(15_250);
      assert.deepEqual(await groupsOf(strict), []);
    }
    const line = await connected(strict);
    await place(strict, { ...open, age: 10 });
    assert.deepEqual((await line.next("group")).group.why?.ageSpan, 10);
    await line.close();
  });

  Deno.test(`[T53] a hint that is followed helps: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const anna = await signUp(server, "anna");
    const forty = { ...thirty, birthDate: "1986-01-01" };
    for (const name of ["bob", "clo"]) await place(await signUp(server, name, forty));
    await place(anna, { sex: "same", age: 0, widen: false });
    server.clock.advance(30_000);
    const line = await connected(anna);
    const { ticket } = await line.next("ticket");
    const [hint] = ticket?.hints ?? [];
    assert(hint && "age" in hint, JSON.stringify(ticket));
    await place(anna, { sex: "same", age: hint.age, widen: false });
    assert.equal((await line.next("group")).group.members.length, 3);
    await line.close();
  });
}
