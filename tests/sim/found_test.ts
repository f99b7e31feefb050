// What simulated worlds have found, each in its smallest form: each was wrong once.

import assert from "node:assert/strict";
import { Connection } from "../../actors/connections/connection.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { GroupId, SessionId, UserId } from "../../protocol/domain.ts";
import { GroupHarness } from "./checks/group_harness.ts";

Deno.test("[N7] the answer to a repeated frame does not overtake what its client has missed", async () => {
  const groupState = await GroupHarness.open();
  const sent: ServerFrame[] = [];
  const socket = {
    send: (text: string) => void sent.push(JSON.parse(text)),
    queued: () => 0,
    close() {},
  };
  const session = { user: groupState.user(0), id: "" as SessionId, expiresAt: "" };
  const connection = new Connection(session, socket, defaultLimits, { ended() {} });
  for (let count = 0; count < 3; count++) await groupState.send(groupState.user(0));
  const [, two, three, four] = await groupState.log();
  assert(two && three && four);
  const frame = (message: typeof two) =>
    ({ type: "message", group: groupState.group, message }) as const;
  connection.startResuming();
  connection.has(groupState.group, 4);
  connection.answerInTurn(frame(four), null);
  for (const missed of [three, four]) connection.answer(frame(missed));
  connection.goLive();
  connection.answerInTurn(frame(two), null);
  assert.deepEqual(sent, [three, four, four, two].map(frame));
  await groupState.close();
});

Deno.test("[K5] a text that was given on twice is acknowledged once, and one that its client repeats is answered again", () => {
  const sent: number[] = [];
  const socket = {
    send: (text: string) => void sent.push(JSON.parse(text).message.seq),
    queued: () => 0,
    close() {},
  };
  const session = { user: "u" as UserId, id: "" as SessionId, expiresAt: "" };
  const connection = new Connection(session, socket, defaultLimits, { ended() {} });
  const group = "g" as GroupId;
  const frame = (seq: number) =>
    ({ type: "message", group, message: { seq } }) as unknown as ServerFrame;
  let gaps = 0;
  connection.countMessages(() => gaps++);
  connection.startResuming();
  connection.has(group, 4);
  connection.goLive();
  const askedAt = connection.seqOf(group);
  connection.deliver(frame(5), JSON.stringify(frame(5)));
  connection.answerInTurn(frame(5), askedAt);
  assert.deepEqual(sent, [5]);
  connection.answerInTurn(frame(5), connection.seqOf(group));
  assert.deepEqual(sent, [5, 5]);
  connection.answerInTurn(frame(7), connection.seqOf(group));
  assert.equal(gaps, 1);
  for (const seq of [6, 7]) {
    connection.answer(frame(seq));
    connection.has(group, seq);
  }
  connection.goLive();
  assert.deepEqual(sent, [5, 5, 6, 7]);
});

Deno.test("[N8] a message whose commit was reported as failed is shown to all when its author repeats it", async () => {
  const groupState = await GroupHarness.open();
  const [anna, bob] = [groupState.user(0), groupState.user(1)];
  const id = groupState.newId();
  groupState.faults.fail("append", "after");
  assert.deepEqual((await groupState.send(anna, id)).type, "refused");
  assert.deepEqual(groupState.messages(bob), []);
  assert.equal((await groupState.send(anna, id)).type, "repeated");
  assert.deepEqual(groupState.messages(bob).map((message) => message.id), [id]);
  await groupState.close();
});

Deno.test("[N8] a message that another process has stored is shown to all when its author repeats it here", async () => {
  const groupState = await GroupHarness.open();
  const [anna, bob] = [groupState.user(0), groupState.user(1)];
  await groupState.send(anna);
  const id = groupState.newId();
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
    reply: null,
  } as const;
  await groupState.store.append({ group: groupState.group, message });
  groupState.messages(bob);
  assert.deepEqual(await groupState.send(anna, id), { type: "repeated", message });
  assert.deepEqual(groupState.messages(bob), [message]);
  await groupState.close();
});

Deno.test("[N9] someone whose leaving was stored but reported as failed is told so, as are the others", async () => {
  const groupState = await GroupHarness.open();
  const [anna, bob, chloe] = [groupState.user(0), groupState.user(1), groupState.user(2)];
  groupState.faults.fail("leave", "after");
  assert.equal((await groupState.ask({ type: "quit", user: anna })).type, "refused");
  assert.deepEqual(groupState.take(anna), []);
  assert.equal((await groupState.ask({ type: "quit", user: anna })).type, "refused");
  assert.deepEqual(groupState.take(anna), [{ type: "gone", group: groupState.group }]);
  for (const user of [bob, chloe]) {
    const [left, shown] = groupState.take(user);
    assert(left?.type === "message" && left.message.kind === "left" && left.message.by === anna);
    assert(shown?.type === "group" && shown.group.members.find(({ id }) => id === anna)?.leftAt);
  }
  assert.deepEqual(groupState.parted.map(([user, others]) => [user, others.toSorted()]), [[
    anna,
    [bob, chloe].sort(),
  ]]);
  await groupState.close();
});

