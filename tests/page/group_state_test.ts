// What a group is to the page while frames about it come late, twice or out of their order, and
// what is left of a text that was taken back.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Group, Member, Message } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { hueOf, nameOf } from "../../web/state/members.ts";
import { snapshotOf } from "../../web/state/snapshot.ts";
import { addOlder, apply, emptyState, type State } from "../../client/state/state.ts";
import {
  ana,
  ben,
  chloe,
  groupOf,
  member,
  messageFrame,
  messageId,
  readyFrame,
  text,
  trio,
} from "../support/page/page.ts";

const dora = messageId(500) as unknown as typeof ana;
const start = apply(emptyState, readyFrame(), 0);

function play(state: State, ...frames: ServerFrame[]): State {
  return frames.reduce((next, frame) => apply(next, frame, 0), state);
}

function group(state: State): Group {
  const groupState = state.groups.get(trio);
  assert.ok(groupState);
  return groupState.group;
}

const about = (seq: number, by = ben) => ({ seq, id: messageId(seq), by, at: text(seq).at });
const left = (seq: number, by = chloe): Message => ({ ...about(seq, by), kind: "left" });
const edited = (seq: number, target: number, words: string): Message => ({
  ...about(seq),
  kind: "edited",
  target,
  text: words,
});
const erased = (seq: number, target: number): Message => ({
  ...about(seq),
  kind: "erased",
  target,
});
const groupFrame = (change: Partial<Group>): ServerFrame => ({
  type: "group",
  group: groupOf(change),
});
const readOf = (state: State, user: typeof ana) =>
  group(state).members.find(({ id }) => id === user)?.readSeq;

Deno.test("[W62] no group frame, whatever its age, takes a read pointer back, a leaving or a member", () => {
  const facts: ServerFrame[] = [
    { type: "read", group: trio, user: ben, seq: 3 },
    messageFrame(left(4)),
  ];
  const known = play(start, ...[1, 2, 3].map((seq) => messageFrame(text(seq))), ...facts);
  const leftAt = left(4).at;
  const late = fc.record({
    lastSeq: fc.nat({ max: 6 }),
    readSeq: fc.nat({ max: 6 }),
    isThere: fc.boolean(),
    withDora: fc.boolean(),
  });
  fc.assert(fc.property(fc.array(late, { maxLength: 4 }), (frames) => {
    let state = known;
    for (const { lastSeq, readSeq, isThere, withDora } of frames) {
      const members = [member(ana, "ana"), member(ben, "ben", { readSeq })];
      if (isThere) members.push(member(chloe, "chloe"));
      if (withDora) members.push(member(dora, "dora"));
      state = play(state, groupFrame({ lastSeq, members }));
    }
    const most = Math.max(3, ...frames.map(({ readSeq }) => readSeq));
    assert.equal(readOf(state, ben), most);
    assert.equal(group(state).members[2]?.leftAt, leftAt);
    assert.ok(group(state).lastSeq >= 4);
    const hasCome = frames.some(({ withDora }) => withDora);
    assert.deepEqual(
      group(state).members.map(({ id }) => id),
      hasCome ? [ana, ben, chloe, dora] : [ana, ben, chloe],
    );
  }));
});

Deno.test("[W334] a read pointer that is not shown any more is gone, and comes back as it is told", () => {
  const known = play(start, messageFrame(text(1)), messageFrame(text(2)), {
    ...{ type: "read", group: trio, user: ben, seq: 2 },
  });
  const told = (change: Partial<Member>) =>
    play(
      known,
      groupFrame({ lastSeq: 2, members: [member(ana, "ana"), member(ben, "ben", change)] }),
    );
  assert.equal(readOf(told({ readSeq: 0, unseen: ["presence"] }), ben), 2);
  const hidden = told({ readSeq: 0, unseen: ["receipts"] });
  assert.equal(readOf(hidden, ben), 0);
  const members = [member(ana, "ana"), member(ben, "ben", { readSeq: 1 })];
  assert.equal(readOf(play(hidden, groupFrame({ lastSeq: 2, members })), ben), 1);
});

