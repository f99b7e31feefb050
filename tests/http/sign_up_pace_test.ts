// How many accounts a network makes, with which proof, and what is told of names on the way.

import assert from "node:assert/strict";
import { createKeyedHash } from "../../routes/auth/keyed_hash.ts";
import type { Proof } from "../../routes/auth/proof_of_work.ts";
import { clientAddress } from "../../routes/limits/client_address.ts";
import { createSignUpPace } from "../../routes/limits/sign_up_pace.ts";
import { readSettings } from "../../settings.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { password, thirty } from "../support/server/people.ts";
import type { Problem } from "../support/server/problems.ts";
import { type Asked, fail, solve } from "../support/server/proof.ts";
import { startServer, type TestServer } from "../support/server/server.ts";

type Answer = Problem & Asked;

/** Signs up from an address that a proxy tells; a name of its own unless one is given. */
async function signUp(
  server: TestServer,
  address: string,
  { username = `u${crypto.randomUUID().slice(0, 20)}`, profile = thirty, proof }: {
    readonly username?: string;
    readonly profile?: typeof thirty;
    readonly proof?: unknown;
  } = {},
) {
  const body = { username, password, profile, ...(proof !== undefined && { proof }) };
  const headers = { "x-forwarded-for": address };
  return await server.client().request<Answer>("POST", "/api/users", body, headers);
}

/** The pace of sign-ups alone, without the work of a hash. */
function paceOver(env: Record<string, string>, store = createMemoryStore()) {
  const clock = new FakeClock();
  const keyedHash = createKeyedHash(["k".repeat(32)]);
  const settings = readSettings(env);
  const pace = createSignUpPace({ store, clock, settings, keyedHash });
  const ask = (address: string, proof: Proof | null = null) =>
    pace(clientAddress(address, undefined, 0), proof);
  return {
    clock,
    ask,
    /** How many of so many sign-ups were admitted. */
    async admitted(addresses: readonly string[]): Promise<number> {
      let count = 0;
      for (const address of addresses) count += Number((await ask(address)).type === "admitted");
      return count;
    },
  };
}

const env = { PROXIES: "1" };
const home = "198.51.100.1";

Deno.test("[A182] a network makes five accounts an hour, a site twenty, whatever others do", async () => {
  const { clock, ask, admitted } = paceOver({});
  assert.equal(await admitted(Array(9).fill(home)), 5);
  // Three students behind one address of another network.
  assert.equal(await admitted(Array(3).fill("203.0.113.5")), 3);
  assert.equal(await admitted(Array.from({ length: 30 }, (_, at) => `2001:db8:7:${at}::1`)), 20);
  assert.equal(await admitted(["2001:db8:8::1"]), 1);
  clock.advance(12 * 60_000 - 1);
  assert.equal((await ask(home)).type, "proof_required");
  clock.advance(1);
  assert.equal(await admitted([home, home]), 1);
});

Deno.test("[A182] the pace holds over a restart, and follows the setting", async () => {
  const store = createMemoryStore();
  assert.equal(await paceOver({ SIGNUPS_PER_HOUR: "2" }, store).admitted(Array(3).fill(home)), 2);
  assert.equal(await paceOver({ SIGNUPS_PER_HOUR: "2" }, store).admitted([home]), 0);
  assert.equal(await paceOver({ SIGNUPS_PER_HOUR: "0" }).admitted([home]), 0);
});

Deno.test("[A182] this machine, private networks and a server without rules on networks are not paced", async () => {
  const own = ["127.0.0.1", "::1", "10.0.0.7", "192.168.1.1", "fd00::1"];
  assert.equal(await paceOver({ SIGNUPS_PER_HOUR: "0" }).admitted(own), 5);
  const off = paceOver({ SIGNUPS_PER_HOUR: "0", NETWORK_RULES: "off" });
  assert.equal(await off.admitted(Array(9).fill(home)), 9);
});

Deno.test("[A183] with proofs a network makes twenty times as many, then it is told to slow down", async () => {
  const { ask } = paceOver({ SIGNUPS_PER_HOUR: "1" });
  await ask(home);
  const withProof = async () => {
    const asked = await ask(home);
    assert(asked.type === "proof_required");
    return await ask(home, solve(asked));
  };
  for (let account = 0; account < 20; account++) {
    assert.equal((await withProof()).type, "admitted");
  }
  assert.deepEqual(await withProof(), { type: "slow_down", seconds: 180 });
});

