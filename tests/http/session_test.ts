// Sessions: logging in and out, guessing, and requests that must not pass.

import assert from "node:assert/strict";
import { instantOf } from "../../protocol/clock.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { formTrio, password, place, signUp, thirty } from "../support/server/people.ts";
import { type Problem, refusal } from "../support/server/problems.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { drivers, startServer, type TestServer } from "../support/server/server.ts";

const anna = { username: "anna", password, profile: thirty };

Deno.test("[A6] a wrong password and an unknown name get the same answer, and no session", async () => {
  await using server = await startServer();
  await signUp(server, "anna");
  const wrong = await refusal(server, "/api/session", {
    username: "anna",
    password: "not the secret",
  });
  const unknown = await refusal(server, "/api/session", {
    username: "nobody",
    password: "not the secret",
  });
  assert.equal(wrong.code, "bad_credentials");
  assert.deepEqual(wrong, unknown);
  const never = await refusal(server, "/api/session", {
    username: "a\0b",
    password: "not the secret",
  });
  assert.equal(never.code, "invalid");
});

Deno.test("[A7] after ten wrong guesses a name is 429 slow_down with Retry-After, and then free again", async () => {
  await using server = await startServer();
  await signUp(server, "anna");
  const attemptLogin = { username: "Anna", password: "not the secret" };
  for (let attempt = 0; attempt < 10; attempt++) {
    assert.equal((await refusal(server, "/api/session", attemptLogin)).code, "bad_credentials");
  }
  const held = await server.client().request<Problem>("POST", "/api/session", {
    ...attemptLogin,
    password,
  });
  assert.equal(held.body.code, "slow_down");
  assert.equal(held.headers.get("retry-after"), "10");
  assert.equal(
    (await refusal(server, "/api/session", { ...attemptLogin, username: "bob" })).code,
    "bad_credentials",
  );
  server.clock.advance(9_999);
  assert.equal((await refusal(server, "/api/session", attemptLogin)).code, "slow_down");
  server.clock.advance(1);
  assert.equal((await server.client().logIn("anna", password)).status, 200);
});

Deno.test("[A7] guesses for other names, and a restart, do not free the name that is held back", async () => {
  const store = createMemoryStore();
  const clock = new FakeClock();
  const guess = (server: TestServer, username: string) =>
    refusal(server, "/api/session", { username, password: "no" });
  {
    await using server = await startServer({ store, clock });
    await signUp(server, "anna");
    for (let attempt = 0; attempt < 10; attempt++) {
      assert.equal((await guess(server, "anna")).code, "bad_credentials");
    }
    for (let name = 0; name < 20; name++) await guess(server, `name${name}`);
    await store.purgePaces(instantOf(clock.now()));
  }
  await using server = await startServer({ store, clock });
  assert.equal((await guess(server, "anna")).code, "slow_down");
  assert.equal((await guess(server, "bob")).code, "bad_credentials");
});

Deno.test("[A22] of many log-ins at once the right ones pass and the wrong ones count, however they are mixed", async () => {
  await using server = await startServer();
  await signUp(server, "anna");
  const logIn = async (password: string) => (await server.client().logIn("anna", password)).status;
  const statuses = (passwords: readonly string[]) => Promise.all(passwords.map(logIn));
  assert.deepEqual(await statuses(Array(15).fill(password)), Array(15).fill(200));
  const attempts = await statuses(Array(15).fill("not the secret"));
  assert.deepEqual(attempts.toSorted(), [...Array(10).fill(401), ...Array(5).fill(429)]);
  server.clock.advance(100_000);
  // Nine guesses leave room for one of the right ones, and then for all of them.
  const mixed = await statuses([...Array(9).fill("not the secret"), ...Array(6).fill(password)]);
  assert.deepEqual(mixed, [...Array(9).fill(401), ...Array(6).fill(200)]);
});