Deno.test("[N10] reading up to what another process has stored is not refused", async () => {
  const groupState = await GroupHarness.open();
  const [anna, bob] = [groupState.user(0), groupState.user(1)];
  await groupState.send(anna);
  const message = {
    seq: 3,
    kind: "left",
    id: groupState.newId(),
    by: groupState.user(2),
    at: "2026-06-15T12:00:00.000Z",
  };
  await groupState.store.leave({ group: groupState.group, message: { ...message, kind: "left" } });
  assert.equal((await groupState.ask({ type: "read", user: bob, seq: 4 })).type, "refused");
  assert.equal((await groupState.ask({ type: "read", user: bob, seq: 3 })).type, "done");
  await groupState.close();
});

Deno.test("[N11] a read pointer that is stored while the actor doubts its memory is told to the members", async () => {
  const groupState = await GroupHarness.open();
  const [anna, bob] = [groupState.user(0), groupState.user(1)];
  await groupState.ask({ type: "read", user: anna, seq: 1 });
  await groupState.pass(0);
  await groupState.send(bob);
  groupState.take(bob);
  await groupState.ask({ type: "read", user: anna, seq: 2 });
  groupState.faults.fail("append", "before");
  await groupState.send(bob);
  await groupState.pass(1_000);
  assert.deepEqual(groupState.take(bob), [{
    type: "read",
    group: groupState.group,
    user: anna,
    seq: 2,
  }]);
  await groupState.close();
});

Deno.test("[N13] a read pointer on its way to the store is not forgotten when the actor loads its memory again", async () => {
  const groupState = await GroupHarness.open();
  const [anna, bob] = [groupState.user(0), groupState.user(1)];
  await groupState.ask({ type: "read", user: anna, seq: 1 });
  await groupState.pass(0);
  await groupState.send(bob);
  // Waits for its second to be written.
  await groupState.ask({ type: "read", user: anna, seq: 2 });
  // Beyond the end: makes the actor ask the store for what it does not know.
  await groupState.ask({ type: "read", user: anna, seq: 3 });
  await groupState.pass(1_000);
  await groupState.ask({ type: "read", user: anna, seq: 2 });
  await groupState.pass(2_000);
  const told = groupState.take(bob).filter((frame) => frame.type === "read").map(({ seq }) => seq);
  assert.deepEqual(told, [1, 2]);
  await groupState.close();
});

Deno.test("[N9] the last one, too, is told of leaving when it was reported as failed", async () => {
  const groupState = await GroupHarness.open();
  const [anna, bob, chloe] = [groupState.user(0), groupState.user(1), groupState.user(2)];
  for (const user of [anna, bob]) await groupState.ask({ type: "quit", user });
  groupState.faults.fail("leave", "after");
  await groupState.ask({ type: "quit", user: chloe });
  groupState.take(chloe);
  await groupState.ask({ type: "quit", user: chloe });
  assert.deepEqual(groupState.take(chloe), [{ type: "gone", group: groupState.group }]);
  await groupState.close();
});

Deno.test("[N12] a turn that was given up shows the group no more; it is made up for by itself", async () => {
  const groupState = await GroupHarness.open();
  const [anna, bob] = [groupState.user(0), groupState.user(1)];
  const release = groupState.hang("group");
  const quit = groupState.ask({ type: "quit", user: anna });
  await groupState.pass(7_000);
  assert.equal((await quit).type, "refused");
  await groupState.pass(1_000);
  assert.deepEqual(
    groupState.take(bob).map(({ type }) => type).filter((type) => type === "group"),
    [
      "group",
    ],
  );
  release();
  await groupState.pass(0);
  assert.deepEqual(groupState.take(bob), []);
  await groupState.close();
});

Deno.test("[N15] who comes in before the group's actor knows of them is shown the group before the log goes on", async () => {
  const groupState = await GroupHarness.open();
  const [anna, chloe] = [groupState.user(0), groupState.user(2)];
  await groupState.ask({ type: "quit", user: chloe });
  await groupState.forget();
  const dora = await groupState.bring("dorothy");
  groupState.connect(dora);
  for (const user of [anna, dora]) groupState.take(user);
  await groupState.send(anna);
  await groupState.ask({ type: "group_changed", user: dora });
  const seen = groupState.take(dora).flatMap((frame) =>
    frame.type === "message" ? [frame.message.kind] : frame.type === "group" ? ["group"] : []
  );
  assert.deepEqual(seen.slice(0, 3), ["group", "joined", "text"]);
  assert.deepEqual(groupState.messages(anna).map(({ kind }) => kind), ["joined", "text"]);
  await groupState.close();
});

