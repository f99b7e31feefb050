// What the page makes of the server's frames, in whatever order, number and company they arrive.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Message } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { typingHoldsMs } from "../../protocol/limits.ts";
import { enqueue } from "../../client/state/pending.ts";
import { snapshotOf, stateOf } from "../../web/state/snapshot.ts";
import { type GroupState, hasOlder, hole } from "../../client/state/group_state.ts";
import {
  addOlder,
  apply,
  emptyState,
  expireTypists,
  latestFirst,
  serverNow,
  since,
  type State,
  unread,
  withPending,
} from "../../client/state/state.ts";
import {
  ana,
  ben,
  chloe,
  groupOf,
  messageFrame,
  messageId,
  otherTrio,
  pongFrame,
  readyFrame,
  text,
  trio,
} from "../support/page/page.ts";

const start = apply(emptyState, readyFrame(), 0);

function play(state: State, ...frames: ServerFrame[]): State {
  return frames.reduce((next, frame) => apply(next, frame, 0), state);
}

function groupState(state: State): GroupState {
  const found = state.groups.get(trio);
  assert.ok(found);
  return found;
}

function seqs(state: State): number[] {
  return groupState(state).run.map((message) => message.seq);
}

function addPending(state: State, number: number): State {
  const operation = { type: "send", group: trio, id: messageId(number), text: "mine" } as const;
  const one = { operation, at: number, refusal: null, isStored: false };
  return withPending(state, trio, (list) => enqueue(list, one));
}

Deno.test("[W207] the server's time is taken from ready and pong, whatever this clock says; without it, this clock's", () => {
  const at = "2026-06-15T12:00:00.000Z";
  const server = Date.parse(at);
  const hour = 3_600_000;
  const tell = (state: State, frame: ServerFrame, now: string, arrived: number) =>
    apply(state, Object.assign({}, frame, { now }), arrived);
  assert.equal(serverNow(apply(emptyState, readyFrame(), server), server), server);
  for (const wrong of [-24 * hour, -2 * hour, 2 * hour, 24 * hour]) {
    const state = tell(emptyState, readyFrame(), at, server + wrong);
    assert.equal(serverNow(state, server + wrong + 5_000), server + 5_000);
    // What a pong does not tell, or tells as no time, changes nothing; nor does its way.
    const pong: ServerFrame = { type: "pong", heads: {} } as ServerFrame;
    assert.equal(apply(state, pong, server + wrong), state);
    assert.equal(tell(state, pong, "soon", server + wrong), state);
    assert.equal(tell(state, pong, at, server + wrong + 900).serverAheadMs, state.serverAheadMs);
    // The clock is put right.
    assert.equal(serverNow(tell(state, pong, at, server), server), server);
    // A ready of before tells none: what is known stays.
    const { now: _now, ...silent } = readyFrame();
    assert.equal(apply(state, silent as ServerFrame, 0).serverAheadMs, state.serverAheadMs);
  }
});

Deno.test("[W1] any arrival of a log, shuffled and repeated, shows what arrived without a gap, each message once", () => {
  const arrivals = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 40 });
  fc.assert(fc.property(arrivals, (arrived) => {
    const state = play(start, ...arrived.map((seq) => messageFrame(text(seq))));
    let head = 0;
    while (arrived.includes(head + 1)) head += 1;
    assert.deepEqual(seqs(state), Array.from({ length: head }, (_, index) => index + 1));
    assert.equal(groupState(state).group.unread, head);
    assert.equal(groupState(state).group.last?.seq ?? 0, head);
    assert.deepEqual(since(state), { [trio]: head });
    const isHole = arrived.some((seq) => seq > head);
    assert.equal(hole(groupState(state)), isHole ? head : null);
  }));
});

Deno.test("[W1] a message of a group that is not there is not shown anywhere", () => {
  assert.equal(play(start, messageFrame(text(1), otherTrio)), start);
  assert.equal(play(emptyState, messageFrame(text(1))), emptyState);
});

Deno.test("[W1] older messages are put before what is held only when they end right below it", () => {
  const held = play(
    apply(emptyState, readyFrame([groupOf({ lastSeq: 8 })]), 0),
    messageFrame(text(9)),
  );
  const wrong: Message[][] = [[], [text(6), text(7)], [text(9)], [text(8), text(9)]];
  for (const page of wrong) assert.deepEqual(seqs(addOlder(held, trio, page)), [9]);
  assert.deepEqual(seqs(addOlder(held, trio, [text(7), text(8)])), [7, 8, 9]);
  assert.ok(hasOlder(groupState(held)));
  const all = addOlder(held, trio, [1, 2, 3, 4, 5, 6, 7, 8].map((seq) => text(seq)));
  assert.equal(hasOlder(groupState(all)), false);
});

