// What members know of each other and of what was said before: reading, typing, presence, lists,
// history.

import assert from "node:assert/strict";
import type { Message } from "../../protocol/domain.ts";
import {
  connected,
  errorOf,
  formTrio,
  groupsOf,
  place,
  say,
  signUp,
} from "../support/server/people.ts";
import { endOf } from "../support/server/patience.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import type { Problem } from "../support/server/problems.ts";
import { drivers, startServer } from "../support/server/server.ts";

for (const sockets of drivers) {
  Deno.test(`[G7] read moves forward only, is told to the members, and counts texts of others as unread: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    for (const text of ["one", "two", "three"]) await say(a, group, text);
    const unread = async (person: typeof bob) => {
      const [found] = await groupsOf(person);
      return [found?.readSeq, found?.unread];
    };
    assert.deepEqual(await unread(bob), [0, 3]);
    assert.deepEqual(await unread(anna), [0, 0]);
    assert.equal(await errorOf(b, { type: "read", group, seq: 5 }), "no_such_message");
    b.send({ type: "read", group, seq: 3 });
    assert.deepEqual(await a.next("read"), { type: "read", group, user: bob.user.id, seq: 3 });
    assert.deepEqual(await unread(bob), [3, 1]);
    b.send({ type: "read", group, seq: 2 });
    b.send({ type: "read", group, seq: 4 });
    // A pointer is written once a second at most.
    server.clock.advance(1_000);
    assert.equal((await a.next("read")).seq, 4);
    assert.deepEqual(await unread(bob), [4, 0]);
    const [seenByAnna] = await groupsOf(anna);
    assert.equal(seenByAnna?.members.find(({ id }) => id === bob.user.id)?.readSeq, 4);
    await Promise.all([a.close(), b.close()]);
  });

  Deno.test(`[G8] typing reaches the others, not oneself, and is stored nowhere: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, chloe, group } = await formTrio(server);
    const [a, b, c] = [await connected(anna), await connected(bob), await connected(chloe)];
    a.send({ type: "typing", group });
    for (const line of [b, c]) {
      assert.deepEqual(await line.next("typing"), { type: "typing", group, user: anna.user.id });
    }
    a.send({ type: "ping" });
    assert.deepEqual((await a.next("pong")).heads, { [group]: 1 });
    assert(!a.received.some(({ type }) => type === "typing"));
    await Promise.all([a.close(), b.close(), c.close()]);
  });

  Deno.test(`[G9] presence: online with the first socket, offline 10 s after the last one is gone: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const a = await connected(anna);
    const isBobOnline = async () =>
      (await groupsOf(anna))[0]?.members.find(({ id }) => id === bob.user.id)?.online;
    assert.equal(await isBobOnline(), false);
    const lines = [await connected(bob), await connected(bob)];
    assert.deepEqual(await a.next("presence"), {
      type: "presence",
      group,
      user: bob.user.id,
      online: true,
    });
    await Promise.all(lines.map((line) => line.close()));
    // What the server does on a closed socket has happened once it answers a later request.
    assert.equal(await isBobOnline(), true);
    server.clock.advance(9_000);
    const back = await connected(bob);
    await back.close();
    assert.equal(await isBobOnline(), true);
    server.clock.advance(10_000);
    assert.deepEqual(await a.next("presence"), {
      type: "presence",
      group,
      user: bob.user.id,
      online: false,
    });
    assert.equal(await isBobOnline(), false);
    await a.close();
  });

  Deno.test(`[G10] groups are listed by latest activity, and a group of one's own can be looked up: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, group } = await formTrio(server);
    for (const name of ["dora", "emil"]) await place(await signUp(server, name));
    await place(anna);
    server.clock.advance(1_000);
    const ids = async () => (await groupsOf(anna)).map(({ id }) => id);
    const [second] = await ids();
    assert.notEqual(second, group);
    const line = await connected(anna);
    await say(line, group, "latest");
    assert.deepEqual(await ids(), [group, second]);
    const { body } = await anna.client.get<{ group: unknown }>(`/api/groups/${group}`);
    assert.deepEqual(body.group, (await groupsOf(anna))[0]);
    await line.close();
  });

  Deno.test(`[G11] history by seq: the last ones, those below, those above, with \`more\`: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { BURST: "100" } });
    const { anna, group } = await formTrio(server);
    const line = await connected(anna);
    for (let text = 2; text <= 8; text++) await say(line, group, `text ${text}`);
    const run = async (query: string) => {
      const path = `/api/groups/${group}/messages${query}`;
      const { body } = await anna.client.get<{ messages: Message[]; more: boolean }>(path);
      return [body.messages.map(({ seq }) => seq), body.more];
    };
    assert.deepEqual(await run(""), [[1, 2, 3, 4, 5, 6, 7, 8], false]);
    assert.deepEqual(await run("?limit=3"), [[6, 7, 8], true]);
    assert.deepEqual(await run("?before=6&limit=3"), [[3, 4, 5], true]);
    assert.deepEqual(await run("?before=3&limit=3"), [[1, 2], false]);
    assert.deepEqual(await run("?before=1"), [[], false]);
    assert.deepEqual(await run("?after=0&limit=2"), [[1, 2], true]);
    assert.deepEqual(await run("?after=6&limit=2"), [[7, 8], false]);
    assert.deepEqual(await run("?after=8"), [[], false]);
    for (let text = 9; text <= 51; text++) await say(line, group, `text ${text}`);
    const latest = Array.from({ length: 50 }, (_, index) => index + 2);
    assert.deepEqual(await run(""), [latest, true]);
    await line.close();
  });

  Deno.test(`[X15] a history query of another shape or range is 400 invalid: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, group } = await formTrio(server);
    const bad = [
      "before=-1",
      `before=${2 ** 53}`,
      "limit=0",
      "limit=201",
      "limit=x",
      "after=1.5",
      "before=1&after=1",
    ];
    for (const query of [...bad, "nonsense=1", "__proto__=1"]) {
      const { status, body } = await anna.client.get<{ code: string }>(
        `/api/groups/${group}/messages?${query}`,
      );
      assert.deepEqual([status, body.code], [400, "invalid"], query);
    }
    for (const id of ["nonsense", group.toUpperCase(), "__proto__"]) {
      assert.equal((await anna.client.get(`/api/groups/${id}`)).status, 404, id);
    }
  });

  Deno.test(`[X86] a query where none belongs, or a field that stands twice, is 400 invalid: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna: { client }, group } = await formTrio(server);
    const answerTo = async (method: string, path: string) => {
      const { status, body } = await client.request<Problem>(method, path);
      return [status, body.code, body.errors?.map(({ path }) => path)];
    };
    const history = `/api/groups/${group}/messages`;
    assert.deepEqual(await answerTo("GET", `${history}?limit=1&limit=2`), [400, "invalid", [
      "limit",
    ]]);
    for (const [method, path] of [["GET", "/api/me"], ["DELETE", "/api/ticket"]] as const) {
      assert.deepEqual(await answerTo(method, `${path}?page=1`), [400, "invalid", ["page"]]);
      assert.deepEqual((await answerTo(method, `${path}?__proto__=1`)).slice(0, 2), [
        400,
        "invalid",
      ]);
      assert((await client.request(method, `${path}?`)).status < 300);
    }
    const { status, body } = await client.request<Problem>("DELETE", "/api/session?all=true");
    assert.deepEqual([status, body.code], [400, "invalid"]);
    assert.equal((await client.get("/api/me")).status, 200);
  });

  Deno.test(`[G17] read pointers are right after a restart, also those that waited to be written: ${sockets}`, async () => {
    const store = createMemoryStore();
    const server = await startServer({ sockets, store });
    const { anna, bob, group } = await formTrio(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    for (const text of ["one", "two", "three"]) await say(a, group, text);
    b.send({ type: "read", group, seq: 2 });
    await a.next("read");
    b.send({ type: "read", group, seq: 4 });
    b.send({ type: "ping" });
    await b.next("pong");
    await server.stop();
    assert.equal((await a.next("read")).seq, 4);
    await Promise.all([endOf(a), endOf(b)]);
    assert.equal((await store.group(bob.user.id, group))?.readSeq, 4);
  });
}
