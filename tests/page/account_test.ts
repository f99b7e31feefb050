// The ends of a session and the ways into one: logging out without the server, suspensions,
// notices, the proof of work, and what the account's page asks for.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { checkForm, emptyForm, explain, tidy } from "../../web/enter/form_model.ts";
import { signUp } from "../../web/enter/sign_up.ts";
import { accountApi } from "../../web/net/account_api.ts";
import { createApi, type NewAccount, type Problem } from "../../client/net/api.ts";
import { prove } from "../../web/platform/prove_work.ts";
import { nothingUnsent } from "../../web/storage/local_store.ts";
import { createLoginHint } from "../../web/storage/login_hint.ts";
import { refusalText } from "../../web/ui/problems.ts";
import type { NoticeId } from "../../protocol/moderation.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { ana, FakeHttp, readyFrame, trio } from "../support/page/page.ts";
import { Browser, type House, settle, setUp } from "../support/page/page_session.ts";
import { english, french } from "../support/page/speech.ts";

const logOut = "DELETE /api/session";
const logIn = "POST /api/session";
const account = { user: { id: ana, username: "ana" }, profile: null };

/** How often the server was told of the log-out, and nothing else was asked since. */
const tellings = ({ http }: House) => http.asked.filter((asked) => asked === logOut).length;

Deno.test("[W260] a log-out without the server wipes the browser at once, says so, and is told once there is a way, over a reload, too", async () => {
  const browser = new Browser();
  const house = await setUp(browser);
  const { session, http, clock } = house;
  session.outbox.setDraft(trio, "half a sen");
  http.isDown = true;
  await session.logOut();
  assert.equal(session.phase.value, "out");
  assert.deepEqual(session.lastEnd.value, { type: "unheard" });
  assert.deepEqual(await browser.localStore.unsent(ana), nothingUnsent);
  assert.equal(await browser.localStore.snapshot(), null);
  assert.ok(browser.hint.hasLeft(), "Other tabs hear it");

  http.isDown = false;
  http.answer(logOut, 503, { code: "unavailable" });
  clock.advance(30_000);
  await settle();
  assert.ok(tellings(house) > 0, "It is tried again by itself");
  assert.ok(browser.hint.isUnheard(), "An outage is no answer");
  await house.reload();
  assert.equal(house.session.phase.value, "out", "The cookie is good still, and lets nobody in");
  http.answer(logOut, 204, null);
  house.session.wake();
  await settle();
  assert.equal(browser.hint.isUnheard(), false);
  const told = tellings(house);
  clock.advance(3_600_000);
  house.session.wake();
  await settle();
  assert.equal(tellings(house), told, "It is told once");
  assert.ok(!http.asked.slice(http.asked.indexOf(logOut)).includes("GET /api/me"));
});

Deno.test("[W260] a server that stalls holds up no log-out for longer than 3 s", async () => {
  const { session, http, clock } = await setUp();
  http.isStalled = true;
  const leaving = session.logOut();
  await settle();
  clock.advance(3_000);
  await leaving;
  assert.equal(session.phase.value, "out");
  assert.deepEqual(session.lastEnd.value, { type: "unheard" });
});

Deno.test("[W260] nobody logs in before the server has heard of the log-out, which would end the new session", async () => {
  const house = await setUp();
  const { session, http, clock } = house;
  http.answer(logOut, 503, { code: "unavailable" });
  await session.logOut();
  http.answer(logIn, 200, account);
  assert.equal((await session.logIn("ana", "walnut-orbit-71"))?.code, "unavailable");
  assert.ok(!http.asked.includes(logIn));
  http.answer(logOut, 401, { code: "unauthenticated" });
  assert.equal(await session.logIn("ana", "walnut-orbit-71"), null);
  assert.equal(session.phase.value, "in");
  const told = tellings(house);
  clock.advance(3_600_000);
  await settle();
  assert.equal(tellings(house), told);
});

Deno.test("[W260] where a browser may store nothing, the log-out is told as long as the tab is open", () => {
  const forbid = () => {
    throw new DOMException("Forbidden", "SecurityError");
  };
  const hint = createLoginHint({ getItem: forbid, setItem: forbid, removeItem: forbid });
  assert.equal(hint.isUnheard(), false);
  hint.setUnheard(true);
  assert.equal(hint.isUnheard(), true);
});

Deno.test("[W261] a suspended user is out, is told until when, and their browser does not come back by itself", async () => {
  const reasons = [
    ["Suspended until 2026-12-24T18:00:00.000Z", "2026-12-24T18:00:00.000Z"],
    ["Suspended for good", null],
    ["The user is suspended", undefined],
  ] as const;
  for (const [reason, until] of reasons) {
    const { session, wires, clock } = await setUp();
    wires.last.lose(4403, reason);
    assert.equal(session.phase.value, "out");
    assert.deepEqual(session.lastEnd.value, { type: "suspended", until });
    assert.equal(session.state.value.user, null);
    const opened = wires.opened.length;
    session.wake();
    clock.advance(3_600_000);
    assert.equal(wires.opened.length, opened);
  }
});

