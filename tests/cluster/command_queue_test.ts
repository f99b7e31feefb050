// The queue of the commands to one entity: their order through a move of the owner, what is given
// again, and how long a command may take.

import assert from "node:assert/strict";
import { CommandQueue } from "../../cluster/command_queue.ts";
import { moved, type Request } from "../../cluster/owner_protocol.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { settle } from "./support/turns.ts";

interface Asked {
  readonly request: Request<string>;
  readonly commands: readonly string[];
  /** Those that `isDone` says are answered; absent: all. */
  answer(isDone?: (command: string) => boolean): void;
  /** The answer is this text. */
  say(text: string): void;
  fail(): void;
}

/** A queue of commands that are words; those that begin with "once" must not be given twice. */
function open() {
  const clock = new FakeClock();
  const batches: Asked[] = [];
  const here: string[] = [];
  const owner = { isHere: false };
  const deferred: (() => void)[] = [];
  /** The commands that the part has taken, by number. */
  const taken: string[] = [];
  const queue = new CommandQueue<string, string>({
    clock,
    isHere: () => owner.isHere,
    defer: (run) => void deferred.push(run),
    ask(batch) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const request: Request<string> = JSON.parse(batch);
      const numbers = request.type === "rest" ? request.numbers : null;
      const first = taken.length;
      const commands = request.type === "obey"
        ? request.commands
        : request.numbers.map((number) => taken[number] ?? "");
      batches.push({
        ...{ request, commands },
        answer(isDone = () => true) {
          if (numbers === null) taken.push(...commands);
          const answers = commands.map((each) => isDone(each) ? `${each} done` : null);
          resolve(JSON.stringify({ part: "p1", first: numbers?.[0] ?? first, answers }));
        },
        say: resolve,
        fail: () => reject(new Error("No answer")),
      });
      return promise;
    },
    askHere(command) {
      here.push(command);
      return Promise.resolve(`${command} done here`);
    },
    mayRepeat: (command) => !command.startsWith("once"),
    unavailable: (detail) => `unavailable: ${detail}`,
  });
  const turn = async () => {
    for (const run of deferred.splice(0)) run();
    await settle();
  };
  const pass = async (ms: number) => {
    clock.advance(ms);
    await turn();
  };
  const batch = (at: number) => {
    const found = batches[at];
    assert(found, `There is no batch ${at}`);
    return found;
  };
  return { queue, owner, batches, here, turn, pass, batch };
}

Deno.test("[U1] commands to an owner elsewhere gather, and one batch is under way at a time", async () => {
  const { queue, batches, batch, turn } = open();
  const first = ["a", "b"].map((command) => queue.ask(command));
  await turn();
  const later = ["c", "d"].map((command) => queue.ask(command));
  await turn();
  assert.deepEqual(batches.map(({ commands }) => commands), [["a", "b"]]);
  batch(0).answer();
  assert.deepEqual(await Promise.all(first), ["a done", "b done"]);
  await turn();
  batch(1).answer();
  assert.deepEqual(await Promise.all(later), ["c done", "d done"]);
});

Deno.test("[U1] a command to an owner here goes at once, but not while others are under way or wait", async () => {
  const { queue, owner, here, batch, turn } = open();
  owner.isHere = true;
  assert.equal(await queue.ask("a"), "a done here");
  owner.isHere = false;
  const away = queue.ask("b");
  await turn();
  owner.isHere = true;
  const behind = queue.ask("c");
  await turn();
  assert.deepEqual(here, ["a"]);
  batch(0).answer();
  assert.equal(await away, "b done");
  // The batch has ended, and "c" waits for its turn: "d" must not go before it.
  const last = queue.ask("d");
  await turn();
  assert.deepEqual(await Promise.all([behind, last]), ["c done here", "d done here"]);
  assert.deepEqual(here, ["a", "c", "d"]);
});

Deno.test("[U2] of a batch that was not answered what may be repeated is given again, before what came later", async () => {
  const { queue, batch, batches, turn, pass } = open();
  const answers = ["a", "once b", "c"].map((command) => queue.ask(command));
  await turn();
  const later = queue.ask("d");
  batch(0).fail();
  await turn();
  assert.match(await answers[1] ?? "", /^unavailable: It is not known/);
  assert.equal(batches.length, 1, "Not again at once");
  await pass(100);
  await turn();
  assert.deepEqual(batch(1).commands, ["a", "c", "d"]);
  batch(1).answer();
  assert.deepEqual(await Promise.all([answers[0], answers[2], later]), [
    "a done",
    "c done",
    "d done",
  ]);
});

Deno.test("[U3] what was not obeyed since its owner moves is given again, whatever it is", async () => {
  const { queue, batch, turn, pass } = open();
  const answer = queue.ask("once a");
  await turn();
  batch(0).say(moved);
  await turn();
  await pass(100);
  await turn();
  batch(1).answer();
  assert.equal(await answer, "once a done");
});

