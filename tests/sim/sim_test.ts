// Simulated worlds: the real actors, socket dialogues and page sessions in virtual time, with
// faults that a seed chooses.

import assert from "node:assert/strict";
import type { NewGroup } from "../../db/store/tickets.ts";
import type { GroupId, MessageId, TextMessage, TicketId, UserId } from "../../protocol/domain.ts";
import { type ArchivedGroup, broken } from "./checks/checks.ts";
import { RelationTruth } from "./checks/relation_truth.ts";
import { regressionSeeds } from "./run/regression_seeds.ts";
import { simulate } from "./run/run.ts";
import { simulateAll } from "./run/parallel.ts";
import { mutants } from "./checks/mutants.ts";
import { watchedSleep } from "./checks/sleep_truth.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { Tally } from "./run/tally.ts";
import { Trace } from "./run/trace.ts";
import { Truth } from "./checks/truth.ts";
import { Watch } from "./checks/watch.ts";

const seeds = 2_000;
/** A mutant is found within so many worlds. */
const foundWithin = 400;

/** Each of these must happen over all seeds: a promise that was never in danger proves nothing. */
const mustHappen = [
  ..."send edit erase react meddle look type repeat scroll reload hide show quit place".split(" "),
  ..."withdraw seat invite part block unblock again delete away".split(" "),
].map((operation) => `did ${operation}`).concat(
  "cut swallow stall lose kill stop split away requests".split(" ").map((how) => `fault ${how}`),
  "before after later slow away conflict repeated".split(" ").map((fate) => `store ${fate}`),
  "ready message group gone ticket read typing presence pong partner".split(" ")
    .map((type) => `came ${type}`),
  "not_member not_yours no_such_message unavailable slow_down".split(" ")
    .map((code) => `refused ${code}`),
  ["closed 1001", "closed 4408", "resumed", "gap", "trio formed", "newcomer"],
  ["account deleted", "came with bots", "request lost", "network loses a message"],
  ["fell asleep", "woke", "place taken"],
);

function failing(seed: number, findings: readonly string[]): string {
  return `Seed ${seed}: ${
    findings.join("; ")
  }\nTry: deno task test:sim --from ${seed} --seeds 1 --trace`;
}

Deno.test("[N1] the same seed does the same, another seed does something else", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const [once, again, other] = [
      await simulate(seed),
      await simulate(seed),
      await simulate(seed + 1),
    ];
    assert.equal(once.hash, again.hash);
    assert.deepEqual(once.counts, again.counts);
    assert.notEqual(once.hash, other.hash);
  }
});

for (const { name, mutate, finding } of mutants) {
  Deno.test(`[N4] ${name} is found`, async () => {
    const found = [];
    for (let seed = 1; seed <= foundWithin; seed++) {
      const { findings } = await simulate(seed, { mutate: mutate() });
      if (findings.some((each) => finding.test(each))) return;
      found.push(...findings);
    }
    assert.fail(`Not found in ${foundWithin} worlds, but: ${found.slice(0, 5).join("; ")}`);
  });
}

Deno.test("[N4] a log with a gap, with an id twice, or without an acknowledged message is found", () => {
  const [group, by] = ["group" as GroupId, "user" as UserId];
  const text = (seq: number, id: string): TextMessage => ({
    ...{
      kind: "text",
      seq,
      id: id as MessageId,
      by,
      at: "",
      text: "",
      editedAt: null,
      erased: false,
      reply: null,
    },
  });
  const findingsIn = (log: readonly TextMessage[]) => {
    const watch = new Watch({
      truth: new Truth(),
      trace: new Trace(() => 0, null),
      mayBeLate: () => false,
    });
    for (const id of ["a", "b"]) watch.deps.truth.commit({ group, message: text(1, id) });
    for (const id of ["a", "b"]) watch.acknowledged.set(id, group);
    return broken([], new Map([[group, { log } as unknown as ArchivedGroup]]), watch);
  };
  assert.deepEqual(findingsIn([text(1, "a"), text(2, "b")]), []);
  assert.match(
    String(findingsIn([text(1, "a"), text(3, "b")])),
    /^the log of group has the seqs 1,3$/,
  );
  assert.match(
    String(findingsIn([text(1, "a"), text(2, "a"), text(3, "b")])),
    /^stored twice: user a$/,
  );
  assert.match(String(findingsIn([text(1, "a")])), /^acknowledged, not stored: b$/);
});

