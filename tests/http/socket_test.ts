// The socket itself: who may open one, hello, limits, and how it ends.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type { GroupId, MessageId } from "../../protocol/domain.ts";
import { quiet } from "../support/descriptions.ts";
import { connected, formTrio, password, signUp } from "../support/server/people.ts";
import { endOf } from "../support/server/patience.ts";
import { answerTo } from "../support/server/raw_socket.ts";
import { drivers, startServer } from "../support/server/server.ts";

for (const sockets of drivers) {
  Deno.test(`[S2] no valid session is 401 and a foreign Origin 403, both before the upgrade: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { client } = await signUp(server, "anna");
    await assert.rejects(server.client().connect(), /401/);
    await assert.rejects(client.connect({ origin: "http://evil.example" }), /403/);
    const line = await client.connect({ origin: server.url });
    await line.hello();
    await line.close();
    for (const extra of [{}, { upgrade: "h2c", connection: "upgrade" }, { upgrade: "websocket" }]) {
      const answer = await answerTo(server.url, "/ws", { ...extra, cookie: client.cookie });
      assert.match(answer, /^HTTP\/1.1 426 [^]*upgrade_required/);
    }
  });

  Deno.test(`[S3] ready tells user, profile, ticket, groups and limits: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { TEXT_LENGTH: "100" } });
    const { anna, group } = await formTrio(server);
    const line = await anna.client.connect();
    const ready = await line.hello();
    assert.deepEqual(ready.user, anna.user);
    assert.deepEqual(ready.profile, { birthDate: "1996-01-01", age: 30, sex: "female", ...quiet });
    assert.equal(ready.ticket, null);
    assert.deepEqual(ready.groups.map(({ id }) => id), [group]);
    assert(!("gap" in (ready.groups[0] ?? {})));
    assert.deepEqual(ready.limits, {
      textLength: 100,
      frameBytes: 16384,
      framesPerSecond: 20,
      burst: 40,
      queueBytes: 1048576,
    });
    await line.close();
  });

  Deno.test(`[S4] a frame before hello is refused with hello_first, and hello may still follow: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, group } = await formTrio(server);
    const line = await anna.client.connect();
    const id = v7() as MessageId;
    line.send({ type: "send", group, id, text: "too early" });
    assert.deepEqual(
      await line.next("error", (frame) => frame.id === id && frame.code === "hello_first"),
      line.received[0],
    );
    line.send({ type: "ping" });
    assert.equal((await line.next("error")).code, "hello_first");
    const ready = await line.hello();
    assert.equal(ready.groups[0]?.lastSeq, 1, "Nothing was stored");
    await line.close();
  });

  Deno.test(`[S5] a socket without hello within 10 s is closed 4400; one that said hello stays: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { client } = await signUp(server, "anna");
    const [silent, greeted] = [await client.connect(), await client.connect()];
    await greeted.hello();
    // The server has opened a socket once it answers on it.
    silent.send({ type: "ping" });
    await silent.next("error");
    server.clock.advance(10_000);
    assert.equal((await endOf(silent)).code, 4400);
    greeted.send({ type: "ping" });
    await greeted.next("pong");
    await greeted.close();
  });

  Deno.test(`[X16] a second hello, a binary frame and nonsense are refused as invalid; the socket and others live on: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const [line, other] = [await connected(anna), await connected(bob)];
    const bad: (string | Uint8Array<ArrayBuffer>)[] = [
      '{"type":"hello"}',
      new Uint8Array([1, 2, 3]),
      "nonsense",
      '{"type":"send"}',
      '{"type":"read","group":"x","seq":-1}',
      '{"__proto__":1}',
    ];
    for (const data of bad) {
      line.sendRaw(data);
      const { code, detail, id } = await line.next("error");
      assert.deepEqual([code, id], ["invalid", null], String(data));
      assert.notEqual(detail, "");
    }
    for (const one of [line, other]) {
      one.send({ type: "ping" });
      assert.deepEqual((await one.next("pong")).heads, { [group]: 1 });
    }
    await Promise.all([line.close(), other.close()]);
  });

  Deno.test(`[X17] a frame over frameBytes closes the socket 1009, counted in bytes of UTF-8, and others live on: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const other = await connected(bob);
    for (const text of ["a".repeat(16_384), "é".repeat(8_192), "\u{1F600}".repeat(4_096)]) {
      const line = await connected(anna);
      line.send({ type: "send", group, id: v7() as MessageId, text });
      assert.equal((await endOf(line)).code, 1009);
    }
    const binary = await connected(anna);
    binary.sendRaw(new Uint8Array(20_000));
    assert.equal((await endOf(binary)).code, 1009);
    const line = await connected(anna);
    const id = v7() as MessageId;
    line.send({ type: "send", group, id, text: "\u{1F600}".repeat(2_000) });
    assert.equal((await line.next("message")).message.id, id);
    assert.equal((await other.next("message")).message.id, id);
    await Promise.all([line.close(), other.close()]);
  });

  Deno.test(`[X18] a text over the limit is too_long and stores nothing: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, group } = await formTrio(server);
    const line = await connected(anna);
    const id = v7() as MessageId;
    line.send({ type: "send", group, id, text: "a".repeat(4_001) });
    const refused = await line.next("error");
    assert.deepEqual([refused.id, refused.code], [id, "too_long"]);
    line.send({ type: "ping" });
    assert.deepEqual((await line.next("pong")).heads, { [group]: 1 });
    await line.close();
  });

  Deno.test(`[S6] many invalid frames close the socket 4400: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { BURST: "1000" } });
    const { client } = await signUp(server, "anna");
    const line = await client.connect();
    await line.hello();
    for (let frame = 0; frame < 40; frame++) line.sendRaw("nonsense");
    assert.equal((await endOf(line)).code, 4400);
    assert(line.received.some((frame) => frame.type === "error" && frame.code === "invalid"));
  });

  Deno.test(`[S7] past the burst a user's frames get slow_down, over all sockets together; going on closes 4429: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob } = await formTrio(server);
    const [first, second, other] = [
      await connected(anna),
      await connected(anna),
      await connected(bob),
    ];
    for (let frame = 0; frame < 19; frame++) {
      first.send({ type: "ping" });
      second.send({ type: "ping" });
    }
    for (let frame = 0; frame < 19; frame++) {
      await Promise.all([first.next("pong"), second.next("pong")]);
    }
    second.send({ type: "ping" });
    assert.equal((await second.next("error")).code, "slow_down");
    server.clock.advance(50);
    second.send({ type: "ping" });
    await second.next("pong");
    for (let frame = 0; frame < 60; frame++) second.send({ type: "ping" });
    assert.equal((await endOf(second)).code, 4429);
    other.send({ type: "ping" });
    await other.next("pong");
    await Promise.all([first.close(), other.close()]);
  });

  Deno.test(`[S7] invalid frames spend credit like any others: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { BURST: "10" } });
    const line = await connected(await signUp(server, "anna"));
    for (let frame = 0; frame < 9; frame++) line.sendRaw("nonsense");
    line.send({ type: "ping" });
    const codes = [];
    for (let frame = 0; frame < 10; frame++) codes.push((await line.next("error")).code);
    assert.deepEqual(codes, [...Array(9).fill("invalid"), "slow_down"]);
    await line.close();
  });

  Deno.test(`[S8] logging out closes the session's sockets 4401 at once, and no others: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const anna = await signUp(server, "anna");
    const elsewhere = server.client();
    await elsewhere.logIn("anna", password);
    const [here, there] = [await connected(anna), await elsewhere.connect()];
    await there.hello();
    await anna.client.logOut();
    assert.equal((await endOf(here)).code, 4401);
    there.send({ type: "ping" });
    await there.next("pong");
    await there.close();
  });

  Deno.test(`[S9] a session that runs out closes its sockets 4401 within 2 s: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { SESSION_DAYS: "1" } });
    const line = await connected(await signUp(server, "anna"));
    server.clock.sleep(86_400_000 - 2_000);
    line.send({ type: "ping" });
    await line.next("pong");
    server.clock.advance(4_000);
    assert.equal((await endOf(line)).code, 4401);
  });

  Deno.test(`[S10] a stop tells every client 1001, after what they had sent was answered: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, group } = await formTrio(server);
    const line = await connected(anna);
    const id = v7() as MessageId;
    line.send({ type: "send", group, id, text: "just before" });
    await line.next("message");
    await server.stop();
    assert.equal((await endOf(line)).code, 1001);
  });

  Deno.test(`[R1] a client that comes back with what it has gets each missed message once, in order: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const line = await connected(bob);
    const send = (text: string) => line.send({ type: "send", group, id: v7() as MessageId, text });
    for (let text = 2; text <= 6; text++) send(`text ${text}`);
    await line.next("message", ({ message }) => message.seq === 6);
    const back = await anna.client.connect();
    back.send({ type: "hello", since: { [group]: 3 } as Record<GroupId, number> });
    for (let text = 7; text <= 9; text++) send(`text ${text}`);
    await back.next("message", ({ message }) => message.seq === 9);
    assert.equal(back.received[0]?.type, "ready");
    const seqs = back.received.flatMap((frame) =>
      frame.type === "message" ? [frame.message.seq] : []
    );
    assert.deepEqual(seqs, [4, 5, 6, 7, 8, 9]);
    await Promise.all([line.close(), back.close()]);
  });

  Deno.test(`[R2] who missed more than the limit gets gap: true and none of it, then what comes live: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { RESUME_MESSAGES: "3" } });
    const { anna, bob, group } = await formTrio(server);
    const line = await connected(bob);
    const send = (text: string) => line.send({ type: "send", group, id: v7() as MessageId, text });
    for (let text = 2; text <= 5; text++) send(`text ${text}`);
    await line.next("message", ({ message }) => message.seq === 5);
    const [far, near] = [await anna.client.connect(), await anna.client.connect()];
    assert.equal((await far.hello({ [group]: 1 } as Record<GroupId, number>)).groups[0]?.gap, true);
    assert(
      !("gap" in ((await near.hello({ [group]: 2 } as Record<GroupId, number>)).groups[0] ?? {})),
    );
    send("text 6");
    for (const [back, expected] of [[far, [6]], [near, [3, 4, 5, 6]]] as const) {
      await back.next("message", ({ message }) => message.seq === 6);
      const seqs = back.received.flatMap((frame) =>
        frame.type === "message" ? [frame.message.seq] : []
      );
      assert.deepEqual(seqs, expected);
      await back.close();
    }
    await line.close();
  });

  Deno.test(`[R3] a group of since that one is not in, or that does not exist, is answered by gone: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { group } = await formTrio(server);
    const eve = await signUp(server, "eve");
    const nowhere = v7();
    const line = await eve.client.connect();
    await line.hello({ [group]: 1, [nowhere]: 0 } as Record<GroupId, number>);
    assert.equal((await line.next("gone")).group, group);
    assert.equal((await line.next("gone")).group, nowhere);
    assert.deepEqual(line.received.map(({ type }) => type), ["ready", "gone", "gone"]);
    await line.close();
  });
}
