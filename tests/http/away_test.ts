// People who are away, as clients of the protocol see it: tickets that sleep, `alone`, and the
// place of a member who has not been there for days.

import assert from "node:assert/strict";
import {
  connected,
  formTrio,
  groupsOf,
  open,
  place,
  signUp,
  strict,
  ticketOf,
} from "../support/server/people.ts";
import { drivers, startServer, type TestServer } from "../support/server/server.ts";
import { groupOf, messagesOf, namesIn, openSeat } from "../support/server/seats.ts";

/** 36 s and 86.4 s. */
const env = { TICKET_AWAY_HOURS: "0.01", SILENT_DAYS: "0.001" };

/** Lets time pass in steps that no turn is too long for. */
async function pass({ clock }: TestServer, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 2_000) {
    clock.advance(Math.min(left, 2_000));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

for (const sockets of drivers) {
  Deno.test(`[J30] a ticket of somebody away is told asleep by HTTP, and awake by ready and the frame after it: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env });
    const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
    await place(anna, strict);
    assert.deepEqual([(await ticketOf(anna))?.asleep, (await ticketOf(anna))?.alone], [
      false,
      true,
    ]);
    await pass(server, 50_000);
    const asleep = await ticketOf(anna);
    assert.equal(asleep?.asleep, true);
    assert.equal(asleep?.wokenAt, undefined);
    await place(bob, strict);
    assert.deepEqual([(await ticketOf(bob))?.waiting, (await ticketOf(bob))?.alone], [1, true]);
    const line = await anna.client.connect();
    const { ticket } = await line.hello();
    assert.deepEqual([ticket?.asleep, ticket?.since], [false, asleep?.since]);
    const shown = (await line.next("ticket")).ticket;
    assert.deepEqual([shown?.asleep, shown?.alone, shown?.waiting], [false, false, 2]);
    assert.equal(shown?.wokenAt, ticket?.wokenAt);
    await pass(server, 60_000);
    assert.equal((await ticketOf(anna))?.asleep, false, "Who has a socket is there");
    assert.equal((await ticketOf(bob))?.asleep, true, "And who has none is not");
    for (const name of ["clo", "dora"]) await place(await signUp(server, name), strict);
    await line.next("group");
    await line.close();
  });

  Deno.test(`[J31] a member who is away loses their place to who comes in, and finds the group gone: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env });
    const { anna, bob, chloe, group } = await formTrio(server);
    const lines = [await connected(anna), await connected(bob)];
    const full = await anna.client.put<{ code: string }>(`/api/groups/${group}/seat`, {});
    assert.deepEqual([full.status, full.body.code], [409, "group_full"]);
    await pass(server, 100_000);
    const away = (await groupOf(anna, group)).members.map((member) => [member.id, member.away]);
    assert.deepEqual(away, [[anna.user.id, false], [bob.user.id, false], [chloe.user.id, true]]);
    const seat = await openSeat(anna, group);
    assert.equal(seat.placeOf, chloe.user.id);
    const dora = await signUp(server, "dora");
    await place(dora, open);
    for (const line of lines) {
      const { message } = await line.next("message", ({ message }) => message.kind === "left");
      assert(message.kind === "left");
      assert.deepEqual([message.by, message.reason], [chloe.user.id, "away"]);
      assert.equal((await line.next("message")).message.seq, message.seq + 1);
      const shown = await line.next("group", ({ group }) => group.seat === undefined);
      assert.deepEqual(namesIn(shown.group), ["anna", "bob", "dora"]);
    }
    const kinds = (await messagesOf(anna, group)).map(({ kind }) => kind);
    assert.deepEqual(kinds, ["formed", "left", "joined"]);
    const line = await chloe.client.connect();
    await line.hello({ [group]: 1 });
    const gone = await line.next("gone");
    assert.deepEqual([gone.group, gone.reason], [group, "away"]);
    assert.deepEqual(await groupsOf(chloe), []);
    await Promise.all([...lines, line].map((each) => each.close()));
  });
}

Deno.test("[J31] a member who says hello before that keeps their place, and the seat is gone", async () => {
  await using server = await startServer({ env });
  const { anna, bob, chloe, group } = await formTrio(server);
  const [line, other] = [await connected(anna), await connected(bob)];
  await pass(server, 100_000);
  await openSeat(anna, group);
  await line.next("group", ({ group }) => group.seat !== undefined);
  const back = await connected(chloe);
  await line.next("group", ({ group }) => group.seat === undefined);
  await place(await signUp(server, "dora"), open);
  assert.deepEqual(namesIn(await groupOf(anna, group)), ["anna", "bob", "chloé"]);
  const again = await anna.client.put<{ code: string }>(`/api/groups/${group}/seat`, {});
  assert.deepEqual([again.status, again.body.code], [409, "group_full"]);
  await Promise.all([line, other, back].map((each) => each.close()));
});
