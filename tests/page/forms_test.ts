// What the first page says about its fields, before sending and after a refusal.

import assert from "node:assert/strict";
import { type ApiDeps, createApi } from "../../client/net/api.ts";
import {
  checkForm,
  emptyForm,
  explain,
  type FieldName,
  type FormValues,
  profileOf,
  tidy,
} from "../../web/enter/form_model.ts";
import { FakeClock } from "../support/fake_clock.ts";

const good: FormValues = {
  ...emptyForm,
  username: "Zoé_9",
  password: "long enough",
  birthDate: "1996-02-29",
  sex: "none",
};
const today = "2026-06-15";

function wrongIn(change: Partial<FormValues>): string[] {
  return Object.keys(checkForm("signUp", { ...good, ...change }, today));
}

Deno.test("[W16] a field that the server would refuse is told before sending, that field alone", () => {
  for (const username of ["", "ab", "a".repeat(33), "a b", "a@b", "éa!", "an\na", " ab "]) {
    assert.deepEqual(wrongIn({ username }), ["username"], username);
  }
  for (const password of ["", "1234567", "x".repeat(257)]) {
    assert.deepEqual(wrongIn({ password }), ["password"]);
  }
  for (const birthDate of ["", "yesterday", "2026-06-16", "996-01-01"]) {
    assert.deepEqual(wrongIn({ birthDate }), ["birthDate"], birthDate);
  }
  assert.deepEqual(wrongIn({ sex: "" }), ["sex"]);
  assert.deepEqual(checkForm("signUp", emptyForm, today), {
    username: "wrong.username.length",
    password: "wrong.password.length",
    birthDate: "wrong.birthDate",
    sex: "wrong.sex",
  });
});

Deno.test("[W204] each fault of a field has a sentence of its own, told by the page or by the server", () => {
  const said = (name: FieldName, value: string) =>
    checkForm("signUp", { ...good, [name]: value }, today)[name];
  assert.equal(said("username", "ab"), "wrong.username.length");
  assert.equal(said("username", "a@b"), "wrong.username.characters");
  assert.equal(said("username", "abc\u115f"), "wrong.username.invisible");
  assert.equal(said("password", "short"), "wrong.password.length");
  assert.equal(said("password", "long enough \ud800"), "wrong.password.surrogates");
  assert.equal(said("birthDate", "2026-02-30"), "wrong.birthDate");
  assert.equal(said("birthDate", "2026-06-16"), "wrong.birthDate");
  assert.equal(said("birthDate", "1896-06-15"), "wrong.birthDate.age");
  const told = (fault: string) =>
    explain({
      status: 400,
      code: "invalid",
      errors: [{ path: "password", fault }, { path: "password", fault: "length" }],
    }, "signUp").fields.password;
  assert.equal(told("common"), "wrong.password.common");
  assert.equal(told("username"), "wrong.password.username");
  // One that the page does not know, also where it is called as what every object has.
  assert.equal(told("brand_new"), "wrong.password");
  assert.equal(told("constructor"), "wrong.password");
});

Deno.test("[W335] a name with spaces is refused with the name to try, where that is right", () => {
  const said = (username: string) => checkForm("signUp", { ...good, username }, today).username;
  assert.deepEqual(said(" Jean  Paul "), ["wrong.username.try", { name: "Jean_Paul" }]);
  assert.deepEqual(said("a \u3000b"), ["wrong.username.try", { name: "a_b" }]);
  for (const username of ["a b!", "Jean Пол"]) {
    assert.equal(said(username), "wrong.username.space", username);
  }
});

Deno.test("[W205] white space around a username is no part of it, whether signing up or logging in", () => {
  const typed = { ...good, username: " Zoé_9\u00a0 ", password: " a space counts " };
  assert.deepEqual(tidy(typed), { ...typed, username: "Zoé_9" });
  assert.deepEqual(checkForm("signUp", tidy(typed), today), {});
  assert.deepEqual(Object.keys(checkForm("logIn", tidy({ ...typed, username: "  " }), today)), [
    "username",
  ]);
});

Deno.test("[W16] what fits is let through, names of any script too; logging in asks for no more than something", () => {
  for (
    const username of ["abc", "Ωμέγα", "名前です", "a.b-c_d", "a".repeat(32), "anna ", "ana\n"]
  ) {
    assert.deepEqual(wrongIn({ username }), [], username);
  }
  assert.deepEqual(checkForm("logIn", { ...emptyForm, username: "x", password: "y" }, today), {});
  for (const username of ["", " \u3000"]) {
    const empty = checkForm("logIn", { ...emptyForm, username }, today);
    assert.deepEqual(Object.keys(empty), ["username", "password"]);
  }
});

