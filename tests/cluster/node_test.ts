// A node over an engine that a test holds: its parts, how it joins, and how it stops.

import assert from "node:assert/strict";
import type { Directory } from "../../actors/runtime/directory.ts";
import type { Parts, Placed, Singletons } from "../../actors/runtime/in_process.ts";
import type { GroupCommand } from "../../actors/group/command.ts";
import type { MatchmakerCommand } from "../../actors/matchmaker/command.ts";
import { Hub } from "../../actors/connections/hub.ts";
import { startNode } from "../../cluster/cluster_node.ts";
import type { Engine, EngineHandlers, Member } from "../../cluster/engine.ts";
import type { Batch, Item } from "../../cluster/link.ts";
import { type EntityName, type NodeName, sliceOf } from "../../cluster/names.ts";
import { moved } from "../../cluster/owner_protocol.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { settle } from "./support/turns.ts";

const group = "00000000-0000-4000-8000-000000000005" as GroupId;
const user = "a" as UserId;
const wake: GroupCommand = { type: "wake", user };
const typing: GroupCommand = { type: "typing", user };
const parted: MatchmakerCommand = { type: "parted", users: [user] };

function obey(...commands: unknown[]): string {
  return JSON.stringify({ type: "obey", after: null, commands });
}

/** The node n1, alone or beside n2, which takes all that is sent to it. */
async function open(
  { isAlone = false, isBroken = false, placesAfter = 0, others = ["n2"] as NodeName[] } = {},
) {
  const clock = new FakeClock();
  const log: string[] = [];
  const items: Item[] = [];
  /** The node that each item was sent to. */
  const addressees: NodeName[] = [];
  const notices: string[] = [];
  const state = {
    owned: new Set<EntityName>(),
    asked: [] as [EntityName, string][],
    isPushLost: false,
  };
  const hands = Promise.withResolvers<EngineHandlers>();
  const node = await startNode({
    ...{ clock, newId: () => "n1's link", report: (event) => void notices.push(event) },
    defer: (run) => void clock.after(0, run),
  }, (handlers) => {
    hands.resolve(handlers);
    const names: NodeName[] = isAlone ? ["n1"] : ["n1", ...others];
    const members = names.map((node): Member => ({ node, isHealthy: true }));
    const engine: Engine = {
      node: "n1",
      owns: (entity) => state.owned.has(entity),
      ask(entity, batch) {
        state.asked.push([entity, batch]);
        return new Promise(() => {});
      },
      push(to, batch) {
        if (state.isPushLost) return Promise.reject(new Error("Lost"));
        const sent = (JSON.parse(batch) as Batch).items;
        items.push(...sent);
        addressees.push(...sent.map(() => to));
        return Promise.resolve(JSON.stringify({ type: "taken", sent: null }));
      },
      ping: () => Promise.resolve(true),
      members: () => Promise.resolve(members),
      hasSession: () => Promise.resolve(true),
      declareDead: () => Promise.resolve(),
      stop() {
        log.push("engine stops");
        return Promise.resolve();
      },
    };
    return Promise.resolve(engine);
  });
  const handlers = await hands.promise;
  const hub = new Hub({ clock, limits: defaultLimits, onPresence() {} });
  const pass = async (ms: number) => {
    for (let left = ms; left >= 0; left -= 50) {
      clock.advance(Math.min(left, 50));
      await settle();
    }
  };
  await pass(placesAfter);
  const placed = node.place(partsOf(log, hub, isBroken));
  let number = 0;
  const hear = (sent: readonly Item[] = [], from: NodeName = "n2") =>
    handlers.received(JSON.stringify({
      ...{ from, id: `${from}'s link`, number: ++number, waited: 0, whole: [], items: sent },
    }));
  return { node, handlers, placed, pass, hear, log, items, addressees, notices, state };
}

const waiting = { tickets: 3, people: 4, seats: 1 };

