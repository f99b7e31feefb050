// The page's session: who is here, what is sent again, what is fetched, what is read; over a wire,
// an HTTP and a time that the test holds.

import assert from "node:assert/strict";
import { closeCode } from "../../protocol/frames.ts";
import type { LoginHint } from "../../web/storage/login_hint.ts";
import type { LocalStore } from "../../web/storage/local_store.ts";
import { MemoryLocalStore } from "../support/page/memory_local_store.ts";
import { Session } from "../../web/sync/session.ts";
import { settle } from "../support/page/page_session.ts";
import { FakeClock } from "../support/fake_clock.ts";
import {
  ana,
  ben,
  FakeHttp,
  groupOf,
  messageFrame,
  messageId,
  text,
  trio,
  Wires,
} from "../support/page/page.ts";

const account = {
  user: { id: ana, username: "ana" },
  profile: { birthDate: "1996-01-01", age: 30, sex: null },
};

function setUp(isHere = true, localStore: LocalStore = new MemoryLocalStore()) {
  const clock = new FakeClock();
  const wires = new Wires();
  const http = new FakeHttp();
  http.answer("GET /api/me", 200, account);
  const hints: boolean[] = [];
  let isUnheard = false;
  const hint: LoginHint = {
    read: () => hints.at(-1) ?? isHere,
    write: (value) => void hints.push(value),
    leave: () => void hints.push(false),
    hasLeft: () => false,
    wasEver: () => isHere || hints.length > 0,
    isUnheard: () => isUnheard,
    setUnheard: (value) => void (isUnheard = value),
  };
  const ids = { next: 0 };
  const newId = () => messageId(900 + ids.next++);
  const deps = {
    clock,
    fetch: http.fetch,
    Wire: wires.Wire,
    url: "ws://trio.test/ws",
    random: () => 1,
    newId,
    hint,
    localStore,
  };
  return { clock, wires, http, hints, localStore, session: new Session(deps) };
}

async function setUpLine(...[groups]: Parameters<Wires["last"]["welcome"]>) {
  const all = setUp();
  await all.session.start();
  all.wires.last.welcome(groups);
  return all;
}

