// The handshake of a socket: what another version or a broken one is told. And sockets when the
// server stops.

import assert from "node:assert/strict";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import {
  connected,
  formTrio,
  newMessageId,
  password,
  signUp,
  thirty,
} from "../support/server/people.ts";
import { endOf } from "../support/server/patience.ts";
import { openRequest } from "../support/server/raw_request.ts";
import { answerTo } from "../support/server/raw_socket.ts";
import { drivers, startServer } from "../support/server/server.ts";

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
      const answer = await answerTo(server.url, "/ws", {
        ...right,
        ...headers,
        cookie: client.cookie,
      });
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
  Deno.test(`[S2] without a session, or from a foreign Origin, half a handshake is 401 or 403, too: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { cookie } = (await signUp(server, "anna")).client;
    const halves = [{}, { connection: "upgrade", upgrade: "h2c" }, {
      ...right,
      "sec-websocket-version": "8",
    }];
    for (const half of halves) {
      assert.match(await answerTo(server.url, "/ws", half), /^HTTP\/1.1 401 [^]*"unauthenticated"/);
      const foreign = { ...half, cookie, origin: "http://evil.example" };
      assert.match(await answerTo(server.url, "/ws", foreign), /^HTTP\/1.1 403 [^]*"cross_origin"/);
    }
  });
}

for (const sockets of drivers) {
  Deno.test(`[S80] a refused handshake has the headers of every answer, and no cache keeps it: ${sockets}`, async () => {
    const faulty = createFaultyStore(createMemoryStore());
    await using server = await startServer({ sockets, store: faulty.store });
    const { anna, group } = await formTrio(server);
    const { cookie } = anna.client;
    const line = await connected(anna);
    const assertRefused = async (status: number, headers: Record<string, string>) => {
      const answer = await answerTo(server.url, "/ws", { ...right, ...headers });
      assert(answer.startsWith(`HTTP/1.1 ${status} `), answer);
      assert.match(answer, /\r\ncache-control: no-store\r\n/i);
      assert.match(answer, /\r\ncontent-security-policy: default-src 'none';/i);
      assert.match(answer, /\r\nx-content-type-options: nosniff\r\n/i);
    };
    await assertRefused(400, { cookie, host: "a b" });
    await assertRefused(401, {});
    await assertRefused(403, { cookie, origin: "http://evil.example" });
    await assertRefused(426, { cookie, "sec-websocket-version": "8" });
    const appended = faulty.hang("append");
    line.send({ type: "send", group, id: newMessageId(), text: "just before" });
    // Answered after the text was taken.
    line.send({ type: "ping" });
    await line.next("pong");
    const stopped = server.stop();
    await assertRefused(503, { cookie });
    appended.letGo();
    await stopped;
  });

  Deno.test(`[S81] a socket opens where WebSocket is one of the protocols offered, and to GET alone: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { cookie } = (await signUp(server, "anna")).client;
    const answerOf = async (method: string, upgrade: string) => {
      const headers = Object.entries({ ...right, cookie, upgrade });
      const lines = headers.map(([name, value]) => `${name}: ${value}`);
      await using request = await openRequest(server.url, [
        `${method} /ws HTTP/1.1`,
        "host: x",
        ...lines,
      ]);
      return await request.firstLine();
    };
    for (const upgrade of ["websocket", "WebSocket", "websocket, h2c", "h2c,websocket"]) {
      assert.match(await answerOf("GET", upgrade), /^HTTP\/1.1 101 /, upgrade);
    }
    assert.match(await answerOf("GET", "websockets"), /^HTTP\/1.1 426 /);
    for (const method of ["HEAD", "POST"]) {
      const status = method === "HEAD" ? 426 : 404;
      assert.match(await answerOf(method, "websocket"), new RegExp(`^HTTP/1.1 ${status} `), method);
    }
  });
}

const offer = [
  "host: x",
  "connection: Upgrade, HTTP2-Settings",
  "http2-settings: AAMAAABkAAQAAP__",
];

for (const sockets of drivers) {
  Deno.test(`[X30] a request that offers another protocol is answered in this one: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { client } = await signUp(server, "anna");
    for (const upgrade of ["h2c", "h2c, websocket", "TLS/1.0"]) {
      const extra = { connection: "Upgrade", upgrade, cookie: client.cookie };
      assert.match(
        await answerTo(server.url, "/api/me", extra),
        /^HTTP\/1.1 200 [^]*"anna"/,
        upgrade,
      );
      assert.match(
        await answerTo(server.url, "/api/nope", extra),
        /^HTTP\/1.1 404 [^]*"not_found"/,
        upgrade,
      );
    }
  });
}

// Deno's own server refuses these by itself.
Deno.test("[X30] a request that offers another protocol is read with its body: ws", async () => {
  await using server = await startServer({ sockets: "ws" });
  const account = { username: "anna", password, profile: thirty };
  for (const [status, code] of [[201, ""], [409, '[^]*"code":"username_taken"']]) {
    const body = JSON.stringify(account);
    const head = [
      "POST /api/users HTTP/1.1",
      ...offer,
      "upgrade: h2c",
      `content-length: ${body.length}`,
    ];
    await using request = await openRequest(server.url, [...head, "connection: close"]);
    await request.write(body);
    assert.match(await request.answer(), new RegExp(`^HTTP/1.1 ${status} ${code}`));
  }
});

for (const sockets of drivers) {
  Deno.test(`[S10] while the server stops it opens no socket and is not ready: ${sockets}`, async () => {
    const faulty = createFaultyStore(createMemoryStore());
    await using server = await startServer({ sockets, store: faulty.store });
    const { anna, bob, group } = await formTrio(server);
    const line = await connected(anna);
    const appended = faulty.hang("append");
    line.send({ type: "send", group, id: newMessageId(), text: "just before" });
    // Answered after the text was taken.
    line.send({ type: "ping" });
    await line.next("pong");
    const stopped = server.stop();
    await assert.rejects(bob.client.connect(), /503/);
    assert.equal((await bob.client.get("/readyz")).status, 503);
    assert.equal((await bob.client.get("/healthz")).status, 200);
    appended.letGo();
    await stopped;
    assert.equal((await endOf(line)).code, 1001);
  });

  Deno.test(`[P20] who is sending while the server stops is told 1001, too: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const line = await connected(await signUp(server, "anna"));
    for (let frame = 0; frame < 20; frame++) line.send({ type: "ping" });
    const stopped = server.stop();
    for (let frame = 0; frame < 20; frame++) line.send({ type: "ping" });
    assert.equal((await endOf(line)).code, 1001);
    await stopped;
  });
}
