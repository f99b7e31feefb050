// The page's session under steps that chance chooses: operations, cuts, reloads, silence and
// refusals of every kind.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { GroupId, Message } from "../../protocol/domain.ts";
import { ana, otherTrio, text, trio } from "../support/page/page.ts";
import { type House, settle, setUp } from "../support/page/page_session.ts";
import type { Fate } from "../support/page/page_server.ts";

type Step =
  | { readonly type: "do"; readonly group: GroupId; readonly isText: boolean }
  | { readonly type: "serve"; readonly fate: Fate }
  | { readonly type: "hear"; readonly group: GroupId }
  | { readonly type: "advance"; readonly ms: number }
  | { readonly type: "cut" | "accept" | "reload" };

const group = fc.constantFrom(trio, otherTrio);
const fate = fc.constantFrom<Fate>(
  "answer",
  "unavailable",
  "slow_down",
  "invalid",
  "store and say nothing",
  "drop",
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant("do" as const), group, isText: fc.boolean() }),
  },
  { weight: 8, arbitrary: fc.record({ type: fc.constant("serve" as const), fate }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("hear" as const), group }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant("advance" as const), ms: fc.nat({ max: 20_000 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom("cut" as const, "accept" as const, "reload" as const),
    }),
  },
);

/** The ids that were done, by group, in their order. */
type Done = Map<GroupId, string[]>;

async function take(house: House, done: Done, one: Step): Promise<void> {
  const { server, session, clock } = house;
  switch (one.type) {
    case "do": {
      if (!session.state.value.groups.has(one.group)) return;
      if (one.isText) session.outbox.send(one.group, "text");
      else session.outbox.react(one.group, 1, "👍", true);
      const last = house.pending(one.group).at(-1);
      assert.ok(last);
      return void done.get(one.group)?.push(last.operation.id);
    }
    case "serve":
      return void server.serve(one.fate);
    case "hear":
      return server.say(one.group, (seq): Message => text(seq));
    case "advance":
      return clock.advance(one.ms);
    case "cut":
      return server.cut();
    case "accept":
      return server.accept();
    case "reload":
      return await house.reload();
  }
}

/** Lets everything go well until nothing is pending but what was refused for good. */
async function heal(house: House): Promise<void> {
  const isOpen = () =>
    [trio, otherTrio].some((id) => house.pending(id).some(({ refusal }) => refusal !== "invalid"));
  for (let round = 0; round < 200; round++) {
    house.server.accept();
    while (house.server.serve("answer"));
    await settle();
    if (house.server.isUp && !isOpen()) return;
    house.clock.advance(1_000);
  }
  assert.fail("Something stayed pending though all went well");
}

function assertWhole(house: House, done: Done): void {
  for (const [id, log] of house.server.logs) {
    const mine = log.filter((message) => message.by === ana).map((message) => message.id);
    const wanted = (done.get(id) ?? []).filter((each) => !house.server.refused.has(each));
    assert.deepEqual(mine, wanted, "Lost, twice, or out of order");
    const run = house.session.state.value.groups.get(id)?.run ?? [];
    assert.deepEqual(run, log.slice(log.length - run.length), "Not what the log says");
  }
}

Deno.test("[W27] whatever is cut, refused, lost or reloaded: nothing lost, nothing twice, order kept", async () => {
  const seen = new Set<Fate>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const house = await setUp();
      const done: Done = new Map([[trio, []], [otherTrio, []]]);
      for (const one of steps) {
        await take(house, done, one);
        await settle();
      }
      await heal(house);
      assertWhole(house, done);
      for (const fate of house.server.fates.keys()) seen.add(fate);
    }),
    { numRuns: 500 },
  );
  assert.equal(seen.size, 6, "Some fate never came about");
});
