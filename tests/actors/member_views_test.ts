// What one member alone is shown of a group: in the order of all else that happens to the group,
// and after a fault, too.

import assert from "node:assert/strict";
import { Hall, type Listener } from "../support/matching/hall.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { GroupHarness } from "../sim/checks/group_harness.ts";

/** A trio in which the first reading of a group after `hold` is answered when that is let go. */
async function slowTrio() {
  const store = createMemoryStore();
  const held: PromiseWithResolvers<void>[] = [];
  const waiting = Promise.withResolvers<void>();
  const hall = new Hall({
    store: {
      ...store,
      async group(user, id) {
        const answer = await store.group(user, id);
        const gate = held.pop();
        if (gate !== undefined) waiting.resolve();
        await gate?.promise;
        return answer;
      },
    },
  });
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  const group = await hall.trio(anna, bob, clo);
  /** Anna would meet Bob again; while she is shown it, somebody quits. */
  const wishWhile = async (quitter: Listener) => {
    const gate = Promise.withResolvers<void>();
    held.push(gate);
    const wished = hall.ask({ type: "set_rematch_wish", user: anna.id, other: bob.id, on: true });
    await waiting.promise;
    const quit = hall.world.placement.askGroup(group, { type: "quit", user: quitter.id });
    // Everything that waits only for its turn is done first.
    await new Promise((resolve) => setTimeout(resolve));
    gate.resolve();
    assert.equal(await wished, "done");
    assert.equal((await quit).type, "done");
    await hall.look(anna);
  };
  return { hall, anna, bob, clo, wishWhile };
}

Deno.test("[N16] nobody is shown a group after they were told that they are out of it", async () => {
  const { hall, anna, wishWhile } = await slowTrio();
  await using _ = hall;
  await wishWhile(anna);
  const types = anna.frames.map(({ type }) => type);
  assert(types.includes("gone"));
  assert.equal(types.lastIndexOf("group") < types.indexOf("gone"), true, types.join());
});

Deno.test("[N16] who has left is not shown as if they were there again", async () => {
  const { hall, anna, bob, clo, wishWhile } = await slowTrio();
  await using _ = hall;
  await wishWhile(clo);
  const shown = anna.frames.flatMap((frame) => frame.type === "group" ? [frame.group] : []);
  const isThere = shown.map(({ members }) =>
    members.find(({ id }) => id === clo.id)?.leftAt === null
  );
  assert.deepEqual(
    isThere,
    isThere.toSorted((a, b) => Number(b) - Number(a)),
    "once gone, always gone",
  );
  assert.equal(isThere.at(-1), false);
  assert.equal(shown.at(-1)?.members.find(({ id }) => id === bob.id)?.again, "asked");
});

Deno.test("[N16] what a fault of the store keeps from one member is shown to them alone, a moment later", async () => {
  const group = await GroupHarness.open();
  const [anna, bob] = [group.user(0), group.user(1)];
  await group.ask({ type: "typing", user: anna });
  for (const user of [anna, bob]) group.take(user);
  group.faults.fail("group", "before");
  assert.equal((await group.ask({ type: "view_changed", user: anna })).type, "refused");
  assert.deepEqual(group.take(anna), []);
  await group.pass(2_000);
  assert.deepEqual(group.take(anna).map(({ type }) => type), ["group"]);
  assert.deepEqual(group.take(bob), []);
  await group.close();
});

Deno.test("[N16] a mark that is stored after its reader has left is shown to nobody", async () => {
  const group = await GroupHarness.open();
  const [anna, bob] = [group.user(0), group.user(1)];
  for (const _ of [1, 2, 3]) await group.send(bob);
  const { length } = await group.log();
  await group.ask({ type: "read", user: anna, seq: length - 1 });
  await group.pass(200);
  await group.ask({ type: "read", user: anna, seq: length });
  await group.ask({ type: "quit", user: anna });
  group.take(bob);
  await group.pass(2_000);
  assert.deepEqual(group.take(bob).filter(({ type }) => type === "read"), []);
  await group.close();
});
