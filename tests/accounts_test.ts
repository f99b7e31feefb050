// Accounts, sessions and profiles over HTTP: what is refused first, then what succeeds.

import assert from "node:assert/strict";
import { formTrio, password, place, signUp, thirty } from "./support/people.ts";
import { startServer, type TestServer } from "./support/server.ts";

interface Problem {
  code: string;
  title: string;
  status: number;
  detail: string;
  type: string;
  errors?: { path: string; message: string }[];
}

async function refusal(server: TestServer, path: string, body: unknown, method = "POST"): Promise<Problem> {
  const answer = await server.client().request<Problem>(method, path, body);
  assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
  assert.equal(answer.body.status, answer.status);
  assert(answer.body.title && answer.body.detail && answer.body.type);
  assert.equal(answer.headers.getSetCookie().length, 0, "A refusal must not log anyone in");
  return answer.body;
}

const anna = { username: "anna", password, profile: thirty };

Deno.test("[X10] a body that is no JSON object of the right shape is 400 invalid, and says where", async () => {
  await using server = startServer();
  const bad: [unknown, string][] = [
    ["", ""],
    ["{", ""],
    ["null", ""],
    [new Uint8Array([0x7b, 0xff, 0x7d]), ""],
    [{ ...anna, username: 7 }, "username"],
    [{ ...anna, password: null }, "password"],
    [{ username: "anna" }, "password"],
    [{ ...anna, profile: { birthDate: "1996-01-01" } }, "profile.sex"],
    [{ ...anna, profile: { ...thirty, sex: "none" } }, "profile.sex"],
  ];
  for (const [body, path] of bad) {
    const { code, status, errors } = await refusal(server, "/api/users", body);
    assert.deepEqual([code, status, errors?.[0]?.path], ["invalid", 400, path], String(body));
  }
});

Deno.test("[X11] unknown fields are refused, __proto__ and constructor among them", async () => {
  await using server = startServer();
  const bodies = [
    JSON.stringify({ ...anna, admin: true }),
    JSON.stringify({ ...anna, constructor: 1 }),
    JSON.stringify({ ...anna, profile: { ...thirty, age: 30 } }),
    `{"username":"anna","password":"${password}","__proto__":{"polluted":true}}`,
    `{"username":"anna","password":"${password}","profile":{"birthDate":"1996-01-01","sex":null,"__proto__":1}}`,
  ];
  for (const body of bodies) assert.equal((await refusal(server, "/api/users", body)).code, "invalid", body);
  assert.equal(Reflect.get({}, "polluted"), undefined);
  assert.equal((await server.client().signUp(anna)).status, 201, "The name is still free");
});

Deno.test("[X12] a body over the limit is 413 too_large, with and without a stated length", async () => {
  await using server = startServer();
  const large = JSON.stringify({ ...anna, username: "a".repeat(70_000) });
  assert.deepEqual((await refusal(server, "/api/users", large)).code, "too_large");
  const body = new ReadableStream({
    start(controller) {
      for (let part = 0; part < 10; part++) controller.enqueue(new TextEncoder().encode("a".repeat(10_000)));
      controller.close();
    },
  });
  const answer = await fetch(`${server.url}/api/users`, { method: "POST", body });
  assert.equal(answer.status, 413);
  assert.equal((await answer.json()).code, "too_large");
});

Deno.test("[X13] a birth date of tomorrow, of 1880, of 30 February or of another form is invalid", async () => {
  await using server = startServer();
  const days = [
    "2026-06-16",
    "1880-01-01",
    "2000-02-30",
    "2001-02-29",
    "2000-13-01",
    "01-01-2000",
    "2000-1-1",
    "",
  ];
  for (const birthDate of days) {
    const { code, errors } = await refusal(server, "/api/users", {
      ...anna,
      profile: { birthDate, sex: null },
    });
    assert.deepEqual([code, errors?.[0]?.path], ["invalid", "profile.birthDate"], birthDate);
  }
});

Deno.test("[A1] a username has 3 to 32 letters, digits, _, . and - of any script", async () => {
  await using server = startServer();
  const bad = ["ab", "a".repeat(33), "a b c", "anna!", "<b>", "a\0b", "anna\u202e", "\u0301nna", "😀😀😀"];
  for (const username of bad) {
    const { code, errors } = await refusal(server, "/api/users", { ...anna, username });
    assert.deepEqual([code, errors?.[0]?.path], ["invalid", "username"], username);
  }
  for (const username of ["Chloé", "Ελένη", "नमस्ते", "李小龙", "a_b.c-9", "𝒜".normalize("NFKC") + "nn"]) {
    const { status, body } = await server.client().signUp({ ...anna, username });
    assert.deepEqual([status, body.user.username], [201, username]);
  }
});

Deno.test("[A2] names that collide after NFKC and case folding are 409 username_taken", async () => {
  await using server = startServer();
  for (const username of ["Straße", "ＡＮＮＡ", "Ｅλένης"]) {
    assert.equal((await server.client().signUp({ ...anna, username })).status, 201);
  }
  for (const username of ["STRASSE", "anna", "Anna", "ΕΛΈΝΗΣ".replace("Ε", "E")]) {
    assert.equal(
      (await refusal(server, "/api/users", { ...anna, username })).code,
      "username_taken",
      username,
    );
  }
});

