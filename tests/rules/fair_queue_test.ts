// Who may hash a password, and when: no client waits behind another one's flood.

import assert from "node:assert/strict";
import { Busy, createFairQueue } from "../../routes/limits/fair_queue.ts";

/** Tasks that end when they are told to, in the order in which they began. */
function stage(places: { readonly running: number; readonly waiting: number }) {
  const fairQueue = createFairQueue(places);
  const running: (() => void)[] = [];
  const begun: string[] = [];
  const ask = (client: string, name: string) =>
    fairQueue(client, () => {
      begun.push(name);
      return new Promise<void>((end) => running.push(end));
    }).then(() => "done", (error) => error instanceof Busy ? "busy" : "failed");
  /** Ends the oldest that runs, and lets the next begin. */
  const end = async () => {
    running.shift()?.();
    for (let hop = 0; hop < 10; hop++) await Promise.resolve();
  };
  return { ask, begun, end };
}

Deno.test("[A19] clients that wait begin in turn, each in the order in which it asked", async () => {
  const { ask, begun, end } = stage({ running: 1, waiting: 9 });
  const answers = [
    ask("a", "a1"),
    ask("a", "a2"),
    ask("a", "a3"),
    ask("a", "a4"),
    ask("b", "b1"),
    ask("b", "b2"),
  ];
  for (const _ of answers) await end();
  assert.deepEqual(await Promise.all(answers), answers.map(() => "done"));
  assert.deepEqual(begun, ["a1", "a2", "b1", "a3", "b2", "a4"]);
});

Deno.test("[A19] when all places are taken, the client with most waiting gives up its last one, and a flood only itself", async () => {
  const { ask, begun, end } = stage({ running: 1, waiting: 3 });
  const answers = [ask("a", "a1"), ask("a", "a2"), ask("a", "a3"), ask("a", "a4")];
  assert.equal(await ask("a", "a5"), "busy");
  answers.push(ask("b", "b1"));
  assert.equal(await answers[3], "busy");
  // One more would leave "a" with fewer than "b".
  assert.equal(await ask("b", "b2"), "busy");
  for (const _ of answers) await end();
  assert.deepEqual(await Promise.all(answers), ["done", "done", "done", "busy", "done"]);
  assert.deepEqual(begun, ["a1", "a2", "b1", "a3"]);
});

Deno.test("[A19] a task that fails makes room for the next one", async () => {
  const fairQueue = createFairQueue({ running: 1, waiting: 1 });
  const failed = fairQueue("a", () => Promise.reject(new Error("as asked")));
  const next = fairQueue("b", () => Promise.resolve("done"));
  await assert.rejects(failed, /as asked/);
  assert.equal(await next, "done");
});
