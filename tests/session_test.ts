// Sessions: logging in and out, guessing, and requests that must not pass.

import assert from "node:assert/strict";
import { formTrio, password, signUp, thirty } from "./support/people.ts";
import { type Problem, refusal } from "./support/problems.ts";
import { startServer } from "./support/server.ts";

const anna = { username: "anna", password, profile: thirty };

Deno.test("[A6] a wrong password and an unknown name get the same answer, and no session", async () => {
  await using server = await startServer();
  await signUp(server, "anna");
  const wrong = await refusal(server, "/api/session", { username: "anna", password: "not the secret" });
  const unknown = await refusal(server, "/api/session", { username: "nobody", password: "not the secret" });
  assert.equal(wrong.code, "bad_credentials");
  assert.deepEqual(wrong, unknown);
  const never = await refusal(server, "/api/session", { username: "a\0b", password: "not the secret" });
  assert.equal(never.code, "invalid");
});

Deno.test("[A7] after ten wrong guesses a name is 429 slow_down with Retry-After, and then free again", async () => {
  await using server = await startServer();
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
  await using server = await startServer();
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
  await using server = await startServer();
  await using other = await startServer();
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
  await using server = await startServer({ env: { SESSION_DAYS: "2" } });
  const { client } = await signUp(server, "anna");
  server.clock.advance(2 * 86_400_000 - 1);
  assert.equal((await client.get("/api/me")).status, 200);
  server.clock.advance(1);
  assert.equal((await client.get("/api/me")).status, 401);
});

Deno.test("[A12] a request from another site's page is 403 cross_origin, whatever its content type", async () => {
  await using server = await startServer();
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
  await using server = await startServer({ env: { ORIGIN: "https://trio.example, http://localhost:8000" } });
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
  await using server = await startServer();
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
  await using server = await startServer();
  const { anna } = await formTrio(server);
  for (const client of [anna.client, server.client()]) {
    for (const [method, path] of [["GET", "/api/nonsense"], ["GET", "/api"], ["POST", "/api/me"]]) {
      const { status, body } = await client.request<Problem>(method ?? "", path ?? "");
      assert.deepEqual([status, body.code], [404, "not_found"], `${method} ${path}`);
    }
  }
});
