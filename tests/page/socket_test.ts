// The page's line to the server, on a wire and in a time that the test holds.

import assert from "node:assert/strict";
import { closeCode } from "../../protocol/frames.ts";
import { Socket } from "../../client/net/socket.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { messageFrame, messageId, readyFrame, text, trio, Wires } from "../support/page/page.ts";

interface Luck {
  value: number;
}

function setUp() {
  const clock = new FakeClock();
  const wires = new Wires();
  const told: string[] = [];
  const luck: Luck = { value: 1 };
  /** Types of frames that cannot be taken in. */
  const broken = new Set<string>();
  const socket = new Socket({
    clock,
    Wire: wires.Wire,
    url: "ws://trio.test/ws",
    random: () => luck.value,
    hello: (isBare) => ({ type: "hello", since: isBare ? {} : { [trio]: 7 } }),
    onFrame: (frame) => {
      if (broken.has(frame.type)) throw new Error("broken");
      told.push(frame.type);
    },
    onFault: (error) => void told.push(`fault ${(error as Error).message}`),
    onConnect: () => void told.push("up"),
    onDisconnect: () => void told.push("down"),
    onRefused: () => void told.push("refused"),
    onSessionOver: () => void told.push("over"),
    onSuspended: (until) => void told.push(`suspended ${until}`),
    onTooBig: () => void told.push("too big"),
    onDisplaced: () => void told.push("displaced"),
  });
  return { clock, wires, told, luck, broken, socket };
}

Deno.test("[W11] after the end of the session nothing is tried any more, not even when the browser wakes", () => {
  const { clock, wires, told, socket } = setUp();
  socket.start();
  wires.last.welcome();
  wires.last.lose(closeCode.sessionOver);
  assert.deepEqual(told, ["ready", "up", "down", "over"]);
  socket.wake();
  clock.advance(3_600_000);
  assert.equal(wires.opened.length, 1);
});

Deno.test("[W10] nothing but hello is sent before ready, and hello tells what is held", () => {
  const { wires, socket } = setUp();
  socket.start();
  assert.equal(socket.send({ type: "ping" }), false);
  wires.last.open();
  assert.equal(socket.send({ type: "ping" }), false);
  assert.deepEqual(wires.last.sent, [{ type: "hello", since: { [trio]: 7 } }]);
  wires.last.receive(readyFrame());
  assert.equal(socket.send({ type: "ping" }), true);
});

Deno.test("[W10] each loss doubles the time until the next attempt, from 0.5 s to 30 s; ready begins anew", () => {
  const { clock, wires, socket } = setUp();
  socket.start();
  for (const delayMs of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    const { length } = wires.opened;
    wires.last.lose();
    clock.advance(delayMs - 1);
    assert.equal(wires.opened.length, length, `not before ${delayMs} ms`);
    clock.advance(1);
    assert.equal(wires.opened.length, length + 1, `after ${delayMs} ms`);
  }
  wires.last.welcome();
  clock.advance(5_000);
  const { length } = wires.opened;
  wires.last.lose();
  clock.advance(500);
  assert.equal(wires.opened.length, length + 1);
});

Deno.test("[Z195] a server that closes soon after ready is asked later each time, until a connection lasts", () => {
  const { clock, wires, socket } = setUp();
  socket.start();
  for (const delayMs of [500, 1_000, 2_000, 4_000]) {
    wires.last.welcome();
    clock.advance(4_999);
    const { length } = wires.opened;
    wires.last.lose();
    clock.advance(delayMs - 1);
    assert.equal(wires.opened.length, length, `not before ${delayMs} ms`);
    clock.advance(1);
    assert.equal(wires.opened.length, length + 1, `after ${delayMs} ms`);
  }
});

Deno.test("[Z190] a ready that cannot be taken in is no connection; any other such frame is dropped", () => {
  const { clock, wires, told, broken, socket } = setUp();
  socket.start();
  broken.add("ready").add("message");
  wires.last.welcome();
  assert.deepEqual(told.splice(0), ["down", "fault broken"]);
  assert.ok(wires.last.isClosed);
  clock.advance(15_999);
  assert.equal(wires.opened.length, 1);
  clock.advance(1);
  broken.delete("ready");
  wires.last.welcome();
  wires.last.receive(messageFrame(text(1)));
  wires.last.receive({ type: "gone", group: trio });
  assert.deepEqual(told, ["ready", "up", "fault broken", "gone"]);
});

