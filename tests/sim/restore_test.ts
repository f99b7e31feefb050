// Simulated worlds whose database is put back once to an earlier state.

import assert from "node:assert/strict";
import type { GroupId, MessageId, TextMessage, UserId } from "../../protocol/domain.ts";
import { Truth } from "./checks/truth.ts";
import { LineWatch, Watch } from "./checks/watch.ts";
import { type RunOptions, simulate } from "./run/run.ts";
import { Trace } from "./run/trace.ts";

const seeds = 600;
/** A part that does its work wrong is found within so many worlds. */
const foundWithin = 400;

Deno.test(`[N40] ${seeds} worlds with a restore in each keep every promise about what was not lost`, async () => {
  const failures = [];
  const counts = { restore: 0, gap: 0, resumed: 0 };
  for (let seed = 1; seed <= seeds; seed++) {
    const outcome = await simulate(seed, { restores: true });
    counts.restore += outcome.counts["fault restore"] ?? 0;
    counts.gap += outcome.counts.gap ?? 0;
    counts.resumed += outcome.counts.resumed ?? 0;
    if (outcome.findings.length > 0) {
      const how = `deno task test:sim --restores --from ${seed} --seeds 1 --trace`;
      failures.push(`Seed ${seed}: ${outcome.findings.join("; ")}\nTry: ${how}`);
    }
  }
  assert.deepEqual(failures, []);
  assert.equal(counts.restore, seeds);
  assert(counts.gap > 0 && counts.resumed > 0, JSON.stringify(counts));
});

const mutants: Readonly<Record<string, NonNullable<RunOptions["mutate"]>>> = {
  "a server that does not say what is lost": {
    frames: (text) => [text.replaceAll(',"gap":true,"lost":true', "")],
  },
  "a store that knows every log for the one that was shown": {
    store: (store) => ({ ...store, divergedGroups: () => Promise.resolve([]) }),
  },
};

for (const [name, mutate] of Object.entries(mutants)) {
  Deno.test(`[N4] [N40] ${name} is found`, async () => {
    for (let seed = 1; seed <= foundWithin; seed++) {
      if ((await simulate(seed, { mutate, restores: true })).findings.length > 0) return;
    }
    assert.fail(`Not found in ${foundWithin} worlds`);
  });
}

Deno.test("[N4] [N41] what is lost may come on a line of before the restore, and on no other one", () => {
  const [group, by] = ["group" as GroupId, "user" as UserId];
  const truth = new Truth();
  const trace = new Trace(() => 0, null);
  const watch = new Watch({ truth, trace, mayBeLate: () => true });
  const said = (id: string): TextMessage => ({
    ...{ kind: "text", seq: 1, id: id as MessageId, by, at: "", text: "" },
    ...{ editedAt: null, erased: false, reply: null },
  });
  const open = () => {
    const line = new LineWatch(by, watch, () => false);
    return (id: string) => line.received({ type: "message", group, message: said(id) });
  };
  const before = open();
  const putBack = truth.copy();
  truth.commit({ group, message: said("lost") });
  putBack();
  watch.forgetLost();
  before("lost");
  truth.commit({ group, message: said("stored") });
  const after = open();
  after("stored");
  const findings = () => watch.findings.filter((finding) => !finding.includes('before "ready"'));
  assert.deepEqual([findings(), [...watch.lost]], [[], ["lost"]]);
  assert.deepEqual([...watch.acknowledged.keys()], ["stored"]);
  after("lost");
  assert.match(findings()[0] ?? "", /^changed place: group 1 was stored/);
});