/** Actors that note down what they are asked. */
function partsOf(log: string[], hub: Hub, isBroken: boolean): Parts {
  return {
    hub,
    newDirectory() {
      if (isBroken) throw new Error("No directory");
      return ({
        size: 1,
        ask(of: GroupId, { type }: GroupCommand) {
          log.push(`${of === group ? "group" : of}: ${type}`);
          return Promise.resolve({ type: "done" });
        },
        stop() {
          log.push("directory stops");
          return Promise.resolve();
        },
      }) as unknown as Directory;
    },
    newSingletons: (): Singletons => ({
      matchmaker: {
        ask({ type }) {
          log.push(`matchmaker: ${type}`);
          return Promise.resolve({ type: "done" });
        },
      },
      wakeJobs: () => void log.push("jobs"),
      waiting: () => waiting,
      stop() {
        log.push("matchmaker stops");
        return Promise.resolve();
      },
    }),
    announce() {},
    announceHere: () => Promise.resolve(),
    resync() {},
  };
}

async function stop(placed: Placed, pass: (ms: number) => Promise<void>, log: string[]) {
  const stopped = placed.stop(() => {
    log.push("settles");
    return Promise.resolve();
  });
  await pass(2_000);
  await stopped;
}

Deno.test("[U50] a node obeys nothing before it has heard who is connected to the others", async () => {
  const { node, handlers, pass, hear, log, notices } = await open();
  const part = handlers.start(sliceOf(group));
  const answer = part.obey(obey([group, wake]));
  let hasJoined = false;
  const joined = node.join().then(() => hasJoined = true);
  await pass(3_000);
  assert.deepEqual([log, hasJoined], [[], false]);
  hear();
  await pass(100);
  await joined;
  assert.deepEqual(log, ["group: wake"]);
  assert.deepEqual(JSON.parse(await answer).answers, [{ type: "done" }]);
  assert.deepEqual(notices, ["node_joined"]);
});

Deno.test("[U26] a node learns of the others when it joins, however late it is placed", async () => {
  const { node, pass, items, hear, placed } = await open({ placesAfter: 2_000 });
  hear();
  await node.join();
  await pass(100);
  placed.placement.wakeJobs();
  await pass(100);
  assert.deepEqual(items.map(({ type }) => type), ["jobs"]);
});

Deno.test("[U54] a node that gives up joining begins nothing", async () => {
  const { node, handlers, pass, log, notices } = await open();
  handlers.start("once");
  const givingUp = new AbortController();
  let isOver = false;
  void node.join(givingUp.signal).then(() => isOver = true);
  await pass(1_000);
  givingUp.abort();
  await pass(100);
  handlers.start(sliceOf(group));
  await pass(6_000);
  assert.deepEqual([isOver, log, notices], [true, [], ["node_joined"]]);
});

Deno.test("[U50] past 5 s it begins without those who say nothing, and says so; one that is alone waits for nobody", async () => {
  const silent = await open();
  let hasJoined = false;
  void silent.node.join().then(() => hasJoined = true);
  await silent.pass(4_800);
  assert.equal(hasJoined, false);
  await silent.pass(400);
  assert.equal(hasJoined, true);
  assert(silent.notices.includes("node_unheard"));
  const alone = await open({ isAlone: true });
  await alone.node.join();
  assert.deepEqual(alone.notices, []);
});

Deno.test("[U51] a part that has stopped obeys nothing, and is asked no more by its node", async () => {
  const { node, handlers, placed, pass, log, state } = await open({ isAlone: true });
  await node.join();
  const slice = sliceOf(group);
  state.owned.add(slice);
  const part = handlers.start(slice);
  await pass(0);
  await placed.placement.askGroup(group, typing);
  assert.deepEqual([log, placed.groupActors()], [["group: typing"], 1]);
  await part.stop();
  assert.equal(await part.obey(obey([group, typing])), moved);
  void placed.placement.askGroup(group, typing);
  await pass(100);
  assert.deepEqual([log, placed.groupActors()], [["group: typing", "directory stops"], 0]);
  assert.deepEqual(state.asked.map(([entity]) => entity), [slice]);
});

Deno.test("[U51] a part that is stopped before its node has joined never begins", async () => {
  const { node, handlers, pass, log } = await open({ isAlone: true });
  const part = handlers.start("once");
  const answer = part.obey(obey());
  await part.stop();
  await node.join();
  await pass(100);
  assert.deepEqual([log, await answer], [[], moved]);
});