Deno.test("[Z191] a frame of more than 8 MiB ends the connection, and is not pressed for", () => {
  const { clock, wires, told, socket } = setUp();
  socket.start();
  wires.last.welcome();
  const most = 8 * 1024 * 1024;
  const frame = (length: number) => '{"type":"x","a":"' + "a".repeat(length - 19) + '"}';
  const wire = wires.last;
  wire.onmessage?.(new MessageEvent("message", { data: frame(most) }));
  assert.deepEqual(told.splice(0), ["ready", "up", "x"]);
  wire.onmessage?.(new MessageEvent("message", { data: frame(most + 1) }));
  assert.deepEqual(told, ["down", `fault A frame of ${most + 1} characters`]);
  assert.ok(wire.isClosed);
  clock.advance(15_999);
  assert.equal(wires.opened.length, 1);
  clock.advance(1);
  assert.equal(wires.opened.length, 2);
});

Deno.test("[W10] chance spreads the attempts from nothing to the whole time", () => {
  const { clock, wires, luck, socket } = setUp();
  socket.start();
  luck.value = 0;
  wires.last.lose();
  clock.advance(0);
  assert.equal(wires.opened.length, 2);
  luck.value = 0.5;
  wires.last.lose();
  clock.advance(499);
  assert.equal(wires.opened.length, 2);
  clock.advance(1);
  assert.equal(wires.opened.length, 3);
});

Deno.test("[W10] a wake tries at once while waiting, opens no second line, and asks a living one for a sign", () => {
  const { clock, wires, socket } = setUp();
  socket.start();
  socket.wake();
  assert.equal(wires.opened.length, 1);
  wires.last.lose();
  socket.wake();
  assert.equal(wires.opened.length, 2);
  clock.advance(500);
  assert.equal(wires.opened.length, 2, "the attempt that was due is not made as well");
  wires.last.welcome();
  socket.wake();
  assert.equal(wires.last.of("ping").length, 1);
});

Deno.test("[W10] a server that calls this client bad is not pressed", () => {
  const { clock, wires, socket } = setUp();
  socket.start();
  wires.last.welcome();
  wires.last.lose(closeCode.slowDown);
  clock.advance(15_999);
  assert.equal(wires.opened.length, 1);
  clock.advance(1);
  assert.equal(wires.opened.length, 2);
});

Deno.test("[W10] a hello that is refused for its pace is said again on another line, before the time for ready is over", () => {
  const { clock, wires, told, socket } = setUp();
  const refusal = { type: "error", id: null, code: "slow_down", detail: "" };
  socket.start();
  for (const delayMs of [500, 1_000]) {
    const { length } = wires.opened;
    wires.last.open();
    wires.last.receive(refusal);
    assert.ok(wires.last.isClosed);
    clock.advance(delayMs - 1);
    assert.equal(wires.opened.length, length, "each refusal doubles the wait");
    clock.advance(1);
    assert.equal(wires.opened.length, length + 1);
  }
  wires.last.welcome();
  wires.last.receive(refusal);
  assert.deepEqual(told, ["ready", "up", "error"], "after ready it is another frame's");
  assert.equal(wires.last.isClosed, false);
});

Deno.test("[W28] a line displaced by other tabs is not taken back before this tab is used", () => {
  const { clock, wires, told, socket } = setUp();
  socket.start();
  wires.last.welcome();
  wires.last.lose(closeCode.displaced);
  assert.deepEqual(told, ["ready", "up", "down", "displaced"]);
  socket.wake();
  clock.advance(3_600_000);
  assert.equal(wires.opened.length, 1);
  socket.reclaim();
  assert.equal(wires.opened.length, 2);
  socket.reclaim();
  wires.last.welcome();
  socket.reclaim();
  assert.equal(wires.opened.length, 2);
});

