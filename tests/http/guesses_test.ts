// Guesses by others, and who is held back by them: not the owner of the account.

import assert from "node:assert/strict";
import type { Client } from "../../tools/client.ts";
import type { Details } from "../../logging/events.ts";
import type { UserId } from "../../protocol/domain.ts";
import { createGuessLog } from "../../routes/auth/guess_log.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { password, thirty } from "../support/server/people.ts";
import { startServer, type TestServer } from "../support/server/server.ts";

/** The status of a log-in as anna, from an address that a proxy tells. */
async function logIn(client: Client, address: string, typed = password): Promise<number> {
  const body = { username: "anna", password: typed };
  const headers = { "x-forwarded-for": address };
  return (await client.request("POST", "/api/session", body, headers)).status;
}

async function signUpAnna(server: TestServer): Promise<Client> {
  const client = server.browser();
  const body = { username: "anna", password, profile: thirty };
  const headers = { "x-forwarded-for": "192.0.2.1" };
  assert.equal((await client.request("POST", "/api/users", body, headers)).status, 201);
  return client;
}

/** Guesses until the address is held back. */
async function guessAll(server: TestServer, address: string): Promise<number[]> {
  const statuses = [];
  for (let guess = 0; guess < 11; guess++) {
    statuses.push(await logIn(server.client(), address, "not the secret"));
  }
  return statuses;
}

const tenAndOne = [...Array(10).fill(401), 429];

Deno.test("[A181] each network has guesses of its own, and the device that was logged in before is held back by none", async () => {
  await using server = await startServer({ env: { PROXIES: "1" } });
  const owner = await signUpAnna(server);
  assert.deepEqual(await guessAll(server, "198.51.100.1"), tenAndOne);
  assert.deepEqual(await guessAll(server, "198.51.100.2"), tenAndOne);
  // A stranger to the server, as the owner's new phone would be.
  assert.equal(await logIn(server.client(), "203.0.113.9"), 200);
  assert.equal(await logIn(server.client(), "198.51.100.1"), 429);
  // From the very network that guesses, by the cookie of the device, also without a session.
  owner.cookie = "";
  assert.equal(await logIn(owner, "198.51.100.1"), 200);
  // An IPv6 client is its /64.
  assert.deepEqual(await guessAll(server, "2001:db8::1"), tenAndOne);
  assert.equal(await logIn(server.client(), "2001:db8::ffff"), 429);
  assert.equal(await logIn(server.client(), "2001:db8:0:1::1"), 200);
});

Deno.test("[Z39] each wrong guess is in the log by its account, and what is held back ten times, then once in ten seconds", () => {
  const clock = new FakeClock();
  const told: [string, Details | undefined][] = [];
  const log = createGuessLog({
    clock,
    report: (event, details) => void told.push([event, details]),
  });
  const anna = "anna's id" as UserId;
  log("password", anna, { opened: true });
  assert.deepEqual(told, []);
  log("password", anna, null);
  log("code", null, null);
  assert.deepEqual(told.splice(0), [
    ["guess_wrong", { kind: "password", user: anna }],
    ["guess_wrong", { kind: "code" }],
  ]);
  for (let guess = 0; guess < 1_000; guess++) log("password", anna, 60);
  assert.deepEqual(
    told.splice(0),
    Array(10).fill([
      "guess_held_back",
      { kind: "password", user: anna },
    ]),
  );
  clock.advance(9_999);
  log("password", anna, 60);
  assert.equal(told.length, 0);
  clock.advance(1);
  for (let guess = 0; guess < 10; guess++) log("password", anna, 60);
  assert.equal(told.length, 1);
});

Deno.test("[A181] a device is known to the accounts that were used at it, and to no other", async () => {
  await using server = await startServer({ env: { PROXIES: "1" } });
  await signUpAnna(server);
  const eve = server.browser();
  const body = { username: "eve", password, profile: thirty };
  await eve.request("POST", "/api/users", body, { "x-forwarded-for": "198.51.100.1" });
  for (let guess = 0; guess < 10; guess++) {
    assert.equal(await logIn(eve, "198.51.100.1", "not the secret"), 401);
  }
  assert.equal(await logIn(eve, "198.51.100.1"), 429);
  assert.equal(await logIn(server.client(), "198.51.100.1"), 429);
});

Deno.test("[A181] guesses at the owner's device are counted, over a restart, too", async () => {
  const store = createMemoryStore();
  let device: string | null = "";
  {
    await using server = await startServer({ store, env: { PROXIES: "1" } });
    const owner = await signUpAnna(server);
    device = owner.device ?? "";
    for (let guess = 0; guess < 10; guess++) {
      assert.equal(await logIn(owner, "192.0.2.1", "not the secret"), 401);
    }
  }
  await using server = await startServer({ store, env: { PROXIES: "1" } });
  const owner = server.browser();
  owner.device = device;
  assert.equal(await logIn(owner, "192.0.2.77"), 429);
  server.clock.advance(10_000);
  assert.equal(await logIn(owner, "192.0.2.77"), 200);
});

Deno.test("[A181] without rules on networks guesses still go by the client's address", async () => {
  await using server = await startServer({ env: { PROXIES: "1", NETWORK_RULES: "off" } });
  await signUpAnna(server);
  assert.deepEqual(await guessAll(server, "198.51.100.1"), tenAndOne);
  assert.equal(await logIn(server.client(), "198.51.100.2"), 200);
});