Deno.test("[W261] that a user is suspended is said once: by the refusal, where they log in again", async () => {
  const { session, http, wires } = await setUp();
  wires.last.lose(4403, "Suspended for good");
  http.answer(logIn, 401, { code: "bad_credentials" });
  await session.logIn("ana", "walnut-orbit-70");
  assert.equal(session.lastEnd.value?.type, "suspended", "A slip of the keys changes nothing");
  http.answer(logIn, 403, { code: "suspended", until: null });
  assert.equal((await session.logIn("ana", "walnut-orbit-71"))?.code, "suspended");
  assert.equal(session.lastEnd.value, null);
});

Deno.test("[W261] the right password of a suspended user is refused with the day on which it ends", async () => {
  const { session, http } = await setUp();
  http.answer(logOut, 204, null);
  await session.logOut();
  http.answer(logIn, 403, { code: "suspended", until: "2026-12-24T12:00:00.000Z" });
  const problem = await session.logIn("ana", "walnut-orbit-71");
  assert.ok(problem);
  assert.match(refusalText(english, problem), /^Your account is suspended until .*2026/);
  assert.match(refusalText(french, problem), /^Ton compte est suspendu jusqu’au 24 décembre 2026/);
  http.answer(logIn, 403, { code: "suspended", until: null });
  const forGood = await session.logIn("ana", "walnut-orbit-71");
  assert.ok(forGood);
  assert.equal(refusalText(english, forGood), "Your account is suspended for good.");
  assert.equal(session.phase.value, "out");
});

Deno.test("[W262] what a moderator says is there from ready, the start or the line until it is read; then comes the next", async () => {
  const notice = { id: "1", at: "2026-11-01T10:00:00.000Z", text: "Please be kind." };
  const { session, wires, http } = await setUp();
  assert.equal(session.state.value.notice, null);
  wires.last.receive({ type: "notice", notice });
  assert.deepEqual(session.state.value.notice, notice);
  wires.last.receive({ ...readyFrame(), notice: null });
  assert.equal(session.state.value.notice, null);
  wires.last.receive({ ...readyFrame(), notice });

  http.answer("DELETE /api/me/notice/1", 503, { code: "unavailable" });
  assert.equal((await session.readNotice("1" as NoticeId))?.code, "unavailable");
  assert.deepEqual(session.state.value.notice, notice, "It is not read");
  http.answer("DELETE /api/me/notice/1", 204, null);
  const next = { ...notice, id: "2" };
  const reading = session.readNotice("1" as NoticeId);
  wires.last.receive({ type: "notice", notice: next });
  assert.equal(await reading, null);
  assert.deepEqual(session.state.value.notice, next);

  const browser = new Browser();
  const other = await setUp(browser);
  other.http.answer("GET /api/me", 200, { ...account, notice });
  await other.reload();
  assert.deepEqual(other.session.state.value.notice, notice);
});

const newAccount: NewAccount = {
  username: "ana",
  password: "walnut-orbit-71",
  profile: { birthDate: "1996-01-01", sex: null },
};
const challenge = { challenge: "abc", bits: 9 };
const asked: Problem = { status: 403, code: "proof_required", errors: [], challenge };

Deno.test("[W263] a sign-up that is asked for work does it and comes again with it; a third time it does not", async () => {
  const sent: NewAccount[] = [];
  const send = (account: NewAccount) => {
    sent.push(account);
    return Promise.resolve(sent.length === 1 ? asked : null);
  };
  const proof = { challenge: "abc", nonce: "7" };
  const work = () => Promise.resolve(proof);
  assert.equal(await signUp({ account: newAccount, send, prove: work }), null);
  assert.deepEqual(sent, [newAccount, { ...newAccount, proof }]);

  const insatiable = { sent: 0 };
  const problem = await signUp({
    account: newAccount,
    send: () => Promise.resolve((insatiable.sent++, asked)),
    prove: work,
  });
  assert.deepEqual([problem?.code, insatiable.sent], ["proof_required", 3]);
  const unable = await signUp({
    account: newAccount,
    send: () => Promise.resolve(asked),
    prove: () => Promise.resolve(null),
  });
  assert.equal(unable?.code, "proof_required");
});

Deno.test("[W263] the number that is found gives a hash with so many zero bits, whole bytes or not", async () => {
  for (const bits of [0, 1, 8, 9, 12]) {
    const proof = await prove({ challenge: "a challenge", bits });
    assert.ok(proof);
    assert.match(proof.nonce, /^\d+$/);
    const hash = createHash("sha256").update(`${proof.challenge}.${proof.nonce}`).digest();
    const zeros = hash.readUInt32BE() === 0 ? 32 : Math.clz32(hash.readUInt32BE());
    assert.ok(zeros >= bits, `${zeros} zero bits of ${bits}`);
  }
});