const wrongOf = (change: Partial<FormValues>) =>
  Object.values(checkForm("signUp", { ...good, ...change }, today));

Deno.test("[W16] a length is counted in code points, as the server counts it, at its boundaries", () => {
  const passwords = [["🔑", 7, 8, 256, 257], ["x", 7, 8, 256, 257]] as const;
  for (const [letter, tooShort, least, most, tooLong] of passwords) {
    for (const count of [least, 129, most]) {
      assert.deepEqual(wrongOf({ password: letter.repeat(count) }), [], `${count} ${letter}`);
    }
    for (const count of [4, tooShort, tooLong]) {
      const wrong = wrongOf({ password: letter.repeat(count) });
      assert.deepEqual(wrong, ["wrong.password.length"], `${count} ${letter}`);
    }
  }
  assert.deepEqual(wrongOf({ password: "walnut-\ud800" }), ["wrong.password.surrogates"]);
});

Deno.test("[W16] a username has 3 to 32 letters that are seen, however they are composed", () => {
  const accepted = ["abc", "x".repeat(32), "𝓪𝓫𝓬", "e\u0301".repeat(32), "a.b", "مريم", "王小明"];
  for (const username of accepted) assert.deepEqual(wrongOf({ username }), [], username);
  const refused = [
    "ab",
    "x".repeat(33),
    "e\u0301e\u0301",
    "a b c",
    "a/b",
    "🔑🔑🔑",
    "abc\u3164",
    "abc\u200b",
  ];
  for (const username of refused) {
    assert.match(
      String(wrongOf({ username }).flat()[0]),
      /^wrong\.username\.\w+$/,
      JSON.stringify(username),
    );
  }
});

Deno.test("[W16] not to say one's sex is sent as null, never as a word", () => {
  assert.deepEqual(profileOf(good), { birthDate: "1996-02-29", sex: null });
  assert.deepEqual(profileOf({ ...good, sex: "other" }).sex, "other");
});

Deno.test("[W16] a refusal is told under the field that it is about, else once for the form", () => {
  const problem = (code: string, ...paths: string[]) => ({
    status: 400,
    code,
    errors: paths.map((path) => ({ path, message: "in English" })),
  });
  const told = (...given: Parameters<typeof problem>) => explain(problem(...given), "signUp");
  assert.deepEqual(told("username_taken"), {
    fields: { username: "problem.username_taken" },
    refusal: null,
  });
  assert.deepEqual(told("too_young"), {
    fields: { birthDate: "problem.too_young" },
    refusal: null,
  });
  assert.deepEqual(told("invalid", "password", "profile.birthDate"), {
    fields: { password: "wrong.password", birthDate: "wrong.birthDate" },
    refusal: null,
  });
  for (const refusal of [problem("invalid", "colour"), problem("bad_credentials")]) {
    assert.deepEqual(explain(refusal, "signUp"), { fields: {}, refusal });
  }
});

const apiOver = (fetch: ApiDeps["fetch"]) =>
  createApi({ clock: new FakeClock(), fetch, onSessionOver: () => assert.fail("No session") });

Deno.test("[W16] an answer that is not the server's own is a refusal, too, and so is none", async () => {
  const bodies = ["<html>", "null", "7", '{"code":7,"errors":[{"path":1},null]}'];
  for (const body of bodies) {
    const api = apiOver(() => Promise.resolve(new Response(body, { status: 502 })));
    assert.deepEqual(await api.me(), {
      ok: false,
      problem: { status: 502, code: "unexpected", errors: [] },
    });
  }
  for (
    const broken of [
      () => Promise.reject(new TypeError("down")),
      () => Promise.resolve(new Response("<html>")),
    ]
  ) {
    const answer = await apiOver(broken).me();
    assert.deepEqual(answer, {
      ok: false,
      problem: { status: 0, code: "unreachable", errors: [] },
    });
  }
});

Deno.test("[W335] who is too young is told the youngest age", async () => {
  const body = { code: "too_young", minAge: 18 };
  const answer = await apiOver(() => Promise.resolve(Response.json(body, { status: 403 }))).me();
  assert.ok(!answer.ok);
  // A device remembers that one was too young.
  for (const [age, key] of [[17, "young"], [18, "device"]] as const) {
    assert.deepEqual(explain(answer.problem, "signUp", age).fields, {
      birthDate: [`wrong.birthDate.${key}`, { count: 18 }],
    });
  }
  assert.deepEqual(explain(answer.problem, "signUp"), {
    fields: { birthDate: ["wrong.birthDate.young", { count: 18 }] },
    refusal: null,
  });
});
