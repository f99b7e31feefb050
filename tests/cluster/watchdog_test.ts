// The watchdog: which nodes are up, and who must agree before one is taken for dead.

import assert from "node:assert/strict";
import type { Member } from "../../cluster/engine.ts";
import type { NodeName } from "../../cluster/names.ts";
import { Watchdog } from "../../cluster/watchdog.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { settle } from "./support/turns.ts";

/** The watchdog of n1, beside n2 and n3. */
function open() {
  const clock = new FakeClock();
  const answering = new Set<NodeName>(["n2", "n3"]);
  /** Nodes on the way to which the engine fails. */
  const broken = new Set<NodeName>();
  const sessions = new Set<NodeName>(["n1", "n2", "n3"]);
  const members = new Map<NodeName, boolean>([["n1", true], ["n2", true], ["n3", true]]);
  const told: string[] = [];
  const state = { isPostgresAway: false, notices: 0, looks: 0 };
  const sessionsRead = { wait: Promise.resolve() };
  const watchdog = new Watchdog({
    engine: {
      node: "n1",
      ping: (node) =>
        broken.has(node)
          ? Promise.reject(new Error("The engine failed"))
          : Promise.resolve(answering.has(node)),
      members() {
        state.looks += 1;
        return state.isPostgresAway
          ? Promise.reject(new Error("Away"))
          : Promise.resolve([...members].map(([node, isHealthy]): Member => ({ node, isHealthy })));
      },
      hasSession: (node) => sessionsRead.wait.then(() => sessions.has(node)),
      declareDead(node) {
        told.push(`${node} declared dead`);
        members.set(node, false);
        return Promise.resolve();
      },
    },
    clock,
    onUp: (node) => void told.push(`${node} up`),
    onGone: (node) => void told.push(`${node} gone`),
    tellSuspects: (nodes) => void told.push(`suspects ${nodes}`),
    report: () => void (state.notices += 1),
  });
  watchdog.start();
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 500) {
      clock.advance(Math.min(left, 500));
      await settle();
    }
  };
  const take = () => told.splice(0);
  return { watchdog, pass, take, answering, broken, sessions, members, state, sessionsRead };
}

Deno.test("[U20] a node that is listed and answers is up; one that is not listed as well is not", async () => {
  const { watchdog, pass, take, members } = open();
  members.set("n3", false);
  await watchdog.look();
  assert.deepEqual([take(), watchdog.up], [["n2 up"], ["n2"]]);
  members.set("n3", true);
  await pass(500);
  assert.deepEqual(take(), ["n3 up"]);
  watchdog.stop();
});

Deno.test("[U22] a fault of the engine on the way to a node is no answer of it, and ends no look", async () => {
  const { watchdog, pass, take, broken, sessions } = open();
  await watchdog.look();
  take();
  broken.add("n2");
  sessions.delete("n2");
  await pass(2_000);
  assert.deepEqual(watchdog.up, ["n3"]);
  assert(take().includes("n2 gone"));
  watchdog.stop();
});

Deno.test("[U21] a node that one other cannot reach alone is not dead: a cut takes nothing from either", async () => {
  const { watchdog, pass, take, answering } = open();
  await watchdog.look();
  take();
  answering.delete("n2");
  await pass(60_000);
  assert(take().every((what) => what === "suspects n2"));
  assert.deepEqual(watchdog.up, ["n2", "n3"]);
  assert(watchdog.isAlive("n2", false), "Nor has the engine's look taken it for dead");
  watchdog.stop();
});

Deno.test("[U21] a node that two others cannot reach is dead at once, and that is said in Postgres", async () => {
  const { watchdog, pass, take, answering } = open();
  await watchdog.look();
  take();
  answering.delete("n2");
  await pass(500);
  assert.deepEqual(take(), [], "One lost ping is nothing");
  watchdog.heard("n3", ["n2"]);
  await pass(500);
  assert.deepEqual(take(), ["suspects n2", "n2 declared dead", "n2 gone"]);
  assert.deepEqual(watchdog.up, ["n3"]);
  assert.equal(watchdog.isAlive("n2", false), false);
  watchdog.stop();
});

Deno.test("[U21] the word of another node holds for 3 s, and that of one that is gone itself does not", async () => {
  const { watchdog, pass, take, answering } = open();
  await watchdog.look();
  take();
  watchdog.heard("n3", ["n2"]);
  await pass(3_500);
  answering.delete("n2");
  await pass(2_000);
  assert(!take().includes("n2 gone"));
  watchdog.left("n3");
  watchdog.heard("n3", ["n2"]);
  answering.delete("n3");
  await pass(500);
  assert.deepEqual(take().filter((what) => !what.startsWith("suspects")), ["n3 gone"]);
  watchdog.stop();
});

