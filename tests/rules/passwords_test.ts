// Password hashes: which passwords they take, and that an unknown name costs as much as a known
// one.

import assert from "node:assert/strict";
import { createPasswords } from "../../routes/auth/passwords.ts";

const client = "203.0.113.7";

/** What was derived meanwhile, as the costs of each derivation. */
async function derivedIn(run: () => Promise<unknown>): Promise<unknown[]> {
  const derived: unknown[] = [];
  const { subtle } = crypto;
  const deriveBits = subtle.deriveBits;
  subtle.deriveBits = (algorithm, key, length) => {
    assert(typeof length === "number");
    const { nonce: _nonce, ...costs } = algorithm as unknown as { readonly nonce: unknown };
    derived.push(costs);
    return deriveBits.call(subtle, algorithm, key, length);
  };
  try {
    await run();
  } finally {
    subtle.deriveBits = deriveBits;
  }
  return derived;
}

Deno.test("[A6] a hash takes its own password alone, and each has a salt of its own", async () => {
  const passwords = createPasswords(2);
  const [phc, again] = await Promise.all([
    passwords.hash("a long enough secret", client),
    passwords.hash("a long enough secret", client),
  ]);
  assert.notEqual(phc, again);
  assert.equal(await passwords.verify("a long enough secret", phc, client), true);
  assert.equal(await passwords.verify("a long enough secre", phc, client), false);
  const last = phc.slice(-10, -9) === "A" ? "B" : "A";
  const changed = phc.slice(0, -10) + last + phc.slice(-9);
  assert.equal(await passwords.verify("a long enough secret", changed, client), false);
  await assert.rejects(passwords.verify("a long enough secret", "$2b$12$nonsense", client), /PHC/);
});

Deno.test("[A6] an unknown name is refused after the same work as a wrong password", async () => {
  const passwords = createPasswords(1);
  const phc = await passwords.hash("a long enough secret", client);
  const wrong = await derivedIn(() => passwords.verify("not the secret", phc, client));
  const unknown = await derivedIn(async () => {
    assert.equal(await passwords.verify("not the secret", null, client), false);
  });
  assert.equal(wrong.length, 1);
  assert.deepEqual(unknown, wrong);
});
