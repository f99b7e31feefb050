// What the page makes of `ready` when the database was put back: of what it holds, what may be lost
// is not taken for what came in its place.

import assert from "node:assert/strict";
import type { Group } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { GroupState } from "../../client/state/group_state.ts";
import { enqueue, type Operation } from "../../client/state/pending.ts";
import { snapshotOf, stateOf } from "../../web/state/snapshot.ts";
import { addOlder, apply, emptyState, type State, withPending } from "../../client/state/state.ts";
import {
  ana,
  ben,
  groupOf,
  messageFrame,
  messageId,
  readyFrame,
  text,
  trio,
} from "../support/page/page.ts";

const start = apply(emptyState, readyFrame(), 0);

function play(state: State, ...frames: ServerFrame[]): State {
  return frames.reduce((next, frame) => apply(next, frame, 0), state);
}

function withOperations(state: State, ...operations: readonly Operation[]): State {
  return operations.reduce(
    (next, operation, at) =>
      withPending(
        next,
        trio,
        (list) => enqueue(list, { operation, at, refusal: null, isStored: false }),
      ),
    state,
  );
}

function groupState(state: State): GroupState {
  const found = state.groups.get(trio);
  assert.ok(found);
  return found;
}

Deno.test("[W160] a lost log is begun anew: what was to change a line of it is refused, and what was to be said is said", () => {
  const held = play(start, ...[1, 2, 3].map((seq) => messageFrame(text(seq))));
  const pending = withOperations(
    held,
    { type: "send", group: trio, id: messageId(20), text: "still to be said" },
    { type: "edit", group: trio, id: messageId(21), seq: 2, text: "another text" },
    { type: "react", group: trio, id: messageId(22), seq: 3, emoji: "👍", on: true },
  );
  const frame = { ...readyFrame([groupOf({ lastSeq: 5, gap: true, lost: true })]), history: "new" };
  const anew = groupState(apply({ ...pending, named: new Set([trio]) }, frame, 0));
  assert.deepEqual([anew.run, anew.head], [[], 5]);
  assert.deepEqual(
    anew.pending.map(({ refusal }) => refusal),
    [null, "no_such_message", "no_such_message"],
  );
  const missed = readyFrame([groupOf({ lastSeq: 900, gap: true })]);
  assert.deepEqual(
    groupState(apply(pending, missed, 0)).pending.map(({ refusal }) => refusal),
    [null, null, null],
    "Much was missed, and nothing is lost",
  );
});

Deno.test("[W162] what is held of a group that the hello did not name is dropped when the history is another one, and only then", () => {
  const held = play(start, ...[1, 2, 3].map((seq) => messageFrame(text(seq))));
  const frame = readyFrame([groupOf({ lastSeq: 3 })]);
  assert.equal(groupState(apply(held, frame, 0)).run.length, 3);
  const other = { ...frame, history: "new" };
  assert.equal(groupState(apply({ ...held, named: new Set([trio]) }, other, 0)).run.length, 3);
  const dropped = apply(held, other, 0);
  assert.deepEqual([groupState(dropped).run, dropped.history], [[], "new"]);
});

Deno.test("[W253] what was to change a line of a group that the hello did not name is refused when the history is another one", () => {
  const held = play(start, messageFrame(text(1, ana)));
  const pending = withOperations(
    held,
    { type: "send", group: trio, id: messageId(20), text: "still to be said" },
    { type: "erase", group: trio, id: messageId(21), seq: 1 },
  );
  const refusals = (state: State, history: string) => {
    const frame = { ...readyFrame([groupOf({ lastSeq: 4 })]), history };
    const { pending: left, wasLost } = groupState(apply(state, frame, 0));
    return [left.map(({ refusal }) => refusal), wasLost];
  };
  assert.deepEqual(refusals(pending, "new"), [[null, "no_such_message"], true]);
  assert.deepEqual(refusals(pending, "a history"), [[null, null], false]);
});

Deno.test("[W250] of another history a group is loaded anew where a message above its head has made one that is held what it is", () => {
  const frame = { ...readyFrame([groupOf({ lastSeq: 4 })]), history: "new" };
  const resumed = (held: State) => groupState(apply({ ...held, named: new Set([trio]) }, frame, 0));
  const cutShort = play(start, messageFrame(text(1)), { ...messageFrame(text(2)), asOf: 4 });
  const late = apply(emptyState, readyFrame([groupOf({ lastSeq: 1 })]), 0);
  const loaded = addOlder(play(late, messageFrame(text(2))), trio, [text(1)], 4);
  for (const [how, held] of Object.entries({ cutShort, loaded })) {
    const anew = resumed(held);
    assert.deepEqual([anew.run, anew.head, anew.asOf], [[], 4, 0], how);
    const snapshot = snapshotOf(held);
    assert(snapshot);
    assert.deepEqual(resumed(stateOf(snapshot)).run, [], `${how}, after a reload`);
    const same = groupState(apply(held, readyFrame([groupOf({ lastSeq: 4 })]), 0));
    assert.deepEqual([same.run.length, same.asOf], [2, 4], `${how}, in the same history`);
    const whole = play(held, messageFrame(text(3)), messageFrame(text(4)));
    assert.equal(resumed(whole).run.length, 4, `${how}, and then all that was missed`);
  }
  assert.equal(groupState(play(cutShort, { ...messageFrame(text(3)), asOf: 3 })).asOf, 4);
  assert.equal(resumed(play(start, messageFrame(text(1)), messageFrame(text(2)))).run.length, 2);
});

