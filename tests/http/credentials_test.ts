// What a username and a password may be, and which are the same, over HTTP.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import { instantOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import { createPasswords } from "../../routes/auth/passwords.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { password, thirty } from "../support/server/people.ts";
import { refusal } from "../support/server/problems.ts";
import { startServer } from "../support/server/server.ts";

const anna = { username: "anna", password, profile: thirty };

Deno.test("[A63] a password is the same however its letters are composed and its spaces are typed", async () => {
  await using server = await startServer();
  const pairs = [["caf\u00e9-long-1", "cafe\u0301-long-1"], [
    "a long\u00a0secret",
    "a\u3000long secret",
  ]];
  for (const [at, [first = "", second = ""]] of pairs.entries()) {
    for (const [as, [typed, typedLater]] of [[first, second], [second, first]].entries()) {
      const username = `user${at}${as}`;
      const account = { username, password: typed ?? "" };
      assert.equal((await server.client().signUp(account)).status, 201);
      const back = await server.client().logIn(username, typedLater ?? "");
      assert.equal(back.status, 200, `${typed} and ${typedLater}`);
      assert.equal((await server.client().logIn(username, `${typedLater}x`)).status, 401);
    }
  }
});

Deno.test("[A63] a hash of what was typed still opens, and from then on every form does", async () => {
  await using server = await startServer();
  const passwords = createPasswords(1);
  const typed = "cafe\u0301-long-1";
  const user = { id: v7() as UserId, username: "anna" };
  const passwordHash = await passwords.hash(typed, "");
  const at = instantOf(server.clock.now());
  const stored = { user, profile: null, usernameKey: "anna", passwordHash, at };
  await server.store.createUser(stored);
  const composed = typed.normalize("NFC");
  assert.equal((await server.client().logIn("anna", composed)).status, 401, "As it was before");
  assert.equal((await server.client().logIn("anna", typed)).status, 200);
  assert.notEqual((await server.store.credentials("anna"))?.passwordHash, passwordHash);
  assert.equal((await server.client().logIn("anna", composed)).status, 200);
  assert.equal((await server.client().logIn("anna", typed)).status, 200);
});

Deno.test("[A63] a log-in goes on where the password could not be hashed anew", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using server = await startServer({ store: faulty.store });
  const passwordHash = await createPasswords(1).hash("cafe\u0301-long-1", "");
  const user = { id: v7() as UserId, username: "anna" };
  const at = instantOf(server.clock.now());
  await server.store.createUser({ user, profile: null, usernameKey: "anna", passwordHash, at });
  faulty.fail("rehash", "before");
  assert.equal((await server.client().logIn("anna", "cafe\u0301-long-1")).status, 200);
  assert.equal((await server.store.credentials("anna"))?.passwordHash, passwordHash);
});

Deno.test("[A63] the commonest passwords are refused in any case and width", async () => {
  await using server = await startServer();
  for (const password of ["ｐａｓｓｗｏｒｄ", "PASSWORD", "１２３４５６７８", "Ｐassword１"]) {
    const { errors } = await refusal(server, "/api/users", { ...anna, password });
    assert.deepEqual(
      errors?.map(({ path, fault }) => [path, fault]),
      [["password", "common"]],
      password,
    );
  }
});

Deno.test("[A64] white space around a username is no part of it, at sign-up and log-in", async () => {
  await using server = await startServer();
  const { status, body } = await server.client().signUp({ ...anna, username: " anna\u3000" });
  assert.deepEqual([status, body.user.username], [201, "anna"]);
  assert.equal((await server.client().logIn("Anna \n", password)).status, 200);
  const again = await refusal(server, "/api/users", { ...anna, username: "anna " });
  assert.equal(again.code, "username_taken");
});

Deno.test("[X64] each fault of a field has a stable word of its own", async () => {
  await using server = await startServer();
  const faulty: [object, string, string][] = [
    [{ username: "ab" }, "username", "length"],
    [{ username: "an na" }, "username", "space"],
    [{ username: "anna!" }, "username", "characters"],
    [{ username: "anna\u200b" }, "username", "invisible"],
    [{ password: "\u{1F511}".repeat(4) }, "password", "length"],
    [{ password: "long enough\u0007" }, "password", "characters"],
    [{ password: `long enough\ud800` }, "password", "surrogates"],
    [{ password: "12345678" }, "password", "common"],
    [{ username: "annaliese", password: "AnnaLiese" }, "password", "username"],
    [{ profile: { birthDate: "2000-02-30", sex: null } }, "profile.birthDate", "day"],
    [{ profile: { birthDate: "2099-01-01", sex: null } }, "profile.birthDate", "future"],
    [{ profile: { birthDate: "1800-01-01", sex: null } }, "profile.birthDate", "age"],
  ];
  for (const [part, path, fault] of faulty) {
    const { errors } = await refusal(server, "/api/users", { ...anna, ...part });
    assert.deepEqual(errors?.map((error) => [error.path, error.fault]), [[path, fault]]);
  }
});

Deno.test("[A6] an unknown name costs as many hashes as a wrong password, also where a password has two forms", async () => {
  await using server = await startServer();
  assert.equal((await server.client().signUp(anna)).status, 201);
  const { subtle } = crypto;
  const { deriveBits } = subtle;
  let derived = 0;
  subtle.deriveBits = (algorithm, key, length) => {
    derived += 1;
    assert(typeof length === "number");
    return deriveBits.call(subtle, algorithm, key, length);
  };
  const costOf = async (username: string, password: string) => {
    const before = derived;
    assert.equal((await server.client().logIn(username, password)).status, 401);
    return derived - before;
  };
  try {
    for (
      const [password, hashes] of [["not the secret", 1], ["not the secre\u0301t", 2]] as const
    ) {
      const costs = [await costOf("anna", password), await costOf("nobody", password)];
      assert.deepEqual(costs, [hashes, hashes], password);
    }
  } finally {
    subtle.deriveBits = deriveBits;
  }
});
