// Accounts, sessions and profiles over HTTP: what is refused first, then what succeeds.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import { instantOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import { usernameKey } from "../../routes/auth/username_key.ts";
import { createPasswords } from "../../routes/auth/passwords.ts";
import { quiet } from "../support/descriptions.ts";
import { password, place, signUp, thirty } from "../support/server/people.ts";
import { type Problem, refusal } from "../support/server/problems.ts";
import { openRequest } from "../support/server/raw_request.ts";
import { drivers, startServer } from "../support/server/server.ts";

const anna = { username: "anna", password, profile: thirty };

Deno.test("[X10] a body that is no JSON object of the right shape is 400 invalid, and says where", async () => {
  await using server = await startServer();
  const bad: [unknown, string][] = [
    ["", ""],
    ["{", ""],
    ["null", ""],
    [new Uint8Array([0x7b, 0xff, 0x7d]), ""],
    [{ ...anna, username: 7 }, "username"],
    [{ ...anna, password: null }, "password"],
    [{ username: "anna" }, "password"],
    [{ ...anna, profile: { birthDate: "1996-01-01" } }, "profile.sex"],
    [{ ...anna, profile: { ...thirty, sex: "none" } }, "profile.sex"],
  ];
  for (const [body, path] of bad) {
    const { code, status, errors } = await refusal(server, "/api/users", body);
    assert.deepEqual([code, status, errors?.[0]?.path], ["invalid", 400, path], String(body));
  }
});

Deno.test("[X11] unknown fields are refused, __proto__ and constructor among them", async () => {
  await using server = await startServer();
  const bodies = [
    JSON.stringify({ ...anna, admin: true }),
    JSON.stringify({ ...anna, constructor: 1 }),
    JSON.stringify({ ...anna, profile: { ...thirty, age: 30 } }),
    `{"username":"anna","password":"${password}","__proto__":{"polluted":true}}`,
    `{"username":"anna","password":"${password}","profile":{"birthDate":"1996-01-01","sex":null,"__proto__":1}}`,
  ];
  for (const body of bodies) {
    assert.equal((await refusal(server, "/api/users", body)).code, "invalid", body);
  }
  assert.equal(Reflect.get({}, "polluted"), undefined);
  assert.equal((await server.client().signUp(anna)).status, 201, "The name is still free");
});

