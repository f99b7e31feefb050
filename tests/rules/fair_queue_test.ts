// Who may hash a password, and when: no client waits behind another one's flood.

import assert from "node:assert/strict";
import { Busy, createFairQueue } from "../../routes/limits/fair_queue.ts";

/** "x.a" is a client in the site "x", and "a" one in a site of its own. */
const siteOf = (client: string) => client.split(".")[0] ?? "";

/** Tasks that end when they are told to, in the order in which they began. */
function stage(places: { readonly running: number; readonly waiting: number }) {
  const fairQueue = createFairQueue({ ...places, siteOf });
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

Deno.test("[A80] sites begin in turn, and the clients of each", async () => {
  const { ask, begun, end } = stage({ running: 1, waiting: 9 });
  const names = ["x.a1", "x.a2", "x.a3", "x.b1", "x.c1", "y.a1", "y.a2"];
  const answers = names.map((name) => ask(name.slice(0, -1), name));
  for (const _ of answers) await end();
  assert.deepEqual(await Promise.all(answers), answers.map(() => "done"));
  assert.deepEqual(begun, ["x.a1", "x.a2", "y.a1", "x.b1", "y.a2", "x.c1", "x.a3"]);
});

Deno.test("[A80] when all places are taken by clients of one site, it gives up its last one for another site", async () => {
  const { ask, begun, end } = stage({ running: 1, waiting: 4 });
  const crowd = ["x.a", "x.b", "x.c", "x.d", "x.e"].map((client) => ask(client, client));
  // Its own newcomers find no client that has more.
  assert.equal(await ask("x.f", "x.f"), "busy");
  const others = [ask("y.a", "y.a"), ask("z.a", "z.a")];
  assert.deepEqual(await Promise.all(crowd.slice(3)), ["busy", "busy"]);
  // One more would leave "x" with fewer than "y".
  assert.equal(await ask("y.b", "y.b"), "busy");
  for (const _ of [...crowd, ...others]) await end();
  assert.deepEqual(await Promise.all([...crowd.slice(0, 3), ...others]), Array(5).fill("done"));
  assert.deepEqual(begun, ["x.a", "x.b", "y.a", "z.a", "x.c"]);
});

Deno.test("[A80] a crowd of one site takes no place of a client that has several in a smaller one", async () => {
  const { ask, end } = stage({ running: 1, waiting: 6 });
  const running = ask("r", "r");
  const school = [ask("y.a", "y1"), ask("y.a", "y2")];
  const crowd = ["x.a", "x.b", "x.c", "x.d"].map((client) => ask(client, client));
  assert.equal(await ask("x.e", "x.e"), "busy");
  for (const _ of [running, ...school, ...crowd]) await end();
  assert.deepEqual(await Promise.all([...school, ...crowd]), Array(6).fill("done"));
});

Deno.test("[A80] of the site that gives way the client with most waiting does", async () => {
  const { ask, end } = stage({ running: 1, waiting: 4 });
  const flood = ["x1", "x2", "x3", "x4"].map((name) => ask("x.a", name));
  const others = [ask("x.b", "x5"), ask("y.a", "y1")];
  assert.equal(await flood[3], "busy");
  for (const _ of [...flood, ...others]) await end();
  assert.deepEqual(await Promise.all([...flood.slice(0, 3), ...others]), Array(5).fill("done"));
});

Deno.test("[A19] a task that fails makes room for the next one", async () => {
  const fairQueue = createFairQueue({ running: 1, waiting: 1, siteOf });
  const failed = fairQueue("a", () => Promise.reject(new Error("as asked")));
  const next = fairQueue("b", () => Promise.resolve("done"));
  await assert.rejects(failed, /as asked/);
  assert.equal(await next, "done");
});