Deno.test("[A22] a log-in that could not be looked at does not count", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using server = await startServer({ store: faulty.store });
  await signUp(server, "anna");
  faulty.fail("credentials", "before", 12);
  for (let attempt = 0; attempt < 12; attempt++) {
    assert.equal((await server.client().logIn("anna", password)).status, 503);
  }
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
  assert.match(
    headers.getSetCookie()[0] ?? "",
    /^trio-\d+=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/,
  );
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
    ["DELETE", "/api/me"],
    ["PUT", "/api/me/password"],
    ["GET", "/api/me/sessions"],
    ["DELETE", "/api/me/sessions/01890a5d-ac96-774b-bcce-b302099a8057"],
    ["POST", "/api/me/recovery"],
    ["GET", "/api/me/passkeys"],
    ["POST", "/api/me/passkeys"],
    ["POST", "/api/me/passkeys/options"],
    ["DELETE", "/api/me/passkeys/AAAA"],
    ["DELETE", "/api/session"],
    ["GET", "/api/ticket"],
    ["PUT", "/api/ticket"],
    ["DELETE", "/api/ticket"],
    ["POST", "/api/invites"],
    ["GET", "/api/invites/AAAAAAAAAAAAAAAAAAAAAA"],
    ["POST", "/api/invites/AAAAAAAAAAAAAAAAAAAAAA/acceptance"],
    ["GET", "/api/partner"],
    ["DELETE", "/api/partner"],
    ["PUT", "/api/groups/01890a5d-ac96-774b-bcce-b302099a8057/seat"],
    ["DELETE", "/api/groups/01890a5d-ac96-774b-bcce-b302099a8057/seat"],
    ["GET", "/api/blocks"],
    ["PUT", "/api/blocks/01890a5d-ac96-774b-bcce-b302099a8057"],
    ["DELETE", "/api/blocks/01890a5d-ac96-774b-bcce-b302099a8057"],
    ["PUT", "/api/again/01890a5d-ac96-774b-bcce-b302099a8057"],
    ["DELETE", "/api/again/01890a5d-ac96-774b-bcce-b302099a8057"],
    ["POST", "/api/reports"],
    ["GET", "/api/me/data"],
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
      assert.deepEqual(
        [status, body.code],
        [401, "unauthenticated"],
        `${method} ${path} with "${cookie}"`,
      );
    }
  }
});

