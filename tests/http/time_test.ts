// The server's time, as it tells it to clients.

import assert from "node:assert/strict";
import { signUp } from "../support/server/people.ts";
import { startServer } from "../support/server/server.ts";
import { instantOf } from "../../protocol/clock.ts";

Deno.test("[R43] ready and pong tell the server's time, and ready a history", async () => {
  await using server = await startServer();
  const { client } = await signUp(server, "anna");
  const line = await client.connect();
  const ready = await line.hello();
  assert.equal(ready.now, instantOf(server.clock.now()));
  assert.match(ready.history, /./);
  server.clock.advance(7_200_000);
  line.send({ type: "ping" });
  const { now } = await line.next("pong");
  assert.equal(now, instantOf(server.clock.now()));
  assert.equal(Date.parse(now) - Date.parse(ready.now), 7_200_000);
  await line.close();
});