/** Lets answers that are on their way arrive; fails when the condition never comes true. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000; turn++) {
    if (isTrue()) return;
    await Promise.resolve();
  }
  assert.fail(`This never came true: ${isTrue}`);
}

function groupStateOf(session: Session) {
  const groupState = session.state.value.groups.get(trio);
  assert.ok(groupState);
  return groupState;
}

const seqsOf = (session: Session) => groupStateOf(session).run.map((message) => message.seq);

Deno.test("[W11] where nobody was logged in, nobody is asked about and no line is opened", async () => {
  const { session, http, wires } = setUp(false);
  await session.start();
  assert.equal(session.phase.value, "out");
  assert.deepEqual(http.asked, []);
  assert.equal(wires.opened.length, 0);
});

Deno.test("[W11] a session that is over leaves nothing of the user in the page, except what was typed", async () => {
  const { session, wires, hints } = await setUpLine();
  session.outbox.setDraft(trio, "half a sen");
  wires.last.receive(messageFrame(text(1)));
  wires.last.lose(closeCode.sessionOver);
  assert.equal(session.phase.value, "out");
  assert.deepEqual(session.lastEnd.value, { type: "expired" });
  assert.equal(session.state.value.user, null);
  assert.equal(session.state.value.groups.size, 0);
  assert.equal(session.outbox.drafts.value.get(trio), "half a sen");
  assert.equal(hints.at(-1), false);
});

Deno.test("[W11] a line refused because the session is not valid any more ends it; a server that is down does not", async () => {
  const { session, wires, http, clock } = await setUpLine();
  http.answer("GET /api/me", 500, {});
  wires.last.lose();
  clock.advance(500);
  wires.last.lose();
  await until(() => http.asked.length === 2);
  assert.equal(session.phase.value, "in");
  http.answer("GET /api/me", 401, { code: "unauthenticated" });
  clock.advance(1_000);
  wires.last.lose();
  await until(() => session.phase.value === "out");
  assert.deepEqual(session.lastEnd.value, { type: "expired" });
});

Deno.test("[W11] logging out forgets what was typed", async () => {
  const { session, http } = await setUpLine();
  session.outbox.setDraft(trio, "half a sen");
  http.answer("DELETE /api/session", 204, null);
  await session.logOut();
  assert.equal(session.phase.value, "out");
  assert.equal(session.lastEnd.value, null);
  assert.equal(session.outbox.drafts.value.size, 0);
});

Deno.test("[W236] while the server does not answer who is here, what was kept is shown; without any, a loss is told", async () => {
  for (const isKept of [true, false]) {
    const first = await setUpLine();
    if (isKept) first.clock.advance(2_000);
    const { clock, session, http } = setUp(true, first.localStore);
    http.isStalled = true;
    void session.start();
    await settle();
    clock.advance(999);
    await settle();
    assert.equal(session.phase.value, "starting");
    clock.advance(1);
    await settle();
    assert.equal(session.phase.value, isKept ? "in" : "starting");
    clock.advance(3_000);
    assert.equal(session.connectionStatus.connection, "offline");
  }
});

Deno.test("[W2] a hole is fetched page by page until it is filled, once at a time", async () => {
  const { session, wires, http } = await setUpLine();
  const path = (after: number) => `GET /api/groups/${trio}/messages?after=${after}&limit=200`;
  http.answer(path(0), 200, { messages: [text(1), text(2)], more: true });
  http.answer(path(2), 200, { messages: [text(3), text(4)], more: false });
  wires.last.receive(messageFrame(text(5)));
  wires.last.receive(messageFrame(text(6)));
  await until(() => seqsOf(session).length === 6);
  assert.deepEqual(http.asked.slice(1), [path(0), path(2)]);
});

Deno.test("[W2] a hole that cannot be filled now shows nothing out of order, and is asked for again at the next pong", async () => {
  const { session, wires, http, clock } = await setUpLine();
  const path = `GET /api/groups/${trio}/messages?after=0&limit=200`;
  http.answer(path, 200, { messages: [], more: false });
  wires.last.receive(messageFrame(text(2)));
  await until(() => http.asked.length === 2);
  await until(() => seqsOf(session).length === 0);
  http.answer(path, 200, { messages: [text(1)], more: false });
  await until(() => {
    clock.advance(10);
    wires.last.receive({ type: "pong", heads: { [trio]: 2 } });
    return seqsOf(session).length === 2;
  });
});

Deno.test("[W5] older messages are asked for below what is held, and a failure can be tried again", async () => {
  const { session, wires, http } = await setUpLine([groupOf({ lastSeq: 3 })]);
  wires.last.receive(messageFrame(text(4)));
  assert.equal(await session.history.loadOlder(trio), false);
  http.answer(`GET /api/groups/${trio}/messages?before=4&limit=3`, 200, {
    messages: [text(2), text(3)],
    more: true,
  });
  assert.equal(await session.history.loadOlder(trio), true);
  assert.deepEqual(seqsOf(session), [2, 3, 4]);
});

Deno.test("[W8] only what is on a screen that is shown is read, and a burst is told once", async () => {
  const { session, wires, clock } = await setUpLine();
  wires.last.receive(messageFrame(text(1)));
  clock.advance(10_000);
  assert.deepEqual(wires.last.of("read"), [], "the group is not on the screen");
  session.setVisible(false);
  session.setActiveGroup(trio);
  clock.advance(1_000);
  assert.deepEqual(wires.last.of("read"), [], "the tab is hidden");
  session.setVisible(true);
  wires.last.receive(messageFrame(text(2)));
  wires.last.receive(messageFrame(text(3)));
  clock.advance(1_000);
  assert.deepEqual(wires.last.of("read"), [{ type: "read", group: trio, seq: 3 }]);
  assert.equal(groupStateOf(session).group.unread, 0);
  session.setActiveGroup(null);
  wires.last.receive(messageFrame(text(4)));
  clock.advance(1_000);
  assert.equal(wires.last.of("read").length, 1);
});

Deno.test("[W9] typing is told at most once in 3 s, and at once after a line was sent", async () => {
  const { session, wires, clock } = await setUpLine();
  session.outbox.type(trio);
  clock.advance(2_999);
  session.outbox.type(trio);
  assert.equal(wires.last.of("typing").length, 1);
  session.outbox.send(trio, "x");
  session.outbox.type(trio);
  assert.equal(wires.last.of("typing").length, 2);
  wires.last.receive({ type: "typing", group: trio, user: ben });
  assert.equal(groupStateOf(session).typing.size, 1);
  clock.advance(5_000);
  assert.equal(groupStateOf(session).typing.size, 0);
});

Deno.test("[W13] a loss is told after 3 s, not before, and no longer than it lasts", async () => {
  const { session, wires, clock } = await setUpLine();
  wires.last.lose();
  clock.advance(2_999);
  assert.equal(session.connectionStatus.connection, "online");
  clock.advance(1);
  assert.equal(session.connectionStatus.connection, "offline");
  wires.last.welcome();
  assert.equal(session.connectionStatus.connection, "online");
  clock.advance(5_000);
  wires.last.lose();
  clock.advance(600);
  wires.last.welcome();
  wires.last.receive({ type: "pong", heads: {} });
  clock.advance(5_000);
  assert.equal(session.connectionStatus.connection, "online");
});

Deno.test("[W13] a browser that goes offline is told of at once, until the line is back", async () => {
  const { session, wires, clock } = await setUpLine();
  session.goOffline();
  assert.equal(session.connectionStatus.connection, "offline");
  session.wake();
  wires.last.welcome();
  assert.equal(session.connectionStatus.connection, "online");
  clock.advance(20_000);
  assert.equal(session.connectionStatus.connection, "online");
});

Deno.test("[W28] a tab that others have displaced says so, and nothing else, until it is used and then lost", async () => {
  const { session, wires, clock } = await setUpLine();
  const shown = () => session.connectionStatus.connection;
  wires.last.lose(closeCode.displaced);
  assert.equal(shown(), "displaced");
  session.goOffline();
  clock.advance(60_000);
  assert.equal(shown(), "displaced");
  session.reclaim();
  assert.equal(shown(), "online", "It is on its way");
  clock.advance(2_999);
  assert.equal(shown(), "online");
  clock.advance(1);
  assert.equal(shown(), "offline");
  wires.last.welcome();
  assert.equal(shown(), "online");
});

Deno.test("[W7] quitting leaves at once when the server agrees, and changes nothing when it does not", async () => {
  const { session, http } = await setUpLine();
  http.answer(`DELETE /api/groups/${trio}/membership`, 503, { code: "unavailable" });
  assert.equal((await session.quit(trio))?.code, "unavailable");
  assert.equal(session.state.value.groups.size, 1);
  http.answer(`DELETE /api/groups/${trio}/membership`, 204, null);
  assert.equal(await session.quit(trio), null);
  assert.equal(session.state.value.groups.size, 0);
  assert.deepEqual(session.homeNote.value, { type: "group", names: ["ben", "chloe"] });
});

Deno.test("[W7] the answer to a request that was matched at once does not bring the waiting back", async () => {
  const { session, wires, http } = await setUpLine([]);
  const criteria = { sex: "any", age: null, widen: false } as const;
  http.answer("PUT /api/ticket", 200, {
    ticket: { id: "t", criteria, effective: criteria, since: "", waiting: 1 },
  });
  const placed = session.ticket.place(criteria);
  wires.last.receive({ type: "group", group: groupOf() });
  wires.last.receive({ type: "ticket", ticket: null });
  await placed;
  assert.equal(session.state.value.ticket, null);
  assert.equal(session.state.value.matched, trio);
  await session.ticket.place(criteria);
  assert.notEqual(session.state.value.ticket, null);
});
