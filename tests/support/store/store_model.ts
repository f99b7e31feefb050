// The test that compares a database, step by step, with the reference model: the store in memory.

import assert from "node:assert/strict";
import fc from "fast-check";
import { createMemoryStore } from "../memory_store/memory_store.ts";
import { begin, readAll, take } from "./store_scenarios.ts";
import { act } from "./store_steps.ts";
import type { StoreKind } from "./stores.ts";

/** Answers that must occur, or the run shows too little. */
const wantedAnswers = [
  ...["form false", "gather true", "leave stored", "leave conflict"],
  ...["say stored", "say repeated", "say conflict", "profile waiting", "block failed"],
  ...[
    "edited stored",
    "edited repeated",
    "edited conflict",
    "edited not_yours",
    "edited no_such_message",
  ],
  ...["erased stored", "erased not_yours", "erased no_such_message"],
  ...["pair accepted", "pair invite_over", "pair own_invite", "pair kept_apart"],
  ...["unblock none", "unblock ended", "again null", "part null"],
  ...[
    "look placed",
    "look not_member",
    "look group_full",
    "shut closed",
    "shut none",
    "shut not_member",
  ],
  ...["join null", "join joined", "join failed"],
  ...["reacted stored", "reacted repeated", "reacted no_such_message"],
];

/** Tests that random steps are answered by a store as by the one in memory. */
export function testAgainstMemory<Database>({ kind, open }: StoreKind<Database>): void {
  Deno.test(`[D28] random steps are answered as by the store in memory: ${kind}`, async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 80, maxLength: 100 }), async (acts) => {
        await using at = await open();
        const [real, model] = [await begin(at.store), await begin(createMemoryStore())];
        for (const [step, one] of acts.entries()) {
          const [answer, expected] = [
            await settle(take(real, one, step + 1)),
            await settle(take(model, one, step + 1)),
          ];
          assert.deepEqual(answer, expected, `Step ${step}: ${JSON.stringify(one)}`);
          const name = `${one.do} ${nameAnswer(expected)}`;
          seen.set(name, (seen.get(name) ?? 0) + 1);
        }
        assert.deepEqual(await readAll(real), await readAll(model));
      }),
      { numRuns: 10, seed: 6 },
    );
    for (const wanted of wantedAnswers) {
      assert(seen.has(wanted), `Nothing was answered "${wanted}": ${JSON.stringify([...seen])}`);
    }
  });
}

function settle(answer: Promise<unknown>): Promise<unknown> {
  return answer.catch(() => "failed");
}

function nameAnswer(answer: unknown): string {
  if (typeof answer !== "object" || answer === null || !("type" in answer)) return String(answer);
  return String("code" in answer ? answer.code : answer.type);
}
