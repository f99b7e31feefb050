// A group's actor by example: what it shows to whom, also of what happened without it.

import assert from "node:assert/strict";
import { GroupHarness } from "../sim/checks/group_harness.ts";
import { Hall, type Listener } from "../support/matching/hall.ts";
import { newId } from "../support/store/store_cast.ts";

Deno.test("[G4] [F2] who left in another process writes nothing more, also after a conflict", async () => {
  const group = await GroupHarness.open();
  const [anna, bob] = [group.user(0), group.user(1)];
  await group.send(anna);
  const head = (await group.log()).at(-1)?.seq ?? 0;
  const left = {
    kind: "left",
    id: group.newId(),
    by: bob,
    at: "2026-06-15T12:00:00.000Z",
  } as const;
  const message = { ...left, seq: head + 1 };
  assert.equal(await group.store.leave({ group: group.group, message }), "stored");
  const answer = await group.send(bob);
  assert.equal(answer.type === "refused" ? answer.code : answer.type, "not_member");
  assert.equal((await group.log()).at(-1)?.kind, "left");
  assert.deepEqual(group.take(bob).map(({ type }) => type).slice(-1), ["gone"]);
  await group.close();
});

Deno.test("[C6] [G3] an actor that comes back shows nothing again, though somebody came in before it went", async () => {
  await using hall = new Hall();
  const [anna, bob, clo, dora] = await hall.people("anna", "bob", "clo", "dora");
  assert(anna && bob && clo && dora);
  const group = await hall.trio(anna, bob, clo);
  await hall.quit(anna, group);
  await hall.place(dora);
  assert.equal(
    await hall.ask({ type: "open_seat", user: bob.id, group, criteria: null }),
    "seat",
  );
  await dora.next("group");
  const send = () =>
    hall.world.placement.askGroup(group, {
      type: "send",
      user: bob.id,
      id: newId<"message">(),
      text: "a text",
    });
  assert.equal((await send()).type, "done");
  hall.clock.advance(62_000);
  assert.equal(hall.world.groupActors(), 0);
  assert.equal((await send()).type, "done");
  const seqs = (one: Listener) =>
    one.frames.flatMap((frame) => frame.type === "message" ? [frame.message.seq] : []);
  assert.deepEqual([seqs(bob), seqs(clo), seqs(dora)], [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [
    3,
    4,
    5,
  ]]);
});

Deno.test("[C501] texts that waited while the store failed are stored together", async () => {
  const group = await GroupHarness.open();
  const [anna, bob, clo] = [group.user(0), group.user(1), group.user(2)];
  assert.equal((await group.send(anna)).type, "done");
  group.faults.fail("append", "before", 2);
  const first = group.faults.hang("append");
  const answers = [anna, bob, clo].map((user) => group.send(user));
  first.letGo();
  // One fault is the first one's, and one is that of the two others, which go by one statement.
  const types = (await Promise.all(answers)).map(({ type }) => type);
  assert.deepEqual(types, ["refused", "refused", "refused"]);
  assert.equal((await group.send(clo)).type, "done");
  await group.close();
});

Deno.test("[T40] what was stored before a newcomer came is shown to the others alone", async () => {
  const group = await GroupHarness.open();
  const [anna, bob, clo] = [group.user(0), group.user(1), group.user(2)];
  await group.ask({ type: "quit", user: clo });
  const head = (await group.log()).at(-1)?.seq ?? 0;
  const message = {
    ...{ seq: head + 1, kind: "text", id: group.newId(), by: bob, text: "for Anna" } as const,
    ...{ at: "2026-06-15T12:00:00.000Z", editedAt: null, erased: false, reply: null },
  };
  assert.equal((await group.store.append({ group: group.group, message })).type, "stored");
  const newcomer = await group.bring("a newcomer");
  group.connect(newcomer);
  for (const user of [anna, newcomer]) group.take(user);
  await group.send(bob);
  assert.deepEqual(group.messages(anna).map(({ seq }) => seq), [head + 1, head + 2, head + 3]);
  assert.deepEqual(group.messages(newcomer).map(({ seq }) => seq), [head + 2, head + 3]);
  await group.close();
});

Deno.test("[R47] a text that was edited before the actor knew of it is shown with what made it so", async () => {
  const group = await GroupHarness.open();
  const [anna, bob] = [group.user(0), group.user(1)];
  await group.send(anna);
  const at = "2026-06-15T12:00:00.000Z";
  const said = { by: anna, at, text: "said" } as const;
  const texts = [
    {
      ...said,
      kind: "text",
      seq: 3,
      id: group.newId(),
      editedAt: null,
      erased: false,
      reply: null,
    },
    { ...said, kind: "edited", seq: 4, id: group.newId(), target: 3, text: "meant" },
  ] as const;
  await group.store.append({ group: group.group, message: texts[0] });
  await group.store.amend({ group: group.group, message: texts[1] });
  group.take(bob);
  await group.send(anna);
  const shown = group.take(bob).filter((frame) => frame.type === "message");
  assert.deepEqual(shown.map(({ message, asOf }) => [message.seq, asOf]), [
    [3, 4],
    [4, undefined],
    [5, undefined],
  ]);
  assert.deepEqual(shown[0]?.message, { ...texts[0], text: "meant", editedAt: at });
  await group.close();
});

Deno.test("[G8] typing reaches the others alone", async () => {
  const group = await GroupHarness.open();
  const [anna, bob, clo] = [group.user(0), group.user(1), group.user(2)];
  await group.ask({ type: "typing", user: anna });
  const typing = { type: "typing", group: group.group, user: anna };
  assert.deepEqual([anna, bob, clo].map((user) => group.take(user)), [[], [typing], [typing]]);
  await group.close();
});
