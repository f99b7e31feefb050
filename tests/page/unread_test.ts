// What the page counts as unread, beside what a server with the whole log before it would count.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Message } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { snapshotOf, stateOf } from "../../web/state/snapshot.ts";
import { apply, emptyState, type State } from "../../client/state/state.ts";
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

type Operation = "other's text" | "own text" | "taken back";

const operations = fc.array(
  fc.tuple(fc.constantFrom<Operation>("other's text", "own text", "taken back"), fc.nat()),
  { minLength: 1, maxLength: 12 },
);

/**
 * The log of these operations as it was told; each take-back is of a text of Ben's that was still
 * there, if one is.
 */
function logOf(list: readonly (readonly [Operation, number])[]): Message[] {
  const log: Message[] = [];
  for (const [operation, choice] of list) {
    const seq = log.length + 1;
    const there = log.filter(({ kind, by, seq }) =>
      kind === "text" && by === ben && !targets(log).includes(seq)
    );
    const target = there[choice % Math.max(1, there.length)]?.seq;
    if (operation === "taken back" && target !== undefined) log.push(erased(seq, target));
    else log.push(text(seq, operation === "own text" ? ana : ben));
  }
  return log;
}

function erased(seq: number, target: number): Message {
  return { seq, id: messageId(seq), by: ben, at: text(seq).at, kind: "erased", target };
}

function targets(log: readonly Message[]): number[] {
  return log.flatMap((message) => message.kind === "erased" ? [message.target] : []);
}

/** The log up to `seq` as the server has it then. */
function storedAt(log: readonly Message[], seq: number): Message[] {
  const now = log.slice(0, seq);
  const gone = targets(now);
  return now.map((message) =>
    message.kind === "text" && gone.includes(message.seq)
      ? { ...message, text: "", erased: true }
      : message
  );
}

function unreadOf(log: readonly Message[], seq: number, readSeq: number): number {
  return storedAt(log, seq).filter((message) =>
    message.seq > readSeq && message.kind === "text" && message.by !== ana && !message.erased
  ).length;
}

function readyAt(log: readonly Message[], seq: number, readSeq: number): ServerFrame {
  const last = storedAt(log, seq).at(-1) ?? null;
  return readyFrame([
    groupOf({ lastSeq: seq, readSeq, last, unread: unreadOf(log, seq, readSeq) }),
  ]);
}

const readFrame = (seq: number): ServerFrame => ({ type: "read", group: trio, user: ana, seq });
const unread = (state: State) => state.groups.get(trio)?.group.unread;

function play(state: State, frames: readonly ServerFrame[]): State {
  return frames.reduce((next, frame) => apply(next, frame, 0), state);
}

function afterReload(state: State): State {
  const kept = snapshotOf(state);
  assert.ok(kept);
  return stateOf(kept);
}

Deno.test("[W136] what is read while it is said, and what is taken back, is not unread: as the log has it", () => {
  const reads = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(operations, reads, (list, choices) => {
      const log = logOf(list);
      let state = apply(emptyState, readyFrame(), 0);
      let read = 0;
      for (const [index, message] of log.entries()) {
        const seq = index + 1;
        state = play(state, [messageFrame(message)]);
        const choice = (choices[index] ?? 0) % (seq * 3);
        if (choice <= seq && choice > read) state = play(state, [readFrame(read = choice)]);
        assert.equal(unread(state), unreadOf(log, seq, read), `after ${seq}`);
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("[W136] nor does a line that was lost, or a reload, change what is unread, while the server knows less", () => {
  const shares = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.boolean());
  fc.assert(
    fc.property(operations, shares, (list, [a, b, c, d, isReload]) => {
      const log = logOf(list);
      const all = log.length;
      const known = a % (all + 1);
      const read = b % (known + 1);
      const stored = c % (read + 1);
      const told = known + (d % (all - known + 1));
      const before = play(apply(emptyState, readyFrame(), 0), [
        ...log.slice(0, known).map((message) => messageFrame(message)),
        readFrame(read),
      ]);
      const after = play(isReload ? afterReload(before) : before, [
        readyAt(log, told, stored),
        ...storedAt(log, told).slice(known).map((message) => messageFrame(message)),
      ]);
      assert.equal(unread(after), unreadOf(log, told, read), "once all that was missed is there");
      const end = play(after, log.slice(told).map((message) => messageFrame(message)));
      assert.equal(unread(end), unreadOf(log, all, read), "in the end");
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("[W136] what a page did not load is as the server counts it, and less by what is taken back", () => {
  const log = [...[1, 2, 3, 4].map((seq) => text(seq)), erased(5, 2), erased(6, 4)];
  const start = apply(emptyState, readyAt(log, 4, 2), 0);
  assert.equal(unread(start), 2);
  assert.equal(unread(play(start, [messageFrame(erased(5, 2))])), 2, "that one was read");
  assert.equal(unread(play(start, [messageFrame(erased(5, 2)), messageFrame(erased(6, 4))])), 1);
});
