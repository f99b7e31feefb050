// Simulated worlds that are served by the nodes of a cluster.

import assert from "node:assert/strict";
import type { GroupId, MessageId, TicketId, UserId } from "../../protocol/domain.ts";
import { Truth } from "./checks/truth.ts";
import { nodesOf, simulateAll } from "./run/parallel.ts";
import { type Mutation, simulate } from "./run/run.ts";
import { Tally } from "./run/tally.ts";

const seeds = 2_000;
/** A part that does its work wrong is found within so many worlds. */
const foundWithin = 100;

const mustHappen = [
  ...[
    "kill",
    "lose node",
    "leave",
    "freeze",
    "cut nodes",
    "isolate",
    "cut Postgres",
    "two owners",
    "poor",
  ]
    .map((fault) => `fault ${fault}`),
  ..."lost late doubled".split(" ").map((fate) => `request ${fate}`),
  ...["handed over", "declared dead", "trio formed", "newcomer", "account deleted", "resumed"],
  ...["did volley", "did away", "fell asleep", "woke", "place taken"],
];

Deno.test(`[N50] [N51] ${seeds} worlds of two to four nodes keep every promise, and all that may befall nodes does`, async () => {
  const tally = new Tally();
  const failures = [];
  for (const outcome of await simulateAll(seeds, { hasNodes: true })) {
    const { seed, findings } = outcome;
    tally.add(outcome);
    const how = `deno task test:sim --nodes ${nodesOf(seed)} --from ${seed} --seeds 1 --trace`;
    if (findings.length > 0) failures.push(`Seed ${seed}: ${findings.join("; ")}\nTry: ${how}`);
  }
  assert.deepEqual(failures, []);
  assert.deepEqual(mustHappen.filter((name) => !tally.counts.has(name)), [], "Never happened");
});

Deno.test("[N1] the same seed does the same with nodes, too", async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const [once, again] = [await simulate(seed, { nodes: 3 }), await simulate(seed, { nodes: 3 })];
    assert.equal(once.hash, again.hash);
  }
});

const mutants: Readonly<Record<string, { readonly mutate: Mutation; readonly finding: RegExp }>> = {
  "a node that does not tell who has gone": {
    mutate: {
      frames: (text) =>
        text.startsWith('{"type":"presence"') && text.includes('"online":false') ? [] : [text],
    },
    finding: /online, who has gone/,
  },
  "a node that leaves out a message": {
    mutate: {
      frames: (text) =>
        text.startsWith('{"type":"message"') && text.includes('"seq":4') ? [] : [text],
    },
    finding: /a gap from 3 to 5/,
  },
  "a node that calls those who are there offline": {
    mutate: { frames: (text) => [text.replaceAll('"online":true', '"online":false')] },
    finding: /still not settled: .* offline/,
  },
};

for (const [name, { mutate, finding }] of Object.entries(mutants)) {
  Deno.test(`[N4] ${name} is found`, async () => {
    for (let seed = 1; seed <= foundWithin; seed++) {
      const { findings } = await simulate(seed, { mutate, nodes: 3 });
      if (findings.some((each) => finding.test(each))) return;
    }
    assert.fail(`Not found in ${foundWithin} worlds`);
  });
}

Deno.test("[N4] a ticket that leads into two groups is found, and one that is restored or given back is not", () => {
  const [ticket, one, two] = ["ticket" as TicketId, "one" as GroupId, "two" as GroupId];
  const [user, at] = ["anna" as UserId, "2026-06-15T12:00:00.000Z"];
  const truth = new Truth();
  const putBack = truth.copy();
  truth.useTicket(ticket, { user, group: one });
  truth.useTicket(ticket, { user, group: one });
  const left = { kind: "left", id: "left" as MessageId, by: user, at, seq: 2 } as const;
  truth.commit({ group: one, message: left });
  truth.useTicket(ticket, { user, group: two });
  putBack();
  truth.useTicket(ticket, { user, group: two });
  assert.deepEqual(truth.findings, []);
  truth.useTicket(ticket, { user, group: one });
  assert.match(String(truth.findings), /^one ticket led into two groups: ticket into two and one$/);
});
