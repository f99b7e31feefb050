// The end of an account, over the public protocol: what its user, the others and the operator see.

import assert from "node:assert/strict";
import type { Store } from "../../db/store/store.ts";
import type { Group, GroupId, Message, UserId } from "../../protocol/domain.ts";
import type { Reply } from "../../tools/client.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { allRows } from "../support/store/all_rows.ts";
import { postgresStore } from "../support/store/stores.ts";
import {
  connected,
  errorOf,
  formTrio,
  framesSoFar,
  groupsOf,
  makePartners,
  newMessageId,
  partnerOf,
  password,
  place,
  say,
  signUp,
  thirty,
  ticketOf,
} from "../support/server/people.ts";
import { endOf, until } from "../support/server/patience.ts";
import type { Problem } from "../support/server/problems.ts";
import { drivers, type Person, startServer } from "../support/server/server.ts";

const dayMs = 86_400_000;
const postgres = await postgresStore("deletion_http");

function deleteAccount({ client }: Person, secret = password): Promise<Reply<Problem | null>> {
  return client.request("DELETE", "/api/me", { password: secret });
}

/** Waits until every deletion is done. */
async function deletionsDone({ store }: { readonly store: Store }): Promise<void> {
  let left: readonly UserId[] = ["" as UserId];
  await until("the deletions are done", () => left.length === 0, async () => {
    left = await store.deletions(1);
  });
}

async function logOf({ client }: Person, group: GroupId): Promise<readonly Message[]> {
  const path = `/api/groups/${group}/messages?after=0&limit=200`;
  return (await client.get<{ messages: Message[] }>(path)).body.messages;
}

