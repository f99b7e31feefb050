// Connections on which no whole request comes, and messages in many small pieces: what the driver
// `ws` does about them.

import assert from "node:assert/strict";
import { systemClock } from "../../protocol/clock.ts";
import { formTrio, signUp } from "../support/server/people.ts";
import { openRawSocket } from "../support/server/raw_socket.ts";
import { startServer } from "../support/server/server.ts";

Deno.test("[X106] a connection on which no whole request comes is ended within 10 s, however slowly something comes: ws", async () => {
  await using server = await startServer({ sockets: "ws" });
  const { hostname, port } = new URL(server.url);
  const began = systemClock.now();
  const starts = [
    "",
    "GET / HTTP/1.1\r\nhost: x\r\n",
    "GET /ws HTTP/1.1\r\nupgrade: websocket\r\n",
  ];
  await Promise.all(starts.map(async (start) => {
    using connection = await Deno.connect({ hostname, port: Number(port) });
    await connection.write(new TextEncoder().encode(start));
    const drip = start === ""
      ? () => {}
      : systemClock.every(500, () => void connection.write(new TextEncoder().encode("a: b\r\n")));
    const buffer = new Uint8Array(1_024);
    while (await connection.read(buffer).catch(() => null) !== null);
    drip();
  }));
  const took = systemClock.now() - began;
  assert(took > 7_000 && took < 10_000, `It took ${took} ms`);
  assert.equal((await server.client().get("/healthz")).status, 200);
});

Deno.test("[X107] a message in more than 64 pieces is closed 1008, one in 64 is a message: ws", async () => {
  await using server = await startServer({ sockets: "ws" });
  const { anna, bob, group } = await formTrio(server);
  const line = await bob.client.connect();
  await line.hello();
  using raw = await openRawSocket(server.url, anna.client.cookie);
  await raw.send('{"type":"hello"}');
  await line.next("presence", ({ user }) => user === anna.user.id);
  const typing = JSON.stringify({ type: "typing", group });
  await raw.send(...pieces(typing, 64));
  await line.next("typing");
  await raw.send(...pieces(typing, 65));
  assert.equal(await raw.closeCode(), 1008);
  await line.close();
});

Deno.test("[X108] a peer that sends many pings is dropped: ws", async () => {
  await using server = await startServer({ sockets: "ws" });
  const { client: { cookie } } = await signUp(server, "anna");
  using raw = await openRawSocket(server.url, cookie);
  await raw.send('{"type":"hello"}');
  for (let count = 0; count < 60; count++) await raw.ping();
  assert.equal((await server.client().get("/healthz")).status, 200);
  const ended = raw.closeCode();
  for (let count = 0; count < 10; count++) await raw.ping().catch(() => {});
  assert.equal(await ended, null);
});

/** The text in so many pieces, the last of which is what remains. */
function pieces(text: string, count: number): string[] {
  return [...text.slice(0, count - 1), text.slice(count - 1)];
}
