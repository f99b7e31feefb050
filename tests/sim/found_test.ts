// The smallest form of what simulated worlds have found: each was wrong once.

import assert from "node:assert/strict";
import { Connection } from "../../actors/connections/connection.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { SessionId } from "../../protocol/domain.ts";
import { GroupRoom } from "./checks/group_harness.ts";

Deno.test("[N7] the answer to a repeated frame does not overtake what its client has missed", async () => {
  const room = await GroupRoom.open();
  const sent: ServerFrame[] = [];
  const socket = {
    send: (text: string) => void sent.push(JSON.parse(text)),
    queued: () => 0,
    close() {},
  };
  const bearer = { user: room.user(0), session: "" as SessionId, expiresAt: "" };
  const connection = new Connection(bearer, socket, defaultLimits, () => {});
  for (let count = 0; count < 3; count++) await room.send(room.user(0));
  const [, two, three, four] = await room.log();
  assert(two && three && four);
  const frame = (message: typeof two) => ({ type: "message", group: room.group, message }) as const;
  connection.startResuming();
  connection.has(room.group, 4);
  connection.answerInTurn(frame(four));
  for (const missed of [three, four]) connection.answer(frame(missed));
  connection.goLive();
  connection.answerInTurn(frame(two));
  assert.deepEqual(sent, [three, four, four, two].map(frame));
  await room.close();
});

Deno.test("[N8] a message whose commit was reported as failed is shown to all when its author repeats it", async () => {
  const room = await GroupRoom.open();
  const [anna, bob] = [room.user(0), room.user(1)];
  const id = room.newId();
  room.faults.fail("append", "after");
  assert.deepEqual((await room.send(anna, id)).type, "refused");
  assert.deepEqual(room.messages(bob), []);
  assert.equal((await room.send(anna, id)).type, "repeated");
  assert.deepEqual(room.messages(bob).map((message) => message.id), [id]);
  await room.close();
});

Deno.test("[N8] a message that another process has stored is shown to all when its author repeats it here", async () => {
  const room = await GroupRoom.open();
  const [anna, bob] = [room.user(0), room.user(1)];
  await room.send(anna);
  const id = room.newId();
  const at = "2026-06-15T12:00:00.000Z";
  const message = {
    seq: 3,
    kind: "text",
    id,
    by: anna,
    at,
    text: "x",
    editedAt: null,
    erased: false,
  } as const;
  await room.store.append({ group: room.group, message });
  room.messages(bob);
  assert.deepEqual(await room.send(anna, id), { type: "repeated", message });
  assert.deepEqual(room.messages(bob), [message]);
  await room.close();
});

Deno.test("[N9] someone whose leaving was stored but reported as failed is told so, as are the others", async () => {
  const room = await GroupRoom.open();
  const [anna, bob, chloe] = [room.user(0), room.user(1), room.user(2)];
  room.faults.fail("leave", "after");
  assert.equal((await room.ask({ type: "quit", user: anna })).type, "refused");
  assert.deepEqual(room.take(anna), []);
  assert.equal((await room.ask({ type: "quit", user: anna })).type, "refused");
  assert.deepEqual(room.take(anna), [{ type: "gone", group: room.group }]);
  for (const user of [bob, chloe]) {
    const [left, shown] = room.take(user);
    assert(left?.type === "message" && left.message.kind === "left" && left.message.by === anna);
    assert(shown?.type === "group" && shown.group.members.find(({ id }) => id === anna)?.leftAt);
  }
  assert.deepEqual(room.parted.map(([user, others]) => [user, others.toSorted()]), [[
    anna,
    [bob, chloe].sort(),
  ]]);
  await room.close();
});

Deno.test("[N10] reading up to what another process has stored is not refused", async () => {
  const room = await GroupRoom.open();
  const [anna, bob] = [room.user(0), room.user(1)];
  await room.send(anna);
  const message = {
    seq: 3,
    kind: "left",
    id: room.newId(),
    by: room.user(2),
    at: "2026-06-15T12:00:00.000Z",
  };
  await room.store.leave({ group: room.group, message: { ...message, kind: "left" } });
  assert.equal((await room.ask({ type: "read", user: bob, seq: 4 })).type, "refused");
  assert.equal((await room.ask({ type: "read", user: bob, seq: 3 })).type, "done");
  await room.close();
});

