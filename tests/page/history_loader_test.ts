// Messages that come over HTTP, when they come too late.

import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { createApi } from "../../client/net/api.ts";
import { apply, emptyState, type State } from "../../client/state/state.ts";
import { HistoryLoader } from "../../client/sync/history_loader.ts";
import { FakeClock } from "../support/fake_clock.ts";
import type { GroupId } from "../../protocol/domain.ts";
import {
  ben,
  groupOf,
  messageFrame,
  pongFrame,
  readyFrame,
  text,
  trio,
} from "../support/page/page.ts";

/**
 * A group of which the messages from 3 on are held, and a server that answers when it is told to.
 */
function setUp() {
  const ready = apply(emptyState, readyFrame([groupOf({ lastSeq: 2 })]), 0);
  const state = signal<State>(apply(ready, messageFrame(text(3)), 0));
  const asked: PromiseWithResolvers<Response>[] = [];
  const fetch = () => {
    asked.push(Promise.withResolvers<Response>());
    return asked.at(-1)?.promise ?? assert.fail();
  };
  const clock = new FakeClock();
  const api = createApi({ clock, fetch, onSessionOver: () => {} });
  const page = { messages: [text(1), text(2)], more: false };
  return {
    state,
    asked,
    clock,
    loader: new HistoryLoader({ api, state, clock, random: () => 0.5 }),
    answer: (body: unknown = page) => asked.at(-1)?.resolve(Response.json(body)),
  };
}

/** `ready` of another history, whose log up to 3 is the one that is held. */
function startAnew(state: State): State {
  const frame = { ...readyFrame([groupOf({ lastSeq: 4 })]), history: "new" };
  return apply({ ...state, named: new Set([trio]) }, frame, 0);
}

/** Everything that waits for nothing but its turn. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

const seqsIn = (state: State) => state.groups.get(trio)?.run.map(({ seq }) => seq);

Deno.test("[W25] an older page goes before what is held", async () => {
  const { state, loader, answer } = setUp();
  const loading = loader.loadOlder(trio);
  answer();
  assert.equal(await loading, true);
  assert.deepEqual(seqsIn(state.value), [1, 2, 3]);
});

Deno.test("[W25] an older page that comes once another user is here is not shown to them", async () => {
  const { state, loader, answer } = setUp();
  const loading = loader.loadOlder(trio);
  state.value = { ...state.value, user: { id: ben, username: "ben" } };
  answer();
  assert.equal(await loading, false);
  assert.deepEqual(seqsIn(state.value), [3]);
});

Deno.test("[W251] an older page that was asked for in another history is asked for again", async () => {
  const { state, asked, loader, answer } = setUp();
  const loading = loader.loadOlder(trio);
  state.value = startAnew(state.value);
  answer({ messages: [text(1, ben, { text: "lost" }), text(2)], more: false });
  await settled();
  assert.deepEqual([asked.length, seqsIn(state.value)], [2, [3]]);
  answer();
  assert.equal(await loading, true);
  assert.deepEqual(state.value.groups.get(trio)?.run.map(({ seq }) => seq), [1, 2, 3]);
  assert(!JSON.stringify(state.value.groups.get(trio)?.run).includes("lost"));
});

Deno.test("[W251] what was to fill a hole in another history is not taken", async () => {
  const { state, asked, loader, answer } = setUp();
  state.value = apply(state.value, pongFrame({ [trio]: 5 } as Record<GroupId, number>), 0);
  loader.fillHoles();
  state.value = startAnew(state.value);
  answer({ messages: [text(4, ben, { text: "lost" }), text(5)], more: false });
  await settled();
  assert.deepEqual([asked.length, seqsIn(state.value)], [1, [3]]);
});

Deno.test("[W250] what made a message of a page what it is is noted, of older ones and of a hole", async () => {
  const older = setUp();
  const loading = older.loader.loadOlder(trio);
  older.answer({ messages: [text(1), text(2)], more: false, asOf: 7 });
  assert.equal(await loading, true);
  const filled = setUp();
  filled.state.value = apply(
    filled.state.value,
    pongFrame({ [trio]: 5 } as Record<GroupId, number>),
    0,
  );
  filled.loader.fillHoles();
  filled.answer({ messages: [text(4), text(5)], more: true, asOf: 7 });
  await settled();
  for (const { state } of [older, filled]) assert.equal(state.value.groups.get(trio)?.asOf, 7);
});

/** A page of so many messages above what is held. */
function pageAbove(state: State, count: number) {
  const head = state.groups.get(trio)?.head ?? 0;
  return { messages: Array.from({ length: count }, (_, at) => text(head + 1 + at)), more: true };
}

Deno.test("[Z193] a hole that its pages do not fill is left for longer each time", async () => {
  const { state, asked, clock, loader, answer } = setUp();
  const askedAfter = async (ms: number) => {
    clock.advance(ms);
    // Each frame that comes tells of the hole.
    loader.fillHoles();
    await settled();
    return asked.length;
  };
  state.value = apply(state.value, messageFrame(text(1e9)), 0);
  assert.equal(await askedAfter(0), 1);
  let length = 1;
  for (const restMs of [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
    const isEmpty = restMs === 500;
    for (let page = isEmpty ? 10 : 1; page <= 10; page++) {
      answer(pageAbove(state.value, isEmpty ? 0 : 1));
      await settled();
    }
    length += isEmpty ? 0 : 9;
    assert.equal(asked.length, length);
    assert.equal(await askedAfter(restMs - 1), length, `before ${restMs} ms`);
    assert.equal(await askedAfter(1), length += 1, `after ${restMs} ms`);
  }
  answer({ messages: [], more: false });
  await settled();
  loader.onConnect();
  assert.equal(asked.length, length + 1, "Another connection may bring it");
});

Deno.test("[Z193] a hole of many full pages is filled at a pace", async () => {
  const { state, asked, clock, loader, answer } = setUp();
  state.value = apply(state.value, messageFrame(text(1e9)), 0);
  loader.fillHoles();
  for (let page = 1; page < 10; page++) {
    answer(pageAbove(state.value, 200));
    await settled();
    assert.equal(asked.length, page + 1);
  }
  for (let page = 10; page < 14; page++) {
    answer(pageAbove(state.value, 200));
    await settled();
    assert.equal(asked.length, page);
    clock.advance(250);
    await settled();
    assert.equal(asked.length, page + 1);
  }
});

Deno.test("[Z194] of many messages above a hole few wait, and all are there once it is filled", async () => {
  const { state, loader, answer } = setUp();
  let most = 0;
  for (let seq = 5; seq <= 1_009; seq++) {
    state.value = apply(state.value, messageFrame(text(seq)), 0);
    most = Math.max(most, state.value.groups.get(trio)?.later.length ?? 0);
  }
  assert.equal(most, 200);
  assert.equal(state.value.groups.get(trio)?.later.length, 0, "The last one is one too much");
  loader.fillHoles();
  for (const count of [200, 200, 200, 200, 200, 6]) {
    answer(pageAbove(state.value, count));
    await settled();
  }
  const { later, head } = state.value.groups.get(trio) ?? assert.fail();
  assert.deepEqual([later.length, head], [0, 1_009]);
  assert.deepEqual(seqsIn(state.value), Array.from({ length: 1_007 }, (_, at) => at + 3));
});
