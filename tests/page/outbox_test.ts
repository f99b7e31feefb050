// What becomes of what a user does while lines are cut, answers are lost and the server refuses;
// over a line, a server and a time that the test holds.

import assert from "node:assert/strict";
import { nothingUnsent } from "../../web/storage/local_store.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import {
  ana,
  ben,
  groupOf,
  messageFrame,
  messageId,
  otherTrio,
  text,
  trio,
} from "../support/page/page.ts";
import { Browser, type House, settle, setUp } from "../support/page/page_session.ts";

const sent = (house: House) =>
  house.wires.last.of("send").map((frame) => (frame as { text: string }).text);

Deno.test("[W27] nothing is sent under a new id, out of its order, or before what lies before it was answered", async () => {
  const house = await setUp();
  for (const words of ["one", "two", "three"]) house.session.outbox.send(trio, words);
  assert.deepEqual(sent(house), ["one"]);
  house.server.serve("unavailable");
  assert.deepEqual(sent(house), ["one"], "not at once");
  house.clock.advance(5_000);
  assert.deepEqual(sent(house), ["one", "one"]);
  house.server.serve("answer");
  house.server.serve("answer");
  assert.deepEqual(sent(house), ["one", "one", "two", "three"]);
  house.server.serve("answer");
  assert.deepEqual(
    house.server.logs.get(trio)?.map((message) => message.id),
    [900, 901, 902].map(messageId),
  );
});

Deno.test("[W27] a refusal that passes is not shown as a failure before it has lasted 15 s; it is tried on all the same", async () => {
  const house = await setUp();
  house.session.outbox.send(trio, "hello");
  const begun = house.clock.now();
  while (house.pending(trio)[0]?.refusal === null) {
    assert.ok(house.clock.now() - begun < 60_000, "It was never shown");
    house.server.serve("slow_down");
    house.clock.advance(100);
  }
  assert.ok(house.clock.now() - begun >= 15_000);
  while (house.pending(trio).length > 0) {
    assert.ok(house.clock.now() - begun < 120_000, "It was given up");
    house.clock.advance(100);
    house.server.serve("answer");
  }
});

Deno.test("[W27] an operation that is not answered is sent again after 10 s, and takes effect once", async () => {
  const house = await setUp();
  house.session.outbox.send(trio, "hello");
  house.server.serve("store and say nothing");
  house.clock.advance(9_999);
  assert.equal(sent(house).length, 1);
  house.clock.advance(5_000);
  assert.equal(sent(house).length, 2);
  house.server.serve("answer");
  assert.equal(house.server.logs.get(trio)?.length, 1);
  assert.deepEqual(house.pending(trio), []);
});

Deno.test("[W27] many operations are sent no faster than half of what the server allows", async () => {
  const house = await setUp();
  for (let count = 0; count < 200; count++) house.session.outbox.send(trio, `${count}`);
  const begun = house.clock.now();
  while (house.pending(trio).length > 0) {
    while (house.server.serve("answer"));
    const seconds = (house.clock.now() - begun) / 1_000;
    const { burst, framesPerSecond } = defaultLimits;
    assert.ok(sent(house).length <= (burst + seconds * framesPerSecond) / 2);
    assert.ok(seconds < 60, "It came to a stand");
    house.clock.advance(50);
  }
});

Deno.test("[W4] a line refused for good is marked, lets the next one pass, and can be sent again under its id or given up", async () => {
  const house = await setUp();
  const { outbox } = house.session;
  for (const words of ["bad", "good", "worse"]) outbox.send(trio, words);
  house.server.serve("invalid");
  house.server.serve("answer");
  house.server.serve("invalid");
  assert.deepEqual(house.pending(trio).map(({ refusal }) => refusal), ["invalid", "invalid"]);
  await house.reload();
  house.server.accept();
  assert.deepEqual(house.wires.last.of("send"), [], "what was refused is not sent by itself");
  house.server.refused.clear();
  house.session.outbox.retry(trio, messageId(900));
  assert.deepEqual(house.wires.last.of("send"), [
    { type: "send", group: trio, id: messageId(900), text: "bad" },
  ]);
  house.server.serve("answer");
  house.session.outbox.giveUp(trio, messageId(902));
  assert.deepEqual(house.pending(trio), []);
  await house.reload();
  house.server.accept();
  assert.deepEqual(house.pending(trio), []);
});