Deno.test("[N11] a read pointer that is stored while the actor doubts its memory is told to the members", async () => {
  const room = await GroupRoom.open();
  const [anna, bob] = [room.user(0), room.user(1)];
  await room.ask({ type: "read", user: anna, seq: 1 });
  await room.pass(0);
  await room.send(bob);
  room.take(bob);
  await room.ask({ type: "read", user: anna, seq: 2 });
  room.faults.fail("append", "before");
  await room.send(bob);
  await room.pass(1_000);
  assert.deepEqual(room.take(bob), [{ type: "read", group: room.group, user: anna, seq: 2 }]);
  await room.close();
});

Deno.test("[N13] a read pointer on its way to the store is not forgotten when the actor loads its memory again", async () => {
  const room = await GroupRoom.open();
  const [anna, bob] = [room.user(0), room.user(1)];
  await room.ask({ type: "read", user: anna, seq: 1 });
  await room.pass(0);
  await room.send(bob);
  // Waits for its second to be written.
  await room.ask({ type: "read", user: anna, seq: 2 });
  // Beyond the end: makes the actor ask the store for what it does not know.
  await room.ask({ type: "read", user: anna, seq: 3 });
  await room.pass(1_000);
  await room.ask({ type: "read", user: anna, seq: 2 });
  await room.pass(2_000);
  const told = room.take(bob).filter((frame) => frame.type === "read").map(({ seq }) => seq);
  assert.deepEqual(told, [1, 2]);
  await room.close();
});

Deno.test("[N9] the last one, too, is told of leaving when it was reported as failed", async () => {
  const room = await GroupRoom.open();
  const [anna, bob, chloe] = [room.user(0), room.user(1), room.user(2)];
  for (const user of [anna, bob]) await room.ask({ type: "quit", user });
  room.faults.fail("leave", "after");
  await room.ask({ type: "quit", user: chloe });
  room.take(chloe);
  await room.ask({ type: "quit", user: chloe });
  assert.deepEqual(room.take(chloe), [{ type: "gone", group: room.group }]);
  await room.close();
});

Deno.test("[N12] a turn that was given up shows the group no more; it is made up for by itself", async () => {
  const room = await GroupRoom.open();
  const [anna, bob] = [room.user(0), room.user(1)];
  const release = room.hang("group");
  const quit = room.ask({ type: "quit", user: anna });
  await room.pass(7_000);
  assert.equal((await quit).type, "refused");
  await room.pass(1_000);
  assert.deepEqual(room.take(bob).map(({ type }) => type).filter((type) => type === "group"), [
    "group",
  ]);
  release();
  await room.pass(0);
  assert.deepEqual(room.take(bob), []);
  await room.close();
});

Deno.test("[N15] who comes in before the group's actor knows of them is shown the group before the log goes on", async () => {
  const room = await GroupRoom.open();
  const [anna, chloe] = [room.user(0), room.user(2)];
  await room.ask({ type: "quit", user: chloe });
  await room.forget();
  const dora = await room.bring("dorothy");
  room.connect(dora);
  room.newcomers.expect(room.group, [dora]);
  for (const user of [anna, dora]) room.take(user);
  await room.send(anna);
  await room.ask({ type: "welcome", user: dora });
  const seen = room.take(dora).flatMap((frame) =>
    frame.type === "message" ? [frame.message.kind] : frame.type === "group" ? ["group"] : []
  );
  assert.deepEqual(seen.slice(0, 3), ["group", "joined", "text"]);
  assert.deepEqual(room.messages(anna).map(({ kind }) => kind), ["joined", "text"]);
  await room.close();
});

Deno.test("[N14] when the actor could not be told that someone came, the next turn shows them to the others", async () => {
  const room = await GroupRoom.open();
  const [anna, bob, chloe] = [room.user(0), room.user(1), room.user(2)];
  await room.ask({ type: "quit", user: chloe });
  const dora = await room.bring("dorothy");
  room.faults.fail("roster", "before");
  assert.equal((await room.ask({ type: "welcome", user: dora })).type, "refused");
  for (const user of [anna, bob]) room.take(user);
  await room.ask({ type: "typing", user: anna });
  for (const user of [anna, bob]) {
    const shown = room.take(user).find((frame) => frame.type === "group");
    assert(shown?.group.members.some(({ id }) => id === dora));
  }
  await room.close();
});
