// The batch loader: which look-ups go together, what each is answered, and what a fault does.

import assert from "node:assert/strict";
import { createBatchLoader } from "../../db/sql/batch_loader.ts";

interface Statement {
  readonly keys: readonly string[];
  readonly answer: (found: Readonly<Record<string, number>>) => void;
  readonly fail: (error: Error) => void;
}

/** Look-ups whose statements wait for the test to answer them. */
function createWatched(bounds = { keys: 1_000, statements: 1 }) {
  const statements: Statement[] = [];
  const lookUp = createBatchLoader((keys: readonly string[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, number>>();
    statements.push({
      keys,
      answer: (found) => resolve(new Map(Object.entries(found))),
      fail: reject,
    });
    return promise;
  }, bounds);
  const at = (index: number) => statements[index] ?? assert.fail(`There is no statement ${index}`);
  return { lookUp, statements, at };
}

Deno.test("[D82] a statement that fails makes its own look-ups fail alone, and the next ones are answered", async () => {
  const { lookUp, at } = createWatched();
  const first = lookUp("a");
  const second = lookUp("b");
  at(0).fail(new Error("away"));
  await assert.rejects(first, /away/);
  at(1).answer({ b: 2 });
  assert.equal(await second, 2);
});

Deno.test("[D82] look-ups that arrive while a statement is under way go together in the next, each key once", async () => {
  const { lookUp, statements, at } = createWatched();
  const first = lookUp("a");
  const others = [lookUp("b"), lookUp("a"), lookUp("b"), lookUp("c")];
  assert.equal(statements.length, 1);
  at(0).answer({ a: 1 });
  assert.equal(await first, 1);
  assert.deepEqual(at(1).keys, ["b", "a", "c"]);
  // A look-up that began after the first statement is not answered by it.
  at(1).answer({ a: 10, b: 2 });
  assert.deepEqual(await Promise.all(others), [2, 10, 2, null]);
  const later = lookUp("d");
  at(2).answer({ d: 4 });
  assert.equal(await later, 4);
});

Deno.test("[D82] a statement asks for so many keys at most, and so many go at a time", async () => {
  const { lookUp, statements, at } = createWatched({ keys: 3, statements: 2 });
  const first = lookUp("first");
  const second = lookUp("second");
  const rest = Array.from({ length: 8 }, (_, number) => lookUp(`${number}`));
  assert.equal(statements.length, 2);
  at(1).answer({ second: 2 });
  assert.equal(await second, 2);
  assert.deepEqual(at(2).keys, ["0", "1", "2"]);
  at(0).answer({});
  assert.equal(await first, null);
  assert.deepEqual(at(3).keys, ["3", "4", "5"]);
  assert.equal(statements.length, 4);
  at(3).fail(new Error("away"));
  await assert.rejects(Promise.all(rest.slice(3, 6)), /away/);
  assert.deepEqual(at(4).keys, ["6", "7"]);
  at(2).answer({ 0: 5 });
  at(4).answer({ 7: 7 });
  assert.deepEqual(await Promise.all([rest[0], rest[1], rest[7]]), [5, null, 7]);
  void lookUp("last");
  assert.deepEqual(at(5).keys, ["last"]);
  at(5).answer({});
});
