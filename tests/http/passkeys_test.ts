// Passkeys over the public protocol: added with the password, a way in without it.

import assert from "node:assert/strict";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import type { OwnPasskey } from "../../db/store/passkeys.ts";
import { Authenticator, type Lies } from "../support/server/authenticator.ts";
import { connected, password, signUp } from "../support/server/people.ts";
import type { Problem } from "../support/server/problems.ts";
import { type Person, startServer, type TestServer } from "../support/server/server.ts";

/** By a name: no address is a domain of passkeys. */
const origin = "http://localhost:4321";

function start(): Promise<TestServer> {
  return startServer({ env: { ORIGIN: origin } });
}

type Added = { readonly passkey: OwnPasskey };

async function creationOptions({ client }: Person) {
  const path = "/api/me/passkeys/options";
  const { status, body } = await client.request<PublicKeyCredentialCreationOptionsJSON>(
    "POST",
    path,
    { password },
  );
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

async function addPasskey(person: Person, label?: string) {
  const authenticator = new Authenticator(origin);
  const response = await authenticator.create(await creationOptions(person));
  const body = label === undefined ? { response } : { response, label };
  const added = await person.client.request<Added>("POST", "/api/me/passkeys", body);
  assert.equal(added.status, 201, JSON.stringify(added.body));
  return { authenticator, passkey: added.body.passkey };
}

async function requestOptions(server: TestServer) {
  const path = "/api/session/passkey/options";
  const { status, body } = await server.client().request<PublicKeyCredentialRequestOptionsJSON>(
    "POST",
    path,
    {},
  );
  assert.equal(status, 200);
  return body;
}

async function logIn(server: TestServer, authenticator: Authenticator, lies: Lies = {}) {
  const response = await authenticator.get(await requestOptions(server), lies);
  return await answer(server, response);
}

async function answer(server: TestServer, response: unknown) {
  const client = server.client();
  const { status, body } = await client.request<{ user: { username: string } } & Problem>(
    "POST",
    "/api/session/passkey",
    { response },
  );
  return { status, body, client };
}

async function passkeysOf({ client }: Person): Promise<readonly OwnPasskey[]> {
  return (await client.get<{ passkeys: OwnPasskey[] }>("/api/me/passkeys")).body.passkeys;
}

Deno.test("[A117] a passkey is added with the password, opens the account without it, and is removed", async () => {
  await using server = await start();
  const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
  const options = await creationOptions(anna);
  assert.deepEqual([options.rp.id, options.user.name], ["localhost", "anna"]);
  assert.equal(options.authenticatorSelection?.residentKey, "required");
  assert.equal(options.authenticatorSelection?.userVerification, "required");
  const { authenticator, passkey } = await addPasskey(anna, " My phone ");
  assert.deepEqual([passkey.label, passkey.usedAt], ["My phone", null]);
  assert.deepEqual(
    (await creationOptions(anna)).excludeCredentials?.map(({ id }) => id),
    [passkey.id],
  );
  server.clock.advance(60_000);
  const { status, body, client } = await logIn(server, authenticator);
  assert.deepEqual([status, body.user.username], [200, "anna"]);
  assert.equal((await client.get("/api/me")).status, 200);
  assert.equal((await connected({ user: anna.user, client })).received.length > 0, true);
  const [listed] = await passkeysOf(anna);
  assert.equal(Date.parse(listed?.usedAt ?? ""), server.clock.now());
  assert.equal((await logIn(server, authenticator)).status, 200);
  const path = `/api/me/passkeys/${passkey.id}`;
  assert.equal((await bob.client.delete(path)).status, 404);
  assert.equal((await anna.client.delete(path)).status, 204);
  assert.deepEqual(await passkeysOf(anna), []);
  assert.equal((await logIn(server, authenticator)).body.code, "bad_credentials");
});

Deno.test("[A117] what a client makes up about a passkey's transports is not kept, and no id is a fault", async () => {
  await using server = await start();
  const anna = await signUp(server, "anna");
  for (const transports of [["\u0000", "internal"], ["\ud800"], "x", 5, { a: 1 }]) {
    const authenticator = new Authenticator(origin);
    const made = await authenticator.create(await creationOptions(anna));
    const response = { ...made, response: { ...made.response, transports } };
    const added = await anna.client.request("POST", "/api/me/passkeys", { response });
    assert([201, 400].includes(added.status), JSON.stringify(transports));
  }
  assert.equal((await anna.client.delete("/api/me/passkeys/%00")).status, 404);
  assert.deepEqual(server.reports, []);
});

Deno.test("[A118] a wrong password, another's challenge, one that is used up or too old, and a false origin add none", async () => {
  await using server = await start();
  const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
  const refused = await anna.client.request<Problem>("POST", "/api/me/passkeys/options", {
    password: "no",
  });
  assert.deepEqual([refused.status, refused.body.code], [401, "bad_credentials"]);
  const add = (response: unknown) =>
    anna.client.request<Problem>("POST", "/api/me/passkeys", { response });
  const authenticator = new Authenticator(origin);
  const [options, others] = [
    await creationOptions(anna),
    await creationOptions(bob),
  ];
  const old = await authenticator.create(options);
  const wrong: unknown[] = [
    await authenticator.create(others),
    await authenticator.create({ ...options, challenge: "AAAA" }),
    await authenticator.create(options, { origin: "http://evil.example" }),
    await authenticator.create(options, { isUnverified: true }),
    await authenticator.create({ ...options, rp: { name: "Trio", id: "evil.example" } }),
    { ...old, response: { ...old.response, attestationObject: "oA" } },
    { id: "AAAA", response: {} },
    { id: "no base64!", response: {} },
    {},
  ];
  for (const response of wrong) {
    assert.deepEqual((await add(response)).body.code, "invalid", JSON.stringify(response));
  }
  server.clock.advance(300_000);
  assert.equal((await add(old)).body.code, "invalid");
  const fresh = await authenticator.create(await creationOptions(anna));
  assert.equal((await add(fresh)).status, 201);
  assert.equal((await add(fresh)).body.code, "invalid");
  assert.equal((await passkeysOf(anna)).length, 1);
});

Deno.test("[A119] an answer to no challenge of log-in, a second one, a false origin or user, and no finger open nothing", async () => {
  await using server = await start();
  const anna = await signUp(server, "anna");
  const { authenticator } = await addPasskey(anna);
  const stranger = new Authenticator(origin);
  await stranger.create(await creationOptions(anna));
  const options = await requestOptions(server);
  const right = await authenticator.get(options);
  const swapped = { ...await stranger.get(options), id: authenticator.id, rawId: authenticator.id };
  const own = await creationOptions(anna);
  const wrong: unknown[] = [
    await stranger.get(options),
    swapped,
    await authenticator.get({ ...options, challenge: own.challenge }),
    await authenticator.get({ ...options, rpId: "evil.example" }),
    await authenticator.get(options, { origin: "http://evil.example" }),
    await authenticator.get(options, { isUnverified: true }),
    { ...right, response: { ...right.response, userHandle: "AAAA" } },
    { ...right, response: { ...right.response, signature: "AAAA" } },
    { ...right, response: {} },
  ];
  for (const response of wrong) {
    const { status, body } = await answer(server, response);
    assert.deepEqual([status, body.code], [401, "bad_credentials"], JSON.stringify(response));
  }
  const twice = await Promise.all([answer(server, right), answer(server, right)]);
  assert.deepEqual(twice.map(({ status }) => status).sort(), [200, 401]);
  assert.equal((await answer(server, right)).status, 401);
  const { deps: { store }, clock } = server;
  await using restarted = await startServer({ store, clock, env: { ORIGIN: origin } });
  const another = await authenticator.get(await requestOptions(server), { counter: 9 });
  assert.equal((await answer(restarted, another)).status, 200);
  assert.equal((await answer(server, another)).status, 401);
  const copies = await Promise.all(
    [10, 10].map((counter) => logIn(server, authenticator, { counter })),
  );
  assert.deepEqual(
    copies.map(({ status }) => status).sort(),
    [200, 401],
    "one count at one moment",
  );
  // A copied authenticator counts on from where it was copied.
  assert.equal((await logIn(server, authenticator, { counter: 1 })).status, 401);
  const late = await authenticator.get(await requestOptions(server), { counter: 99 });
  server.clock.advance(300_000);
  assert.equal((await answer(server, late)).status, 401);
});

Deno.test("[A120] a user has twenty passkeys at most", async () => {
  await using server = await start();
  const anna = await signUp(server, "anna");
  for (let count = 0; count < 20; count++) await addPasskey(anna);
  const authenticator = new Authenticator(origin);
  const response = await authenticator.create(await creationOptions(anna));
  const { status, body } = await anna.client.request<Problem>("POST", "/api/me/passkeys", {
    response,
  });
  assert.deepEqual([status, body.code], [409, "too_many_passkeys"]);
});