Deno.test("[W333] a text on its way that answers a line of a lost log is said, and answers none", () => {
  const pending = withOperations(
    play(start, messageFrame(text(1))),
    { type: "send", group: trio, id: messageId(20), text: "an answer", reply: 1 },
  );
  const repliesAfter = (change: { readonly gap: boolean; readonly lost?: boolean }) => {
    const frame = readyFrame([groupOf({ lastSeq: 900, ...change })]);
    const named = { ...pending, named: new Set([trio]) };
    return groupState(apply(named, frame, 0)).pending.map(({ operation, refusal }) => [
      "reply" in operation && operation.reply,
      refusal,
    ]);
  };
  assert.deepEqual(repliesAfter({ gap: true, lost: true }), [[false, null]]);
  assert.deepEqual(repliesAfter({ gap: true }), [[1, null]]);
});

Deno.test("[W250] of another history what is pending stays where a group is loaded anew, and is refused where its log is lost", () => {
  const held = play(start, messageFrame(text(1, ana)), { ...messageFrame(text(2)), asOf: 4 });
  const erase = { type: "erase", group: trio, id: messageId(20), seq: 1 } as const;
  const pending = withOperations({ ...held, named: new Set([trio]) }, erase);
  const refusals = (change: { readonly gap?: boolean; readonly lost?: boolean }) => {
    const frame = { ...readyFrame([groupOf({ lastSeq: 4, ...change })]), history: "new" };
    return groupState(apply(pending, frame, 0)).pending.map(({ refusal }) => refusal);
  };
  assert.deepEqual(refusals({}), [null]);
  assert.deepEqual(refusals({ gap: true, lost: true }), ["no_such_message"]);
});

Deno.test("[W252] of another history the last message is the one that is told, and nothing counts as read that is not held", () => {
  const told = groupOf({ lastSeq: 5, last: text(5), readSeq: 5 });
  const held = play(start, ...[1, 2].map((seq) => messageFrame(text(seq))), readyFrame([told]));
  assert.deepEqual([groupState(held).head, groupState(held).group.readSeq], [2, 5]);
  const other = text(3, ben, { id: messageId(33) });
  const now = groupOf({ lastSeq: 3, last: other, unread: 3 });
  const frame = { ...readyFrame([now]), history: "new" };
  const { run, group } = groupState(apply({ ...held, named: new Set([trio]) }, frame, 0));
  assert.equal(run.length, 2);
  assert.deepEqual([group.last, group.lastSeq], [other, 3]);
  assert.deepEqual([group.readSeq, group.unread], [2, 1]);
});

Deno.test("[W163] of another history what lies above a hole and how far others have read may be lost", () => {
  const held = play(
    start,
    messageFrame(text(1)),
    messageFrame(text(3)),
    { type: "read", group: trio, user: ben, seq: 1 },
  );
  assert.deepEqual([groupState(held).run.length, groupState(held).later.length], [1, 1]);
  const frame = { ...readyFrame([groupOf({ lastSeq: 3 })]), history: "new" };
  const resumed = apply({ ...held, named: new Set([trio]) }, frame, 0);
  const other = text(3, ben, { id: messageId(33) });
  const { run, group } = groupState(play(resumed, messageFrame(text(2)), messageFrame(other)));
  assert.deepEqual(run.map(({ id }) => id), [messageId(1), messageId(2), messageId(33)]);
  assert.equal(group.members.find(({ id }) => id === ben)?.readSeq, 0);
});

Deno.test("[W351] of lost messages it is told when the last one before them came, unless others came since", () => {
  const held = play(start, ...[1, 2, 3].map((seq) => messageFrame(text(seq))));
  const setBackBy = (state: State, change: Partial<Group>) => {
    const frame = { ...readyFrame([groupOf(change)]), history: "new" };
    const after = apply({ ...state, named: new Set([trio]) }, frame, 0);
    return [groupState(after).setBack, after] as const;
  };
  const lost = { gap: true, lost: true } as const;
  const [shorter, after] = setBackBy(held, { ...lost, lastSeq: 2, last: text(2) });
  assert.deepEqual(shorter, { seq: 2, at: text(2).at });
  assert.deepEqual(setBackBy(held, { ...lost, lastSeq: 9, last: text(9) })[0], {
    seq: 9,
    at: null,
  });
  assert.equal(setBackBy(held, { lastSeq: 3, last: text(3) })[0], null);
  const [later] = setBackBy(after, { gap: true, lastSeq: 900, last: text(900) });
  assert.deepEqual(later, shorter, "It stays through what is missed later");
});