Deno.test("[W29] what was typed, done and seen is there after a reload without the server, for the same user alone", async () => {
  const house = await setUp();
  house.server.say(trio, (seq) => text(seq));
  house.session.outbox.send(trio, "unsent");
  house.session.outbox.setDraft(trio, "half a sen");
  house.clock.advance(5_000);
  house.server.cut();
  house.http.answer("GET /api/me", 503, {});
  await house.reload();
  assert.equal(house.session.phase.value, "in");
  const groupState = house.session.state.value.groups.get(trio);
  assert.deepEqual(groupState?.run.map(({ seq }) => seq), [1]);
  assert.deepEqual(groupState?.pending.map(({ operation }) => operation.type), ["send"]);
  assert.equal(house.session.outbox.drafts.value.get(trio), "half a sen");
  const other = await house.localStore.unsent(messageId(1) as unknown as typeof ana);
  assert.deepEqual([other.pending, other.drafts.size], [[], 0]);
});

Deno.test("[W29] logging out leaves nothing behind; leaving a group leaves nothing of that group", async () => {
  const house = await setUp();
  house.session.outbox.send(trio, "unsent");
  house.session.outbox.send(otherTrio, "unsent");
  house.session.outbox.setDraft(trio, "half a sen");
  house.clock.advance(5_000);
  house.wires.last.receive({ type: "gone", group: trio });
  house.clock.advance(5_000);
  const left = await house.localStore.unsent(ana);
  assert.deepEqual(left.pending.map(({ operation }) => operation.group), [otherTrio]);
  assert.equal(left.drafts.size, 0);
  house.http.answer("DELETE /api/session", 204, null);
  await house.session.logOut();
  house.clock.advance(60_000);
  assert.deepEqual(await house.localStore.unsent(ana), nothingUnsent);
  assert.equal(await house.localStore.snapshot(), null);
});

Deno.test("[W27] what was kept is sent to no group that the user is not in any more", async () => {
  const house = await setUp();
  house.session.outbox.send(trio, "unsent");
  await house.reload();
  house.wires.last.welcome([groupOf({ id: otherTrio })]);
  assert.deepEqual(house.wires.last.of("send"), []);
  assert.deepEqual((await house.localStore.unsent(ana)).pending, []);
});

Deno.test("[W27] an operation whose message waits above a hole is not sent again over the same line", async () => {
  const house = await setUp();
  house.session.outbox.send(trio, "mine");
  house.session.outbox.send(trio, "next");
  house.wires.last.receive(messageFrame(text(3, ana, { id: messageId(900) })));
  assert.deepEqual(sent(house), ["mine", "next"]);
  assert.equal(house.pending(trio)[0]?.isStored, true);
});

Deno.test("[W29] a draft that is not saved yet when its user leaves is saved for nobody", async () => {
  const house = await setUp();
  house.session.outbox.setDraft(trio, "of ana");
  house.http.answer("DELETE /api/session", 204, null);
  await house.session.logOut();
  house.localStore.draft(ben, trio, { text: "of ben", edit: null, reply: null });
  house.http.answer("POST /api/session", 200, {
    user: { id: ben, username: "ben" },
    profile: null,
  });
  await house.session.logIn("ben", "walnut-orbit-71");
  await settle();
  assert.equal(house.session.outbox.drafts.value.get(trio), "of ben");
  house.clock.advance(1_000);
  assert.equal((await house.localStore.unsent(ana)).drafts.size, 0);
});

Deno.test("[W233] each key is kept at once, and what was sent is kept as a draft no more", async () => {
  const house = await setUp();
  house.session.outbox.setDraft(trio, "half a sen");
  assert.equal((await house.localStore.unsent(ana)).drafts.get(trio), "half a sen");
  house.session.outbox.setDraft(trio, "");
  assert.equal((await house.localStore.unsent(ana)).drafts.size, 0);
});

