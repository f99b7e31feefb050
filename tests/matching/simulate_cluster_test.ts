// The simulation of many nodes: small worlds, in which nobody gets lost.

import assert from "node:assert/strict";
import { Random } from "../../tools/random.ts";
import { addressesOf, balanceOf, movesBetween } from "../../tools/simulate_cluster/churn.ts";
import { parseOptions } from "../../tools/simulate_cluster/options.ts";
import { Regions, type World } from "../../tools/simulate_cluster/regions.ts";
import { ownersOf, Ring } from "../../tools/simulate_cluster/ring.ts";
import { parts } from "../../tools/simulate_cluster/run.ts";
import { play, type Storm } from "../../tools/simulate_cluster/storm.ts";
import { endedWrongly, takeoverMs } from "../../tools/simulate_cluster/takeover.ts";
import { Whereabouts } from "../../tools/simulate_cluster/whereabouts.ts";

Deno.test("[M90] the same seed gives the same tables of a cluster, and another seed others", () => {
  const tables = (seed: number) => {
    const options = { nodes: 4, users: 40_000, online: 0.1, hellos: 200, seed };
    return parts(options).map(([, part]) => part()).join("\n");
  };
  assert.equal(tables(1), tables(1));
  assert.notEqual(tables(1), tables(2));
  const wrong = parseOptions(["--nodes", "2"]);
  assert(wrong.type === "wrong" && wrong.detail.includes(`"--nodes" wants 3 to 2000, not "2"`));
});

Deno.test("[M91] placement is the engine's: of five nodes each owns what it owned in Effect Cluster", () => {
  const owners = new Ring(addressesOf(5)).shards(12).map((owner) =>
    owner.slice("10.0.0.".length, -":8100".length)
  );
  // Printed by HashRing.getShards of effect 4.1.0 for the same addresses.
  assert.equal(owners.join(" "), "0 1 2 3 0 4 4 2 3 2 2 1");
});

Deno.test("[M91] a slice has one owner that is there, in any order of coming and going", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = new Random(seed);
    const there = new Set(addressesOf(8));
    const ring = new Ring(there);
    for (let change = 0; change < 12; change++) {
      const node = random.pick(addressesOf(12)) ?? "";
      const isThere = there.has(node) && there.size > 1;
      ring.change(isThere ? [] : [node], isThere ? [node] : []);
      if (isThere) there.delete(node);
      else there.add(node);
      const shape = { nodes: there.size, slices: 256, shards: 256 };
      const owners = ownersOf(ring, shape);
      assert(owners.length === 256 && owners.every((owner) => there.has(owner)));
      assert.deepEqual(ownersOf(new Ring([...there].reverse()), shape), owners);
      const { busiest, idle } = balanceOf(owners, there.size);
      assert(busiest < 1.3 && idle === 0, `busiest ${busiest}, idle ${idle}`);
    }
  }
});

Deno.test("[M91] what moved needlessly is what moved away from an owner that stays", () => {
  const moves = movesBetween(["a", "a", "b", "c"], ["b", "a", "c", "c"], (node) => node === "a");
  assert.deepEqual(moves, { moved: 0.5, needless: 0.25 });
});

Deno.test("[M92] one that watches ends a killed node, two a living one, and a frozen one keeps its lease", () => {
  const random = new Random(1);
  for (let time = 0; time < 500; time++) {
    for (const watchers of [1, 4]) {
      const killed = takeoverMs("killed", { nodes: 5, watchers }, random);
      assert(killed >= 550 && killed <= 1_550, `killed ${killed}`);
      const frozen = takeoverMs("frozen", { nodes: 5, watchers }, random);
      assert(frozen >= 10_000 && frozen < 15_600, `frozen ${frozen}`);
    }
  }
  assert.equal(takeoverMs("killed", { nodes: 1, watchers: 0 }, random), Infinity);
  assert.equal(endedWrongly({ nodes: 100, watchers: 3 }, 0, random), 0);
  assert.equal(endedWrongly({ nodes: 100, watchers: 1 }, 1, random), 0);
  assert.equal(endedWrongly({ nodes: 100, watchers: 3 }, 1, random), 1);
});

const storm: Storm = {
  clients: 2_000,
  loss: "closed",
  spreadMs: 0,
  hellos: 4_000,
  refuseAfterMs: null,
};

Deno.test("[M93] in a storm each client is back or out, and all are back where the store keeps up", () => {
  const ended = play(storm, new Random(1));
  assert(ended.back === 2_000 && ended.out === 0 && ended.attempts === 1);
  // The first wait of the page's back-off is below 500 ms.
  assert(ended.peak === 2_000 && ended.nearlyAllMs < 1_500, JSON.stringify(ended));
  const many = play({ ...storm, clients: 150_000, hellos: 1e6 }, new Random(1));
  assert(many.back === 150_000 && many.out === 0);
});

Deno.test("[M93] DRAIN_MS spreads the hellos, and a store that refuses late ones is not lost to a storm", () => {
  const drained = play({ ...storm, loss: 5_000 }, new Random(1));
  assert(drained.peak < 600 && drained.out === 0, JSON.stringify(drained));
  const flooded = play({ ...storm, hellos: 40 }, new Random(1));
  assert(flooded.out > 1_000 && flooded.back + flooded.out === 2_000);
  const refused = play({ ...storm, hellos: 40, refuseAfterMs: 2_000 }, new Random(1));
  assert(refused.out === 0 && refused.wasted === 0, JSON.stringify(refused));
});

Deno.test("[M94] each ticket of any region is matched once or waits, and hand-overs shorten the waits", () => {
  const world = (more: Partial<World>) =>
    new Regions({
      rate: 20,
      minutes: 3,
      regions: 6,
      handOverMs: null,
      handOverTo: "next",
      seed: 1,
      ...more,
    }).run();
  const alone = world({});
  const next = world({ handOverMs: 10_000 });
  const shared = world({ handOverMs: 10_000, handOverTo: "shared" });
  for (const { came, matched, waiting, waits } of [alone, next, shared]) {
    assert(came > 3_000 && came === matched + waiting && waits.length === came);
  }
  assert(alone.handedOver === 0 && next.handedOver > 0 && shared.handedOver > 0);
  const longest = (ms: number) => (played: typeof alone) =>
    played.waits.filter((waited) => waited.ms > ms).length;
  for (const played of [next, shared]) assert(longest(60_000)(played) < longest(60_000)(alone));
  assert(world({ regions: 1 }).waiting < alone.waiting);
});

Deno.test("[M95] whatever nodes die or join, in the end each knows who is connected to each other one", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = new Random(seed);
    const world = new Whereabouts(4, random);
    const users = Array.from({ length: 60 }, () => random.id());
    const connected = new Set<string>();
    for (let tick = 0; tick < 80; tick++) {
      for (let change = 0; change < 5; change++) {
        const user = random.pick(users) ?? "";
        world.disconnect(user);
        connected.delete(user);
        if (random.chance(0.3)) continue;
        world.connect(user);
        connected.add(user);
      }
      if (world.nodes > 2 && random.chance(0.05)) {
        for (const user of world.kill()) connected.delete(user);
      }
      if (random.chance(0.05)) world.join();
      world.tick();
      assert.equal(world.connected, connected.size);
    }
    for (let tick = 0; tick < 10; tick++) world.tick();
    assert(world.isQuiet);
    assert.equal(world.wrongViews, 0, `seed ${seed}`);
  }
});
