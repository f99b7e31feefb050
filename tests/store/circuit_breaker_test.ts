// The circuit breaker of a database that has stopped answering: which calls wait, which are
// rejected at once, and when it closes again.

import assert from "node:assert/strict";
import { CircuitBreaker } from "../../db/postgres/circuit_breaker.ts";

const timeout = new Error("Query read timeout");

/** A breaker whose probes wait for the test to answer them. */
function createProbed() {
  const probes: { succeed: () => void; fail: (error: Error) => void }[] = [];
  const told: string[] = [];
  const breaker = new CircuitBreaker({
    connect() {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      probes.push({ succeed: resolve, fail: reject });
      return promise;
    },
    report: (event) => void told.push(event),
  });
  const latest = () => probes.at(-1) ?? assert.fail("There was no probe");
  return { breaker, probes, latest, told };
}

/** The outcome of a pass, or "waits" when it is not settled yet. */
async function stateOf(pass: Promise<void>): Promise<string> {
  const told = pass.then(() => "passed", ({ message }: Error) => message);
  const turn = new Promise<string>((resolve) =>
    queueMicrotask(() => queueMicrotask(() => resolve("waits")))
  );
  return await Promise.race([told, turn]);
}

Deno.test("[D49] a fault that is no timeout leaves the breaker closed, an answer of the database least of all", async () => {
  const { breaker, probes } = createProbed();
  const answer = Object.assign(new Error("canceling statement due to statement timeout"), {
    severity: "ERROR",
  });
  for (const fault of [answer, new Error("Connection terminated unexpectedly"), null, "timeout"]) {
    breaker.recordFault(fault);
    await breaker.pass();
  }
  assert.deepEqual([probes.length, breaker.generation, breaker.state], [0, 0, "closed"]);
});

Deno.test("[D49] after a timeout calls wait for one probe, and pass when it is answered", async () => {
  const { breaker, probes, latest } = createProbed();
  breaker.recordFault(timeout);
  breaker.recordFault(timeout);
  const passes = [breaker.pass(), breaker.pass(), breaker.pass()];
  assert.equal(await stateOf(Promise.any(passes)), "waits");
  assert.deepEqual([probes.length, breaker.generation, breaker.state], [1, 1, "half_open"]);
  latest().succeed();
  await Promise.all(passes);
  assert.equal(breaker.state, "closed");
  await breaker.pass();
  assert.equal(probes.length, 1);
});

Deno.test("[D49] while probes time out calls are rejected at once, until one is answered", async () => {
  const { breaker, probes, latest, told } = createProbed();
  breaker.recordFault(timeout);
  const passes = [breaker.pass(), breaker.pass()];
  latest().fail(new Error("timeout expired"));
  for (const pass of passes) await assert.rejects(pass, /timeout expired/);
  for (let asked = 0; asked < 3; asked++) await assert.rejects(breaker.pass(), /does not answer/);
  assert.deepEqual([probes.length, breaker.state], [2, "open"]);
  latest().fail(timeout);
  await assert.rejects(breaker.pass(), /does not answer/);
  const { promise, resolve } = Promise.withResolvers<void>();
  await assert.rejects(breaker.pass(), /does not answer/);
  assert.equal(probes.length, 3);
  latest().succeed();
  queueMicrotask(() => queueMicrotask(() => queueMicrotask(resolve)));
  await promise;
  await breaker.pass();
  assert.equal(probes.length, 3);
  assert.deepEqual(told, ["breaker_opened", "breaker_closed"]);
});

Deno.test("[D49] a probe that is refused closes the breaker: calls fail at once by themselves", async () => {
  const { breaker, probes, latest } = createProbed();
  breaker.recordFault(timeout);
  const pass = breaker.pass();
  latest().fail(new Error("connect ECONNREFUSED 127.0.0.1:5432"));
  await assert.rejects(pass, /ECONNREFUSED/);
  await breaker.pass();
  assert.equal(probes.length, 1);
});
