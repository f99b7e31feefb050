// How many sockets may be open: of one address, in all, and none more while memory is short.

import assert from "node:assert/strict";
import { clientAddress } from "../../routes/limits/client_address.ts";
import { createSocketPlaces } from "../../routes/sockets/socket_places.ts";
import { readSettings } from "../../settings.ts";
import { connected, signUp } from "../support/server/people.ts";
import { until } from "../support/server/patience.ts";
import { answerTo } from "../support/server/raw_socket.ts";
import { drivers, startServer, type TestServer } from "../support/server/server.ts";

const handshake = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** What a handshake is told that is not admitted. */
function refused(server: TestServer, cookie: string, address = "192.0.2.1"): Promise<string> {
  const headers = { ...handshake, cookie, "x-forwarded-for": address };
  return answerTo(server.url, "/ws", headers);
}

Deno.test("[X104] an address has its sockets, IPv6 by the /64; this machine and private networks are not bound, nor anybody without the rules on networks", () => {
  const memory = { isShort: () => false };
  const placesOf = (env: Record<string, string>) =>
    createSocketPlaces({
      settings: { ...readSettings(env), socketPlaces: { most: 20_000, mostPerAddress: 2 } },
      memory,
    });
  const places = placesOf({});
  const client = (address: string) => clientAddress(address, undefined, 0);
  const first = places.take(client("198.51.100.7"));
  places.take(client("198.51.100.7"));
  assert.equal(places.refusal(client("198.51.100.7")), "address");
  assert.equal(places.refusal(client("::ffff:198.51.100.7")), "address");
  assert.equal(places.refusal(client("198.51.100.8")), null);
  first.leave();
  assert.equal(places.refusal(client("198.51.100.7")), null);
  for (const end of ["1", "2"]) places.take(client(`2001:db8:0:5::${end}`));
  assert.equal(places.refusal(client("2001:db8:0:5:ffff::3")), "address");
  assert.equal(places.refusal(client("2001:db8:0:6::3")), null);
  for (const own of ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.9", "fd00::1", "unknown"]) {
    for (let socket = 0; socket < 3; socket++) places.take(client(own));
    assert.equal(places.refusal(client(own)), null, own);
  }
  const off = placesOf({ NETWORK_RULES: "off" });
  for (let socket = 0; socket < 3; socket++) off.take(client("198.51.100.7"));
  assert.equal(off.refusal(client("198.51.100.7")), null);
});

for (const sockets of drivers) {
  Deno.test(`[X104] past the sockets of an address one more is 429 slow_down, past all of them 503 busy, until one has ended: ${sockets}`, async () => {
    const socketPlaces = { most: 2, mostPerAddress: 1 };
    await using server = await startServer({ sockets, env: { PROXIES: "1" }, socketPlaces });
    const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
    const own = await connected(anna);
    const headers = { cookie: bob.client.cookie, "x-forwarded-for": "192.0.2.1" };
    const options = { headers } as unknown as string[];
    const others = new WebSocket(`${server.url.replace("http", "ws")}/ws`, options);
    await new Promise((go) => others.onopen = go);
    assert.match(await refused(server, anna.client.cookie), /^HTTP\/1.1 503 [^]*"code":"busy"/);
    await own.close();
    let answer = "";
    await until("a place", () => /"code":"slow_down"/.test(answer), async () => {
      answer = await refused(server, anna.client.cookie);
    });
    assert.match(answer, /^HTTP\/1.1 429 [^]*retry-after: 10/i);
    const gone = new Promise((go) => others.onclose = go);
    others.close();
    await gone;
    await until("a place of the address", () => /^HTTP\/1.1 101 /.test(answer), async () => {
      // An incomplete handshake is admitted and then refused by itself.
      answer = await refusedOrOpen(server, anna.client.cookie);
    });
  });

  Deno.test(`[X105] while memory is short a new socket is 503 busy, and those that are open go on: ${sockets}`, async () => {
    let isShort = false;
    await using server = await startServer({ sockets, memory: { isShort: () => isShort } });
    const anna = await signUp(server, "anna");
    const line = await connected(anna);
    isShort = true;
    const answer = await refused(server, anna.client.cookie);
    assert.match(answer, /^HTTP\/1.1 503 [^]*retry-after: 10[^]*"code":"busy"/i);
    line.send({ type: "ping" });
    await line.next("pong");
    isShort = false;
    await (await connected(anna)).close();
    await line.close();
  });
}

Deno.test("[X109] a user opens 100 sockets one after the other, then one a second", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  for (let socket = 0; socket < 100; socket++) await (await anna.client.connect()).close();
  const answer = await refused(server, anna.client.cookie);
  assert.match(answer, /^HTTP\/1.1 429 [^]*retry-after: 1\r[^]*"code":"slow_down"/i);
  server.clock.advance(1_000);
  await (await anna.client.connect()).close();
});

/** The first line of the answer to a handshake. */
async function refusedOrOpen(server: TestServer, cookie: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const headers = { host: "x", ...handshake, cookie, "x-forwarded-for": "192.0.2.1" };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  await connection.write(new TextEncoder().encode(`GET /ws HTTP/1.1\r\n${lines}\r\n`));
  const buffer = new Uint8Array(4_096);
  const length = await connection.read(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, length));
}
