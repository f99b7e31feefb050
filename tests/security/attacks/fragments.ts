// A gibibyte in fragments over 50 sockets, then messages that never end: what the server's memory
// grows by.

import { openRawSocket, type RawSocket } from "../../support/server/raw_socket.ts";
import { arrive, memoryOf, pause, startTarget } from "./target.ts";

const [sockets, messageBytes, pieces] = [50, 16_000, 16];
const wholeBytes = 2 ** 30;
const messages = Math.ceil(wholeBytes / sockets / messageBytes);

export async function fragments(): Promise<string[]> {
  // Faster than the usual pace, which would take a minute and a half.
  await using target = await startTarget({ FRAMES_PER_SECOND: "2000", BURST: "4000" });
  const { url, pid } = target;
  const open: RawSocket[] = [];
  for (let socket = 0; socket < sockets; socket++) {
    const client = await arrive(url, `sender-${socket}`);
    const own = await openRawSocket(url, client.cookie);
    await own.send('{"type":"hello"}');
    open.push(own);
  }
  const drained = open.map((socket) => socket.drain());
  // As much in whole messages as fills the young objects' space, which the start task makes large:
  // a server that has run for a while has that already.
  await sendAll(open, { count: Math.ceil(messages / 4), pieces: 1 });
  await pause(2_000);
  const before = await memoryOf(pid);
  const watch = watched(pid);
  const began = performance.now();
  await sendAll(open, { count: messages, pieces });
  const seconds = (performance.now() - began) / 1_000;
  const most = await watch();
  await pause(2_000);
  const after = await memoryOf(pid);
  const lines = [
    `1 GiB in ${sockets * messages * pieces} fragments over ${sockets} sockets in ${
      seconds.toFixed(0)
    } s: ${(most - before).toFixed(1)} MB more at most, ${(after - before).toFixed(1)} MB after`,
  ];
  const unended = watched(pid);
  await Promise.all(open.map((socket) => socket.sendUnended(64, 50)));
  await pause(1_000);
  const held = await unended();
  lines.push(
    `then 64 one-byte pieces of a message without an end on each, a ping after each: ${
      (held - after).toFixed(1)
    } MB more`,
  );
  for (const socket of open) socket[Symbol.dispose]();
  await Promise.all(drained);
  return lines;
}

/** Pings that are padded with white space, each in pieces. */
async function sendAll(
  open: readonly RawSocket[],
  { count, pieces }: { readonly count: number; readonly pieces: number },
): Promise<void> {
  const head = '{"type":"ping"}';
  const size = messageBytes / pieces;
  const parts = Array.from(
    { length: pieces },
    (_, at) => at === 0 ? head.padEnd(size) : " ".repeat(size),
  );
  await Promise.all(open.map(async (socket) => {
    for (let message = 0; message < count; message++) {
      await socket.send(...parts);
      // Else the server takes the peer for gone after a minute.
      if (message % 50 === 0) await socket.pong();
    }
  }));
}

/** Looks at the memory of a process until it is asked for the most that it saw. */
function watched(pid: number): () => Promise<number> {
  let most = 0;
  const timer = setInterval(async () => {
    most = Math.max(most, await memoryOf(pid).catch(() => 0));
  }, 100);
  return async () => {
    clearInterval(timer);
    return Math.max(most, await memoryOf(pid));
  };
}
