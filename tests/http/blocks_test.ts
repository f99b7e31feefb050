// Whom one never wants to meet, what one tells the operator, and what is kept of oneself.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import { instantOf } from "../../protocol/clock.ts";
import type { User } from "../../protocol/domain.ts";
import { quiet } from "../support/descriptions.ts";
import { FakeClock } from "../support/fake_clock.ts";
import {
  connected,
  formTrio,
  framesSoFar,
  groupsOf,
  makePartners,
  open,
  password,
  type Person,
  place,
  say,
  signUp,
  thirty,
} from "../support/server/people.ts";
import type { Problem } from "../support/server/problems.ts";
import { drivers, startServer } from "../support/server/server.ts";

async function blockedBy({ client }: Person): Promise<User[]> {
  return (await client.get<{ blocked: User[] }>("/api/blocks")).body.blocked;
}

Deno.test("[X27] a block of nobody is 404, of oneself 400, and nothing changes", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  for (const path of ["blocks", "again"]) {
    for (const method of ["PUT", "DELETE"]) {
      for (const id of ["nonsense", anna.user.id.toUpperCase(), "__proto__"]) {
        const { status, body } = await anna.client.request<Problem>(method, `/api/${path}/${id}`);
        assert.deepEqual([status, body.code], [404, "not_found"], `${method} ${path} ${id}`);
      }
      const own = await anna.client.request<Problem>(method, `/api/${path}/${anna.user.id}`);
      assert.deepEqual([own.status, own.body.code, own.body.errors?.[0]?.path], [
        400,
        "invalid",
        "user",
      ]);
      const { status, body } = await anna.client.request<Problem>(method, `/api/${path}/${v7()}`);
      assert.deepEqual([status, body.code], [404, "not_found"], `${method} ${path}`);
    }
  }
  assert.deepEqual(await blockedBy(anna), []);
});

for (const sockets of drivers) {
  Deno.test(`[T45] two of whom one has blocked the other are not matched, and the blocked one is told nothing: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const [anna, bob, clo] = [
      await signUp(server, "anna"),
      await signUp(server, "bob"),
      await signUp(server, "clo"),
    ];
    const line = await connected(bob);
    await place(bob);
    assert.equal((await anna.client.put(`/api/blocks/${bob.user.id}`, {})).status, 204);
    assert.equal((await anna.client.put(`/api/blocks/${bob.user.id}`, {})).status, 204);
    assert.deepEqual([await blockedBy(anna), await blockedBy(bob)], [[bob.user], []]);
    await place(anna);
    await place(clo);
    assert.deepEqual(await groupsOf(clo), []);
    const told = (await framesSoFar(line)).map(({ type }) => type);
    assert.deepEqual(told.filter((type) => type !== "ticket"), ["ready", "pong"]);
    for (let turn = 0; turn < 2; turn++) {
      assert.equal((await anna.client.delete(`/api/blocks/${bob.user.id}`)).status, 204);
    }
    assert.deepEqual(await blockedBy(anna), []);
    assert.equal(
      (await line.next("group")).group.members.length,
      3,
      "Unblocked, they are matched at once",
    );
    await line.close();
  });

  Deno.test(`[T45] a block while all three wait keeps apart those who have not been matched yet: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const people = [];
    for (const name of ["anna", "bob", "clo"]) people.push(await signUp(server, name));
    const [anna, bob, clo] = people;
    assert(anna && bob && clo);
    await place(anna);
    await place(bob);
    await bob.client.put(`/api/blocks/${anna.user.id}`, {});
    await place(clo);
    assert.deepEqual(await groupsOf(clo), []);
    await place(await signUp(server, "dora"));
    assert.equal(
      (await groupsOf(anna))[0]?.name,
      "anna, clo, dora",
      "Anna has waited longer than Bob",
    );
    assert.deepEqual(await groupsOf(bob), []);
  });
}

