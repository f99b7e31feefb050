// API tokens: how they are made and ended, and how a program comes in by one.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import { type ApiToken, tokensMost } from "../../protocol/api_tokens.ts";
import { instantOf } from "../../protocol/clock.ts";
import type { AuditId } from "../../protocol/moderation.ts";
import type { Store } from "../../db/store/store.ts";
import { apiTokenOf, hashApiToken } from "../../routes/auth/api_tokens.ts";
import { createKeyedHash } from "../../routes/auth/keyed_hash.ts";
import { Line } from "../../tools/line.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { endOf, inTime } from "../support/server/patience.ts";
import { connected, password, place, signUp, ticketOf } from "../support/server/people.ts";
import { makeToken, Program, programOf, wholeToken } from "../support/server/programs.ts";
import type { Problem } from "../support/server/problems.ts";
import { drivers, type Person, startServer, type TestServer } from "../support/server/server.ts";

async function tokensOf({ client }: Person): Promise<readonly ApiToken[]> {
  return (await client.get<{ tokens: ApiToken[] }>("/api/me/tokens")).body.tokens;
}

/** Over the web's own interface, as in a browser or Node, where no header can be set. */
async function openedBy(server: TestServer, protocols: string[]) {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws`, protocols);
  const line = new Line(socket);
  const opened = new Promise<string | null>((resolve) => {
    socket.onopen = () => resolve(socket.protocol);
    void line.closed.then(() => resolve(null));
  });
  return { line, protocol: await inTime(opened, "the end of a handshake") };
}

Deno.test("[Z200] a token is told once, is listed without itself, and stands in the user's data", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const wanted = { name: "  my bot ", scopes: ["read", "chat"] as const, days: 7 };
  const { token, ...made } = await makeToken(anna, { ...wanted, scopes: [...wanted.scopes] });
  assert.match(token, /^trio_[\w-]{43}$/);
  const now = server.clock.now();
  assert.deepEqual(made, {
    id: made.id,
    name: "my bot",
    scopes: ["read", "chat"],
    createdAt: instantOf(now),
    expiresAt: instantOf(now + 7 * 86_400_000),
    lastUsedAt: null,
  });
  server.clock.advance(1);
  const other = await makeToken(anna);
  assert.deepEqual((await tokensOf(anna)).map(({ id }) => id), [other.id, made.id]);
  assert.deepEqual((await tokensOf(anna))[1], made);
  const data = await anna.client.get<{ tokens: unknown[] }>("/api/me/data");
  const { id: _, ...told } = made;
  assert.deepEqual(data.body.tokens[0], told);
  assert(!JSON.stringify(data.body).includes(token.slice(5, 27)));
  assert.deepEqual(await tokensOf(await signUp(server, "bob")), []);
});

for (const sockets of drivers) {
  Deno.test(`[Z201] a program comes in by a header, and a socket by its protocols, which are answered without the token: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const anna = await signUp(server, "anna");
    const { token } = await makeToken(anna);
    const program = new Program(server.url, token);
    assert.equal((await program.get("/api/me")).status, 200);
    const shouted = { authorization: `BEARER   ${token} ` };
    assert.equal((await server.client().request("GET", "/api/me", undefined, shouted)).status, 200);
    const line = await program.connect();
    assert.deepEqual((await line.hello()).user, anna.user);
    await line.close();
    const byProtocol = await openedBy(server, ["trio", token]);
    assert.equal(byProtocol.protocol, "trio");
    assert.deepEqual((await byProtocol.line.hello()).user, anna.user);
    await byProtocol.line.close();
    for (const protocols of [["trio"], ["trio", `${token}x`], ["trio", "trio_"]]) {
      assert.equal((await openedBy(server, protocols)).protocol, null);
    }
    const withCookie = await anna.client.connect({ "sec-websocket-protocol": "trio" });
    await withCookie.hello();
    await withCookie.close();
  });
}

Deno.test("[Z202] where a token is sent it alone counts, right or wrong; another scheme is a proxy's", async () => {
  await using server = await startServer();
  const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
  const { token } = await makeToken(bob);
  const asked = (authorization: string) =>
    anna.client.request<Problem & { user: unknown }>("GET", "/api/me", undefined, {
      authorization,
    });
  assert.deepEqual((await asked(`Bearer ${token}`)).body.user, bob.user);
  for (const wrong of ["Bearer nonsense", "Bearer", "bearer ", `Bearer ${token.slice(0, -1)}`]) {
    const { status, headers } = await asked(wrong);
    assert.equal(status, 401, wrong);
    assert.equal(headers.get("www-authenticate"), 'Bearer error="invalid_token"');
  }
  assert.deepEqual((await asked("Basic YTpi")).body.user, anna.user);
  const nobody = await server.client().get("/api/me");
  assert.deepEqual([nobody.status, nobody.headers.get("www-authenticate")], [401, null]);
  await assert.rejects(anna.client.connect({ authorization: "Bearer nonsense" }), /401/);
});

