// The mailbox: one turn at a time, in order, and every command is answered.

import assert from "node:assert/strict";
import { assertGoesOn, Mailbox, type Turn } from "../../actors/runtime/mailbox.ts";

Deno.test("[C1] a mailbox runs one command at a time, in the order they came", async () => {
  const trace: string[] = [];
  const mailbox = new Mailbox<number, number>({
    async handle([command = NaN]) {
      trace.push(`start ${command}`);
      await Promise.resolve();
      trace.push(`end ${command}`);
      return [command * 2];
    },
    failed: () => -1,
    capacity: 10,
  });
  assert.deepEqual(await Promise.all([1, 2, 3].map((command) => mailbox.ask(command))), [2, 4, 6]);
  assert.deepEqual(trace, ["start 1", "end 1", "start 2", "end 2", "start 3", "end 3"]);
  assert(mailbox.idle);
});

Deno.test("[C2] a handler that throws fails its own command alone; a full or stopped mailbox refuses, none rejects", async () => {
  const failures: string[] = [];
  const mailbox = new Mailbox<string, string>({
    handle([command = ""]) {
      if (command === "throw") throw new Error("as asked");
      return command === "reject" ? Promise.reject(new Error("as asked")) : [command];
    },
    failed(command, error) {
      failures.push(`${command}: ${error instanceof Error && error.message}`);
      return "failed";
    },
    capacity: 2,
  });
  const answers = ["throw", "reject", "a", "b"].map((command) => mailbox.ask(command));
  assert.deepEqual(await Promise.all(answers), ["failed", "failed", "a", "failed"]);
  assert.equal(await mailbox.ask("c"), "c");
  const last = mailbox.ask("d");
  await mailbox.stop();
  assert.equal(await last, "d");
  assert.equal(await mailbox.ask("e"), "failed");
  assert.deepEqual(failures, [
    "b: The mailbox is full",
    "throw: as asked",
    "reject: as asked",
    "e: The mailbox has stopped",
  ]);
});

Deno.test("[C502] a callback that throws keeps its mailbox from nothing", async () => {
  const mailbox = new Mailbox<string, string>({
    handle: (run) => run,
    failed: () => "failed",
    capacity: 10,
  });
  const thrown = Promise.withResolvers<unknown>();
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    thrown.resolve(event.reason);
  }, { once: true });
  mailbox.askThen("first", () => {
    throw new Error("as asked");
  });
  assert.equal(await mailbox.ask("second"), "second");
  assert.match(String(await thrown.promise), /as asked/);
  assert(mailbox.idle);
});

Deno.test("[C7] commands that may go together wait for the turn under way and are one turn, each with its own answer", async () => {
  const runs: (readonly number[])[] = [];
  const first = Promise.withResolvers<void>();
  const mailbox = new Mailbox<number, string>({
    async handle(run) {
      runs.push(run);
      if (run.includes(0)) await first.promise;
      return run.map((command) => `did ${command}`);
    },
    joins: (run, next) => run.length < 3 && run.every((command) => command % 2 === next % 2),
    failed: () => "failed",
    capacity: 10,
  });
  const answers = [0, 1, 3, 5, 7, 2, 1, 4].map((command) => mailbox.ask(command));
  first.resolve();
  assert.deepEqual(
    await Promise.all(answers),
    [0, 1, 3, 5, 7, 2, 1, 4].map((command) => `did ${command}`),
  );
  assert.deepEqual(runs, [[0], [1, 3, 5], [7], [2], [1], [4]]);
});

Deno.test("[C8] a run whose handler fails, or forgets an answer, fails whole and alone", async () => {
  const mailbox = new Mailbox<string, string>({
    handle(run) {
      if (run.includes("throw")) throw new Error("as asked");
      return run.includes("forget") ? [] : run;
    },
    joins: (run, next) => run[0] !== "last" && next !== "last",
    failed: (command, error) => `${command}: ${error instanceof Error && error.message}`,
    capacity: 10,
  });
  const opened = mailbox.ask("opens");
  const answers = ["a", "throw", "last"].map((command) => mailbox.ask(command));
  assert.equal(await opened, "opens");
  assert.deepEqual(await Promise.all(answers), ["a: as asked", "throw: as asked", "last"]);
  assert.match(await mailbox.ask("forget"), /gave "0" answers to "1" commands/);
});

Deno.test("[C7] a run has at most 500 commands, however many wait", async () => {
  const sizes: number[] = [];
  const mailbox = new Mailbox<number, number>({
    handle(run) {
      sizes.push(run.length);
      return run;
    },
    joins: () => true,
    failed: () => -1,
    capacity: 2_000,
  });
  const asked = Array.from({ length: 1_201 }, (_, at) => at);
  assert.deepEqual(await Promise.all(asked.map((command) => mailbox.ask(command))), asked);
  assert.deepEqual(sizes, [1, 500, 500, 200]);
});

Deno.test("[F7] a turn is given up at the first check after its time, and its late answer is nobody's", async () => {
  const gate = Promise.withResolvers<void>();
  const turns: Turn[] = [];
  const mailbox = new Mailbox<string, string>({
    async handle([command = ""], turn) {
      turns.push(turn);
      if (command === "slow") await gate.promise;
      return [`did ${command}`];
    },
    failed: (command, error) => `${command}: ${error instanceof Error && error.message}`,
    capacity: 10,
  });
  const [slow, next] = [mailbox.ask("slow"), mailbox.ask("next")];
  for (const now of [1_000, 5_999]) mailbox.watch(now, 5_000);
  assert.deepEqual(turns.map(({ isOver }) => isOver), [false]);
  mailbox.watch(6_000, 5_000);
  assert.equal(await slow, "slow: It took too long");
  assert.equal(await next, "did next");
  gate.resolve();
  await null;
  assert.deepEqual(turns.map(({ isOver }) => isOver), [true, true]);
  assert.throws(() => turns.forEach(assertGoesOn), /given up/);
  assert(mailbox.idle);
});

Deno.test("[F40] a turn that hangs is given up in its time though the clock was set back meanwhile", async () => {
  const mailbox = new Mailbox<string, string>({
    handle: () => new Promise(() => {}),
    failed: () => "failed",
    capacity: 10,
  });
  const asked = mailbox.ask("slow");
  for (const now of [3_600_000, 1_000, 5_999, 6_000]) mailbox.watch(now, 5_000);
  assert.equal(await asked, "failed");
});
