// The desk of a part: commands in order, and answers that come late.

import assert from "node:assert/strict";
import { moved, type Reply } from "../../cluster/owner_protocol.ts";
import { PartDesk } from "../../cluster/part_desk.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { settle } from "./support/turns.ts";

/** A desk of which each command is done when the test says so. */
function open() {
  const clock = new FakeClock();
  const obeyed: string[] = [];
  const done = new Map<string, (answer: string) => void>();
  const desk = new PartDesk<string, string>({
    id: "p1",
    clock,
    ask(command) {
      obeyed.push(command);
      return new Promise((resolve) => done.set(command, resolve));
    },
  });
  const end = (...commands: string[]) => {
    for (const command of commands) done.get(command)?.(`${command} done`);
  };
  const obey = (after: string | null, ...commands: string[]) =>
    desk.answer({ type: "obey", after, commands });
  const rest = (part: string, ...numbers: number[]) => desk.answer({ type: "rest", part, numbers });
  return { clock, obeyed, end, obey, rest };
}

function read(reply: string): Reply<string> {
  return JSON.parse(reply);
}

Deno.test("[U7] a batch is answered when all of it is done, or after 100 ms, and the rest when it is asked for", async () => {
  const { clock, obeyed, end, obey, rest } = open();
  const whole = obey(null, "a", "b");
  await settle();
  end("b", "a");
  assert.deepEqual(read(await whole), { part: "p1", first: 0, answers: ["a done", "b done"] });

  const part = obey(null, "c", "slow", "d");
  await settle();
  end("c", "d");
  await settle();
  clock.advance(100);
  assert.deepEqual(read(await part).answers, ["c done", null, "d done"]);
  // What comes later is obeyed meanwhile.
  const later = obey("p1", "e");
  await settle();
  end("e");
  assert.deepEqual(read(await later), { part: "p1", first: 5, answers: ["e done"] });
  assert.deepEqual(obeyed, ["a", "b", "c", "slow", "d", "e"]);

  const asked = rest("p1", 3);
  await settle();
  clock.advance(1_000);
  assert.deepEqual(read(await asked).answers, [null]);
  end("slow");
  await settle();
  assert.deepEqual(read(await rest("p1", 3)).answers, ["slow done"]);
  assert.equal(await rest("p1", 3), moved, "It was told, and is not kept");
});

Deno.test("[U8] nothing is obeyed that follows what another part has not done", async () => {
  const { obeyed, obey, rest } = open();
  assert.equal(await obey("p0", "a"), moved);
  assert.equal(await rest("p0", 0), moved);
  assert.equal(await rest("p1", 0), moved);
  assert.deepEqual(obeyed, []);
});

Deno.test("[U7] of what is asked for apart all that is done is told at once, without the slowest", async () => {
  const { clock, end, obey, rest } = open();
  const part = obey(null, "slow", "b", "c");
  await settle();
  clock.advance(100);
  assert.deepEqual(read(await part).answers, [null, null, null]);
  let told: string | null = null;
  void rest("p1", 0, 1, 2).then((reply) => told = reply);
  await settle();
  assert.equal(told, null);
  end("b", "c");
  await settle();
  assert.deepEqual(read(told ?? "{}").answers, [null, "b done", "c done"]);
});