Deno.test("[A10] a session ends by itself after SESSION_DAYS", async () => {
  await using server = await startServer({ env: { SESSION_DAYS: "2" } });
  const { client } = await signUp(server, "anna");
  server.clock.sleep(2 * 86_400_000 - 1);
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
    { origin: server.url, "sec-fetch-site": "Cross-Site" },
    { origin: "http://evil.example", "content-type": "text/plain" },
    { origin: server.url.replace("http:", "ftp:") },
  ];
  for (const headers of foreign) {
    for (
      const [method, path] of [["DELETE", "/api/session"], ["PUT", "/api/ticket"], [
        "POST",
        "/api/users",
      ]]
    ) {
      const { status, body } = await client.request<Problem>(
        method ?? "",
        path ?? "",
        "{}",
        headers,
      );
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

Deno.test("[W212] a proxy that changes Host is told of once a minute, in a sentence that names ORIGIN; another site is not", async () => {
  await using server = await startServer();
  const client = server.client();
  const hints = () => server.reports.filter((report) => report.includes("ORIGIN"));
  const ask = async (path: string, headers: Record<string, string>) => {
    const method = path === "/ws" ? "GET" : "POST";
    const body = method === "GET" ? undefined : "{}";
    const { body: { code } } = await client.request<Problem>(method, path, body, {
      origin: "https://trio.example",
      ...headers,
    });
    assert.equal(code, "cross_origin");
  };
  await ask("/api/users", {});
  await ask("/api/users", { "sec-fetch-site": "cross-site" });
  await ask("/api/users", { "x-forwarded-host": "other.example" });
  await ask("/api/users", { origin: "null", "sec-fetch-site": "same-origin" });
  assert.deepEqual(hints(), []);
  const same = { "sec-fetch-site": "same-origin" };
  await ask("/api/users", same);
  await ask("/api/session", same);
  await ask("/ws", same);
  assert.equal(hints().length, 1);
  const { host } = new URL(server.url);
  assert.ok(hints()[0]?.endsWith(`"${host}", set ORIGIN=https://trio.example`));
  server.clock.advance(60_000);
  await ask("/ws", { "x-forwarded-host": "trio.example" });
  assert.equal(hints().length, 2);
});

Deno.test("[A13] with ORIGIN set only those origins are own, and with https the cookie is Secure and __Host-", async () => {
  await using server = await startServer({
    env: { ORIGIN: "https://trio.example, http://localhost:8000" },
  });
  const client = server.client();
  const headers = { origin: "https://trio.example" };
  const { status, headers: answered } = await client.request("POST", "/api/users", anna, headers);
  assert.equal(status, 201);
  const cookie = answered.getSetCookie()[0] ?? "";
  assert.match(cookie, /^__Host-trio=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  assert.equal((await client.get("/api/me")).status, 200);
  const own = await client.request<Problem>("DELETE", "/api/session", undefined, {
    origin: server.url,
  });
  assert.equal(own.body.code, "cross_origin");
});

Deno.test("[A62] the ticket of a user whose last session ends by logging out is withdrawn; of another session it stays", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const elsewhere = server.client();
  await elsewhere.logIn("anna", password);
  await place(anna);
  await elsewhere.logOut();
  assert.equal((await server.store.openTickets(null)).length, 1);
  await anna.client.logOut();
  assert.equal((await server.store.openTickets(null)).length, 0);
  await elsewhere.logIn("anna", password);
  assert.deepEqual((await elsewhere.get("/api/ticket")).body, { ticket: null });
});

Deno.test("[A24] answers under /api are kept by no cache, and every answer keeps other sites' code out", async () => {
  await using plain = await startServer();
  await using behindTls = await startServer({ env: { ORIGIN: "https://trio.example" } });
  for (const server of [plain, behindTls]) {
    for (const path of ["/api/me", "/api/nowhere", "/", "/healthz"]) {
      const { headers } = await server.client().get(path);
      assert.equal(headers.get("cache-control") === "no-store", path.startsWith("/api/"), path);
      const policy = headers.get("content-security-policy") ?? "";
      const parts = [
        ...["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"],
        ...["require-trusted-types-for 'script'", "trusted-types trio"],
      ];
      for (const part of parts) {
        assert(policy.split("; ").includes(part), `${path}: ${part} is not in "${policy}"`);
      }
      assert.match(headers.get("permissions-policy") ?? "", /camera=\(\), .*microphone=\(\)/, path);
      const transport = headers.get("strict-transport-security");
      assert.equal(transport, server === plain ? null : "max-age=31536000", path);
    }
  }
});

/** Log-ins at once, each under another name, `from` an address that a proxy tells. */
function logIns(server: TestServer, from: readonly string[]) {
  return Promise.all(from.map((address, index) => {
    const body = { username: `nobody${index}`, password };
    return server.client().request<Problem>("POST", "/api/session", body, {
      "x-forwarded-for": address,
    });
  }));
}

/** Far more than are hashed while these come in, beside those that may wait. */
const floodSize = 160;
const flood = (from: string) => Array.from({ length: floodSize }, () => from);

const crowds = {
  native: [flood("203.0.113.7")],
  ws: [
    Array.from({ length: floodSize }, (_, index) => `203.0.113.${index}, 198.51.100.1`),
    Array.from({ length: floodSize }, (_, index) => `2001:db8:1:2:${index}::${index}`),
  ],
} as const;

for (const sockets of drivers) {
  Deno.test(`[A16] one client's flood of log-ins is 503 busy for itself alone, whatever it says of its address: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { PROXIES: "1" } });
    const others = ["203.0.113.8", "2001:db8:1:3::1"];
    for (const crowd of crowds[sockets]) {
      const answers = await logIns(server, [...crowd, ...others]);
      const statuses = answers.map(({ status }) => status);
      assert(
        answers.some(({ status, body }) => status === 503 && body.code === "busy"),
        `${statuses}`,
      );
      assert.deepEqual(
        statuses.slice(crowd.length),
        others.map(() => 401),
        `${crowd[0]}: ${statuses}`,
      );
    }
  });
}

const crowdedNetworks = {
  "one IPv6 network of 48 bits": (index: number) => `2001:db8:1:${index}::1`,
  "one IPv4 network of 24 bits": (index: number) => `198.51.100.${index}`,
  "no addresses": (index: number) => `${index}.nobody`,
};

for (const [crowd, addressOf] of Object.entries(crowdedNetworks)) {
  Deno.test(`[A80] [A81] a crowd of log-ins from one site, or from what is none, is 503 busy for itself alone: ${crowd}`, async () => {
    await using server = await startServer({ env: { PROXIES: "1" } });
    const others = ["203.0.113.8", "2001:db8:2::1"];
    const from = Array.from({ length: floodSize }, (_, index) => addressOf(index));
    const statuses = (await logIns(server, [...from, ...others])).map(({ status }) => status);
    assert(statuses.includes(503), `${statuses}`);
    assert.deepEqual(statuses.slice(floodSize), others.map(() => 401), `${statuses}`);
  });
}

Deno.test("[A14] past 64 waiting hashes a sign-up or log-in is 503 busy, and nothing is changed", async () => {
  await using server = await startServer();
  // Without a proxy all of these are one client, whatever they say.
  const answers = await logIns(
    server,
    Array.from({ length: floodSize }, (_, index) => `203.0.113.${index}`),
  );
  const statuses = answers.map(({ status }) => status);
  const busy = answers.find(({ status }) => status === 503);
  assert(busy, `None was refused: ${statuses}`);
  assert.deepEqual([busy.body.code, busy.headers.get("retry-after")], ["busy", "1"]);
  assert(
    statuses.filter((status) => status === 401).length >= 66,
    `Too few were served: ${statuses}`,
  );
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
