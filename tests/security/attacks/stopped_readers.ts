// A hundred readers that stop, while somebody talks in each of their groups: when the last of them
// is gone.

import { v7 } from "uuid";
import type { GroupId, MessageId } from "../../../protocol/domain.ts";
import type { Line } from "../../../tools/client.ts";
import { openRawSocket, type RawSocket } from "../../support/server/raw_socket.ts";
import { formTrio } from "../../support/server/trio.ts";
import { memoryOf, pause, startTarget } from "./target.ts";

/** Two of each trio stop on five sockets each. */
const [trios, socketsEach] = [10, 5];
const [batches, batch] = [30, 100];

export async function stoppedReaders(): Promise<string[]> {
  await using target = await startTarget({ BURST: "5000", FRAMES_PER_SECOND: "5000" });
  const { url, pid } = target;
  const readers: RawSocket[] = [];
  const writers: { line: Line; group: GroupId }[] = [];
  for (let trio = 0; trio < trios; trio++) {
    const { group, people: [writer, ...stopped] } = await formTrio(url, `trio${trio}`);
    for (const { cookie } of stopped) {
      for (let at = 0; at < socketsEach; at++) {
        const socket = await openRawSocket(url, cookie);
        await socket.send('{"type":"hello"}');
        readers.push(socket);
      }
    }
    const line = await writer.connect();
    await line.hello();
    writers.push({ line, group });
  }
  await pause(1_000);
  const before = await memoryOf(pid);
  for (const writer of writers) await sayMuch(writer);
  const said = performance.now();
  const grown = await memoryOf(pid) - before;
  const ends = await Promise.all(readers.map((socket) => gone(socket)));
  const last = Math.max(...ends.map((end) => end - said)) / 1_000;
  await pause(1_000);
  const after = await memoryOf(pid) - before;
  for (const { line } of writers) await line.close();
  return [
    `${readers.length} readers: the last one gone ${
      Math.max(0, last).toFixed(1)
    } s after the last text`,
    `memory: ${grown.toFixed(0)} MB more while they stopped, ${after.toFixed(0)} MB after`,
  ];
}

/** More than fits into the buffers of both ends, few texts at a time. */
async function sayMuch({ line, group }: { line: Line; group: GroupId }): Promise<void> {
  for (let count = 0; count < batches; count++) {
    const id = v7() as MessageId;
    for (let text = 1; text < batch; text++) {
      line.send({ type: "send", group, id: v7() as MessageId, text: "x".repeat(4_000) });
    }
    line.send({ type: "send", group, id, text: "last" });
    await line.next("message", ({ message }) => message.id === id);
  }
}

/** When a socket that is never read finds that the server has ended it. */
async function gone(socket: RawSocket): Promise<number> {
  for (;;) {
    try {
      await socket.ping();
    } catch {
      socket[Symbol.dispose]();
      return performance.now();
    }
    await pause(250);
  }
}
