// What a handler throws: a fault of the program is not told as an outage, and nothing is half done.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { password, signUp } from "../support/server/people.ts";
import { startServer } from "../support/server/server.ts";
import type { Store } from "../../db/store/store.ts";

interface Problem {
  readonly code: string;
}

/** A memory store of which one method throws as a program does that has a fault. */
function broken(method: keyof Store): { store: Store; inner: Store; mend: () => void } {
  const inner = createMemoryStore();
  let isBroken = true;
  const store = new Proxy(inner, {
    get: (target, name) => {
      if (isBroken && name === method) {
        return () => Promise.reject(new TypeError("It is not a function"));
      }
      return Reflect.get(target, name);
    },
  });
  return { store, inner, mend: () => void (isBroken = false) };
}

Deno.test("[X80] what is no outage is 500 internal without Retry-After, told to the operator and not to the client", async () => {
  const { store } = broken("blocked");
  await using server = await startServer({ store });
  const { client } = await signUp(server, "anna");
  const { status, body, headers } = await client.get<Problem & { detail: string }>("/api/blocks");
  assert.deepEqual([status, body.code], [500, "internal"]);
  assert.equal(headers.get("content-type"), "application/problem+json");
  assert.equal(headers.get("retry-after"), null);
  assert(!JSON.stringify(body).includes("function"));
  assert(server.reports.some((line) => line.includes("It is not a function")));
});

Deno.test("[X81] an outage of the database is 503 unavailable with Retry-After", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using server = await startServer({ store: faulty.store });
  const { client } = await signUp(server, "anna");
  faulty.fail("blocked", "before");
  const { status, body, headers } = await client.get<Problem>("/api/blocks");
  assert.deepEqual([status, body.code], [503, "unavailable"]);
  assert.equal(headers.get("retry-after"), "1");
});

Deno.test("[X80] an actor's fault is 500 internal over HTTP, its outage 503, and a frame knows unavailable alone", async () => {
  const { store, mend } = broken("placeTickets");
  await using server = await startServer({ store });
  const { client } = await signUp(server, "anna");
  const criteria = { sex: "any", age: null, widen: false };
  const failed = await client.put<Problem>("/api/ticket", { criteria });
  assert.deepEqual([failed.status, failed.body.code], [500, "internal"]);
  mend();
  assert.equal((await client.put("/api/ticket", { criteria })).status, 200);
});

Deno.test("[X102] what the operator is told of a request that failed has nothing of the client's choice in it", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using server = await startServer({ store: faulty.store });
  const { client } = await signUp(server, "anna");
  const path = `/api/groups/${v7()}`;
  faulty.fail("group", "before");
  assert.equal((await client.get(path)).status, 503);
  faulty.fail("session", "before", 2);
  assert.equal((await client.get("/api/groups/%0a2026%1b[2K")).status, 503);
  assert.equal((await client.request("PUT", "/api/blocks/%0aforged", {})).status, 503);
  assert.deepEqual(server.reports.map((line) => line.replace(/: .* \(/, ": … (")), [
    "A request could not be done now: … (method=GET route=/api/groups/:id)",
    "A request could not be done now: … (method=GET route=/api/*)",
    "A request could not be done now: … (method=PUT route=/api/*)",
  ]);
});

for (const method of ["createUser", "openSession"] as const) {
  Deno.test(`[A40] a sign-up or log-in whose session cannot be stored leaves nothing: ${method}`, async () => {
    const faulty = createFaultyStore(createMemoryStore());
    await using server = await startServer({ store: faulty.store });
    const client = server.client();
    const account = { username: "anna", password, profile: { birthDate: "1996-01-01", sex: null } };
    faulty.fail(method, "before");
    if (method === "createUser") {
      assert.equal((await client.signUp(account)).status, 503);
      assert.equal(await faulty.store.credentials("anna"), null);
    }
    assert.equal((await client.signUp(account)).status, 201);
    const other = server.client();
    if (method === "openSession") {
      assert.equal((await other.logIn("anna", password)).status, 503);
      assert.equal(other.cookie, "");
    }
    assert.equal((await other.logIn("anna", password)).status, 200);
  });
}

Deno.test("[A41] a sign-up or log-in whose cookie cannot be made leaves neither account nor session", async () => {
  const inner = createMemoryStore();
  await using server = await startServer({ store: inner });
  await signUp(server, "anna");
  await using refused = await startServer({
    store: inner,
    env: { SESSION_DAYS: "400" },
    sessionMs: 401 * 86_400_000,
  });
  const sessionsBefore = await sessions(inner);
  const account = { username: "bob", password };
  const signedUp = await refused.client().signUp(account);
  assert.deepEqual([signedUp.status, (signedUp.body as unknown as Problem).code], [
    500,
    "internal",
  ]);
  assert.equal(await inner.credentials("bob"), null);
  assert.equal((await refused.client().logIn("anna", password)).status, 500);
  assert.equal(await sessions(inner), sessionsBefore);
});

async function sessions(store: Store): Promise<number> {
  const anna = await store.credentials("anna");
  assert(anna);
  return (await store.own(anna.user.id, "sessions", { after: null, limit: 9 })).length;
}