Deno.test("[W235] a half-made edit is there after a reload beside the draft, and ends with its text", async () => {
  const house = await setUp();
  house.server.say(trio, (seq) => text(seq, ana));
  house.session.outbox.setDraft(trio, "half a sen");
  house.session.outbox.setEdit(trio, { seq: 1, text: "half a change" });
  await house.reload();
  house.server.accept();
  const { drafts, edits } = house.session.outbox;
  assert.deepEqual(edits.value.get(trio), { seq: 1, text: "half a change" });
  assert.equal(drafts.value.get(trio), "half a sen");
  house.server.say(trio, (seq) => ({ ...text(seq, ana), kind: "erased", target: 1 }));
  assert.equal(edits.value.size, 0);
  assert.deepEqual((await house.localStore.unsent(ana)).edits, new Map());
  assert.equal((await house.localStore.unsent(ana)).drafts.get(trio), "half a sen");
});

Deno.test("[W330] [W333] what is answered is a draft: kept over a reload, sent with its text, gone with its line", async () => {
  const house = await setUp();
  house.server.say(trio, (seq) => text(seq, ben));
  house.session.outbox.setDraft(trio, "half an ans");
  house.session.outbox.setReply(trio, 1);
  await house.reload();
  house.server.accept();
  const { outbox } = house.session;
  assert.deepEqual([outbox.drafts.value.get(trio), outbox.replies.value.get(trio)], [
    "half an ans",
    1,
  ]);
  outbox.send(trio, "an answer", 1);
  house.server.serve("answer");
  outbox.send(trio, "and more");
  const replies = house.wires.last.of("send").map((frame) => (frame as { reply?: number }).reply);
  assert.deepEqual(replies, [1, undefined]);
  house.server.say(trio, (seq) => ({ ...text(seq, ben), kind: "erased", target: 1 }));
  assert.equal(outbox.replies.value.size, 0);
  assert.deepEqual((await house.localStore.unsent(ana)).replies, new Map());
  outbox.setReply(trio, 2);
  outbox.setReply(trio, null);
  assert.equal(outbox.replies.value.size, 0);
});

Deno.test("[W29] where the browser reads slowly, what is done now is sent, and what was kept comes after it", async () => {
  const browser = new Browser();
  const before = await setUp(browser);
  before.session.outbox.send(trio, "kept");
  before.session.outbox.setDraft(otherTrio, "half a sen");
  before.clock.advance(1_000);
  const unsent = await browser.localStore.unsent(ana);
  const { promise, resolve } = Promise.withResolvers<typeof unsent>();
  browser.localStore.unsent = () => promise;

  const house = await setUp(browser);
  house.session.outbox.send(trio, "now");
  house.clock.advance(2_999);
  assert.deepEqual(sent(house), [], "Not before it is known what was kept");
  house.clock.advance(1);
  assert.deepEqual(sent(house), ["now"]);
  house.server.serve("answer");
  resolve(unsent);
  await settle();
  assert.deepEqual(sent(house), ["now", "kept"]);
  assert.equal(house.session.outbox.drafts.value.get(otherTrio), "half a sen");
});

Deno.test("[W4] what was refused for good and is sent again comes behind what was said meanwhile; what was refused for now keeps its place", async () => {
  const house = await setUp();
  const texts = () =>
    house.pending(trio).map(({ operation }) => "text" in operation ? operation.text : "");
  house.session.outbox.send(trio, "refused");
  house.server.serve("invalid");
  house.server.cut();
  house.session.outbox.send(trio, "meanwhile");
  assert.deepEqual(texts(), ["refused", "meanwhile"]);
  house.session.outbox.retry(trio, messageId(900));
  assert.deepEqual(texts(), ["meanwhile", "refused"]);
  house.session.outbox.retry(trio, messageId(901));
  assert.deepEqual(texts(), ["meanwhile", "refused"]);
});

Deno.test("[W27] a new line does not wait for a pause that the last one was told to make", async () => {
  const house = await setUp();
  house.session.outbox.send(trio, "hello");
  assert.ok(house.server.serve("slow_down"));
  house.server.cut();
  // Half of the first backoff, which is shorter than any pause.
  house.clock.advance(250);
  house.server.accept();
  assert.deepEqual(sent(house), ["hello"]);
});