Deno.test("[W2] what lies above a hole waits until the hole is filled, then follows in order", () => {
  const holed = play(start, messageFrame(text(1)), messageFrame(text(4)), messageFrame(text(3)));
  assert.deepEqual(seqs(holed), [1]);
  assert.equal(hole(groupState(holed)), 1);
  const filled = play(holed, messageFrame(text(2)));
  assert.deepEqual(seqs(filled), [1, 2, 3, 4]);
  assert.equal(hole(groupState(filled)), null);
});

Deno.test("[W2] a pong that names a higher head tells of a hole; an equal or a lower one does not", () => {
  const held = play(start, messageFrame(text(1)));
  assert.equal(hole(groupState(play(held, pongFrame({ [trio]: 1 })))), null);
  assert.equal(
    hole(groupState(play(held, pongFrame({ [trio]: 0, [otherTrio]: 9 })))),
    null,
  );
  assert.equal(hole(groupState(play(held, pongFrame({ [trio]: 3 })))), 1);
});

Deno.test("[W3] another member's message does not take a pending line away, though it has the line's id", () => {
  const waiting = addPending(start, 1);
  assert.equal(groupState(play(waiting, messageFrame(text(1, ben)))).pending.length, 1);
});

Deno.test("[W3] the message with the line's id, in its place, takes the place of the pending line", () => {
  const waiting = addPending(addPending(start, 2), 3);
  const early = play(waiting, messageFrame(text(2, ana)));
  assert.deepEqual(
    groupState(early).pending.map(({ isStored }) => isStored),
    [true, false],
    "not before what lies below it is there",
  );
  const done = play(early, messageFrame(text(1)));
  assert.deepEqual(seqs(done), [1, 2]);
  assert.deepEqual(groupState(done).pending.map(({ operation }) => operation.id), [messageId(3)]);
});

Deno.test("[W3] a repeat that was stored before is acknowledged without being shown twice", () => {
  const shown = play(start, messageFrame(text(1, ana)));
  const resent = play(addPending(shown, 1), messageFrame(text(1, ana)));
  assert.deepEqual(seqs(resent), [1]);
  assert.deepEqual(groupState(resent).pending, []);
});

Deno.test("[W4] a refusal marks the line with its id, and no other", () => {
  const waiting = addPending(addPending(start, 1), 2);
  const refused = play(waiting, { type: "error", id: messageId(2), code: "too_long", detail: "" });
  assert.deepEqual(groupState(refused).pending.map((line) => line.refusal), [null, "too_long"]);
  for (const id of [null, messageId(9)]) {
    assert.equal(play(waiting, { type: "error", id, code: "invalid", detail: "" }), waiting);
  }
  assert.equal(
    play(waiting, { type: "error", id: messageId(2), code: "unavailable", detail: "" }),
    waiting,
  );
});

Deno.test("[W5] ready keeps what is held and lets the missed messages follow; with gap it begins anew", () => {
  const held = addPending(play(start, messageFrame(text(1))), 9);
  const resumed = play(
    held,
    readyFrame([groupOf({ lastSeq: 3, unread: 3 })]),
    messageFrame(text(2)),
    messageFrame(text(3)),
  );
  assert.deepEqual(seqs(resumed), [1, 2, 3]);
  assert.equal(
    groupState(resumed).group.unread,
    3,
    "the missed ones were counted by the server already",
  );
  assert.equal(groupState(resumed).pending.length, 1);
  const gapped = play(
    held,
    readyFrame([groupOf({ lastSeq: 700, gap: true })]),
    messageFrame(text(701)),
  );
  assert.deepEqual(seqs(gapped), [701]);
  assert.equal(groupState(gapped).pending.length, 1);
  assert.ok(hasOlder(groupState(gapped)));
});

Deno.test("[W5] ready for another user keeps nothing of the one before", () => {
  const held = play(start, messageFrame(text(1)));
  const other = play(held, { ...readyFrame(), user: { id: ben, username: "ben" } });
  assert.deepEqual(seqs(other), []);
});

Deno.test("[W6] frames of an unknown type change nothing; a message of an unknown kind takes its seq and no more", () => {
  const unknown = { type: "weather", group: trio } as unknown as ServerFrame;
  assert.equal(play(start, unknown), start);
  const odd = { ...text(1), kind: "painted" } as unknown as Message;
  const state = play(start, messageFrame(odd), messageFrame(text(2)));
  assert.deepEqual(seqs(state), [1, 2]);
  assert.equal(groupState(state).group.unread, 1);
});