Deno.test("[A183] a proof opens the way once, within five minutes, whatever process gave the challenge", async () => {
  const store = createMemoryStore();
  await using server = await startServer({ store, env: { ...env, SIGNUPS_PER_HOUR: "0" } });
  await using other = await startServer({
    store,
    clock: server.clock,
    env: { ...env, SIGNUPS_PER_HOUR: "0" },
  });
  const ask = async () => {
    const { status, body } = await signUp(server, home);
    assert.deepEqual([status, body.code, body.bits], [403, "proof_required", 14]);
    assert.match(body.challenge, /^[\w-]{46}$/);
    return body;
  };
  const withProof = (proof: unknown, at = server) => signUp(at, home, { proof });
  const first = solve(await ask());
  assert.equal((await withProof(first, other)).status, 201);
  for (const at of [server, other]) assert.equal((await withProof(first, at)).status, 403);
  const asked = await ask();
  assert.equal((await withProof(fail(asked))).status, 403);
  const { challenge } = asked;
  const forged = [
    `${challenge.slice(0, 30)}${challenge[30] === "A" ? "B" : "A"}${challenge.slice(31)}`,
    `${challenge[0] === "A" ? "B" : "A"}${challenge.slice(1)}`,
    challenge.slice(0, -1),
    `${challenge}A`,
    "A".repeat(46),
  ];
  for (const challenge of forged) {
    const answer = await withProof(solve({ challenge, bits: 14 }));
    assert.deepEqual([answer.status, answer.body.code], [403, "proof_required"], challenge);
  }
  for (const nonce of [1, "", "-1", "0x1", "1".repeat(21)]) {
    assert.equal((await withProof({ challenge, nonce })).status, 400, String(nonce));
  }
  assert.equal((await withProof({ challenge, nonce: "1", more: true })).status, 400);
  server.clock.advance(300_000 - 1);
  assert.equal((await withProof(solve(asked))).status, 201);
  const late = await ask();
  server.clock.advance(300_000);
  assert.equal((await withProof(solve(late))).status, 403);
});

Deno.test("[A184] a taken username is refused at the same pace and after the same work as a free one is given", async () => {
  await using server = await startServer({ env });
  const { subtle } = crypto;
  const { deriveBits } = subtle;
  let derived = 0;
  subtle.deriveBits = (algorithm, key, length) => {
    derived += 1;
    assert(typeof length === "number");
    return deriveBits.call(subtle, algorithm, key, length);
  };
  try {
    const probe = async (username: string) => {
      const before = derived;
      const { status } = await signUp(server, home, { username });
      return [status, derived - before];
    };
    assert.deepEqual(await probe("anna"), [201, 1]);
    for (const username of ["anna", "ANNA", "ａnna", "Anna"]) {
      assert.deepEqual(await probe(username), [409, 1], username);
    }
    for (const username of ["anna", "nobody"]) assert.deepEqual(await probe(username), [403, 0]);
  } finally {
    subtle.deriveBits = deriveBits;
  }
});

Deno.test("[A185] a sign-up that is refused for its age counts, and costs a proof, like any other", async () => {
  await using server = await startServer({ env: { ...env, SIGNUPS_PER_HOUR: "2" } });
  const young = { ...thirty, birthDate: "2013-01-01" };
  const codes = [];
  for (const profile of [young, young, young, thirty]) {
    codes.push((await signUp(server, home, { profile })).body.code);
  }
  assert.deepEqual(codes, ["too_young", "too_young", "proof_required", "proof_required"]);
  const { body } = await signUp(server, home, { profile: young });
  const proof = solve(body);
  assert.equal((await signUp(server, home, { profile: young, proof })).body.code, "too_young");
  const again = await signUp(server, home, { profile: thirty, proof });
  assert.equal(again.body.code, "proof_required", "the proof is used up");
  assert.equal((await signUp(server, "203.0.113.5", { profile: thirty })).status, 201);
});