Deno.test("[W62] what this user has read is not unread again, nor counted twice", () => {
  const lines = [1, 2, 3, 4].map((seq) => messageFrame(text(seq, seq === 2 ? ana : ben)));
  const read = play(start, ...lines, { type: "read", group: trio, user: ana, seq: 3 });
  assert.equal(group(read).unread, 1);
  const told = play(read, groupFrame({ lastSeq: 4, readSeq: 1, unread: 2 }));
  assert.deepEqual([group(told).readSeq, group(told).unread], [3, 1]);
  const ahead = play(read, groupFrame({ lastSeq: 6, readSeq: 0, unread: 5 }));
  assert.deepEqual(
    [group(ahead).readSeq, group(ahead).unread],
    [3, 3],
    "two more are on their way",
  );
  const resumed = play(read, readyFrame([groupOf({ lastSeq: 4, readSeq: 0, unread: 3 })]));
  assert.deepEqual([group(resumed).readSeq, group(resumed).unread], [3, 1]);
  const elsewhere = play(read, groupFrame({ lastSeq: 2, readSeq: 4 }));
  assert.deepEqual(
    [group(elsewhere).readSeq, group(elsewhere).unread],
    [4, 0],
    "read in another tab",
  );
  const gapped = play(
    read,
    readyFrame([groupOf({ lastSeq: 900, readSeq: 0, unread: 899, gap: true })]),
  );
  assert.deepEqual(
    [group(gapped).readSeq, group(gapped).unread],
    [3, 897],
    "at most as many as there may be",
  );
});

Deno.test("[W62] a log that has become shorter says how far it was read", () => {
  const read = play(start, messageFrame(text(1)), messageFrame(text(2)), {
    type: "read",
    group: trio,
    user: ana,
    seq: 2,
  });
  const shorter = play(read, readyFrame([groupOf({ lastSeq: 1, readSeq: 0, unread: 1 })]));
  assert.deepEqual([group(shorter).readSeq, group(shorter).unread], [0, 1]);
});

Deno.test("[W65] who has left keeps name and colour, and who came for them has one of their own for good", () => {
  const at = (minute: number) => `2026-06-15T12:${minute}:00.000Z`;
  const chloeFirst = [
    member(ana, "ana"),
    member(ben, "ben"),
    member(chloe, "chloe", { leftAt: at(10) }),
    member(dora, "dora"),
  ];
  const before = groupOf({ members: chloeFirst });
  assert.deepEqual(chloeFirst.map(({ id }) => hueOf(before, id)), [1, 2, 3, 4]);
  const members = chloeFirst.map((each) => each.id === ben ? { ...each, leftAt: at(20) } : each);
  const after = groupOf({ members });
  assert.deepEqual(members.map(({ id }) => hueOf(after, id)), [1, 2, 3, 4]);
  const told = play(
    start,
    messageFrame(text(1)),
    messageFrame(left(2)),
    groupFrame({ lastSeq: 2, members: members.filter(({ id }) => id !== chloe) }),
  );
  assert.equal(nameOf(group(told), chloe), "chloe");
  assert.equal(hueOf(group(told), dora), 4);
});

/** Everything that the page holds, and everything that it would keep. */
function allOf(state: State): string {
  const groups = [...state.groups.values()].map((groupState) => ({ ...groupState, typing: [] }));
  return JSON.stringify([groups, snapshotOf(state)]);
}

const secret = "said in haste";
const log: readonly Message[] = [
  text(1, ben, { text: secret }),
  edited(2, 1, `${secret}, twice`),
  text(3),
  edited(4, 1, `${secret}, again`),
  erased(5, 1),
];

Deno.test("[W63] a text that was taken back is nowhere in the page's memory nor in what it keeps, in whatever order its log came", () => {
  const orders = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 });
  fc.assert(fc.property(orders, (order) => {
    const held = play(
      start,
      ...order.slice(0, -1).flatMap((at) => log.slice(at, at + 1)).map((one) => messageFrame(one)),
    );
    const all = play(held, ...log.map((one) => messageFrame(one)));
    assert.equal(group(all).lastSeq, 5);
    assert.doesNotMatch(allOf(all), new RegExp(secret));
    assert.match(allOf(all), /line 3/);
  }));
  assert.match(
    allOf(play(start, ...log.slice(0, 4).map((one) => messageFrame(one)))),
    new RegExp(secret),
  );
});

Deno.test("[W63] a page of history read before the text was taken back does not bring it in", () => {
  for (const first of [2, 3, 4, 5]) {
    const newer = play(
      apply(emptyState, readyFrame([groupOf({ lastSeq: first - 1 })]), 0),
      ...log.slice(first - 1).map((one) => messageFrame(one)),
    );
    assert.doesNotMatch(allOf(newer), new RegExp(secret));
    const all = addOlder(newer, trio, log.slice(0, first - 1));
    assert.equal(all.groups.get(trio)?.run.length, 5);
    assert.doesNotMatch(allOf(all), new RegExp(secret));
  }
});
