// What the line brings, handled in a time and with drawings that the test holds.

import assert from "node:assert/strict";
import { FrameQueue } from "../../client/net/frame_queue.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { messageFrame, text } from "../support/page/page.ts";

function setUp() {
  const clock = new FakeClock();
  const drawings: (() => void)[] = [];
  const seen: number[] = [];
  const frameQueue = new FrameQueue({
    clock,
    gather: (run, afterMs) => {
      if (afterMs === 0) drawings.push(run);
      else clock.after(afterMs, () => drawings.push(run));
    },
    handle: (frame) => void (frame.type === "message" && seen.push(frame.message.seq)),
  });
  return {
    clock,
    frameQueue,
    /** Lets the time pass that frames wait for others. */
    gather: () => clock.advance(125),
    tell: (from: number, to: number) => {
      for (let seq = from; seq <= to; seq++) frameQueue.put(messageFrame(text(seq)));
    },
    draw: () => drawings.splice(0).forEach((run) => run()),
    isDrawingDue: () => drawings.length > 0,
    /** What was handled since this was last asked. */
    seen: () => seen.splice(0),
  };
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

Deno.test("[W90] what comes closely is handled with few drawings, a few at a time, in its order", () => {
  const { tell, gather, draw, seen, isDrawingDue } = setUp();
  tell(1, 1);
  assert.deepEqual(seen(), [1], "The first one had to wait");
  tell(2, 21);
  gather();
  assert.deepEqual(seen(), [], "Each was drawn");
  draw();
  assert.deepEqual(seen(), range(2, 11));
  draw();
  draw();
  assert.deepEqual(seen(), range(12, 21));
  assert.equal(isDrawingDue(), false);
});

Deno.test("[W90] a quick talk is drawn eight times a second, and nothing of it waits for longer than that", () => {
  const { clock, tell, draw, seen, isDrawingDue } = setUp();
  tell(1, 1);
  seen();
  let drawings = 0;
  for (let seq = 2; seq <= 41; seq++) {
    tell(seq, seq);
    clock.advance(25);
    if (isDrawingDue()) drawings++;
    draw();
  }
  assert.equal(drawings, 8);
  assert.deepEqual(seen(), range(2, 41));
});

Deno.test("[W90] what was missed is handled at once, and so is what comes after a pause", () => {
  const { clock, tell, gather, draw, seen } = setUp();
  tell(1, 1);
  tell(2, 301);
  gather();
  draw();
  assert.deepEqual(seen(), range(1, 301));
  clock.advance(1_000);
  tell(302, 302);
  assert.deepEqual(seen(), [302]);
});

Deno.test("[W90] nothing that came is lost with the line, and nothing of a line that was let go is handled", () => {
  const { frameQueue, tell, gather, draw, seen } = setUp();
  tell(1, 1);
  tell(2, 21);
  gather();
  draw();
  frameQueue.flush();
  assert.deepEqual(seen(), range(1, 21));
  tell(22, 41);
  frameQueue.clear();
  gather();
  draw();
  assert.deepEqual(seen(), []);
  tell(42, 43);
  gather();
  draw();
  assert.deepEqual(seen(), [42, 43]);
});