Deno.test("[W12] a line that does not answer a ping is given up and replaced; one that answers is kept", () => {
  const { clock, wires, told, socket } = setUp();
  socket.start();
  wires.last.welcome();
  for (let round = 0; round < 4; round++) {
    clock.advance(15_000);
    wires.last.receive({ type: "pong", heads: {} });
  }
  assert.equal(wires.opened.length, 1);
  assert.equal(wires.last.of("ping").length, 4);
  clock.advance(15_000 + 8_000);
  assert.equal(told.at(-1), "down");
  assert.ok(wires.opened[0]?.isClosed);
  clock.advance(500);
  assert.equal(wires.opened.length, 2);
});

Deno.test("[W60] a line that talks on and does not answer a ping is given up after 30 s", () => {
  const { clock, wires, socket } = setUp();
  socket.start();
  wires.last.welcome();
  clock.advance(15_000);
  for (let second = 0; second < 29; second++) {
    clock.advance(1_000);
    wires.last.receive(messageFrame(text(second + 1)));
  }
  assert.equal(wires.opened.length, 1, "a slow line that says something lives");
  clock.advance(1_000 + 500);
  assert.equal(wires.opened.length, 2);
});

Deno.test("[W60] a line that falls silent after a frame that answers no ping is given up 8 s later", () => {
  const { clock, wires, socket } = setUp();
  socket.start();
  wires.last.welcome();
  clock.advance(15_000 + 5_000);
  wires.last.receive(messageFrame(text(1)));
  clock.advance(7_999);
  assert.equal(wires.opened[0]?.isClosed, false);
  clock.advance(1);
  assert.equal(wires.opened[0]?.isClosed, true);
});

Deno.test("[W60] a ping that is refused for now is answered; one that another frame follows is not", () => {
  const { clock, wires, socket } = setUp();
  socket.start();
  wires.last.welcome();
  const refusal = { type: "error", id: null, code: "unavailable", detail: "" };
  for (let round = 0; round < 8; round++) {
    clock.advance(15_000);
    wires.last.receive(round % 2 === 0 ? refusal : { ...refusal, code: "slow_down" });
  }
  assert.equal(wires.opened.length, 1);
  for (const other of [{ ...refusal, code: "invalid" }, { ...refusal, id: messageId(1) }]) {
    wires.last.receive({ type: "pong", heads: {} });
    const { length } = wires.opened;
    clock.advance(15_000 - 500);
    wires.last.receive(other);
    for (let ms = 0; ms < 31_000; ms += 1_000) {
      clock.advance(1_000);
      if (wires.opened.length === length) wires.last.receive(messageFrame(text(1)));
    }
    assert.equal(wires.opened.length, length + 1, JSON.stringify(other));
    wires.last.welcome();
  }
});

Deno.test("[W60] before ready nothing but ready is an answer", () => {
  const { clock, wires, socket } = setUp();
  socket.start();
  wires.last.open();
  clock.advance(5_000);
  wires.last.receive({ type: "pong", heads: {} });
  clock.advance(3_000 + 500);
  assert.equal(wires.opened.length, 2);
});

Deno.test("[W12] a line that opens and never gets to ready is given up", () => {
  const { clock, wires, socket } = setUp();
  socket.start();
  wires.last.open();
  clock.advance(8_000 + 500);
  assert.equal(wires.opened.length, 2);
});

Deno.test("[W12] what a line that was let go still reports is not heard", () => {
  const { wires, told, socket } = setUp();
  socket.start();
  const old = wires.last;
  old.welcome();
  socket.stop();
  socket.start();
  old.receive(readyFrame());
  old.lose(closeCode.sessionOver);
  assert.deepEqual(told, ["ready", "up", "down"]);
});

Deno.test("[W6] [Z190] what is not a frame is passed over", () => {
  const { wires, told, socket } = setUp();
  socket.start();
  wires.last.welcome();
  for (const data of ["", "{", "null", "[]", "7", '{"kind":"x"}', new ArrayBuffer(2)]) {
    wires.last.onmessage?.(new MessageEvent("message", { data }));
  }
  assert.deepEqual(told, ["ready", "up", ...Array(7).fill("fault Not a frame")]);
});