Deno.test("[W263] the challenge is read from the refusal, and the proof is in the body", async () => {
  const { session, http } = await setUp();
  http.answer(logOut, 204, null);
  await session.logOut();
  http.answer("POST /api/users", 403, { code: "proof_required", challenge: "abc", bits: 9 });
  assert.deepEqual(await session.signUp(newAccount), asked);
  http.answer("POST /api/users", 201, account);
  const proof = { challenge: "abc", nonce: "7" };
  assert.equal(await session.signUp({ ...newAccount, proof }), null);
  assert.deepEqual(http.bodies.get("POST /api/users"), { ...newAccount, proof });
});

Deno.test("[W264] each form of the account is refused under the field that it is about, and sent tidy", () => {
  const today = "2026-06-15";
  assert.deepEqual(checkForm("recovery", emptyForm, today), {
    username: "wrong.empty",
    code: "wrong.empty",
    password: "wrong.password.length",
  });
  assert.deepEqual(checkForm("password", { ...emptyForm, password: "walnut-orbit-71" }, today), {
    current: "wrong.current",
  });
  const named = { ...emptyForm, current: "x", label: "é".repeat(65) };
  assert.deepEqual(checkForm("passkey", named, today), { label: "wrong.label" });
  assert.deepEqual(checkForm("passkey", { ...named, label: "é".repeat(64) }, today), {});
  const typed = tidy({ ...emptyForm, code: " k7mq-2x9d ", label: " phone " });
  assert.deepEqual([typed.code, typed.label], ["k7mq-2x9d", "phone"]);

  const refused = (code: string) => ({ status: 401, code, errors: [] });
  for (const purpose of ["password", "passkey", "confirm"] as const) {
    assert.deepEqual(explain(refused("bad_credentials"), purpose), {
      fields: { current: "wrong.current.not" },
      refusal: null,
    });
  }
  assert.deepEqual(explain(refused("birth_date_set"), "profile").fields, {
    birthDate: "problem.birth_date_set",
  });
  assert.deepEqual(explain(refused("sex_set"), "profile").fields, { sex: "problem.sex_set" });
  assert.match(
    refusalText(english, refused("bad_credentials"), "recovery"),
    /^Wrong name or code/,
  );
});

Deno.test("[W264] the account's page asks for what the protocol names", async () => {
  const http = new FakeHttp();
  const api = createApi({ clock: new FakeClock(), fetch: http.fetch, onSessionOver: () => {} });
  const { sessions, endSession, makeRecoveryCodes, ...keys } = accountApi(api.ask);
  await sessions();
  await endSession("5" as Parameters<typeof endSession>[0]);
  await keys.recoveryCodes();
  await makeRecoveryCodes("secret");
  await keys.passkeys();
  await keys.passkeyOptions("secret");
  await keys.addPasskey({ id: "1" }, "");
  assert.deepEqual(http.bodies.get("POST /api/me/passkeys"), { response: { id: "1" } });
  await keys.addPasskey({ id: "1" }, "phone");
  await keys.removePasskey("a/b");
  await api.changePassword("old secret", "new secret");
  await api.deleteAccount("secret");
  assert.deepEqual(http.asked, [
    "GET /api/me/sessions",
    "DELETE /api/me/sessions/5",
    "GET /api/me/recovery",
    "POST /api/me/recovery",
    "GET /api/me/passkeys",
    "POST /api/me/passkeys/options",
    "POST /api/me/passkeys",
    "POST /api/me/passkeys",
    "DELETE /api/me/passkeys/a%2Fb",
    "PUT /api/me/password",
    "DELETE /api/me",
  ]);
  assert.deepEqual(http.bodies.get("POST /api/me/passkeys"), {
    response: { id: "1" },
    label: "phone",
  });
});

Deno.test("[W265] a deleted account leaves nothing in the browser; with a wrong password it stays", async () => {
  const browser = new Browser();
  const { session, http } = await setUp(browser);
  session.outbox.setDraft(trio, "half a sen");
  http.answer("DELETE /api/me", 401, { code: "bad_credentials" });
  assert.equal((await session.deleteAccount("wrong"))?.code, "bad_credentials");
  assert.equal(session.phase.value, "in");
  http.answer("DELETE /api/me", 204, null);
  assert.equal(await session.deleteAccount("walnut-orbit-71"), null);
  assert.deepEqual([session.phase.value, session.lastEnd.value?.type], ["out", "deleted"]);
  assert.deepEqual(await browser.localStore.unsent(ana), nothingUnsent);
  assert.ok(browser.hint.hasLeft());
});