Deno.test("[A3] a password is 8 to 256 characters, not among the commonest, and not the username", async () => {
  await using server = startServer();
  const bad = ["short77", "x".repeat(257), "password", "12345678", "Password1", "\ud800" + "x".repeat(8)];
  for (const password of bad) {
    const { code, errors } = await refusal(server, "/api/users", { ...anna, password });
    assert.deepEqual([code, errors?.[0]?.path], ["invalid", "password"], password);
  }
  const own = { ...anna, username: "annaliese", password: "AnnaLiese" };
  assert.equal((await refusal(server, "/api/users", own)).errors?.[0]?.path, "password");
  for (const password of ["correct horse", "ü".repeat(256)]) {
    const username = `user${password.length}`;
    assert.equal((await server.client().signUp({ ...anna, username, password })).status, 201);
    assert.equal((await server.client().logIn(username, password)).status, 200);
  }
});

Deno.test("[A4] who is below MIN_AGE is 403 too_young, at sign-up and in the profile form", async () => {
  await using server = startServer({ env: { MIN_AGE: "16" } });
  const young = { birthDate: "2010-06-16", sex: null };
  assert.deepEqual((await refusal(server, "/api/users", { ...anna, profile: young })).code, "too_young");
  const client = server.client();
  assert.equal((await client.signUp({ username: "anna", password })).status, 201);
  assert.equal((await client.put<Problem>("/api/me/profile", young)).body.code, "too_young");
  assert.equal((await client.get<{ profile: unknown }>("/api/me")).body.profile, null);
  assert.equal((await client.put("/api/me/profile", { ...young, birthDate: "2010-06-15" })).status, 200);
});