Deno.test("[W7] a group that is gone is nowhere any more, and no late frame brings it back", () => {
  const matched = play(start, { type: "group", group: groupOf({ id: otherTrio }) });
  assert.equal(matched.matched, otherTrio);
  const gone = play(matched, { type: "gone", group: otherTrio }, { type: "gone", group: trio });
  const late: ServerFrame[] = [
    messageFrame(text(1)),
    { type: "read", group: trio, user: ben, seq: 1 },
    { type: "presence", group: trio, user: ben, online: false },
    { type: "typing", group: trio, user: ben },
    pongFrame({ [trio]: 4 }),
  ];
  assert.equal(play(gone, ...late).groups.size, 0);
  assert.equal(gone.matched, null);
});

Deno.test("[W7] a trio that formed is told as a match, also when it formed while the line was down", () => {
  const ticket = { id: "t", criteria: {}, effective: {}, since: "", waiting: 1, estimate: null };
  const waiting = apply(start, { type: "ticket", ticket } as unknown as ServerFrame, 0);
  assert.equal(
    play(waiting, readyFrame([groupOf(), groupOf({ id: otherTrio })])).matched,
    otherTrio,
  );
  assert.equal(play(start, readyFrame([groupOf(), groupOf({ id: otherTrio })])).matched, null);
});

Deno.test("[W8] read pointers only move forward, and one's own takes the unread count with it", () => {
  const held = play(
    start,
    messageFrame(text(1)),
    messageFrame(text(2, ana)),
    messageFrame(text(3)),
    messageFrame(text(4)),
  );
  assert.equal(unread(held), 3);
  const read = play(held, { type: "read", group: trio, user: ana, seq: 3 });
  assert.equal(unread(read), 1);
  assert.equal(play(read, { type: "read", group: trio, user: ana, seq: 2 }), read);
  const others = play(read, { type: "read", group: trio, user: ben, seq: 4 });
  assert.equal(unread(others), 1);
  assert.equal(groupState(others).group.members.find((each) => each.id === ben)?.readSeq, 4);
});

Deno.test("[W8] a group frame that is older than the log does not bring read messages back", () => {
  const held = play(start, messageFrame(text(1)), { type: "read", group: trio, user: ana, seq: 1 });
  const late = play(held, { type: "group", group: groupOf({ lastSeq: 0, unread: 0 }) });
  assert.equal(groupState(late).group.lastSeq, 1);
  assert.equal(unread(late), 0);
});

Deno.test("[W9] typing holds its time and no longer, ends with the message, and is never one's own", () => {
  const typing = apply(start, { type: "typing", group: trio, user: ben }, 1_000);
  assert.deepEqual([...groupState(typing).typing.keys()], [ben]);
  assert.deepEqual([...groupState(expireTypists(typing, 999 + typingHoldsMs)).typing.keys()], [
    ben,
  ]);
  assert.deepEqual([...groupState(expireTypists(typing, 1_000 + typingHoldsMs)).typing.keys()], []);
  assert.equal(groupState(play(typing, messageFrame(text(1, chloe)))).typing.size, 1);
  assert.equal(groupState(play(typing, messageFrame(text(1, ben)))).typing.size, 0);
  assert.equal(play(start, { type: "typing", group: trio, user: ana }), start);
});

Deno.test("[W1] the groups stand by their latest activity", () => {
  const both = play(start, {
    type: "group",
    group: groupOf({ id: otherTrio, formedAt: "2026-06-15T12:00:05.000Z" }),
  });
  assert.deepEqual(latestFirst(both).map(({ group }) => group.id), [otherTrio, trio]);
  assert.deepEqual(
    latestFirst(play(both, ...[1, 2, 3, 4, 5, 6].map((seq) => messageFrame(text(seq))))).map((
      { group },
    ) => group.id),
    [trio, otherTrio],
  );
});

Deno.test("[W161] the groups stand by what came last, also when the server's clock was set back, and after a start from what was kept", () => {
  const other = groupOf({ id: otherTrio, lastSeq: 3, formedAt: "2026-06-15T13:00:00.000Z" });
  const ids = (state: State) => latestFirst(state).map(({ group }) => group.id);
  const both = apply(emptyState, readyFrame([other, groupOf()]), 0);
  assert.deepEqual(ids(both), [otherTrio, trio], "As the server lists them");
  const early = text(1, ben, { at: "2020-01-01T00:00:00.000Z" });
  const said = play(both, messageFrame(early));
  assert.deepEqual(ids(said), [trio, otherTrio]);
  const snapshot = snapshotOf(said);
  assert(snapshot);
  assert.deepEqual(ids(stateOf(snapshot)), [trio, otherTrio]);
});