Deno.test("[X28] a report without a reason, of oneself, or about someone one was in no group with is refused", async () => {
  const clock = new FakeClock();
  await using server = await startServer({ clock });
  const { anna, bob, group } = await formTrio(server);
  const eve = await signUp(server, "eve");
  const report = { group, user: bob.user.id, reason: "He was rude" };
  const invalid: [unknown, string][] = [
    [{ ...report, reason: "" }, "reason"],
    [{ ...report, reason: " \n\u200b\u2060" }, "reason"],
    [{ ...report, reason: "x".repeat(1_001) }, "reason"],
    [{ ...report, reason: "a\0b" }, "reason"],
    [{ ...report, reason: "a\ud800b" }, "reason"],
    [{ ...report, reason: 7 }, "reason"],
    [{ ...report, user: anna.user.id }, "user"],
    [{ ...report, user: "bob" }, "user"],
    [{ ...report, group: "nonsense" }, "group"],
    [{ ...report, severity: 3 }, "severity"],
    [{ group, user: bob.user.id }, "reason"],
  ];
  for (const [body, path] of invalid) {
    // Refused ones count, too.
    clock.advance(10_000);
    const answer = await anna.client.request<Problem>("POST", "/api/reports", body);
    assert.deepEqual([answer.status, answer.body.code, answer.body.errors?.[0]?.path], [
      400,
      "invalid",
      path,
    ]);
  }
  const foreign = [{ ...report, user: eve.user.id }, { ...report, group: v7() }, {
    ...report,
    user: v7(),
  }];
  for (const body of foreign) {
    const answer = await anna.client.request<Problem>("POST", "/api/reports", body);
    assert.deepEqual([answer.status, answer.body.code], [404, "not_found"]);
  }
  const outside = await eve.client.request<Problem>("POST", "/api/reports", report);
  assert.deepEqual([outside.status, outside.body.code], [404, "not_found"]);
});

Deno.test("[T46] a member reports another one, also after leaving, and at most so often", async () => {
  await using server = await startServer();
  const { anna, bob, group } = await formTrio(server);
  await anna.client.delete(`/api/groups/${group}/membership`);
  const report = { group, user: bob.user.id, reason: "  He was rude\nto all of us " };
  for (let count = 0; count < 10; count++) {
    assert.equal((await anna.client.request("POST", "/api/reports", report)).status, 204);
  }
  const held = await anna.client.request<Problem>("POST", "/api/reports", report);
  assert.deepEqual([held.status, held.body.code], [429, "slow_down"]);
  const kept = await server.store.own(anna.user.id, "reports", { after: null, limit: 20 });
  assert.equal(kept.length, 1, "What is told again within a day belongs to one report");
  const [, entry] = kept[0] ?? [];
  assert.deepEqual([entry?.about, entry?.reason], [bob.user.id, "He was rude\nto all of us"]);
});

interface Data {
  readonly user: User;
  readonly profile: unknown;
  readonly partner: User | null;
  readonly createdAt: string;
  readonly blocked: readonly { readonly at: string }[];
  readonly invites: readonly { readonly createdAt: string }[];
  readonly sessions: readonly unknown[];
  readonly tickets: readonly { readonly criteria: unknown }[];
  readonly reports: readonly { readonly reason: string }[];
  readonly groups: readonly {
    readonly id: string;
    readonly leftAt: string | null;
    readonly texts: readonly { readonly text: string }[];
    readonly reactions: readonly unknown[];
    readonly changes: readonly { readonly kind: string; readonly target: number }[];
    readonly readSeq: number;
  }[];
}

