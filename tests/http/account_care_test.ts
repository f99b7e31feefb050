// Care of one's own account: the password, the sessions, and the codes for a forgotten password.

import assert from "node:assert/strict";
import type { OwnSession } from "../../db/store/sessions.ts";
import type { SessionId } from "../../protocol/domain.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { connected, password, place, signUp, thirty, ticketOf } from "../support/server/people.ts";
import { endOf } from "../support/server/patience.ts";
import type { Problem } from "../support/server/problems.ts";
import { drivers, type Person, startServer, type TestServer } from "../support/server/server.ts";

const another = "quite another secret";

type Sessions = { readonly sessions: readonly (OwnSession & { readonly current: boolean })[] };

async function sessionsOf({ client }: Person): Promise<Sessions["sessions"]> {
  return (await client.get<Sessions>("/api/me/sessions")).body.sessions;
}

/** The same user in another browser. */
async function secondBrowser(
  server: TestServer,
  { user }: Person,
  secret = password,
): Promise<Person> {
  const client = server.client();
  assert.equal((await client.logIn(user.username, secret)).status, 200);
  return { user, client };
}

async function codesOf({ client }: Person, secret = password): Promise<string[]> {
  const { status, body } = await client.request<{ codes: string[] }>("POST", "/api/me/recovery", {
    password: secret,
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body.codes;
}

function recover(server: TestServer, username: string, code: string, password = another) {
  const client = server.client();
  const body = { username, code, password };
  return client.request<Problem>("POST", "/api/session/recovery", body);
}

for (const sockets of drivers) {
  Deno.test(`[A100] a new password ends every other session and its sockets at once, and not this one: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const anna = await signUp(server, "anna");
    const other = await secondBrowser(server, anna);
    const [mine, theirs] = [await connected(anna), await connected(other)];
    const body = { current: password, password: another };
    assert.equal((await anna.client.put("/api/me/password", body)).status, 204);
    assert.equal((await endOf(theirs)).code, 4401);
    assert.equal((await other.client.get("/api/me")).status, 401);
    mine.send({ type: "ping" });
    await mine.next("pong");
    assert.equal((await anna.client.get("/api/me")).status, 200);
    assert.equal((await server.client().logIn("anna", password)).status, 401);
    assert.equal((await server.client().logIn("anna", another)).status, 200);
  });
}

Deno.test("[A101] a wrong password changes none and counts as a guess, and a new one obeys the rules of sign-up", async () => {
  await using server = await startServer();
  const { client } = await signUp(server, "annabella");
  const change = (current: string, password: string) =>
    client.put<Problem>("/api/me/password", { current, password });
  for (
    const [wanted, fault] of [["short", "length"], ["password1", "common"], [
      "ANNABELLA",
      "username",
    ]]
  ) {
    const { status, body } = await change(password, wanted ?? "");
    assert.deepEqual([status, body.code, body.errors?.[0]?.fault], [400, "invalid", fault]);
  }
  for (let guess = 0; guess < 10; guess++) {
    const { status, body } = await change("not the secret", another);
    assert.deepEqual([status, body.code], [401, "bad_credentials"]);
  }
  assert.equal((await change(password, another)).status, 429);
  assert.equal((await server.client().logIn("annabella", password)).status, 429);
  server.clock.advance(10_000);
  assert.equal((await server.client().logIn("annabella", password)).status, 200);
});

Deno.test("[A102] a user is shown their sessions by device, and ends one of them with its sockets", async () => {
  await using server = await startServer();
  const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
  const phone: Person = { user: anna.user, client: server.client() };
  const agent = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";
  const credentials = { username: "anna", password };
  await phone.client.request("POST", "/api/session", credentials, { "user-agent": agent });
  const [first, second, ...more] = await sessionsOf(anna);
  assert.deepEqual(more, []);
  const found = [first, second].find((session) => session?.current === false);
  assert.equal(found?.agent, "Firefox, Android");
  assert.equal([first, second].find((session) => session?.current)?.agent, null);
  const line = await connected(phone);
  assert.equal((await bob.client.delete(`/api/me/sessions/${found?.id}`)).status, 404);
  assert.equal((await anna.client.delete("/api/me/sessions/nonsense")).status, 404);
  assert.equal((await anna.client.delete(`/api/me/sessions/${found?.id}`)).status, 204);
  assert.equal((await endOf(line)).code, 4401);
  assert.equal((await phone.client.get("/api/me")).status, 401);
  assert.deepEqual((await sessionsOf(anna)).map(({ current }) => current), [true]);
});

Deno.test("[A102] the last session that a user ends withdraws their ticket and clears the cookie", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  await place(anna);
  const [current] = await sessionsOf(anna);
  const { status, headers } = await anna.client.delete(`/api/me/sessions/${current?.id}`);
  assert.equal(status, 204);
  assert.match(headers.getSetCookie()[0] ?? "", /Max-Age=0/);
  assert.equal(await ticketOf(await secondBrowser(server, anna)), null);
});

Deno.test("[A109] when a session was last used is right within a minute, and written once a minute at most", async () => {
  await using server = await startServer();
  let writes = 0;
  const { noteUses } = server.store;
  server.store.noteUses = (uses) => (writes += uses.length, noteUses(uses));
  const anna = await signUp(server, "anna");
  const { client } = await secondBrowser(server, anna);
  const lag = async () => {
    const found = (await sessionsOf(anna)).find(({ current }) => !current);
    return server.clock.now() - Date.parse(found?.usedAt ?? "");
  };
  for (let second = 0; second < 300; second += 5) {
    await client.get("/api/me");
    assert(await lag() <= 60_000, `${await lag()} ms`);
    server.clock.advance(5_000);
  }
  // Both sessions are used all the time.
  assert(writes <= 2 * 6, `${writes} writes`);
  const usedAt = server.clock.now();
  await client.get("/api/me");
  server.clock.advance(60_000);
  assert.equal(await lag(), server.clock.now() - usedAt);
});

Deno.test("[A103] each of ten recovery codes sets a new password once and ends every other session", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const line = await connected(anna);
  const former = await codesOf(anna);
  const codes = await codesOf(anna);
  assert.equal(new Set([...former, ...codes]).size, 20);
  assert(codes.every((code) => /^([0-9a-hjkmnp-tv-z]{4}-){6}[0-9a-hjkmnp-tv-z]{4}$/.test(code)));
  const [first = "", second = ""] = codes;
  assert.equal((await recover(server, "anna", former[0] ?? "")).body.code, "bad_credentials");
  // As somebody types it from paper.
  const typed = ` ${first.replaceAll("-", " ").toUpperCase().replaceAll("0", "O")}`;
  const { status, headers } = await recover(server, "Anna", typed);
  assert.equal(status, 200);
  assert.match(headers.getSetCookie()[0] ?? "", /^trio-\d+=[^;]+;/);
  assert.equal((await endOf(line)).code, 4401);
  assert.equal((await anna.client.get("/api/me")).status, 401);
  assert.equal((await server.client().logIn("anna", password)).status, 401);
  assert.equal((await recover(server, "anna", first)).body.code, "bad_credentials");
  const again = await recover(server, "anna", second, password);
  assert.equal(again.status, 200);
  assert.equal((await server.client().logIn("anna", password)).status, 200);
});

Deno.test("[A103] a user is told how many recovery codes are left", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const left = async ({ client }: Pick<Person, "client">) =>
    (await client.get<{ left: number }>("/api/me/recovery")).body;
  assert.deepEqual(await left(anna), { left: 0 });
  const [code = ""] = await codesOf(anna);
  assert.deepEqual(await left(anna), { left: 10 });
  assert.equal((await recover(server, "anna", code)).status, 200);
  const client = server.client();
  assert.equal((await client.logIn("anna", another)).status, 200);
  assert.deepEqual(await left({ client }), { left: 9 });
});

Deno.test("[A103] recovery codes are given for the right password alone", async () => {
  await using server = await startServer();
  const { client } = await signUp(server, "anna");
  const { status, body } = await client.request<Problem>("POST", "/api/me/recovery", {
    password: "not the secret",
  });
  assert.deepEqual([status, body.code], [401, "bad_credentials"]);
});

Deno.test("[A104] an unknown name, a wrong code and a used one are answered alike", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const [used = ""] = await codesOf(anna);
  assert.equal((await recover(server, "anna", used)).status, 200);
  const wrong = "0000-0000-0000-0000-0000";
  const answers = [];
  for (const [name, code] of [["nobody", wrong], ["anna", wrong], ["anna", used], ["anna", ""]]) {
    answers.push((await recover(server, name ?? "", code ?? "")).body);
  }
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  assert.equal(answers[0]?.code, "bad_credentials");
  const named = await recover(server, "annabella", wrong, "Annabella");
  assert.equal(named.body.errors?.[0]?.fault, "username");
});

Deno.test("[A104] guessed codes are slowed down by name, and do not keep the owner's password from opening", async () => {
  await using server = await startServer();
  await signUp(server, "anna");
  for (let guess = 0; guess < 10; guess++) {
    assert.equal((await recover(server, "anna", `guess ${guess}`)).status, 401);
  }
  assert.equal((await recover(server, "anna", "guess")).body.code, "slow_down");
  assert.equal((await server.client().logIn("anna", password)).status, 200);
});

Deno.test("[A105] logging in again in the same browser ends its former session, and another user's search", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  await signUp(server, "bob");
  await place(anna);
  const line = await connected(anna);
  const former = anna.client.cookie;
  assert.equal((await anna.client.logIn("anna", password)).status, 200);
  assert.equal((await endOf(line)).code, 4401);
  assert.notEqual(await ticketOf(anna), null);
  assert.equal((await anna.client.logIn("bob", password)).status, 200);
  const stale = server.client();
  stale.cookie = former;
  assert.equal((await stale.get("/api/me")).status, 401);
  assert.equal(await ticketOf(await secondBrowser(server, anna)), null);
  // Signing up, too, takes the browser over.
  const bobs = anna.client.cookie;
  await anna.client.signUp({ username: "chloé", password, profile: thirty });
  stale.cookie = bobs;
  assert.equal((await stale.get("/api/me")).status, 401);
});

for (const sockets of drivers) {
  Deno.test(`[A106] a session whose row is deleted by hand ends its sockets within seconds: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
    const [line, others] = [await connected(anna), await connected(bob)];
    const [session] = await sessionsOf(anna);
    await server.store.endSession(session?.id as SessionId);
    server.clock.advance(3_000);
    assert.equal((await endOf(line)).code, 4401);
    others.send({ type: "ping" });
    await others.next("pong");
  });
}

Deno.test("[A106] while no session can be looked for, none is taken for ended", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using server = await startServer({ store: faulty.store });
  const line = await connected(await signUp(server, "anna"));
  faulty.gone(true);
  for (let second = 0; second < 10; second++) {
    server.clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve));
  }
  faulty.gone(false);
  line.send({ type: "ping" });
  await line.next("pong");
});

Deno.test("[A108] logging out has the browser forget what it cached", async () => {
  await using server = await startServer();
  const { client } = await signUp(server, "anna");
  assert.equal((await client.logOut()).headers.get("clear-site-data"), '"cache"');
});