for (const sockets of drivers) {
  Deno.test(`[A110] a deleted account is gone for itself at once, and for the others with its name, age, sex and texts: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, chloe, group } = await formTrio(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    await say(a, group, "a first text");
    const { seq } = await say(a, group, "a second text");
    a.send({ type: "edit", group, id: newMessageId(), seq, text: "as edited" });
    await a.next("message", ({ message }) => message.kind === "edited");
    await say(b, group, "of Bob");
    const { status, headers } = await deleteAccount(anna);
    assert.equal(status, 204);
    assert.match(headers.getSetCookie()[0] ?? "", /Max-Age=0/);
    assert.equal(headers.get("clear-site-data"), '"cache"');
    assert.equal((await endOf(a)).code, 4401);
    assert.equal((await server.client().logIn("anna", password)).status, 401);
    await b.next("message", ({ message }) => message.kind === "erased");
    await b.next("message", ({ message }) => message.kind === "erased");
    await b.next("message", ({ message }) => message.kind === "left");
    const { group: shown } = await b.next("group", ({ group: { name } }) => name === "bob, chloé");
    for (const seen of [shown, ...await groupsOf(chloe)]) isWithout(seen, anna);
    const log = await logOf(bob, group);
    assert.deepEqual(
      log.flatMap((each) => each.kind === "text" ? [[each.text, each.erased]] : []),
      [["", true], ["", true], ["of Bob", false]],
    );
    // A group that has lost two names may go on.
    assert.equal((await bob.client.put(`/api/groups/${group}/seat`, {})).status, 200);
  });
}

function isWithout({ members, why }: Group, { user }: Person): void {
  const member = members.find(({ id }) => id === user.id);
  assert.deepEqual(
    [member?.username, member?.deleted, member?.age, member?.sex, member?.online],
    ["", true, null, null, false],
  );
  assert.notEqual(member?.leftAt, null);
  assert.equal(why, undefined);
}

Deno.test("[A110] a deleted account waits for nobody, and its partner is told", async () => {
  await using server = await startServer();
  const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
  await makePartners(anna, bob);
  await place(anna);
  const b = await connected(bob);
  assert.equal((await deleteAccount(anna)).status, 204);
  await b.next("partner", ({ partner }) => partner === null);
  await deletionsDone(server);
  assert.deepEqual([await partnerOf(bob), await ticketOf(bob)], [null, null]);
});

Deno.test("[A111] a deletion needs the password: a wrong one changes nothing and counts as a guess", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  for (let guess = 0; guess < 10; guess++) {
    const { status, body } = await deleteAccount(anna, "not the secret");
    assert.deepEqual([status, body?.code], [401, "bad_credentials"]);
  }
  assert.equal((await deleteAccount(anna)).status, 429);
  assert.equal((await anna.client.get("/api/me")).status, 200);
  assert.deepEqual(await server.store.deletions(1), []);
});

Deno.test("[A112] a deletion that a stop has cut short goes on with the next start, and one that fails is tried again", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  const first = await startServer({ store: faulty.store });
  const { anna, bob, group } = await formTrio(first);
  const a = await connected(anna);
  for (const words of ["a text", "another"]) await say(a, group, words);
  const held = faulty.hang("eraseRun");
  faulty.fail("eraseRun", "before");
  assert.equal((await deleteAccount(anna)).status, 204);
  const stopped = first.stop();
  held.letGo();
  await stopped;
  assert.equal((await faulty.store.textsLeft(anna.user.id, group, 9)).length, 2);

  await using second = await startServer({ store: faulty.store });
  const again: Person = { user: bob.user, client: second.client() };
  again.client.cookie = bob.client.cookie;
  const b = await connected(again);
  faulty.fail("emptyAccount", "after");
  second.clock.advance(5_000);
  await b.next("message", ({ message }) => message.kind === "left");
  await until(
    "it has failed once",
    () => second.reports.length > 0,
    () => framesSoFar(b),
  );
  assert.match(second.reports.join("\n"), /A deletion waits for another attempt/);
  second.clock.advance(5_000);
  await b.next("group", ({ group: { name } }) => name === "bob, chloé");
  await deletionsDone(second);
});

Deno.test("[A113] the name of a deleted account can be taken again after 30 days, and so can what looks like it", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const signUpAs = async (username: string) =>
    (await server.client().signUp({ username, password, profile: thirty })).status;
  assert.equal((await deleteAccount(anna)).status, 204);
  assert.equal(await signUpAs("anna"), 409);
  await deletionsDone(server);
  assert.equal(await signUpAs("Anna"), 409);
  assert.equal(await signUpAs("anna."), 409);
  server.clock.sleep(30 * dayMs - 1);
  assert.equal(await signUpAs("anna"), 409);
  server.clock.sleep(1);
  assert.equal(await signUpAs("anna"), 201);
});

Deno.test("[A114] texts in a group that its author had left are taken back as well, more than one turn holds", async () => {
  await using server = await startServer();
  const { anna, bob, group } = await formTrio(server);
  const a = await connected(anna);
  for (let line = 0; line < 250; line++) {
    // Straight to the store's group: the pace of frames is not the point.
    const { user } = anna;
    const id = newMessageId();
    const send = { type: "send", user: user.id, id, text: `line ${line}` } as const;
    assert.equal((await server.world.placement.askGroup(group, send)).type, "done");
  }
  a.send({ type: "quit", group });
  await a.next("gone");
  const b = await connected(bob);
  assert.equal((await deleteAccount(anna)).status, 204);
  await b.next("group", ({ group: { name } }) => name === "bob, chloé");
  await deletionsDone(server);
  const erased = b.received.filter((frame) =>
    frame.type === "message" && frame.message.kind === "erased"
  );
  assert.equal(erased.length, 250);
  assert.equal((await server.store.textsLeft(anna.user.id, group, 9)).length, 0);
});

Deno.test("[A115] requests that are under way while an account is deleted bring nothing of it back", async () => {
  await using server = await startServer();
  const { anna, bob, group } = await formTrio(server);
  const a = await connected(anna);
  const late = [];
  const begun = deleteAccount(anna);
  for (let turn = 0; turn < 20; turn++) {
    const { client } = anna;
    const send = { type: "send", group, id: newMessageId(), text: "a late text" } as const;
    a.send(send);
    late.push(
      client.put("/api/ticket", { criteria: { sex: "any", age: null, widen: false } }),
      client.put("/api/me/profile", { birthDate: "1990-01-01", sex: "male" }),
      client.request("POST", "/api/invites", {}),
    );
  }
  const statuses = (await Promise.all(late)).map(({ status }) => status);
  assert(statuses.every((status) => status < 500), String(statuses));
  assert.equal((await begun).status, 204);
  await deletionsDone(server);
  assert.equal((await server.store.textsLeft(anna.user.id, group, 9)).length, 0);
  const account = await server.store.account(anna.user.id);
  assert.deepEqual(account, {
    user: { id: anna.user.id, username: "", deleted: true },
    profile: null,
  });
  assert.deepEqual((await server.store.openTickets(null)).length, 0);
  const b = await connected(bob);
  const seen = { type: "react", group, id: newMessageId(), seq: 1, emoji: "👍", on: true } as const;
  assert.equal(await errorOf(b, seen), "no_such_message");
});

Deno.test("[A116] within 30 s no row and no line of the operator's log holds a word of a deleted account", async () => {
  await using at = await postgres.open();
  await using server = await startServer({ store: at.store });
  const names = ["Canarina", "bob", "chloé"];
  const [canary, bob] = [
    await signUp(server, "Canarina", { birthDate: "1987-03-21", sex: "other" }),
    await signUp(server, "bob"),
    await signUp(server, "chloé"),
  ];
  for (const username of names) {
    const client = server.client();
    await client.logIn(username, password);
    await place({ client, user: canary.user });
  }
  const [group] = await groupsOf(bob);
  assert(group);
  // First: a report keeps what it shows, which a deletion leaves.
  const words = { group: group.id, user: bob.user.id, reason: "evidence that stays" };
  await canary.client.request("POST", "/api/reports", words);
  const line = await connected(canary);
  const { seq } = await say(line, group.id, "Wintergreen");
  line.send({ type: "edit", group: group.id, id: newMessageId(), seq, text: "Xylophone" });
  await line.next("message", ({ message }) => message.kind === "edited");
  const before = await allRows(at.db);
  const canaries = ["Canarina", "canarina", "1987-03-21", "Xylophone"];
  for (const word of canaries) assert(before.includes(word), word);
  assert.equal((await deleteAccount(canary)).status, 204);
  await deletionsDone(server);
  const rows = await allRows(at.db);
  const log = server.reports.join("\n");
  for (const word of [...canaries, "Wintergreen"]) assert(!rows.includes(word), word);
  for (const word of [...canaries, "Wintergreen"]) assert(!log.includes(word), word);
  assert(rows.includes("evidence that stays"));
});