Deno.test("[N4] two who are put together in spite of a block or a second time, and a fourth, are found", () => {
  const [a, b, c, d] = ["a", "b", "c", "d"] as UserId[];
  assert(a && b && c && d);
  const findingsIn = (act: (truth: RelationTruth) => void) => {
    const truth = new RelationTruth();
    truth.commit("one" as GroupId, { ...named, kind: "formed", by: null, members: [a, b, c] });
    act(truth);
    return truth.findings.map((finding) => finding.replace(/:.*/, ""));
  };
  const named = { seq: 1, id: "" as MessageId, at: "" };
  const come = (group: string, by: UserId) =>
    [group as GroupId, { ...named, kind: "joined", by }] as const;
  const leave = (by: UserId) => ["one" as GroupId, { ...named, kind: "left", by }] as const;
  const inSpite = "put together in spite of a block";
  assert.deepEqual(findingsIn((truth) => truth.commit(...come("one", d))), [
    "more than three are in one",
  ]);
  assert.deepEqual(
    findingsIn((truth) => {
      truth.keepApart(a, b);
      for (const user of [a, b]) truth.commit(...come("two", user));
    }),
    [inSpite, "put together twice"],
  );
  const without = "put together without a language of all";
  const speak = (truth: RelationTruth, ...languages: (readonly string[])[]) =>
    [a, b, d].forEach((user, at) => truth.speak(user, languages[at] ?? []));
  assert.deepEqual(
    findingsIn((truth) => {
      speak(truth, ["en", "fr"], ["fr", "de"], ["de", "en"]);
      truth.commit(...leave(c));
      truth.commit(...come("one", d));
    }),
    [without],
  );
  assert.deepEqual(
    findingsIn((truth) => {
      speak(truth, ["en", "fr"], ["fr", "en"], ["en"]);
      truth.commit(...leave(c));
      truth.commit(...come("one", d));
    }),
    [],
  );
  assert.deepEqual(
    findingsIn((truth) => {
      truth.keepApart(a, b);
      truth.letTogether(a, b);
      truth.keepApart(a, b);
      truth.commit(...leave(a));
      for (const user of [a, b]) truth.commit(...come("two", user));
    }),
    [],
  );
});

Deno.test("[N4] three bots together, and a person with a bot who has not asked for it, are found", () => {
  const criteria = { sex: "any", age: null, widen: false } as const;
  const findingsIn = (bots: string, letIn: string, have = letIn) => {
    const truth = new RelationTruth();
    for (const user of have) truth.letsBotsIn(user as UserId);
    for (const bot of bots) truth.isBot(bot as UserId);
    const asking = [..."abc"].map((user) => (
      { user: user as UserId, criteria: { ...criteria, bots: letIn.includes(user) } }
    ));
    truth.checkCompany("one" as GroupId, asking);
    return truth.findings.map((finding) => finding.replace(/:.*/, ""));
  };
  assert.deepEqual(findingsIn("", ""), []);
  assert.deepEqual(findingsIn("ab", "c"), []);
  assert.deepEqual(findingsIn("a", "bc"), []);
  const without = "put together with a bot without asking for it";
  assert.deepEqual(findingsIn("a", "b", "bc"), [without]);
  assert.deepEqual(findingsIn("a", "bc", "b"), ["put together with a bot that another let in"]);
  assert.deepEqual(findingsIn("abc", "abc"), ["put together without a person"]);
});

Deno.test("[N4] a ticket that is matched while it sleeps is found, and one that has woken is not", async () => {
  const truth = new Truth();
  const [ticket, group, user] = ["ticket" as TicketId, "group" as GroupId, "user" as UserId];
  const store = watchedSleep(
    {
      ...createMemoryStore(),
      sleepyTickets: () => Promise.resolve([{ id: ticket, users: [user], seat: null }]),
      putToSleep: (tickets) => Promise.resolve(tickets),
      formGroups: (groups) => Promise.resolve(groups.map(() => true)),
    },
    truth.sleep,
    new Trace(() => 0, null),
  );
  const formed = { id: group, tickets: [{ id: ticket }] } as unknown as NewGroup;
  await store.sleepyTickets("", 1);
  await store.formGroups([formed]);
  await store.putToSleep([ticket], "", "");
  await store.comeBack(user, "");
  await store.formGroups([formed]);
  assert.deepEqual(truth.findings, []);
  await store.putToSleep([ticket], "", "");
  await store.formGroups([formed]);
  assert.deepEqual(truth.findings, ["matched while asleep: ticket into group"]);
});

Deno.test("[N3] the worlds that have failed once are well", async (t) => {
  for (const { seed, name } of regressionSeeds) {
    await t.step(`[N3] seed ${seed}: ${name}`, async () => {
      const { findings } = await simulate(seed);
      assert.deepEqual(findings, [], failing(seed, findings));
    });
  }
});

Deno.test(`[N2] [N5] ${seeds} worlds keep every promise, and everything that may happen happens`, async () => {
  const tally = new Tally();
  const failures = [];
  const outcomes = await simulateAll(seeds);
  assert.deepEqual(
    outcomes.map(({ seed }) => seed),
    Array.from({ length: seeds }, (_, index) => index + 1),
  );
  for (const outcome of outcomes) {
    tally.add(outcome);
    if (outcome.findings.length > 0) failures.push(failing(outcome.seed, outcome.findings));
  }
  assert.deepEqual(failures, []);
  assert.deepEqual(mustHappen.filter((name) => !tally.counts.has(name)), [], "Never happened");
});