for (const sockets of drivers) {
  Deno.test(`[X12] a body of the limit is read, and one byte more is 413 too_large, with and without a stated length: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { BODY_BYTES: "1024" } });
    const account = JSON.stringify({ username: "nobody", password: "not the secret" });
    for (const [size, code] of [[1_024, "bad_credentials"], [1_025, "too_large"]] as const) {
      const body = account.padEnd(size);
      assert.equal((await refusal(server, "/api/session", body)).code, code);
      const head = ["POST /api/session HTTP/1.1", "host: x", "transfer-encoding: chunked"];
      await using request = await openRequest(server.url, head);
      for (const piece of [body.slice(0, 1_000), body.slice(1_000)]) {
        await request.writeChunk(piece);
      }
      // A body past the limit is refused before its end.
      if (code !== "too_large") await request.writeChunk("");
      assert.match(await request.answer(), new RegExp(`"code":"${code}"`));
      // The ws driver waits a while for the rest of a body that it has refused.
      if (code === "too_large" && sockets === "ws") await request.ended();
    }
  });
}

Deno.test("[X13] a birth date of tomorrow, of 1880, of 30 February or of another form is invalid", async () => {
  await using server = await startServer();
  const days = [
    "2026-06-16",
    "1880-01-01",
    "2000-02-30",
    "2001-02-29",
    "2000-13-01",
    "01-01-2000",
    "2000-1-1",
    "",
  ];
  for (const birthDate of days) {
    const { code, errors } = await refusal(server, "/api/users", {
      ...anna,
      profile: { birthDate, sex: null },
    });
    assert.deepEqual([code, errors?.[0]?.path], ["invalid", "profile.birthDate"], birthDate);
  }
});

Deno.test("[X13] a birth date of today or of 122 years is no error, one day further is, at sign-up and in the form", async () => {
  await using server = await startServer();
  const { client } = await signUp(server, "anna");
  const days = [
    ["2026-06-16", "invalid"],
    ["2026-06-15", "too_young"],
    ["1903-06-15", "invalid"],
    ["1903-06-16", undefined],
  ] as const;
  for (const [birthDate, code] of days) {
    const profile = { birthDate, sex: null };
    const account = { username: "bob", password, profile };
    const inForm = await client.put<Problem>("/api/me/profile", profile);
    const atSignUp = await server.client().request<Problem>("POST", "/api/users", account);
    assert.deepEqual([inForm.body.code, atSignUp.body.code], [code, code], birthDate);
  }
});

Deno.test("[A212] [A213] a name that looks like a taken one, or speaks for the house, is 409 username_taken; its owner still logs in", async () => {
  await using server = await startServer();
  assert.equal((await server.client().signUp({ ...anna, username: "alice4410" })).status, 201);
  const taken = ["a1ice4410", "aIice4410", "ALICE4410", "alice44l0", "alice4410.", "admin", "Trio"];
  for (const username of taken) {
    const { code, status } = await refusal(server, "/api/users", { ...anna, username });
    assert.deepEqual([code, status], ["username_taken", 409], username);
  }
  const { code, errors } = await refusal(server, "/api/users", { ...anna, username: "аlice4410" });
  assert.deepEqual([code, errors?.[0]?.fault], ["invalid", "scripts"]);
  assert.equal((await server.client().signUp({ ...anna, username: "alice4411" })).status, 201);
  const again = await server.client().request("POST", "/api/session", {
    username: "ALICE4410",
    password,
  });
  assert.equal(again.status, 200);
});

Deno.test("[A1] a username has 3 to 32 letters, digits, _, . and - of any script", async () => {
  await using server = await startServer();
  const bad = [
    "ab",
    "a".repeat(33),
    "a b c",
    "anna!",
    "<b>",
    "a\0b",
    "anna\u202e",
    "\u0301nna",
    "😀😀😀",
  ];
  for (const username of bad) {
    const { code, errors } = await refusal(server, "/api/users", { ...anna, username });
    assert.deepEqual([code, errors?.[0]?.path], ["invalid", "username"], username);
  }
  const invisible = [
    "\u3164",
    "\u115f",
    "\uffa0",
    "\u17b4",
    "\u034f",
    "\ufe0f",
    "\u200b",
    "\u200d",
    "\u00ad",
    "\u{e0100}",
  ];
  for (const one of [...invisible, "\u2066", "\u202a", "\u200f", "\u061c"]) {
    for (const username of [`anna${one}`, `an${one}na`, one.repeat(3)]) {
      const { code, errors } = await refusal(server, "/api/users", { ...anna, username });
      const name = username.replace(/./gu, (each) => `u+${each.codePointAt(0)?.toString(16)} `);
      assert.deepEqual([code, errors?.[0]?.path], ["invalid", "username"], name);
    }
  }
  for (
    const username of ["Chloé", "Ελένη", "नमस्ते", "李小龙", "a_b.c-9", "𝒜".normalize("NFKC") + "nn"]
  ) {
    const { status, body } = await server.client().signUp({ ...anna, username });
    assert.deepEqual([status, body.user.username], [201, username]);
  }
});

Deno.test("[A1] a username's length is counted in code points after NFC", async () => {
  await using server = await startServer();
  // Two code points that NFC makes one, and one code point that UTF-16 writes as two units.
  for (const letter of ["e\u0301", "\u{10428}"]) {
    for (const [length, status] of [[2, 400], [3, 201], [32, 201], [33, 400]] as const) {
      const username = letter.repeat(length);
      const answer = await server.client().signUp({ ...anna, username });
      assert.equal(answer.status, status, `${length} of ${letter}`);
      if (status === 201) assert.equal(answer.body.user.username, username.normalize("NFC"));
    }
  }
});

Deno.test("[A2] names that collide after NFKC and case folding are 409 username_taken", async () => {
  await using server = await startServer();
  for (const username of ["Straße", "ＡＮＮＡ", "Ελένης"]) {
    assert.equal((await server.client().signUp({ ...anna, username })).status, 201);
  }
  for (const username of ["STRASSE", "anna", "Anna", "ΕΛΈΝΗΣ"]) {
    assert.equal(
      (await refusal(server, "/api/users", { ...anna, username })).code,
      "username_taken",
      username,
    );
  }
});

Deno.test("[A2] what Unicode's case folding takes for one collides, and nothing else", async () => {
  await using server = await startServer();
  const status = async (username: string) =>
    (await server.client().signUp({ ...anna, username })).status;
  assert.deepEqual([await status("straße"), await status("STRAẞE"), await status("strasse")], [
    201,
    409,
    409,
  ]);
  assert.deepEqual([await status("dis"), await status("DIS")], [201, 409]);
  assert.equal((await server.client().logIn("DIS", password)).body.user.username, "dis");
  const wrong = await server.client().request("POST", "/api/session", {
    username: "dıs",
    password,
  });
  assert.equal(wrong.status, 401, "It is another name, that looks alike");
});

Deno.test("[A2] every letter folds like its upper and its lower case, where Unicode takes them for one", () => {
  let compared = 0;
  for (let point = 0; point <= 0x10ffff; point++) {
    const letter = String.fromCodePoint(point);
    if (!/^[\p{L}\p{M}\p{Nd}]$/u.test(letter)) continue;
    for (const other of [letter.toLowerCase(), letter.toUpperCase()]) {
      if (other === letter) continue;
      // Of single letters the engine knows the simple folding; one that becomes several is one with
      // them.
      const isSame = [...other].length > 1 || new RegExp(`^${letter}$`, "iu").test(other);
      const keys = [letter, other].map((one) => usernameKey(`a${one}b`));
      assert.equal(keys[0] === keys[1], isSame, `${letter} (${point.toString(16)}) and ${other}`);
      compared += 1;
    }
  }
  assert(compared > 2_000);
});

Deno.test("[A23] of two names that were apart before, and are one now, each still logs in", async () => {
  await using server = await startServer();
  const passwords = createPasswords(1);
  for (const [username, usernameKey] of [["straße", "strasse"], ["STRAẞE", "straße"]] as const) {
    const user = { id: v7() as UserId, username };
    const passwordHash = await passwords.hash(`secret of ${username}`, "");
    const at = instantOf(server.clock.now());
    await server.store.createUser({ user, profile: null, usernameKey, passwordHash, at });
  }
  for (const username of ["straße", "STRAẞE"]) {
    const { status, body } = await server.client().logIn(username, `secret of ${username}`);
    assert.deepEqual([status, body.user?.username], [200, username]);
  }
});

Deno.test("[A3] a password is 8 to 256 characters, not among the commonest, and not the username", async () => {
  await using server = await startServer();
  const bad = [
    "short77",
    "x".repeat(257),
    "password",
    "12345678",
    "Password1",
    "\ud800" + "x".repeat(8),
  ];
  for (const password of bad) {
    const { code, errors } = await refusal(server, "/api/users", { ...anna, password });
    assert.deepEqual([code, errors?.[0]?.path], ["invalid", "password"], password);
  }
  const own = { ...anna, username: "annaliese", password: "AnnaLiese" };
  assert.equal((await refusal(server, "/api/users", own)).errors?.[0]?.path, "password");
  for (const password of ["correct horse", "ü".repeat(256)]) {
    const username = `user${password.length}`;
    assert.equal((await server.client().signUp({ ...anna, username, password })).status, 201);
    assert.equal((await server.client().logIn(username, password)).status, 200);
  }
});

Deno.test("[A3] a password's length is counted in code points", async () => {
  await using server = await startServer();
  // Each is one code point and two UTF-16 units.
  const lengths = [[4, 400], [7, 400], [8, 201], [129, 201], [256, 201], [257, 400]] as const;
  for (const [length, status] of lengths) {
    const account = { username: `user${length}`, password: "\u{1F511}".repeat(length) };
    assert.equal((await server.client().signUp(account)).status, status, `${length}`);
    const back = await server.client().logIn(account.username, account.password);
    assert.equal(back.status, status === 201 ? 200 : 401, `${length}`);
  }
});

Deno.test("[A4] who is below MIN_AGE is 403 too_young, at sign-up and in the profile form", async () => {
  await using server = await startServer({ env: { MIN_AGE: "16", MINORS_ACKNOWLEDGED: "1" } });
  const young = { birthDate: "2010-06-16", sex: null };
  const { code, minAge } = await refusal(server, "/api/users", { ...anna, profile: young });
  assert.deepEqual({ code, minAge }, { code: "too_young", minAge: 16 });
  const client = server.client();
  assert.equal((await client.signUp({ username: "anna", password })).status, 201);
  assert.equal((await client.put<Problem>("/api/me/profile", young)).body.code, "too_young");
  assert.equal((await client.get<{ profile: unknown }>("/api/me")).body.profile, null);
  assert.equal(
    (await client.put("/api/me/profile", { ...young, birthDate: "2010-06-15" })).status,
    200,
  );
});

Deno.test("[A5] sign-up answers user and profile with a session; the profile may come later", async () => {
  await using server = await startServer();
  const client = server.client();
  const { body, headers } = await client.signUp(anna);
  assert.deepEqual(Object.keys(body.user), ["id", "username"]);
  assert.match(body.user.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  assert.deepEqual(body.profile, { birthDate: "1996-01-01", age: 30, sex: "female", ...quiet });
  assert.match(
    headers.getSetCookie()[0] ?? "",
    /^trio-\d+=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  const bob = server.client();
  assert.equal((await bob.signUp({ username: "bob", password })).body.profile, null);
  const filled = await bob.put<{ profile: unknown }>("/api/me/profile", {
    birthDate: "2000-12-31",
    sex: null,
  });
  assert.deepEqual(filled.body.profile, { birthDate: "2000-12-31", age: 25, sex: null, ...quiet });
  assert.deepEqual(
    (await bob.get<{ profile: unknown }>("/api/me")).body.profile,
    filled.body.profile,
  );
});

Deno.test("[A11] the profile stays as it is while a ticket is open: 409 waiting", async () => {
  await using server = await startServer();
  const person = await signUp(server, "anna");
  await place(person);
  const change = { birthDate: "1990-01-01", sex: "male" };
  const { status, body } = await person.client.put<Problem>("/api/me/profile", change);
  assert.deepEqual([status, body.code], [409, "waiting"]);
  await person.client.delete("/api/ticket");
  assert.equal((await person.client.put("/api/me/profile", change)).status, 200);
});
