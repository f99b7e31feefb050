// What a program is told of the logs of its groups, when it begins, is back and is started again.

import assert from "node:assert/strict";
import { Position } from "../../client/mod.ts";
import { takeNews } from "../../client/session/news.ts";
import { enqueue } from "../../client/state/pending.ts";
import { apply, emptyState, refuseOperation, withPending } from "../../client/state/state.ts";
import type { GroupId } from "../../protocol/domain.ts";
import {
  ana,
  ben,
  groupOf,
  messageFrame,
  messageId,
  otherTrio,
  pongFrame,
  readyFrame,
  text,
  trio,
} from "../support/page/page.ts";
import { page, settle, started } from "./suite/held_session.ts";

Deno.test("[Z174] a group that was formed while the session was away is told from its first message on", async () => {
  const { session, clock, wires, http, seqs } = await started();
  const messages = [text(1, ben), text(2, ben), text(3, ben)];
  http.answer(`GET /api/groups/${otherTrio}/messages?after=0&limit=200`, 200, page(...messages));
  wires.last.lose();
  clock.advance(1_000);
  wires.last.welcome([groupOf(), groupOf({ id: otherTrio, lastSeq: 3 })]);
  await settle();
  assert.deepEqual([seqs(), seqs(otherTrio)], [[], [1, 2, 3]]);
  session.close();
});

Deno.test("[Z174] so is one of which a pong alone has told", async () => {
  const { session, wires, http, seqs } = await started();
  const group = groupOf({ id: otherTrio, lastSeq: 2 });
  http.answer(`GET /api/groups/${otherTrio}`, 200, { group });
  const after = `GET /api/groups/${otherTrio}/messages?after=0&limit=200`;
  http.answer(after, 200, page(text(1, ben), text(2, ben)));
  wires.last.receive(pongFrame({ [trio]: 0, [otherTrio]: 2 } as Record<GroupId, number>));
  await settle();
  assert.deepEqual(seqs(otherTrio), [1, 2]);
  session.close();
});

Deno.test("[Z174] what a program that has just begun finds is not told; its position goes on from there", async () => {
  const { session, told, wires, seqs } = await started({}, [groupOf({ lastSeq: 7 })]);
  wires.last.receive(messageFrame(text(8, ben)));
  assert.deepEqual(seqs(), [8]);
  const position = new Position();
  for (const event of told) position.pass(event);
  session.close();
  const kept = position.toJSON();
  assert.deepEqual(JSON.parse(JSON.stringify(kept)), {
    user: ana,
    history: "a history",
    groups: { [trio]: [8, 0] },
  });

  const again = await started({ from: new Position(kept) }, [groupOf({ lastSeq: 9 })]);
  assert.deepEqual(again.wires.last.sent[0], {
    type: "hello",
    since: { [trio]: 8 },
    history: "a history",
  });
  again.wires.last.receive(messageFrame(text(9, ben)));
  assert.deepEqual(again.seqs(), [9]);
  again.session.close();
});

Deno.test("[Z174] a position of another user, or one that a later event has ended, is not gone on from", () => {
  const position = new Position();
  position.pass(readyFrame([groupOf({ lastSeq: 3 })]));
  position.pass({ type: "group", group: groupOf({ id: otherTrio, firstSeq: 5, lastSeq: 5 }) });
  position.pass({ type: "lost", group: trio, seq: 2 });
  assert.deepEqual(position.toJSON()?.groups, { [trio]: [2, 0], [otherTrio]: [4, 0] });
  position.pass({ type: "gone", group: trio });
  position.pass({ ...readyFrame([groupOf({ id: otherTrio, lastSeq: 9 })]), history: "another" });
  assert.deepEqual(position.toJSON(), {
    user: ana,
    history: "another",
    groups: { [otherTrio]: [4, 0] },
  });
  assert.deepEqual(position.heldBy(ben), { history: null, groups: new Map() });
});