Deno.test("[U22] of two nodes one is dead that does not answer and has no session in Postgres", async () => {
  const { watchdog, pass, take, answering, sessions, members } = open();
  members.delete("n3");
  answering.delete("n3");
  await watchdog.look();
  take();
  answering.delete("n2");
  await pass(5_000);
  assert(!take().includes("n2 gone"));
  sessions.delete("n2");
  await pass(500);
  assert.deepEqual(take(), ["suspects n2", "n2 declared dead", "n2 gone"]);
  watchdog.stop();
});

Deno.test("[U22] one without a session that answers is not dead", async () => {
  const { watchdog, pass, take, sessions } = open();
  await watchdog.look();
  take();
  sessions.delete("n2");
  await pass(5_000);
  assert.deepEqual(take(), []);
  assert(watchdog.isAlive("n2", true));
  watchdog.stop();
});

Deno.test("[U23] one whose lease has run out is gone, and one that comes back is up again", async () => {
  const { watchdog, pass, take, answering, members } = open();
  await watchdog.look();
  take();
  answering.delete("n2");
  members.delete("n2");
  await pass(1_000);
  assert.deepEqual(take(), ["suspects n2", "n2 gone"]);
  answering.add("n2");
  await pass(1_000);
  assert.deepEqual(take(), [], "Postgres does not list it as well yet");
  members.set("n2", true);
  await pass(500);
  assert.deepEqual(take(), ["n2 up"]);
  watchdog.stop();
});

Deno.test("[U23] while Postgres is away the nodes are looked after, and none is dead for one alone", async () => {
  const { watchdog, pass, take, state, answering } = open();
  await watchdog.look();
  take();
  state.isPostgresAway = true;
  await pass(5_000);
  assert.deepEqual(take(), []);
  answering.delete("n2");
  await pass(2_000);
  assert.deepEqual([...new Set(take())], ["suspects n2"]);
  watchdog.heard("n3", ["n2"]);
  await pass(500);
  assert(take().includes("n2 gone"));
  await assert.rejects(watchdog.look(), /Away/);
  watchdog.stop();
});

Deno.test("[U23] one that has said that it stops is gone at once, and is told of once", async () => {
  const { watchdog, pass, take, answering } = open();
  await watchdog.look();
  take();
  watchdog.left("n2");
  answering.delete("n2");
  assert.deepEqual(take(), ["n2 gone"]);
  await pass(500);
  watchdog.left("n2");
  assert.deepEqual(take(), []);
  watchdog.stop();
});

Deno.test("[U24] a look that takes long is not overtaken by another one, and its verdict is said once", async () => {
  const { watchdog, pass, take, answering, sessions, state, sessionsRead } = open();
  await watchdog.look();
  answering.delete("n2");
  sessions.delete("n2");
  const read = Promise.withResolvers<void>();
  sessionsRead.wait = read.promise;
  await pass(1_000);
  const { looks } = state;
  await pass(2_000);
  assert.equal(state.looks, looks);
  read.resolve();
  await settle();
  await pass(2_000);
  assert.equal(take().filter((what) => what === "n2 declared dead").length, 1);
  assert.equal(state.notices, 1);
  watchdog.stop();
});

Deno.test("[U24] a node that answers again while its session is looked for is not dead", async () => {
  const { watchdog, pass, take, answering, sessions, sessionsRead } = open();
  await watchdog.look();
  take();
  answering.delete("n2");
  sessions.delete("n2");
  const read = Promise.withResolvers<void>();
  sessionsRead.wait = read.promise;
  await pass(1_000);
  answering.add("n2");
  await watchdog.look();
  read.resolve();
  await pass(2_000);
  assert.deepEqual(take(), ["suspects n2"]);
  assert.deepEqual(watchdog.up, ["n2", "n3"]);
  watchdog.stop();
});

Deno.test("[U25] a node that has said that it stops is not up again before it has been away", async () => {
  const { watchdog, pass, take, answering } = open();
  await watchdog.look();
  take();
  watchdog.left("n2");
  await pass(2_000);
  assert.deepEqual([take(), watchdog.up], [["n2 gone"], ["n3"]]);
  answering.delete("n2");
  await pass(500);
  answering.add("n2");
  await pass(500);
  assert.deepEqual(take(), ["n2 up"]);
  watchdog.left("n2");
  await pass(31_000);
  assert.deepEqual(take(), ["n2 gone", "n2 up"], "Its absence may not have been seen");
  watchdog.stop();
});
