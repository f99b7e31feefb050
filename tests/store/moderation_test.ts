// Reports, their evidence and decisions about them: the same rules for every store.

import assert from "node:assert/strict";
import type { User } from "../../protocol/domain.ts";
import type { Report, ReportId } from "../../protocol/moderation.ts";
import type { Store } from "../../db/store/store.ts";
import {
  day,
  decide,
  from,
  openOnes,
  reported,
  sayAll,
  seqsOf,
  tell,
  theReport,
} from "../support/store/reports.ts";
import {
  after,
  form,
  formTrio,
  joinOf,
  left,
  look,
  newId,
  noon,
  place,
  remaining,
  say,
  signUp,
  text,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

function amendment({ id: by }: User, seq: number, target: number) {
  return { seq, id: newId<"message">(), by, at: after(seq), target } as const;
}

for (const { kind, open } of await allStores("moderation")) {
  Deno.test(`[D120] a report keeps its message and ten on either side, or the last twenty: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    await sayAll(store, group, bob, 30);
    const cases: [number | undefined, number[]][] = [
      [undefined, from(11, 30)],
      [15, from(5, 25)],
      [2, from(1, 12)],
      [30, from(20, 30)],
    ];
    for (const [number, [seq, seqs]] of cases.entries()) {
      const told = { group, by: anna, about: bob, at: after(number * 2 * day) };
      assert.equal(await tell(store, seq === undefined ? told : { ...told, seq }), true);
      const last = (await openOnes(store)).at(-1);
      assert.deepEqual([last?.seq, seqsOf(last?.evidence ?? [])], [seq ?? null, seqs]);
    }
    for (const seq of [0, 31]) {
      assert.equal(await tell(store, { group, by: anna, about: bob, seq }), false);
    }
    assert.equal(await store.openReports(), cases.length);
  });

  Deno.test(`[D120] evidence stays as it was when it was told, whatever happens to the messages: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    const insult = text(bob.id, 2, "an insult");
    await say(store, group, insult);
    await reported(store, { group, by: anna, about: bob, seq: 2 });
    const ofBob = { by: bob.id, at: after(5), target: 2 };
    const edited = {
      seq: 3,
      kind: "edited",
      id: newId<"message">(),
      text: "worse",
      ...ofBob,
    } as const;
    assert.deepEqual(await store.amend({ group, message: edited }), { type: "stored" });
    assert.deepEqual((await theReport(store)).evidence[1], insult);
    await tell(store, { group, by: anna, about: bob, seq: 2, at: after(6) });
    const erased = { seq: 4, kind: "erased", id: newId<"message">(), ...ofBob } as const;
    assert.deepEqual(await store.amend({ group, message: erased }), { type: "stored" });
    await tell(store, { group, by: anna, about: bob, seq: 2, at: after(7) });
    const texts = (await theReport(store)).evidence.filter((message) => "text" in message);
    assert.deepEqual(texts.map((message) => "text" in message && message.text), [
      "an insult",
      "worse",
      "worse",
    ]);
  });

  Deno.test(`[D120] evidence has nothing that its reporter may not see, and a message that they may not see cannot be reported: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, dora, group } = await remaining(store);
    await say(store, group, text(bob.id, 3, "before Dora came"));
    const seat = await look(store, group, anna);
    assert.notEqual(await store.joinGroup(joinOf(seat, [await place(store, dora)])), null);
    const ofBob = { by: bob.id, at: after(80), target: 3 };
    const later = [
      { seq: 5, kind: "reacted", id: newId<"message">(), emoji: "👍", on: true, ...ofBob },
      { seq: 6, kind: "edited", id: newId<"message">(), text: "a secret", ...ofBob },
    ] as const;
    for (const message of later) await store.amend({ group, message });
    assert.equal(await tell(store, { group, by: dora, about: bob, seq: 3 }), false);
    const { evidence } = await reported(store, { group, by: dora, about: bob, seq: 6 });
    assert.deepEqual(seqsOf(evidence), [4, 5, 6]);
    assert.deepEqual(evidence[1], { ...later[0], emoji: "" });
    assert.deepEqual(evidence[2], { ...later[1], text: "" });
    // Who has left reports what they saw, and nothing that came after.
    assert.equal(await store.leave({ group, message: left(dora.id, 7) }), "stored");
    await say(store, group, text(bob.id, 8));
    assert.equal(await tell(store, { group, by: dora, about: anna, seq: 8 }), false);
    assert.equal(await tell(store, { group, by: dora, about: anna, at: after(90) }), true);
    const [, last] = await openOnes(store);
    assert.deepEqual(seqsOf(last?.evidence ?? []), [4, 5, 6, 7]);
  });

  Deno.test(`[D190] of a text that was edited after its reporter left, evidence has no later words: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    await say(store, group, text(bob.id, 2, "an insult"));
    await say(store, group, text(bob.id, 3, "another"));
    const edit = (seq: number, target: number, words: string) =>
      store.amend({
        group,
        message: { ...amendment(bob, seq, target), kind: "edited", text: words },
      });
    assert.deepEqual(await edit(4, 3, "seen by Anna"), { type: "stored" });
    assert.equal(await store.leave({ group, message: left(anna.id, 5) }), "stored");
    assert.deepEqual(await edit(6, 2, "harmless"), { type: "stored" });
    const wordsTold = async (by: User, ms = 0) => {
      await tell(store, { group, by, about: bob, at: after(ms) });
      const report = (await openOnes(store)).findLast((open) => open.by.id === by.id);
      return report?.evidence.map((message) => "text" in message ? message.text : null);
    };
    const [seen, later] = ["seen by Anna", "harmless, too"];
    assert.deepEqual(await wordsTold(anna), [null, "", seen, seen, null]);
    assert.deepEqual(await edit(7, 3, later), { type: "stored" });
    assert.deepEqual(await wordsTold(anna, 2 * day), [null, "", "", "", null]);
    const all = await wordsTold(chloe);
    assert.deepEqual(all?.slice(1, 4), ["harmless", later, later]);
  });

  Deno.test(`[D121] what is told again within a day is part of the open report, five times in all: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    const told = { group, by: anna, about: bob };
    await Promise.all(Array.from({ length: 3 }, () => tell(store, told)));
    await say(store, group, text(bob.id, 2));
    await tell(store, { ...told, seq: 2, reason: "and again", at: after(day - 1) });
    const { id, reason, seq, evidence } = await theReport(store);
    assert.deepEqual([reason, seq, seqsOf(evidence)], ["rude\n\nand again", 2, [1, 2]]);
    for (const number of from(1, 3)) {
      assert.equal(await tell(store, { ...told, reason: `${number}` }), true);
    }
    assert.equal((await theReport(store)).reason, "rude\n\nand again\n\n1");
    // A day later, about or by somebody else, and after a decision it is another report.
    await tell(store, { group, by: anna, about: chloe });
    await tell(store, { group, by: chloe, about: bob });
    assert.equal(await store.openReports(), 3);
    const moderator = await signUp(store, "moderator");
    assert.equal((await decide(store, moderator, id)).type, "decided");
    await tell(store, { ...told, at: after(day / 2) });
    await tell(store, { ...told, at: after(day / 2 + day) });
    const own = await store.ownReports(anna.id);
    const mine = (user: User) => own.filter(({ about }) => about.id === user.id);
    assert.deepEqual(mine(bob).map(({ at, state }) => [at, state]), [
      [after(day / 2 + day), "open"],
      [after(day / 2), "open"],
      [noon, "handled"],
    ]);
    assert.deepEqual(mine(chloe).map(({ at, about, state }) => [at, about, state]), [
      [noon, chloe, "open"],
    ]);
    assert.deepEqual(await store.ownReports(bob.id), []);
  });

  Deno.test(`[D122] the most reported user comes first, then the oldest report, page by page: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const first = await formTrio(store);
    const [dora, emil, fay] = [
      await signUp(store, "dora"),
      await signUp(store, "emil"),
      await signUp(store, "fay"),
    ];
    const second = await form(store, [dora, emil, fay]);
    const { anna, bob, chloe, group } = first;
    await tell(store, { group, by: anna, about: chloe, at: after(1) });
    await tell(store, { group: second, by: dora, about: fay, at: after(2) });
    await tell(store, { group: second, by: emil, about: fay, at: after(4) });
    await tell(store, { group, by: chloe, about: bob, at: after(3) });
    const sorted = await openOnes(store);
    assert.deepEqual(sorted.map(({ at, about, by }) => [at, about, by]), [
      [after(2), fay, dora],
      [after(4), fay, emil],
      [after(1), chloe, anna],
      [after(3), bob, chloe],
    ]);
    assert.equal(await store.reports("open", { after: newId(), limit: 1 }), null);
    const paged: Report[] = [];
    for (let last: ReportId | null = null, more = true; more;) {
      const page: Awaited<ReturnType<Store["reports"]>> = await store.reports("open", {
        after: last,
        limit: 1,
      });
      paged.push(...page?.reports ?? []);
      last = page?.reports.at(-1)?.id ?? null;
      more = page?.more ?? false;
    }
    assert.deepEqual(paged, sorted);
    const [one, two, three] = sorted;
    assert(one && two && three);
    const moderator = await signUp(store, "moderator");
    for (const { id } of [one, three]) await decide(store, moderator, id);
    const from = async (after: ReportId) =>
      (await store.reports("open", { after, limit: 9 }))?.reports.map(({ about }) => about);
    // Fay has one open report now, between the others by its time.
    assert.deepEqual(await from(one.id), [bob, fay]);
    assert.deepEqual(await from(three.id), [bob, fay], "Nothing about Chloé is open any more");
    const handled = await store.reports("handled", { after: null, limit: 9 });
    assert.deepEqual(handled?.reports.map(({ id }) => id), [three.id, one.id]);
    const rest = await store.reports("handled", { after: three.id, limit: 9 });
    assert.deepEqual(rest?.reports.map(({ id }) => id), [one.id]);
  });

  Deno.test(`[D123] a decision is stored once, with its entry, and settles every open report about the user; dismissing settles one: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    const moderator = await signUp(store, "moderator");
    for (const by of [anna, chloe]) await tell(store, { group, by, about: bob });
    await tell(store, { group, by: bob, about: anna });
    const [one, two, other] = (await openOnes(store)).map(({ id }) => id);
    assert(one && two && other);
    assert.deepEqual(await decide(store, moderator, newId()), {
      type: "refused",
      code: "not_found",
    });
    assert.deepEqual(await decide(store, bob, one), { type: "refused", code: "own_report" });
    assert.equal((await decide(store, moderator, one)).type, "decided");
    assert.equal(await store.openReports(), 2, "Dismissed was one report");
    const outcomes = await Promise.all([
      decide(store, moderator, two, { action: "warn" }),
      decide(store, chloe, two, { action: "warn" }),
    ]);
    assert.deepEqual(outcomes.map(({ type }) => type).sort(), ["decided", "refused"]);
    assert.deepEqual(await decide(store, moderator, one), { type: "refused", code: "handled" });
    assert.equal(await store.openReports(), 1);
    const trail = await store.auditTrail({ after: null, limit: 9 });
    assert.deepEqual(
      trail?.entries.map(({ action, about, report, reports }) => [action, about, report, reports]),
      [["warn", bob, two, [two]], ["dismiss", bob, one, [one]]],
    );
    for (const by of [anna, chloe]) await tell(store, { group, by, about: bob, at: after(day) });
    const settled = (await openOnes(store)).filter(({ about }) => about.id === bob.id)
      .map(({ id }) => id);
    const decided = await decide(store, moderator, settled[1] ?? one, {
      action: "suspend",
      days: 3,
      at: after(2 * day),
    });
    assert(decided.type === "decided");
    const { state, decision } = decided.report;
    assert.deepEqual([state, decision?.by, decision?.action, decision?.days], [
      "handled",
      moderator,
      "suspend",
      3,
    ]);
    assert.deepEqual(decision?.reports, settled);
    const history = await store.history(bob.id, after(2 * day));
    assert.deepEqual(history?.reports, { about: 4, by: 1 });
    assert.deepEqual(history?.decisions.map(({ action }) => action), [
      "suspend",
      "warn",
      "dismiss",
    ]);
    assert.equal(history?.suspension?.until, after(5 * day));
    assert.equal(await store.history(newId(), noon), null);
  });
}
