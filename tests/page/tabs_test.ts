// Two tabs of one browser: one log-out ends both, and nothing of the user stays in either.

import assert from "node:assert/strict";
import { nothingUnsent } from "../../web/storage/local_store.ts";
import { createLoginHint, isOfLoginHint } from "../../web/storage/login_hint.ts";
import { ana, text, trio } from "../support/page/page.ts";
import { Browser, type House, settle, setUp } from "../support/page/page_session.ts";

async function setUpTabs() {
  const browser = new Browser();
  return { browser, one: await setUp(browser), other: await setUp(browser) };
}

async function logOut(house: House): Promise<void> {
  house.http.answer("DELETE /api/session", 204, null);
  await house.session.logOut();
}

Deno.test("[W66] a log-out in one tab ends the others, which forget what was typed, whether the line or the browser tells first", async () => {
  for (const code of [null, 4401]) {
    const { browser, one, other } = await setUpTabs();
    other.session.outbox.setDraft(trio, "half a sen");
    other.session.outbox.send(trio, "unsent");
    await logOut(one);
    if (code !== null) other.wires.last.lose(code);
    await other.session.follow();
    assert.equal(other.session.phase.value, "out");
    assert.equal(other.session.lastEnd.value, null);
    assert.equal(other.session.outbox.drafts.value.size, 0);
    other.clock.advance(60_000);
    assert.deepEqual(await browser.localStore.unsent(ana), nothingUnsent);
    assert.equal(await browser.localStore.snapshot(), null);
    assert.ok(browser.hint.hasLeft(), "a third tab hears it, too");
  }
});

Deno.test("[W66] a session that ended by itself in one tab ends in the others, and what was typed stays", async () => {
  const { one, other } = await setUpTabs();
  other.session.outbox.setDraft(trio, "half a sen");
  one.wires.last.lose(4401);
  await other.session.follow();
  assert.equal(other.session.phase.value, "out");
  assert.deepEqual(other.session.lastEnd.value, { type: "expired" });
  assert.equal(other.session.outbox.drafts.value.get(trio), "half a sen");
});

Deno.test("[W66] a log-in in one tab lets the others in", async () => {
  const { one, other } = await setUpTabs();
  await logOut(one);
  await other.session.follow();
  one.http.answer("POST /api/session", 200, { user: { id: ana, username: "ana" }, profile: null });
  assert.equal(await one.session.logIn("ana", "walnut-orbit-71"), null);
  await other.session.follow();
  assert.equal(other.session.phase.value, "in");
  assert.equal(other.session.state.value.user?.id, ana);
  await one.session.follow();
  assert.equal(one.session.phase.value, "in");
});

Deno.test("[W66] where a browser may store nothing, somebody may always be there, and nobody has left", () => {
  const forbidden = () => {
    throw new Error("Forbidden");
  };
  const hint = createLoginHint({ getItem: forbidden, setItem: forbidden, removeItem: forbidden });
  hint.leave();
  hint.write(false);
  assert.deepEqual([hint.read(), hint.wasEver(), hint.hasLeft()], [true, true, false]);
  assert.deepEqual([isOfLoginHint({ key: "trio.here" }), isOfLoginHint({ key: "trio.prefs" })], [
    true,
    false,
  ]);
});

Deno.test("[W63] a tab that rests does not put back into what is kept what others have seen go", async () => {
  const { browser, one, other } = await setUpTabs();
  for (const house of [one, other]) {
    house.server.say(trio, (seq) => text(seq, ana, { text: "said in haste" }));
  }
  for (const house of [one, other]) house.clock.advance(2_000);
  other.server.cut(4409);
  one.server.say(trio, (seq) => ({ ...text(seq, ana), kind: "erased", target: 1 }));
  one.clock.advance(2_000);
  other.session.setVisible(false);
  await settle();
  const kept = JSON.stringify(await browser.localStore.snapshot());
  assert.doesNotMatch(kept, /said in haste/);
  assert.match(kept, /"erased":true/);
});
