// The device's cookie, and what the server remembers of devices.

import assert from "node:assert/strict";
import { instantOf } from "../../protocol/clock.ts";
import { createKeyedHash } from "../../routes/auth/keyed_hash.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { password, thirty } from "../support/server/people.ts";
import { startServer } from "../support/server/server.ts";

const account = (username: string) => ({ username, password, profile: thirty });

Deno.test("[A232] sign-up and log-in set the device's cookie, random and for 400 days, and keep the one that is sent", async () => {
  await using server = await startServer();
  const client = server.browser();
  const { headers } = await client.signUp(account("anna"));
  const [session, line = ""] = headers.getSetCookie();
  assert.match(session ?? "", /^trio-\d+=/);
  assert.match(line, /^trio-device=[\w-]{22}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/);
  const { device } = client;
  await client.logOut();
  const again = await client.logIn("anna", password);
  assert.equal(again.status, 200);
  assert.equal(again.headers.getSetCookie()[1], line, "The device is another one");
  assert.equal(client.device, device);
  const stranger = server.browser();
  // What cannot be one is not taken.
  stranger.device = "trio-device=short";
  await stranger.signUp(account("bob"));
  assert.match(stranger.device ?? "", /^trio-device=[\w-]{22}$/);
  assert.notEqual(stranger.device, device);
});

Deno.test("[A232] with an https origin the device's cookie is Secure and __Host-", async () => {
  await using server = await startServer({ env: { ORIGIN: "https://trio.example" } });
  const { headers } = await server.browser().signUp(account("anna"));
  assert.match(
    headers.getSetCookie()[1] ?? "",
    /^__Host-trio-device=[\w-]{22}; Max-Age=34560000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
});

Deno.test("[A233] sign-up and log-in store device and network as hashes; a refused one stores nothing", async () => {
  const seen: unknown[] = [];
  const store = createMemoryStore();
  const spy = {
    ...store,
    createUser: (...args: Parameters<typeof store.createUser>) => {
      seen.push(args[2]);
      return store.createUser(...args);
    },
    openSession: (...args: Parameters<typeof store.openSession>) => {
      seen.push(args[1]);
      return store.openSession(...args);
    },
  };
  const env = { PROXIES: "1", NETWORK_RULES: "on" };
  await using server = await startServer({ store: spy, env });
  const client = server.browser();
  const from = (address: string) => ({ "x-forwarded-for": address });
  await client.request("POST", "/api/users", account("anna"), from("203.0.113.7"));
  const hash = createKeyedHash(["k".repeat(32)]);
  const device = () => hash("device", client.device?.split("=")[1] ?? "");
  assert.deepEqual(seen, [{ devices: device(), networks: hash("network", "203.0.113.7") }]);
  const credentials = { username: "anna", password };
  await client.request("POST", "/api/session", credentials, from("192.168.1.4"));
  assert.deepEqual(seen[1], { devices: device(), networks: [] });
  await client.request("POST", "/api/session", { username: "anna", password: "wrong one" });
  assert.equal(seen.length, 2);
});

Deno.test("[A233] with NETWORK_RULES=off no network is stored", async () => {
  const store = createMemoryStore();
  let networks: unknown = null;
  const createUser: typeof store.createUser = (user, session, sight) => {
    networks = sight?.networks;
    return store.createUser(user, session, sight);
  };
  const env = { PROXIES: "1", NETWORK_RULES: "off" };
  await using server = await startServer({ store: { ...store, createUser }, env });
  const headers = { "x-forwarded-for": "203.0.113.7" };
  await server.browser().request("POST", "/api/users", account("anna"), headers);
  assert.deepEqual(networks, []);
  assert.equal(await store.deviceRefusal([], instantOf(server.clock.now())), null);
});