Deno.test("[Z14] what waits for a match is known where the matchmaker is, while it is there", async () => {
  const { node, handlers, placed, pass } = await open({ isAlone: true });
  await node.join();
  assert.deepEqual([placed.waiting(), node.nodes], [null, 1]);
  const part = handlers.start("once");
  await pass(0);
  assert.deepEqual(placed.waiting(), waiting);
  await part.stop();
  assert.equal(placed.waiting(), null);
  const { node: other, hear } = await open();
  hear();
  await other.join();
  assert.equal(other.nodes, 2);
});

Deno.test("[U52] what the engine starts on a node that stops does not begin", async () => {
  const { node, handlers, placed, pass, log } = await open({ isAlone: true });
  await node.join();
  const stopped = placed.stop(async () => {
    const part = handlers.start(sliceOf(group));
    await settle();
    log.push(`begun: ${placed.groupActors()}`, await part.obey(obey([group, wake])));
  });
  await pass(2_000);
  await stopped;
  assert.deepEqual(log, ["begun: 0", moved, "engine stops"]);
});

Deno.test("[U53] a part that is stopped before its node has joined answers at once", async () => {
  const { handlers, log } = await open();
  const part = handlers.start("once");
  let answer: string | null = null;
  void part.obey(obey()).then((given) => answer = given);
  await settle();
  assert.equal(answer, null);
  await part.stop();
  await settle();
  assert.deepEqual([answer, log], [moved, []]);
});

Deno.test("[U53] a part that cannot begin obeys nothing, and that is said", async () => {
  const { node, handlers, notices, log } = await open({ isAlone: true, isBroken: true });
  const part = handlers.start(sliceOf(group));
  await node.join();
  assert.deepEqual([await part.obey(obey([group, wake])), log], [moved, []]);
  assert.deepEqual(notices, ["node_part_failed"]);
});

Deno.test("[U6] a node that stops lets its parts end, stores what is left, passes on facts, says bye, and ends its engine last", async () => {
  const { node, handlers, placed, hear, pass, log, items, state } = await open();
  hear();
  await node.join();
  handlers.start("once");
  await pass(100);
  const { placement } = placed;
  const refused = placement.askGroup(group, typing);
  void placement.askGroup(group, wake);
  await pass(0);
  void placement.askGroup(group, { type: "group_changed", user });
  void placement.askMatchmaker(parted);
  await pass(0);
  assert.equal(state.asked.length, 2, "Nobody answers them");
  await stop(placed, pass, log);
  assert.deepEqual(log, ["matchmaker stops", "settles", "engine stops"]);
  assert.equal((await refused).type, "refused");
  const told = items.filter(({ type }) => type === "facts" || type === "bye");
  assert.deepEqual(told, [
    {
      type: "facts",
      groups: [[group, wake], [group, { type: "group_changed", user }]],
      once: [parted],
    },
    { type: "bye" },
  ]);
});

Deno.test("[U6] after that a node refuses what it is asked, and passes what others have it give to a third", async () => {
  const { node, placed, hear, pass, items, addressees, state } = await open({
    others: ["n2", "n3"],
  });
  hear();
  hear([], "n3");
  await node.join();
  const { placement } = placed;
  state.isPushLost = true;
  const stopped = placed.stop(() => Promise.resolve());
  await pass(0);
  const refused = placement.askGroup(group, typing);
  hear([{ type: "facts", groups: [[group, wake]], once: [] }]);
  state.isPushLost = false;
  await pass(2_000);
  await stopped;
  assert.equal((await refused).type, "refused");
  assert.deepEqual(state.asked, []);
  const at = items.findIndex(({ type }) => type === "facts");
  assert.deepEqual([items[at], addressees[at]], [
    { type: "facts", groups: [[group, wake]], once: [] },
    "n3",
  ]);
});

Deno.test("[U6] facts of a node that stops are given by the one that gets them", async () => {
  const { node, handlers, hear, pass, log, state } = await open();
  for (const entity of [sliceOf(group), "once"] as const) {
    state.owned.add(entity);
    handlers.start(entity);
  }
  hear();
  await node.join();
  await pass(100);
  hear([{ type: "facts", groups: [[group, wake]], once: [parted] }, { type: "jobs" }]);
  await pass(100);
  assert.deepEqual(log.toSorted(), ["group: wake", "jobs", "matchmaker: parted"]);
});