for (const sockets of drivers) {
  Deno.test(`[T47] one's own data comes as a file: all that is kept of oneself, of the others nothing they wrote, no secret: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { BURST: "1000" } });
    const { anna, bob, chloe, group } = await formTrio(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    for (let count = 0; count < 205; count++) {
      a.send({ type: "send", group, id: v7() as never, text: `by Anna ${count}` });
    }
    await a.next("message", ({ message }) => message.seq === 206);
    await say(b, group, "by Bob");
    await say(a, group, '"quoted", \u2028 and é');
    for (const [line, emoji] of [[a, "👍"], [b, "🎈"]] as const) {
      line.send({ type: "react", group, id: v7() as never, seq: 2, emoji, on: true });
    }
    await b.next(
      "message",
      ({ message }) => message.kind === "reacted" && message.by === bob.user.id,
    );
    a.send({ type: "edit", group, id: v7() as never, seq: 206, text: "put otherwise" });
    a.send({ type: "erase", group, id: v7() as never, seq: 206 });
    a.send({ type: "read", group, seq: 3 });
    await b.next("read");
    const reason = "He is rude";
    await anna.client.request("POST", "/api/reports", { group, user: bob.user.id, reason });
    await anna.client.put(`/api/blocks/${chloe.user.id}`, {});
    await anna.client.delete(`/api/groups/${group}/membership`);
    const dora = await signUp(server, "dora");
    await makePartners(anna, dora);
    await place(anna);

    const { status, body, headers } = await anna.client.get<Data>("/api/me/data");
    assert.equal(status, 200);
    assert.equal(headers.get("content-disposition"), 'attachment; filename="trio.json"');
    assert.deepEqual([body.user, body.profile], [anna.user, { ...thirty, age: 30, ...quiet }]);
    const at = instantOf(server.clock.now());
    assert.deepEqual([body.partner, body.blocked], [dora.user, [{ ...chloe.user, at }]]);
    assert.deepEqual([body.createdAt, body.invites.map(({ createdAt }) => createdAt)], [at, [at]]);
    assert.deepEqual([body.sessions.length, body.reports[0]?.reason], [1, reason]);
    assert.deepEqual(body.tickets[0]?.criteria, { ...open, widenSex: false, bots: false });
    const [mine] = body.groups;
    assert.deepEqual([body.groups.length, mine?.id, mine?.leftAt === null], [1, group, false]);
    const texts = mine?.texts.map(({ text }) => text) ?? [];
    const own = Array.from({ length: 204 }, (_, count) => `by Anna ${count}`);
    assert.deepEqual(texts, [...own, "", '"quoted", \u2028 and é']);
    const reactions = (mine?.reactions ?? []) as { seq: number; at: string }[];
    assert.deepEqual(
      reactions.map(({ seq: _seq, at: _at, ...rest }) => rest),
      [{ target: 2, emoji: "👍", on: true }],
    );
    assert.deepEqual(mine?.changes.map(({ kind, target }) => [kind, target]), [["edited", 206], [
      "erased",
      206,
    ]]);
    assert.equal(mine?.readSeq, 3);
    const all = JSON.stringify(body);
    for (
      const secret of [
        "by Bob",
        "put otherwise",
        "🎈",
        "argon2id",
        password,
        anna.client.cookie.replace(/^[^=]*=/, ""),
      ]
    ) {
      assert(!all.includes(secret), `"${secret}" is told`);
    }
    await Promise.all([a, b].map((line) => line.close()));
  });

  Deno.test(`[T47] a list that is longer than a page comes whole: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { BURST: "1000" } });
    const anna = await signUp(server, "anna");
    for (let other = 0; other < 201; other++) {
      const { user } = await signUp(server, `other${other}`);
      assert.equal((await anna.client.put(`/api/blocks/${user.id}`, {})).status, 204);
    }
    assert.equal((await anna.client.get<Data>("/api/me/data")).body.blocked.length, 201);
  });

  Deno.test(`[T47] who has just come has a file, too, and asks for it at most so often: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const client = server.client();
    await client.signUp({ username: "anna", password });
    for (let count = 0; count < 10; count++) {
      const { body } = await client.get<Data>("/api/me/data");
      assert.deepEqual([body.profile, body.groups, body.tickets, body.partner], [
        null,
        [],
        [],
        null,
      ]);
    }
    const held = await client.get<Problem>("/api/me/data");
    assert.deepEqual([held.status, held.body.code], [429, "slow_down"]);
  });
}
