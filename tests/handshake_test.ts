// The handshake of a socket: another version of the protocol, and what is broken, is told what would be right. And its
// end, when the server stops.

import assert from "node:assert/strict";
import { connected, signUp } from "./support/people.ts";
import { answerTo } from "./support/raw_socket.ts";
import { drivers, startServer } from "./support/server.ts";

const right = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

for (const sockets of drivers) {
  Deno.test(`[X29] a handshake of another version, or with a broken key, is 426 and names version 13: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { client } = await signUp(server, "anna");
    const wrong = [
      { "sec-websocket-version": "8" },
      { "sec-websocket-version": "14" },
      { "sec-websocket-version": "13, 8" },
      { "sec-websocket-version": "" },
      { "sec-websocket-key": "short" },
      { "sec-websocket-key": "" },
    ];
    for (const headers of wrong) {
      const answer = await answerTo(server.url, "/ws", { ...right, ...headers, cookie: client.cookie });
      const shown = `${JSON.stringify(headers)}: ${answer}`;
      assert.match(answer, /^HTTP\/1.1 426 [^]*"code":"upgrade_required"/, shown);
      assert.match(answer, /\r\nsec-websocket-version: 13\r\n/i, shown);
    }
    const line = await client.connect();
    await line.hello();
    await line.close();
  });
}

for (const sockets of drivers) {
  Deno.test(`[P20] who is sending while the server stops is told 1001, too: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const line = await connected(await signUp(server, "anna"));
    for (let frame = 0; frame < 20; frame++) line.send({ type: "ping" });
    const stopped = server.stop();
    for (let frame = 0; frame < 20; frame++) line.send({ type: "ping" });
    assert.equal((await line.closed).code, 1001);
    await stopped;
  });
}
