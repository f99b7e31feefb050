// The gate before a database that has stopped answering: who waits, who does not, and when it opens
// again.

import assert from "node:assert/strict";
import { createCircuitBreaker } from "../../db/postgres/circuit_breaker.ts";

const silence = new Error("Query read timeout");

/** A gate whose probes wait for the test to answer them. */
function createProbed() {
  const probes: { succeed: () => void; fail: (error: Error) => void }[] = [];
  const breaker = createCircuitBreaker(() => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    probes.push({ succeed: resolve, fail: reject });
    return promise;
  });
  const latest = () => probes.at(-1) ?? assert.fail("Nothing was probed");
  return { breaker, probes, latest };
}

/** What came of it, without waiting for more than what is under way. */
async function stateOf(pass: Promise<void>): Promise<string> {
  const told = pass.then(() => "passed", ({ message }: Error) => message);
  const turn = new Promise<string>((resolve) =>
    queueMicrotask(() => queueMicrotask(() => resolve("waits")))
  );
  return await Promise.race([told, turn]);
}

Deno.test("[D49] a fault that was no wait in vain closes nothing, an answer of the database least of all", async () => {
  const { breaker, probes } = createProbed();
  const answer = Object.assign(new Error("canceling statement due to statement timeout"), {
    severity: "ERROR",
  });
  for (const fault of [answer, new Error("Connection terminated unexpectedly"), null, "timeout"]) {
    breaker.doubt(fault);
    await breaker.pass();
  }
  assert.deepEqual([probes.length, breaker.doubts], [0, 0]);
});

Deno.test("[D49] after a wait in vain all wait for one new connection, and pass when it is taken", async () => {
  const { breaker, probes, latest } = createProbed();
  breaker.doubt(silence);
  breaker.doubt(silence);
  const passes = [breaker.pass(), breaker.pass(), breaker.pass()];
  assert.equal(await stateOf(Promise.any(passes)), "waits");
  assert.deepEqual([probes.length, breaker.doubts], [1, 1]);
  latest().succeed();
  await Promise.all(passes);
  await breaker.pass();
  assert.equal(probes.length, 1);
});

Deno.test("[D49] while a new connection is not answered either all are refused at once, until one is taken", async () => {
  const { breaker, probes, latest } = createProbed();
  breaker.doubt(silence);
  const passes = [breaker.pass(), breaker.pass()];
  latest().fail(new Error("timeout expired"));
  for (const pass of passes) await assert.rejects(pass, /timeout expired/);
  for (let asked = 0; asked < 3; asked++) await assert.rejects(breaker.pass(), /does not answer/);
  assert.equal(probes.length, 2);
  latest().fail(silence);
  await assert.rejects(breaker.pass(), /does not answer/);
  const { promise, resolve } = Promise.withResolvers<void>();
  await assert.rejects(breaker.pass(), /does not answer/);
  assert.equal(probes.length, 3);
  latest().succeed();
  queueMicrotask(() => queueMicrotask(() => queueMicrotask(resolve)));
  await promise;
  await breaker.pass();
  assert.equal(probes.length, 3);
});

Deno.test("[D49] a new connection that is refused opens the gate: who is refused at once needs none", async () => {
  const { breaker, probes, latest } = createProbed();
  breaker.doubt(silence);
  const pass = breaker.pass();
  latest().fail(new Error("connect ECONNREFUSED 127.0.0.1:5432"));
  await assert.rejects(pass, /ECONNREFUSED/);
  await breaker.pass();
  assert.equal(probes.length, 1);
});