Deno.test("[Z174] a position that passes on to another user begins where that user's groups are", () => {
  const position = new Position();
  position.pass(readyFrame([groupOf({ lastSeq: 3 })]));
  const user = { id: ben, username: "ben" };
  position.pass({ ...readyFrame([groupOf({ lastSeq: 7 })]), user });
  assert.deepEqual(position.toJSON(), {
    user: ben,
    history: "a history",
    groups: { [trio]: [7, 0] },
  });
});

Deno.test("[Z184] a group that ended while the program was away is in no position, and not in its hello", async () => {
  const position = new Position();
  position.pass(readyFrame([groupOf({ lastSeq: 3 }), groupOf({ id: otherTrio, lastSeq: 4 })]));
  const { session, told } = await started({ from: position }, [groupOf({ lastSeq: 3 })]);
  for (const event of told) position.pass(event);
  session.close();
  assert.deepEqual(position.toJSON()?.groups, { [trio]: [3, 0] });
  const again = await started({ from: position }, [groupOf({ lastSeq: 3 })]);
  assert.deepEqual(again.wires.last.of("hello"), [
    { type: "hello", since: { [trio]: 3 }, history: "a history" },
  ]);
  again.session.close();
});

Deno.test("[Z175] after a restore what is lost is told before ready, and once: also where a message told may be", async () => {
  const groups = [groupOf({ lastSeq: 4 }), groupOf({ id: otherTrio, lastSeq: 4 })];
  const { session, clock, wires, told, seqs } = await started({}, groups);
  // It was told as a later message has made it, which has not come.
  wires.last.receive({ ...messageFrame(text(5, ben)), asOf: 9 });
  wires.last.receive(messageFrame(text(5, ben), otherTrio));
  told.splice(0);
  wires.last.lose();
  clock.advance(1_000);
  wires.last.open();
  const lastSeq = 6;
  const now = [groupOf({ lastSeq }), groupOf({ id: otherTrio, lastSeq, gap: true, lost: true })];
  wires.last.receive({ ...readyFrame(now), history: "another" });
  assert.deepEqual(told.map(({ type }) => type), ["offline", "lost", "lost", "ready"]);
  assert.deepEqual(told.flatMap((event) => event.type === "lost" ? [event.seq] : []), [6, 6]);
  wires.last.receive(messageFrame(text(7, ben)));
  assert.deepEqual(seqs(), [7]);
  wires.last.lose();
  clock.advance(1_000);
  wires.last.open();
  const later = [groupOf({ lastSeq: 7 }), groupOf({ id: otherTrio, lastSeq })];
  wires.last.receive({ ...readyFrame(later), history: "another" });
  assert.equal(told.filter(({ type }) => type === "lost").length, 2);
  session.close();
});

Deno.test("[Z180] what is told is not kept, nor what was refused; what may still be sent is", () => {
  const frames = [readyFrame(), messageFrame(text(1, ben)), messageFrame(text(2, ben))];
  const operations = [3, 4].map((id) => ({
    operation: { type: "send" as const, group: trio, id: messageId(id), text: "hello" },
    at: id,
    refusal: null,
    isStored: false,
  }));
  let state = frames.reduce((before, frame) => apply(before, frame, 0), emptyState);
  for (const one of operations) state = withPending(state, trio, (list) => enqueue(list, one));
  state = refuseOperation(state, messageId(3), "not_yours");
  state = refuseOperation(state, messageId(4), "unavailable");
  const { state: left, messages, refused } = takeNews(state);
  assert.deepEqual(messages.map(({ message }) => message.seq), [1, 2]);
  assert.deepEqual(refused.map(({ operation }) => operation.id), [messageId(3)]);
  const { run, shown, head, pending } = left.groups.get(trio) ?? assert.fail();
  assert.deepEqual([run, shown.items, head], [[], [], 2]);
  assert.deepEqual(pending.map(({ operation }) => operation.id), [messageId(4)]);
  assert.deepEqual(takeNews(left), { state: left, messages: [], refused: [] });
});