Deno.test("[Z203] a request with a token has no origin to mind, and no page of another site can make one", async () => {
  await using server = await startServer();
  const program = await programOf(server, await signUp(server, "anna"));
  const foreign = { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" };
  const cancel = await program.request("DELETE", "/api/ticket", undefined, foreign);
  assert.equal(cancel.status, 204);
  assert.equal(cancel.headers.get("access-control-allow-origin"), null);
  const line = await program.connect(foreign);
  await line.close();
  // What a browser asks first, before it would send the header for a page.
  const preflight = await server.client().request("OPTIONS", "/api/ticket", undefined, {
    ...foreign,
    "access-control-request-method": "DELETE",
    "access-control-request-headers": "authorization",
  });
  assert.equal(preflight.headers.get("access-control-allow-headers"), null);
  assert.notEqual(preflight.status, 200);
});

Deno.test("[Z231] a token spares no request the look at its origin that is not judged by it", async () => {
  await using server = await startServer();
  const { token } = await makeToken(await signUp(server, "anna"));
  const client = server.client();
  const foreign = { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" };
  const paths = ["users", "session", "session/recovery", "session/passkey"];
  for (const path of [...paths, "session/passkey/options"]) {
    for (const sent of ["garbage", token]) {
      const headers = { ...foreign, authorization: `Bearer ${sent}` };
      const { status, body } = await client.request<Problem>("POST", `/api/${path}`, {}, headers);
      assert.deepEqual([status, body.code], [403, "cross_origin"], path);
    }
  }
  const headers = { ...foreign, authorization: "Bearer garbage" };
  assert.equal((await client.request("DELETE", "/api/ticket", undefined, headers)).status, 401);
  const account = { username: "zoe", password };
  const own = { authorization: "Bearer garbage" };
  assert.equal((await client.request("POST", "/api/users", account, own)).status, 201);
});

Deno.test("[Z204] a token has a name, some scopes, and days from 1 to 365", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const wrong: Record<string, unknown>[] = [
    { name: "" },
    { name: " \u200b" },
    { name: "x".repeat(65) },
    { name: 1 },
    { scopes: [] },
    { scopes: ["read", "read"] },
    { scopes: ["chat", "match"] },
    { scopes: ["everything"] },
    { scopes: "read" },
    { days: 0 },
    { days: 366 },
    { days: 1.5 },
    { days: null },
    { forever: true },
  ];
  for (const change of wrong) {
    const body = { ...wholeToken, ...change };
    const answer = await anna.client.request<Problem>("POST", "/api/me/tokens", body);
    assert.equal(answer.body.code, "invalid", JSON.stringify(change));
  }
  assert.deepEqual(await tokensOf(anna), []);
  await makeToken(anna, { name: "x".repeat(64), scopes: ["match"], days: 365 });
  await makeToken(anna, { days: 1 });
});

Deno.test("[Z205] a user has twenty tokens at most; those that have expired do not count", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  await makeToken(anna, { days: 2 });
  for (let at = 1; at < tokensMost; at++) await makeToken(anna, { days: 1 });
  const one = () => anna.client.request<Problem>("POST", "/api/me/tokens", wholeToken);
  const { status, body } = await one();
  assert.deepEqual([status, body.code], [409, "too_many_tokens"]);
  server.clock.sleep(86_400_000);
  assert.equal((await tokensOf(anna)).length, 1);
  for (let at = 1; at < tokensMost; at++) await makeToken(anna, { days: 1 });
  assert.equal((await one()).status, 409);
  const [latest] = await tokensOf(anna);
  assert.equal((await anna.client.delete(`/api/me/tokens/${latest?.id}`)).status, 204);
  assert.equal((await one()).status, 201);
});