Deno.test("[A5] sign-up answers user and profile with a session; the profile may come later", async () => {
  await using server = startServer();
  const client = server.client();
  const { body, headers } = await client.signUp(anna);
  assert.deepEqual(Object.keys(body.user), ["id", "username"]);
  assert.match(body.user.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  assert.deepEqual(body.profile, { birthDate: "1996-01-01", age: 30, sex: "female" });
  assert.match(headers.getSetCookie()[0] ?? "", /^trio=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
  const bob = server.client();
  assert.equal((await bob.signUp({ username: "bob", password })).body.profile, null);
  const filled = await bob.put<{ profile: unknown }>("/api/me/profile", {
    birthDate: "2000-12-31",
    sex: null,
  });
  assert.deepEqual(filled.body.profile, { birthDate: "2000-12-31", age: 25, sex: null });
  assert.deepEqual((await bob.get<{ profile: unknown }>("/api/me")).body.profile, filled.body.profile);
});

Deno.test("[A6] a wrong password and an unknown name get the same answer, and no session", async () => {
  await using server = startServer();
  await signUp(server, "anna");
  const wrong = await refusal(server, "/api/session", { username: "anna", password: "not the secret" });
  const unknown = await refusal(server, "/api/session", { username: "nobody", password: "not the secret" });
  assert.equal(wrong.code, "bad_credentials");
  assert.deepEqual(wrong, unknown);
});

Deno.test("[A7] after ten wrong guesses a name is 429 slow_down with Retry-After, and then free again", async () => {
  await using server = startServer();
  await signUp(server, "anna");
  const guess = { username: "Anna", password: "not the secret" };
  for (let attempt = 0; attempt < 10; attempt++) {
    assert.equal((await refusal(server, "/api/session", guess)).code, "bad_credentials");
  }
  const held = await server.client().request<Problem>("POST", "/api/session", { ...guess, password });
  assert.equal(held.body.code, "slow_down");
  const seconds = Number(held.headers.get("retry-after"));
  assert(seconds >= 1 && seconds <= 60);
  assert.equal(
    (await refusal(server, "/api/session", { ...guess, username: "bob" })).code,
    "bad_credentials",
  );
  server.clock.advance(seconds * 1000);
  assert.equal((await server.client().logIn("anna", password)).status, 200);
});

Deno.test("[A8] each log-in is a new session, in any case of the name; logging out ends just that one", async () => {
  await using server = startServer();
  const { client } = await signUp(server, "anna");
  const second = server.client();
  assert.equal((await second.logIn("ANNA", password)).status, 200);
  assert.notEqual(second.cookie, client.cookie);
  const stolen = client.cookie;
  const { status, headers } = await client.logOut();
  assert.equal(status, 204);
  assert.match(headers.getSetCookie()[0] ?? "", /^trio=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/);
  client.cookie = stolen;
  assert.equal((await client.get("/api/me")).status, 401);
  assert.equal((await second.get("/api/me")).status, 200);
});

Deno.test("[A9] without a session, or with a token that has no live row, everything is 401 unauthenticated", async () => {
  await using server = startServer();
  await using other = startServer();
  const paths: [string, string][] = [
    ["GET", "/api/me"],
    ["PUT", "/api/me/profile"],
    ["DELETE", "/api/session"],
    ["GET", "/api/ticket"],
    ["PUT", "/api/ticket"],
    ["DELETE", "/api/ticket"],
    ["GET", "/api/groups"],
    ["GET", "/api/groups/01890a5d-ac96-774b-bcce-b302099a8057"],
    ["GET", "/api/groups/01890a5d-ac96-774b-bcce-b302099a8057/messages"],
    ["DELETE", "/api/groups/01890a5d-ac96-774b-bcce-b302099a8057/membership"],
  ];
  // Signed with the same key, for a session that only another database knows.
  const stranger = (await signUp(other, "anna")).client.cookie;
  for (const cookie of ["", "trio=nonsense", `${stranger}x`, stranger]) {
    for (const [method, path] of paths) {
      const client = server.client();
      client.cookie = cookie;
      const { status, body } = await client.request<Problem>(method, path);
      assert.deepEqual([status, body.code], [401, "unauthenticated"], `${method} ${path} with "${cookie}"`);
    }
  }
});

Deno.test("[A10] a session ends by itself after SESSION_DAYS", async () => {
  await using server = startServer({ env: { SESSION_DAYS: "2" } });
  const { client } = await signUp(server, "anna");
  server.clock.advance(2 * 86_400_000 - 1);
  assert.equal((await client.get("/api/me")).status, 200);
  server.clock.advance(1);
  assert.equal((await client.get("/api/me")).status, 401);
});

Deno.test("[A11] the profile stays as it is while a ticket is open: 409 waiting", async () => {
  await using server = startServer();
  const person = await signUp(server, "anna");
  await place(person);
  const change = { birthDate: "1990-01-01", sex: "male" };
  const { status, body } = await person.client.put<Problem>("/api/me/profile", change);
  assert.deepEqual([status, body.code], [409, "waiting"]);
  await person.client.delete("/api/ticket");
  assert.equal((await person.client.put("/api/me/profile", change)).status, 200);
});

Deno.test("[A12] a request from another site's page is 403 cross_origin, whatever its content type", async () => {
  await using server = startServer();
  const { client } = await signUp(server, "anna");
  const foreign: Record<string, string>[] = [
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: server.url, "sec-fetch-site": "cross-site" },
    { origin: "http://evil.example", "content-type": "text/plain" },
    { origin: server.url.replace("http:", "ftp:") },
  ];
  for (const headers of foreign) {
    for (
      const [method, path] of [["DELETE", "/api/session"], ["PUT", "/api/ticket"], ["POST", "/api/users"]]
    ) {
      const { status, body } = await client.request<Problem>(method ?? "", path ?? "", "{}", headers);
      assert.deepEqual([status, body.code], [403, "cross_origin"], JSON.stringify(headers));
    }
  }
  assert.equal(
    (await client.request("GET", "/api/me", undefined, { origin: "http://evil.example" })).status,
    200,
  );
  assert.equal(
    (await client.request("DELETE", "/api/session", undefined, { origin: server.url })).status,
    204,
  );
});

Deno.test("[A13] with ORIGIN set only those origins are own, and with https the cookie is Secure and __Host-", async () => {
  await using server = startServer({ env: { ORIGIN: "https://trio.example, http://localhost:8000" } });
  const client = server.client();
  const headers = { origin: "https://trio.example" };
  const { status, headers: answered } = await client.request("POST", "/api/users", anna, headers);
  assert.equal(status, 201);
  const cookie = answered.getSetCookie()[0] ?? "";
  assert.match(cookie, /^__Host-trio=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  assert.equal((await client.get("/api/me")).status, 200);
  const own = await client.request<Problem>("DELETE", "/api/session", undefined, { origin: server.url });
  assert.equal(own.body.code, "cross_origin");
});

Deno.test("[A14] past 64 waiting hashes a sign-up or log-in is 503 busy, and nothing is changed", async () => {
  await using server = startServer();
  const attempts = Array.from(
    { length: 90 },
    (_, index) => server.client().logIn(`nobody${index}`, password),
  );
  const answers = await Promise.all(attempts);
  const statuses = answers.map(({ status }) => status);
  const busy = answers.find(({ status }) => status === 503);
  assert(busy, `None was refused: ${statuses}`);
  assert.equal((busy.body as unknown as Problem).code, "busy");
  assert(statuses.filter((status) => status === 401).length >= 66, `Too few were served: ${statuses}`);
  assert.equal((await server.client().signUp(anna)).status, 201);
});

Deno.test("[A15] an unknown path under /api is 404 not_found, signed in or not", async () => {
  await using server = startServer();
  const { anna } = await formTrio(server);
  for (const client of [anna.client, server.client()]) {
    for (const [method, path] of [["GET", "/api/nonsense"], ["GET", "/api"], ["POST", "/api/me"]]) {
      const { status, body } = await client.request<Problem>(method ?? "", path ?? "");
      assert.deepEqual([status, body.code], [404, "not_found"], `${method} ${path}`);
    }
  }
});
