// How far was read gets to the server, also when it is refused for now, lost with the line, or with
// the page.

import assert from "node:assert/strict";
import { batch } from "@preact/signals";
import type { GroupId } from "../../protocol/domain.ts";
import { ana, groupOf, otherTrio, readyFrame, text, trio } from "../support/page/page.ts";
import { type House, settle, setUp } from "../support/page/page_session.ts";

const refusal = { type: "error", id: null, code: "unavailable", detail: "" };

async function setUpReading(): Promise<House> {
  const house = await setUp();
  house.session.setActiveGroup(trio);
  house.server.say(trio, (seq) => text(seq));
  house.clock.advance(300);
  return house;
}

const reads = (house: House) =>
  house.wires.last.of("read").map((frame) => (frame as { group: GroupId; seq: number })).map((
    { group, seq },
  ) => [
    group,
    seq,
  ]);
const confirm = (house: House, seq: number) =>
  house.wires.last.receive({ type: "read", group: trio, user: ana, seq });

Deno.test("[W64] a read that is refused for now is told again until the server says the same, and then no more", async () => {
  const house = await setUpReading();
  assert.deepEqual(reads(house), [[trio, 1]]);
  house.wires.last.receive(refusal);
  assert.deepEqual(reads(house), [[trio, 1]], "not at once");
  house.clock.advance(1_000);
  assert.deepEqual(reads(house), [[trio, 1], [trio, 1]]);
  house.wires.last.receive(refusal);
  house.clock.advance(5_000);
  assert.equal(reads(house).length, 3);
  confirm(house, 1);
  house.wires.last.receive(refusal);
  house.clock.advance(5_000);
  assert.equal(reads(house).length, 3);
});

Deno.test("[W64] what was looked at when the tab is hidden is told before it can be closed", async () => {
  const house = await setUpReading();
  house.server.say(trio, (seq) => text(seq));
  house.session.setVisible(false);
  assert.deepEqual(reads(house), [[trio, 1], [trio, 2]]);
  house.server.say(trio, (seq) => text(seq));
  house.clock.advance(1_000);
  assert.equal(reads(house).length, 2, "What comes to a hidden tab is not read");
});

Deno.test("[W64] a refusal for good, or of something else, tells nothing again", async () => {
  const house = await setUpReading();
  house.wires.last.receive({ ...refusal, code: "invalid" });
  house.wires.last.receive({ ...refusal, id: "00000000-0000-4000-8000-000000000001" });
  house.clock.advance(7_000);
  assert.equal(reads(house).length, 1);
});

Deno.test("[W64] what was read before the line or the page was lost is told when it is back, of each group", async () => {
  const house = await setUpReading();
  house.session.setActiveGroup(otherTrio);
  house.server.say(otherTrio, (seq) => text(seq));
  house.clock.advance(5_000);
  house.session.setActiveGroup(null);
  house.server.cut();
  await house.reload();
  house.wires.last.welcome([
    groupOf({ lastSeq: 1, readSeq: 0, unread: 1 }),
    groupOf({ id: otherTrio, lastSeq: 1, readSeq: 1, unread: 0 }),
  ]);
  assert.deepEqual(reads(house), [[trio, 1]]);
  assert.equal(house.session.state.value.groups.get(trio)?.group.unread, 0);
  await settle();
});

Deno.test("[W64] many pointers are told no faster than the server allows", async () => {
  const house = await setUp();
  const ids = Array.from(
    { length: 60 },
    (_, at) => `00000000-0000-7000-8000-0000000001${at + 10}` as GroupId,
  );
  const groups = (readSeq: number) => ids.map((id) => groupOf({ id, lastSeq: 3, readSeq }));
  house.wires.last.receive(readyFrame(groups(3)));
  house.wires.last.receive(readyFrame(groups(0)));
  assert.ok(reads(house).length <= 20);
  house.clock.advance(10_000);
  assert.deepEqual(reads(house), ids.map((id) => [id, 3]));
});

Deno.test("[W8] a log that opens above its end is not read before its end is on the screen, in whatever order that is told", async () => {
  for (const isTold of ["before", "after"] as const) {
    const house = await setUp();
    house.server.say(trio, (seq) => text(seq));
    if (isTold === "before") house.session.setAtEnd(false);
    house.session.setActiveGroup(trio);
    if (isTold === "after") house.session.setAtEnd(false);
    house.session.setActiveGroup(trio);
    house.clock.advance(5_000);
    assert.deepEqual(reads(house), []);
    assert.equal(house.session.state.value.groups.get(trio)?.group.unread, 1);
    house.session.setAtEnd(true);
    house.clock.advance(300);
    assert.deepEqual(reads(house), [[trio, 1]]);
    house.session.setAtEnd(false);
    house.session.setActiveGroup(null);
    house.server.say(otherTrio, (seq) => text(seq));
    house.session.setActiveGroup(otherTrio);
    house.clock.advance(300);
    assert.deepEqual(reads(house).at(-1), [otherTrio, 1], "another log begins at its end");
  }
});

Deno.test("[W8] what comes while the end is on the screen never counts as unread, and is told though one leaves at once", async () => {
  const house = await setUpReading();
  const counts: number[] = [];
  house.session.state.subscribe(({ groups }) => counts.push(groups.get(trio)?.group.unread ?? 0));
  counts.length = 0;
  batch(() => house.server.say(trio, (seq) => text(seq)));
  assert.deepEqual(counts, [0]);
  house.session.setActiveGroup(null);
  house.server.say(trio, (seq) => text(seq));
  house.clock.advance(300);
  assert.deepEqual(reads(house), [[trio, 1], [trio, 2]]);
  assert.equal(house.session.state.value.groups.get(trio)?.group.unread, 1, "nobody looked");
});

Deno.test("[W8] below a text that was not read, nothing that comes is read before a moment has passed", async () => {
  const house = await setUp();
  house.server.say(trio, (seq) => text(seq));
  house.session.setActiveGroup(trio);
  house.server.say(trio, (seq) => text(seq));
  assert.equal(house.session.state.value.groups.get(trio)?.group.unread, 2);
  house.session.setAtEnd(false);
  house.clock.advance(300);
  assert.deepEqual(reads(house), []);
});

Deno.test("[W64] a read pointer of a group that is gone is not told again", async () => {
  const house = await setUp();
  house.session.setActiveGroup(trio);
  house.server.say(trio, (seq) => text(seq));
  house.clock.advance(300);
  assert.equal(house.wires.last.of("read").length, 1);
  house.wires.last.receive({ type: "gone", group: trio });
  house.wires.last.receive({ type: "error", id: null, code: "unavailable", detail: "" });
  house.clock.advance(10_000);
  assert.equal(house.wires.last.of("read").length, 1);
});