Deno.test("[U4] when the first has waited for 5 s all that wait are refused with it: none overtakes it", async () => {
  const { queue, batch, batches, turn, pass } = open();
  const first = queue.ask("a");
  await turn();
  await pass(4_950);
  const second = queue.ask("b");
  batch(0).fail();
  await turn();
  await pass(100);
  await turn();
  batch(1).fail();
  await turn();
  for (const answer of [first, second]) assert.match(await answer, /^unavailable: This takes too/);
  await pass(100);
  const third = queue.ask("c");
  await turn();
  assert.deepEqual(batches.at(-1)?.commands, ["c"]);
  batches.at(-1)?.answer();
  assert.equal(await third, "c done");
});

Deno.test("[U5] past 10,000 that wait a command is refused, and at most 500 go together", async () => {
  const { queue, batch, turn } = open();
  const all = Array.from({ length: 10_000 }, (_, at) => queue.ask(`a${at}`));
  assert.match(await queue.ask("b"), /^unavailable: Too many/);
  await turn();
  assert.equal(batch(0).commands.length, 500);
  batch(0).answer();
  assert.equal(await all[499], "a499 done");
});

/** Whether an answer has not come. */
async function isPending(answer: Promise<string>): Promise<boolean> {
  return await Promise.race([answer.then(() => false), settle().then(() => true)]);
}

Deno.test("[U9] a command that takes long holds up no other one, and is asked for apart", async () => {
  const { queue, batches, batch, turn } = open();
  const slow = queue.ask("slow");
  const quick = queue.ask("a");
  await turn();
  batch(0).answer((command) => command !== "slow");
  assert.equal(await quick, "a done");
  assert.ok(await isPending(slow));
  assert.deepEqual(batch(1).request, { type: "rest", part: "p1", numbers: [0] });
  const later = queue.ask("b");
  await turn();
  assert.deepEqual(batch(2).request, { type: "obey", after: "p1", commands: ["b"] });
  batch(2).answer();
  assert.equal(await later, "b done");
  batch(1).answer(() => false);
  await settle();
  assert.equal(batches.length, 4, "It is asked for again");
  batch(3).answer();
  assert.equal(await slow, "slow done");
});

Deno.test("[U9] when its part is over it is given again, before what came later", async () => {
  const { queue, batch, turn, pass } = open();
  const answers = ["slow", "once slow", "a"].map((command) => queue.ask(command));
  await turn();
  batch(0).answer((command) => command === "a");
  await settle();
  const later = queue.ask("b");
  await turn();
  // The new owner refuses it, since it follows a part that is over.
  batch(2).say(moved);
  assert.match(await answers[1] ?? "", /^unavailable: It is not known/);
  await pass(100);
  await turn();
  assert.deepEqual(batch(3).request, { type: "obey", after: null, commands: ["slow", "b"] });
  batch(3).answer();
  assert.deepEqual(await Promise.all([answers[0], later]), ["slow done", "b done"]);
});

Deno.test("[U9] so it is when the part does not tell, or its owner is this node by then", async () => {
  for (const end of ["fails", "moved", "here"]) {
    const { queue, owner, here, batch, turn } = open();
    const slow = queue.ask("slow");
    await turn();
    batch(0).answer(() => false);
    await settle();
    owner.isHere = true;
    const later = queue.ask("b");
    if (end === "fails") batch(1).fail();
    if (end === "moved") batch(1).say(moved);
    await turn();
    await turn();
    assert.equal(await later, "b done here");
    assert.equal(await slow, "slow done here");
    assert.deepEqual(here, ["slow", "b"], end);
  }
});

Deno.test("[U9] after 5 s it alone is refused", async () => {
  const { queue, batch, turn, pass } = open();
  const slow = queue.ask("slow");
  await turn();
  batch(0).answer(() => false);
  await pass(4_000);
  const later = queue.ask("b");
  await pass(1_000);
  batch(1).answer(() => false);
  assert.match(await slow, /^unavailable: This takes too long/);
  batch(2).answer();
  assert.equal(await later, "b done");
});

Deno.test("[U6] a queue that stops refuses what was not answered and what comes, and gives it to be passed on", async () => {
  const { queue, owner, here, batch, batches, turn, pass } = open();
  const answers = [queue.ask("a")];
  await turn();
  answers.push(queue.ask("b"));
  assert.deepEqual(queue.stop(), ["a", "b"]);
  answers.push(queue.ask("c"));
  for (const answer of answers) assert.match(await answer, /^unavailable: This node stops/);
  owner.isHere = true;
  batch(0).fail();
  await pass(200);
  await turn();
  assert.deepEqual([here, batches.length], [[], 1]);
});
