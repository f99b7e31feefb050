// What is larger than a frame of the line may be: it is said, refused and left behind, and never
// costs the line for good.

import assert from "node:assert/strict";
import { closeCode } from "../../protocol/frames.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import type { GroupId } from "../../protocol/domain.ts";
import { bytesOf, sizeOf } from "../../client/net/message_size.ts";
import { apply, emptyState, helloOf, since } from "../../client/state/state.ts";
import {
  ana,
  groupOf,
  messageId,
  otherTrio,
  readyFrame,
  text,
  trio,
} from "../support/page/page.ts";
import { type House, setUp } from "../support/page/page_session.ts";
import { FakeServer } from "../support/page/page_server.ts";

/** Short as a text, and six times as long in JSON. */
const heavy = "\u0001".repeat(3_500);

const sent = (house: House) =>
  house.wires.last.of("send").map((frame) => (frame as { text: string }).text);
const refusals = (house: House) => house.pending(trio).map(({ refusal }) => refusal);

Deno.test("[W121] a text within its length does not fit when its frame is too large, in JSON or in UTF-8", () => {
  for (
    const words of [heavy, "\u0001".repeat(2_720), "界".repeat(4_000) + "!", "x".repeat(4_001)]
  ) {
    assert.equal(sizeOf(words, defaultLimits).fits, false, words.slice(0, 1));
  }
  assert.equal(sizeOf("界".repeat(2_000), { ...defaultLimits, frameBytes: 6_000 }).fits, false);
  assert.deepEqual(sizeOf("界".repeat(4_000), defaultLimits), { left: 0, fits: true });
  assert.deepEqual(sizeOf("\u0001".repeat(2_600), defaultLimits), { left: 1_400, fits: true });
});

Deno.test("[W121] what fits as a text fits as a frame, sent or edited", () => {
  const words = "\u0001".repeat(2_720);
  const longest = Array.from(words, (_, at) => words.slice(at)).find((each) =>
    sizeOf(each, defaultLimits).fits
  );
  assert(longest !== undefined && longest.length > 2_600);
  const operation = { group: trio, id: messageId(1), seq: Number.MAX_SAFE_INTEGER, text: longest };
  assert.ok(bytesOf({ type: "edit", ...operation }) <= defaultLimits.frameBytes);
  assert.ok(
    bytesOf({ type: "edit", ...operation, text: `${longest}\u0001` }) > defaultLimits.frameBytes,
  );
});

Deno.test("[W121] an operation larger than a frame is never sent, not after a reload either, and what follows it goes on", async () => {
  const house = await setUp();
  for (const words of [heavy, heavy, "after"]) house.session.outbox.send(trio, words);
  house.session.outbox.edit(otherTrio, 1, heavy);
  assert.deepEqual([sent(house), house.wires.last.of("edit")], [["after"], []]);
  assert.deepEqual(refusals(house), ["too_long", "too_long", null]);
  await house.reload();
  house.server.accept();
  assert.deepEqual(sent(house), ["after"]);
  house.server.serve("answer");
  assert.deepEqual(refusals(house), ["too_long", "too_long"]);
  house.session.outbox.retry(trio, messageId(900));
  assert.deepEqual(refusals(house), ["too_long", "too_long"]);
  for (const id of [900, 901]) house.session.outbox.giveUp(trio, messageId(id));
  await house.reload();
  house.server.accept();
  assert.deepEqual([sent(house), house.pending(trio)], [[], []]);
});

Deno.test("[W122] a line closed for a frame's size refuses the largest operation on its way, and the others are sent again", async () => {
  const house = await setUp();
  house.session.outbox.send(trio, "x".repeat(3_000));
  house.session.outbox.send(trio, "after");
  house.session.outbox.send(otherTrio, "small");
  house.server.cut(closeCode.frameTooBig);
  assert.deepEqual(refusals(house), ["too_long", null]);
  house.clock.advance(7_999);
  assert.equal(house.wires.opened.length, 1, "not at once");
  house.clock.advance(1);
  house.server.accept();
  assert.deepEqual(sent(house), ["after", "small"]);
  await house.reload();
  house.server.accept();
  assert.deepEqual(refusals(house), ["too_long", null]);
});

Deno.test("[W122] a hello that is too big is followed by one that names no group", async () => {
  const house = await setUp();
  house.server.cut();
  house.clock.advance(500);
  house.wires.last.open();
  house.server.cut(closeCode.frameTooBig);
  house.clock.advance(8_000);
  house.server.accept();
  const history = "a history";
  assert.deepEqual(house.wires.last.sent, [{ type: "hello", since: {}, history }]);
  house.clock.advance(5_000);
  house.server.cut();
  house.clock.advance(500);
  house.server.accept();
  assert.deepEqual(house.wires.last.sent, [{
    type: "hello",
    since: { [trio]: 0, [otherTrio]: 0 },
    history,
  }]);
});

const many = Array.from(
  { length: 1_000 },
  (_, number) => `20000000-0000-7000-8000-${String(number).padStart(12, "0")}` as GroupId,
);

Deno.test("[W123] a hello names as many of 1,000 groups as a frame holds, those with the latest activity", () => {
  const formedAt = (number: number) => new Date(number * 1_000).toISOString();
  const groups = many.map((id, number) =>
    groupOf({ id, lastSeq: 10 ** (number % 15), formedAt: formedAt(number) })
  );
  for (const frameBytes of [100, 4_096, defaultLimits.frameBytes]) {
    const ready = { ...readyFrame(groups.toReversed()), limits: { ...defaultLimits, frameBytes } };
    const state = apply(emptyState, ready, 0);
    const named = since(state);
    const { length } = Object.keys(named);
    assert.ok(bytesOf(helloOf(state, named)) <= frameBytes);
    assert.deepEqual(new Set(Object.keys(named)), new Set(many.slice(1_000 - length)));
    const next = { ...named, [many[999 - length] as GroupId]: groups[999 - length]?.lastSeq ?? 0 };
    assert.ok(bytesOf(helloOf(state, next)) > frameBytes, "One more had room");
  }
});

Deno.test("[W123] what was missed in a group that hello did not name is fetched", async () => {
  const house = await setUp();
  const server = new FakeServer(house.wires, many);
  house.server.cut();
  house.clock.advance(500);
  server.accept();
  server.cut();
  const [group] = many.filter((id) => !(id in since(house.session.state.value)));
  assert(group !== undefined);
  server.logs.get(group)?.push(text(1));
  house.http.answer(`GET /api/groups/${group}/messages?after=0&limit=200`, 200, {
    messages: [text(1)],
    more: false,
  });
  house.clock.advance(500);
  server.accept();
  house.clock.advance(15_000);
  while (server.serve("answer"));
  const { run } = await filled(house, group);
  assert.deepEqual(run.map(({ seq }) => seq), [1]);
  assert.equal(house.session.state.value.user?.id, ana);
});

/** The room once what it misses has had its turns to come. */
async function filled({ session }: House, group: GroupId) {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
  const groupState = session.state.value.groups.get(group);
  assert(groupState !== undefined);
  return groupState;
}
