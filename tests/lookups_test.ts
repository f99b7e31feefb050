// Look-ups that share statements: which go together, what each is answered, and what a fault does.

import assert from "node:assert/strict";
import { createLookups } from "../db/lookups.ts";

interface Statement {
  readonly keys: readonly string[];
  readonly answer: (found: Readonly<Record<string, number>>) => void;
  readonly fail: (error: Error) => void;
}

/** Look-ups whose statements wait for the test to answer them. */
function createWatched() {
  const statements: Statement[] = [];
  const lookUp = createLookups((keys: readonly string[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, number>>();
    statements.push({ keys, answer: (found) => resolve(new Map(Object.entries(found))), fail: reject });
    return promise;
  });
  const at = (index: number) => statements[index] ?? assert.fail(`There is no statement ${index}`);
  return { lookUp, statements, at };
}

Deno.test("[D82] a statement that fails fails those who asked by it alone, and the next ones are answered", async () => {
  const { lookUp, at } = createWatched();
  const first = lookUp("a");
  const second = lookUp("b");
  at(0).fail(new Error("away"));
  await assert.rejects(first, /away/);
  at(1).answer({ b: 2 });
  assert.equal(await second, 2);
});

Deno.test("[D82] what comes while a statement is under way goes together in the next, each key once", async () => {
  const { lookUp, statements, at } = createWatched();
  const first = lookUp("a");
  const others = [lookUp("b"), lookUp("a"), lookUp("b"), lookUp("c")];
  assert.equal(statements.length, 1);
  at(0).answer({ a: 1 });
  assert.equal(await first, 1);
  assert.deepEqual(at(1).keys, ["b", "a", "c"]);
  // Who asked after the first statement began is not answered by it.
  at(1).answer({ a: 10, b: 2 });
  assert.deepEqual(await Promise.all(others), [2, 10, 2, null]);
  const later = lookUp("d");
  at(2).answer({ d: 4 });
  assert.equal(await later, 4);
});

Deno.test("[D82] a statement asks for a thousand keys at most", async () => {
  const { lookUp, at } = createWatched();
  const first = lookUp("first");
  const rest = Array.from({ length: 1_500 }, (_, number) => lookUp(`${number}`));
  at(0).answer({});
  await first;
  assert.equal(at(1).keys.length, 1_000);
  at(1).answer({});
  await rest[0];
  assert.equal(at(2).keys.length, 500);
  at(2).answer({ 1499: 7 });
  assert.equal(await rest[1_499], 7);
});
