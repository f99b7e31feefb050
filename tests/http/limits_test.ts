// What one user can do to a server and to others: many sockets, messages in pieces, slow reading.

import assert from "node:assert/strict";
import { Duplex } from "node:stream";
import { v7 } from "uuid";
import { systemClock } from "../../protocol/clock.ts";
import type { GroupId, MessageId } from "../../protocol/domain.ts";
import { Corks, Frames, SlowReaders } from "../../routes/server/node_socket.ts";
import type { Line } from "../../tools/client.ts";
import { connected, formTrio, signUp } from "../support/server/people.ts";
import { endOf } from "../support/server/patience.ts";
import { openRawSocket } from "../support/server/raw_socket.ts";
import { drivers, startServer } from "../support/server/server.ts";

/**
 * Sends far more than fits into the buffers of both ends of a connection on one machine; few texts
 * at a time, so that their author keeps up.
 */
async function sayMuch(line: Line, group: GroupId): Promise<void> {
  const text = "x".repeat(4_000);
  for (let batch = 0; batch < 30; batch++) {
    for (let count = 0; count < 100; count++) {
      line.send({ type: "send", group, id: v7() as MessageId, text });
    }
    await line.next("message", ({ message }) => message.seq === batch * 100 + 101);
  }
}

Deno.test("[S15] who was cut off and reads on seconds later learns 4408, and a stop does not wait for that: ws", async () => {
  await using server = await startServer({ sockets: "ws", env: { BURST: "5000" } });
  const { anna, bob, chloe, group } = await formTrio(server);
  const line = await connected(bob);
  using slow = await openRawSocket(server.url, anna.client.cookie);
  using gone = await openRawSocket(server.url, chloe.client.cookie);
  for (const socket of [slow, gone]) await socket.send('{"type":"hello"}');
  for (const { user } of [anna, chloe]) {
    await line.next("presence", (frame) => frame.user === user.id);
  }
  await sayMuch(line, group);
  // Longer than other peers have for answering a close frame. The driver's time is real.
  await new Promise<void>((go) => void systemClock.after(1_500, go));
  assert.equal(await slow.closeCode(), 4408);
  const before = systemClock.now();
  await server.stop();
  assert(systemClock.now() - before < 3_000);
});

Deno.test("[S15] what waits for slow readers is kept for the latest 16 alone, and for none after a stop", () => {
  const slow = new SlowReaders();
  const dropped: number[] = [];
  const cancels = Array.from({ length: 16 }, (_, reader) => slow.add(() => dropped.push(reader)));
  assert.equal(dropped.length, 0);
  slow.add(() => dropped.push(16));
  assert.deepEqual(dropped, [0]);
  // Reader 1 has read all.
  cancels[1]?.();
  slow.add(() => dropped.push(17));
  assert.deepEqual(dropped, [0]);
  slow.dropAll();
  assert.deepEqual(dropped, [0, ...Array.from({ length: 16 }, (_, index) => index + 2)]);
});

Deno.test("[S82] what one turn of the event loop writes to a stream goes out together and in order: ws", async () => {
  const corks = new Corks();
  const [one, other] = [recordingStream(), recordingStream()];
  const send = (stream: Duplex, text: string) => {
    corks.hold(stream);
    stream.write(text);
  };
  for (const text of ["a", "b", "c"]) for (const { stream } of [one, other]) send(stream, text);
  // A close frame is written past the corks, behind the texts.
  one.stream.write("end");
  assert.deepEqual([one.writes, other.writes], [[], []]);
  await turn();
  assert.deepEqual([one.writes, other.writes], [[["a", "b", "c", "end"]], [["a", "b", "c"]]]);
  send(other.stream, "d");
  await turn();
  assert.deepEqual(other.writes, [["a", "b", "c"], ["d"]]);
});

Deno.test("[S82] a stream that ends within the turn loses nothing, and one that breaks harms no other: ws", async () => {
  const corks = new Corks();
  const [broken, ended, other] = [recordingStream(), recordingStream(), recordingStream()];
  for (const { stream } of [broken, ended, other]) {
    corks.hold(stream);
    stream.write("a");
  }
  broken.stream.destroy();
  ended.stream.end("b");
  await turn();
  assert.deepEqual([ended.writes.flat(), other.writes], [["a", "b"], [["a"]]]);
});

/** A stream, and what reached its other end by each system call. */
function recordingStream() {
  const writes: string[][] = [];
  const stream = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      writes.push([String(chunk)]);
      done();
    },
    writev(chunks, done) {
      writes.push(chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  });
  return { stream, writes };
}

/** Resolves in a later turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((go) => void systemClock.after(0, go));
}

Deno.test("[G2] texts of every length are framed as RFC 6455 has it: ws", () => {
  const frames = new Frames();
  const heads = [
    [0, [0x81, 0]],
    [125, [0x81, 125]],
    [126, [0x81, 126, 0, 126]],
    [65_535, [0x81, 126, 255, 255]],
    [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  ] as const;
  for (const [length, head] of heads) {
    const frame = frames.of("x".repeat(length));
    assert.deepEqual([...frame.subarray(0, head.length)], head, `${length}`);
    assert.equal(frame.subarray(head.length).toString(), "x".repeat(length));
  }
  // In bytes, not in characters.
  assert.deepEqual([...frames.of("é")], [0x81, 2, 0xc3, 0xa9]);
});

for (const sockets of drivers) {
  Deno.test(`[S11] a sixth socket of a user closes the oldest with 4409, and no others: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
    const other = await connected(bob);
    const oldest = await connected(anna);
    const others = [other];
    for (let socket = 2; socket <= 6; socket++) others.push(await connected(anna));
    assert.equal((await endOf(oldest)).code, 4409);
    for (const line of others) {
      line.send({ type: "ping" });
      await line.next("pong");
      await line.close();
    }
  });

  Deno.test(`[S12] a message in pieces counts as a whole: too big closes 1009, small is one frame: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const line = await connected(bob);
    using raw = await openRawSocket(server.url, anna.client.cookie);
    await raw.send('{"type":', '"hello"', "}");
    const id = v7();
    await raw.send(`{"type":"send","group":"${group}",`, `"id":"${id}",`, '"text":"in pieces"}');
    assert.equal((await line.next("message")).message.id, id);
    await raw.send(...Array.from({ length: 5 }, () => "x".repeat(4_000)));
    assert.equal(await raw.closeCode(), 1009);
    await line.close();
  });

  Deno.test(`[S13] who stops reading is cut off and offline; the others miss nothing meanwhile: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { BURST: "5000" } });
    const { anna, bob, group } = await formTrio(server);
    const line = await connected(bob);
    using raw = await openRawSocket(server.url, anna.client.cookie);
    await raw.send('{"type":"hello"}');
    await line.next("presence", ({ user, online }) => user === anna.user.id && online);
    await sayMuch(line, group);
    const seqs = line.received.flatMap((frame) =>
      frame.type === "message" ? [frame.message.seq] : []
    );
    assert.deepEqual(seqs, Array.from({ length: 3_000 }, (_, index) => index + 2));
    server.clock.advance(10_000);
    const left = await line.next(
      "presence",
      ({ user, online }) => user === anna.user.id && !online,
    );
    assert.equal(left.group, group);
    await line.close();
  });
}
