// What one user can do to a server and to the others: sockets, messages in pieces, and reading too slowly.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type { MessageId } from "../actors/protocol.ts";
import { connected, formTrio, signUp } from "./support/people.ts";
import { openRawSocket } from "./support/raw_socket.ts";
import { drivers, startServer } from "./support/server.ts";

for (const sockets of drivers) {
  Deno.test(`[S11] a sixth socket of a user closes the oldest with 4409, and no others: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
    const other = await connected(bob);
    const lines = [];
    for (let socket = 0; socket < 6; socket++) lines.push(await connected(anna));
    assert.equal((await lines[0]?.closed)?.code, 4409);
    for (const line of [...lines.slice(1), other]) {
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
    const long = "x".repeat(4_000);
    // Far more than the buffers of both ends of a connection on one machine; few at a time, so that Bob keeps up.
    for (let batch = 0; batch < 30; batch++) {
      for (let text = 0; text < 100; text++) {
        line.send({ type: "send", group, id: v7() as MessageId, text: long });
      }
      await line.next("message", ({ message }) => message.seq === batch * 100 + 101);
    }
    const seqs = line.received.flatMap((frame) => frame.type === "message" ? [frame.message.seq] : []);
    assert.deepEqual(seqs, Array.from({ length: 3_000 }, (_, index) => index + 2));
    server.clock.advance(10_000);
    const left = await line.next("presence", ({ user, online }) => user === anna.user.id && !online);
    assert.equal(left.group, group);
    await line.close();
  });
}
