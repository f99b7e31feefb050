// Messages that come over HTTP, when they come too late.

import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { createApi } from "../../web/net/api.ts";
import { apply, emptyState, type State } from "../../web/state/state.ts";
import { HistoryLoader } from "../../web/sync/history_loader.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { ben, groupOf, messageFrame, readyFrame, text, trio } from "../support/page/page.ts";

/**
 * A group of which the messages from 3 on are held, and a server that answers when it is told to.
 */
function setUp() {
  const ready = apply(emptyState, readyFrame([groupOf({ lastSeq: 2 })]), 0);
  const state = signal<State>(apply(ready, messageFrame(text(3)), 0));
  const { promise, resolve } = Promise.withResolvers<Response>();
  const api = createApi({ clock: new FakeClock(), fetch: () => promise, onSessionOver: () => {} });
  const page = { messages: [text(1), text(2)], more: false };
  return {
    state,
    loader: new HistoryLoader({ api, state }),
    answer: () => resolve(Response.json(page)),
  };
}

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
