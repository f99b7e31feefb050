// Two matchmakers at once over one store, in any interleaving of its calls: what must not happen.

import assert from "node:assert/strict";
import fc from "fast-check";
import { Hall } from "./support/matching/hall.ts";
import { checkGroups, commandOf, interleaved, order, settle } from "./support/matching/race.ts";
import { Tally } from "./support/matching/tally.ts";
import { createMemoryStore } from "./support/memory_store.ts";

Deno.test("[M25] two matchmakers over one store never use a ticket twice, nor put two together twice", async () => {
  const tally = new Tally();
  const orders = fc.array(order, { minLength: 10, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), orders, async (scheduler, list) => {
      const inner = createMemoryStore();
      const { users, group } = await settle(inner);
      const store = interleaved(inner, scheduler, tally);
      await using one = new Hall({ store });
      await using two = new Hall({ store });
      const halls = [one, two];
      const asked = list.map((each) => halls[each.to]?.ask(commandOf(each, users, group)));
      const answers = await scheduler.waitFor(Promise.all(asked));
      assert(!answers.includes("unavailable"), [...one.reports, ...two.reports].join());
      await checkGroups(inner, users);
      await scheduler.waitFor(Promise.all(halls.map(({ world }) => world.stop())));
      // One that starts now finds all as it should be, and what the two did not know of each other it forms.
      await using third = new Hall({ store: inner });
      await third.ask({ type: "look", user: users[0] ?? assert.fail() });
      assert.deepEqual(third.reports, []);
      await checkGroups(inner, users);
    }),
    { numRuns: 300 },
  );
  const wanted = ["formed", "refused", "joined", "join refused"];
  assert.deepEqual(tally.missing(wanted), [], `Never happened: ${tally}`);
});