for (const sockets of drivers) {
  Deno.test(`[Z206] a token that is revoked, or has expired, is dead at once, and its sockets end within 2 s: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
    const { token, id } = await makeToken(anna, { days: 1 });
    const path = `/api/me/tokens/${id}`;
    const program = new Program(server.url, token);
    const [line, own] = [await program.connect(), await connected(anna)];
    assert.equal((await bob.client.delete(path)).status, 404);
    assert.equal((await anna.client.delete(path)).status, 204);
    assert.equal((await endOf(line)).code, 4401);
    assert.equal((await program.get("/api/me")).status, 401);
    await assert.rejects(program.connect(), /401/);
    assert.equal((await anna.client.delete(path)).status, 404);
    assert.equal((await anna.client.delete("/api/me/tokens/x")).status, 404);
    own.send({ type: "ping" });
    await own.next("pong");
    await own.close();
    const shortLived = new Program(server.url, (await makeToken(anna, { days: 1 })).token);
    const last = await shortLived.connect();
    await last.hello();
    server.clock.sleep(86_400_000 - 2_000);
    // The rows say so only later: the socket knows by itself.
    server.clock.advance(4_000);
    assert.equal((await endOf(last)).code, 4401);
    assert.equal((await shortLived.get("/api/me")).status, 401);
  });
}

Deno.test("[Z207] a guess costs no look-up, and tokens made under a former key go on while it is kept", async () => {
  const asked: string[] = [];
  const inner = createMemoryStore();
  const store: Store = {
    ...inner,
    tokenSession: (hash, now) => {
      asked.push(hash);
      return inner.tokenSession(hash, now);
    },
  };
  await using server = await startServer({ store });
  const { token } = await makeToken(await signUp(server, "anna"));
  const foreign = apiTokenOf("a".repeat(22), createKeyedHash(["another key"]));
  const guesses = [foreign, `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`, "trio_"];
  for (const guess of guesses) {
    assert.equal((await new Program(server.url, guess).get("/api/me")).status, 401);
  }
  assert.deepEqual(asked, []);
  assert.equal((await new Program(server.url, token).get("/api/me")).status, 200);
  assert.equal(asked.length, 1);
  assert(asked.every((hash) => !token.includes(hash) && /^[0-9a-f]{64}$/.test(hash)));
  const [former] = asked;
  assert.equal(hashApiToken(token, createKeyedHash(["another key", "k".repeat(32)])), former);
  assert.equal(hashApiToken(token, createKeyedHash(["another key"])), null);
});

Deno.test("[Z208] a new password, a recovery, a suspension and a deletion end a user's tokens, and their sockets", async () => {
  await using server = await startServer();
  const ends: Readonly<Record<string, (person: Person) => Promise<unknown>>> = {
    async anna({ client }) {
      const change = { current: password, password: "quite another secret" };
      assert.equal((await client.put("/api/me/password", change)).status, 204);
    },
    async bob({ client, user }) {
      const codes = await client.request<{ codes: string[] }>("POST", "/api/me/recovery", {
        password,
      });
      const [code] = codes.body.codes;
      const body = { username: user.username, code, password: "quite another secret" };
      const answer = await server.client().request("POST", "/api/session/recovery", body);
      assert.equal(answer.status, 200);
    },
    async clara({ user }) {
      const at = instantOf(server.clock.now());
      const act = { id: v7() as AuditId, at, by: null, about: user.id, note: "out" };
      assert(await server.world.moderation.suspend({ ...act, days: 1 }));
    },
    async dora({ client }) {
      assert.equal((await client.request("DELETE", "/api/me", { password })).status, 204);
    },
  };
  for (const [name, end] of Object.entries(ends)) {
    const person = await signUp(server, name);
    const program = await programOf(server, person);
    const line = await program.connect();
    await line.hello();
    await end(person);
    assert([4401, 4403].includes((await endOf(line)).code), name);
    assert.equal((await program.get("/api/me")).status, 401, name);
  }
  server.clock.sleep(2 * 86_400_000);
  const clara = server.client();
  assert.equal((await clara.logIn("clara", password)).status, 200);
  const me = await clara.get<{ tokens: unknown[] }>("/api/me/tokens");
  assert.deepEqual(me.body.tokens, []);
});

Deno.test("[Z209] a token is no log-in: it is in no list of them, and keeps no search once the last is over", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const { token, id } = await makeToken(anna);
  const program = new Program(server.url, token);
  const { body } = await anna.client.get<{ sessions: { id: string }[] }>("/api/me/sessions");
  assert.equal(body.sessions.length, 1);
  assert.notEqual(body.sessions[0]?.id, id);
  assert.equal((await anna.client.delete(`/api/me/sessions/${id}`)).status, 404);
  assert.equal((await program.delete("/api/session")).status, 403);
  await place(anna);
  assert.equal((await anna.client.logOut()).status, 204);
  assert.equal(await ticketOf({ user: anna.user, client: program }), null);
  // What a program begins itself goes on.
  await place({ user: anna.user, client: program });
  assert.notEqual(await ticketOf({ user: anna.user, client: program }), null);
});

Deno.test("[Z210] when a token was last used is known within a minute, by requests and open sockets", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const program = await programOf(server, anna);
  server.clock.advance(5_000);
  await program.get("/api/me");
  const at = instantOf(server.clock.now());
  server.clock.advance(10_000);
  await inTime(settled(server), "the write of the use");
  assert.equal((await tokensOf(anna))[0]?.lastUsedAt, at);
});

/** Every chain of promises that is under way has gone on. */
async function settled({ store }: TestServer): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await store.ready();
}