Deno.test("[N14] when the actor could not be told that someone came, the next turn shows them to the others", async () => {
  const groupState = await GroupHarness.open();
  const [anna, bob, chloe] = [groupState.user(0), groupState.user(1), groupState.user(2)];
  await groupState.ask({ type: "quit", user: chloe });
  const dora = await groupState.bring("dorothy");
  groupState.faults.fail("groupMembers", "before");
  assert.equal((await groupState.ask({ type: "group_changed", user: dora })).type, "refused");
  for (const user of [anna, bob]) groupState.take(user);
  await groupState.ask({ type: "typing", user: anna });
  for (const user of [anna, bob]) {
    const shown = groupState.take(user).find((frame) => frame.type === "group");
    assert(shown?.group.members.some(({ id }) => id === dora));
  }
  await groupState.close();
});

Deno.test("[N42] who came in before the process ended is shown to the group by its next actor, once, the texts since with them", async () => {
  const groupState = await GroupHarness.open();
  const [anna, bob, chloe] = [groupState.user(0), groupState.user(1), groupState.user(2)];
  await groupState.ask({ type: "quit", user: chloe });
  const dora = await groupState.bring("dorothy");
  groupState.connect(dora);
  const text = {
    ...{ seq: 4, kind: "text", id: groupState.newId(), by: bob, text: "Welcome" } as const,
    ...{ at: "2026-06-15T12:00:00.000Z", editedAt: null, erased: false, reply: null },
  };
  await groupState.store.append({ group: groupState.group, message: text });
  await groupState.forget();
  for (const user of [anna, dora]) groupState.take(user);
  for (let start = 0; start < 2; start++) {
    await groupState.ask({ type: "typing", user: bob });
    await groupState.forget();
  }
  const [shown, ...then] = groupState.take(dora);
  assert.equal(shown?.type, "group");
  const seqs = then.flatMap((frame) => frame.type === "message" ? [frame.message.seq] : []);
  assert.deepEqual(seqs, [3, 4]);
  assert.deepEqual(groupState.messages(anna).map(({ seq }) => seq), [3, 4]);
  await groupState.close();
});

Deno.test("[N42] that newcomers were shown is stored in the end, by an actor that stays until then", async () => {
  const groupState = await GroupHarness.open();
  const [anna, bob, chloe] = [groupState.user(0), groupState.user(1), groupState.user(2)];
  await groupState.ask({ type: "quit", user: chloe });
  const dora = await groupState.bring("dorothy");
  const unshown = async () =>
    (await groupState.store.groupMembers(groupState.group))?.members
      .filter(({ isUnshown }) => isUnshown).map(({ id }) => id);
  assert.deepEqual(await unshown(), [dora]);
  groupState.faults.fail("markShown", "before", 3);
  groupState.take(anna);
  assert.equal((await groupState.send(bob)).type, "done", "A text does not wait for it");
  assert.deepEqual(await unshown(), [dora]);
  await groupState.pass(5_000);
  assert.deepEqual(await unshown(), []);
  assert.deepEqual(groupState.messages(anna).map(({ seq }) => seq), [3, 4]);
  await groupState.close();
});

Deno.test("[N52] an actor that finds newcomers by itself shows the group to all its members", async () => {
  const groupState = await GroupHarness.open();
  const [anna, bob, chloe] = [groupState.user(0), groupState.user(1), groupState.user(2)];
  await groupState.ask({ type: "quit", user: chloe });
  const dora = await groupState.bring("dorothy");
  groupState.connect(dora);
  for (const user of [anna, bob, dora]) groupState.take(user);
  await groupState.send(anna);
  for (const user of [anna, bob, dora]) {
    const shown = groupState.take(user).findLast((frame) => frame.type === "group");
    assert(shown?.group.members.some(({ id }) => id === dora));
  }
  await groupState.close();
});

Deno.test("[N53] users whom an actor could not show the group before it stopped are brought up to date", async () => {
  const groupState = await GroupHarness.open();
  const [anna, bob, chloe] = [groupState.user(0), groupState.user(1), groupState.user(2)];
  await groupState.forget();
  assert.deepEqual(groupState.refreshed, [], "Nothing was owed");
  groupState.faults.fail("group", "before");
  assert.equal((await groupState.ask({ type: "quit", user: anna })).type, "done");
  await groupState.forget();
  assert.deepEqual(groupState.refreshed.toSorted(), [bob, chloe].toSorted());
  await groupState.close();
});
