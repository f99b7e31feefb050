// Reports, decisions, suspensions and the audit trail: the same rules for every store.

import assert from "node:assert/strict";
import { sql } from "kysely";
import type { GroupId, Instant, Message, User } from "../../protocol/domain.ts";
import type { DecisionAction, Report, ReportId } from "../../protocol/moderation.ts";
import type { Store } from "../../db/store/store.ts";
import {
  after,
  anyone,
  form,
  formTrio,
  invite,
  joinOf,
  left,
  look,
  newId,
  noon,
  pair,
  place,
  remaining,
  say,
  signUp,
  text,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const day = 86_400_000;

interface Told {
  readonly group: GroupId;
  readonly by: User;
  readonly about: User;
  readonly seq?: number;
  readonly at?: Instant;
  readonly reason?: string;
}

async function tell(store: Store, told: Told): Promise<boolean> {
  const { group, by, about, seq = null, at = noon, reason = "rude" } = told;
  const id = newId<"report">();
  return await store.report({ id, group, by: by.id, about: about.id, reason, seq, at });
}

async function openOnes(store: Store): Promise<readonly Report[]> {
  const page = await store.reports("open", { after: null, limit: 100 });
  return page?.reports ?? assert.fail("There is no such page");
}

/** The one report that is open. */
async function theReport(store: Store): Promise<Report> {
  const [report, ...more] = await openOnes(store);
  assert(report && more.length === 0, "There is not one open report");
  return report;
}

async function reported(store: Store, told: Told): Promise<Report> {
  assert.equal(await tell(store, told), true);
  return await theReport(store);
}

function decide(
  store: Store,
  by: User,
  report: ReportId,
  { action = "dismiss" as DecisionAction, days = null as number | null, at = after(1_000) } = {},
) {
  const ids = { id: newId<"audit">(), notice: newId<"notice">() };
  return store.decide({ ...ids, by: by.id, report, action, days, note: "a note", at });
}

function act(about: User, by: User | null, at = after(2_000)) {
  return { id: newId<"audit">(), by: by?.id ?? null, about: about.id, note: "a note", at };
}

function seqsOf(messages: readonly Message[]): number[] {
  return messages.map(({ seq }) => seq);
}

function from(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

async function sayAll(store: Store, group: GroupId, by: User, last: number): Promise<void> {
  for (const seq of from(2, last)) await say(store, group, text(by.id, seq));
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

  Deno.test(`[D124] a suspension ends sessions, ticket, partnership, seats and invites, and names whom it concerns: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, dora, emil, group } = await remaining(store);
    const session = (user: User, createdAt = noon) =>
      store.openSession({ id: newId(), user: user.id, createdAt, expiresAt: after(9 * day) });
    assert.deepEqual([await session(bob), await session(anna)], [true, true]);
    await pair(store, dora, bob);
    await place(store, bob);
    await look(store, group, anna);
    const hash = await invite(store, bob);
    const ended = await store.suspend({ ...act(bob, null), days: 2 });
    assert.deepEqual(ended, {
      user: bob.id,
      withdrawn: [bob.id, dora.id].sort(),
      partner: dora.id,
      seats: [group],
    });
    assert.deepEqual(await store.openTickets(null), []);
    assert.deepEqual([await store.partner(dora.id), await store.partner(bob.id)], [null, null]);
    assert.deepEqual(
      [await store.hasSession(bob.id, noon), await store.hasSession(anna.id, noon)],
      [
        false,
        true,
      ],
    );
    assert.deepEqual(await store.acceptInvite(hash, emil.id, after(3)), {
      type: "refused",
      code: "invite_over",
    });
    const placed = await store.placeTickets(
      [{ id: newId(), user: bob.id, criteria: anyone, at: after(day) }],
      null,
    );
    assert.deepEqual(placed, [{ type: "refused", code: "suspended" }]);
    const seat = { id: newId<"ticket">(), group, user: bob.id, criteria: null, at: after(day) };
    assert.deepEqual(await store.openSeat(seat, null), { type: "refused", code: "suspended" });
    const emils = await invite(store, emil);
    assert.deepEqual(await store.acceptInvite(emils, bob.id, after(3)), {
      type: "refused",
      code: "suspended",
    });
    assert.equal(await session(bob, after(2 * day + 1_999)), false);
    assert.equal(await session(bob, after(2 * day + 2_000)), true, "It is over");
    assert.equal((await store.standing(bob.id, after(2 * day + 2_000)))?.suspension, null);
    await place(store, bob, anyone, after(2 * day + 2_000));
    assert.equal(await store.suspend({ ...act({ ...bob, id: newId() }, null), days: 2 }), null);
  });

  Deno.test(`[D124] of two suspensions the one that ends later holds, and lifting it ends both: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const bob = await signUp(store, "bob");
    const until = async (days: number | null) => {
      await store.suspend({ ...act(bob, null, noon), days });
      return (await store.standing(bob.id, after(1)))?.suspension;
    };
    assert.equal(await store.lift(act(bob, null)), false);
    assert.deepEqual(await until(5), { since: noon, until: after(5 * day) });
    assert.deepEqual(await until(2), { since: noon, until: after(5 * day) });
    assert.deepEqual(await until(null), { since: noon, until: null });
    assert.deepEqual(await until(5), { since: noon, until: null });
    assert.deepEqual((await store.credentials("bob"))?.suspension, { since: noon, until: null });
    assert.deepEqual([await store.lift(act(bob, null)), await store.lift(act(bob, null))], [
      true,
      false,
    ]);
    assert.equal((await store.standing(bob.id, after(1)))?.suspension, null);
    const trail = await store.auditTrail({ after: null, limit: 2 });
    assert.deepEqual(trail?.entries.map(({ action, by }) => [action, by]), [
      ["lift", null],
      ["suspend", null],
    ]);
    assert.equal(trail?.more, true);
    const last = trail?.entries[1]?.id ?? null;
    const rest = await store.auditTrail({ after: last, limit: 9 });
    assert.deepEqual(rest?.entries.map(({ action }) => action), ["ban", "suspend", "suspend"]);
    assert.equal(await store.auditTrail({ after: newId(), limit: 9 }), null);
  });

  Deno.test(`[D125] a log-in, a ticket or an acceptance at the moment of a suspension leaves nothing behind: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    for (const number of from(1, 5)) {
      const [bob, emil] = [
        await signUp(store, `bob ${number}`),
        await signUp(store, `emil ${number}`),
      ];
      const hash = await invite(store, emil);
      const session = { id: newId<"session">(), user: bob.id, createdAt: after(2_500) };
      const ticket = { id: newId<"ticket">(), user: bob.id, criteria: anyone, at: after(2_500) };
      await Promise.all([
        store.openSession({ ...session, expiresAt: after(day) }),
        store.placeTickets([ticket], null),
        store.acceptInvite(hash, bob.id, after(2_500)),
        store.suspend({ ...act(bob, null), days: null }),
      ]);
      assert.deepEqual(
        [
          await store.hasSession(bob.id, noon),
          await store.openTicket(bob.id, null),
          await store.partner(bob.id),
          await store.partner(emil.id),
          await store.openTicket(emil.id, null),
        ],
        [false, null, null, null, null],
      );
    }
  });

  Deno.test(`[D126] a role is set with an entry, and moderators are known: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    const roleOf = async ({ id }: User) => (await store.standing(id, noon))?.role;
    assert.deepEqual([await roleOf(anna), await store.moderators()], ["user", []]);
    for (const _ of ["first", "repeated"]) {
      assert.equal(await store.setRole("moderator", act(anna, null)), true);
    }
    assert.deepEqual([await roleOf(anna), await roleOf(bob)], ["moderator", "user"]);
    assert.deepEqual(await store.moderators(), [anna.id]);
    await store.setRole("user", act(anna, null));
    assert.deepEqual([await roleOf(anna), await store.moderators()], ["user", []]);
    assert.equal(await store.setRole("moderator", act({ ...bob, id: newId() }, null)), false);
    const trail = await store.auditTrail({ after: null, limit: 9 });
    assert.deepEqual(trail?.entries.map(({ action }) => action), ["role", "role"]);
    assert.equal(await store.standing(newId(), noon), null);
  });

  Deno.test(`[D126] a profile is put right with an entry, and by the rules of profiles: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob } = await formTrio(store);
    const born = (year: number) => ({ birthDate: `${year}-01-01`, sex: "other" as const });
    const correct = (year: number, about = bob) =>
      store.correctProfile(born(year), act(about, anna), noon.slice(0, 10));
    await place(store, bob);
    assert.equal(await correct(1990), "waiting");
    await store.withdrawTicket(bob.id, noon);
    assert.equal(await correct(2011), "age_wall");
    assert.equal(await correct(1990, { ...bob, id: newId() }), "not_found");
    assert.deepEqual((await store.auditTrail({ after: null, limit: 9 }))?.entries, []);
    assert.equal(await correct(1990), "stored");
    assert.deepEqual((await store.account(bob.id))?.profile, born(1990));
    const [entry] = (await store.auditTrail({ after: null, limit: 9 }))?.entries ?? [];
    assert.deepEqual([entry?.action, entry?.by, entry?.about], ["profile", anna, bob]);
  });

  Deno.test(`[D127] a warned user has the oldest notice that they have not read: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    const notices = [];
    for (const at of [after(1), after(2 * day)]) {
      await tell(store, { group, by: anna, about: bob, at });
      const outcome = await decide(store, chloe, (await theReport(store)).id, {
        action: "warn",
        at,
      });
      assert(outcome.type === "decided" && outcome.notice);
      notices.push(outcome.notice);
    }
    const noticeOf = async ({ id }: User) => (await store.standing(id, noon))?.notice;
    const [first, second] = notices;
    assert(first && second);
    assert.deepEqual(first, { id: first.id, at: after(1), text: "a note" });
    assert.deepEqual([await noticeOf(bob), await noticeOf(anna)], [first, null]);
    assert.equal(await store.readNotice(anna.id, first.id, noon), false);
    assert.equal(await store.readNotice(bob.id, newId(), noon), false);
    for (const _ of ["first", "repeated"]) {
      assert.equal(await store.readNotice(bob.id, first.id, noon), true);
    }
    assert.deepEqual(await noticeOf(bob), second);
    await store.readNotice(bob.id, second.id, noon);
    assert.equal(await noticeOf(bob), null);
  });

  Deno.test(`[D128] a block with leaving ends the membership in the group of both, and in no other: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    await say(store, group, text(bob.id, 2));
    const other = await form(store, [
      anna,
      await signUp(store, "dora"),
      await signUp(store, "emil"),
    ]);
    const ids = [newId<"message">(), newId<"message">()];
    const leave = [group, other].map((group, at) => ({ group, messageId: ids[at] ?? newId() }));
    const added = { blocker: anna.id, blocked: bob.id, at: after(9), leave };
    assert.equal(await store.blockAndLeave({ ...added, blocked: newId() }), null);
    assert.deepEqual(await store.blockAndLeave(added), [group]);
    assert.deepEqual(await store.blocked(anna.id), [bob]);
    assert.deepEqual((await store.groups(anna.id)).map(({ id }) => id), [other]);
    const page = await store.messages(chloe.id, group, { before: null, limit: 1 });
    assert.deepEqual(page?.messages, [
      { seq: 3, kind: "left", id: ids[0], by: anna.id, at: after(9) },
    ]);
    assert.deepEqual((await store.groupMembers(group))?.members.map(({ leftAt }) => leftAt), [
      after(9),
      null,
      null,
    ]);
    assert.deepEqual(
      await store.blockAndLeave(added),
      [],
      "The block stands, and nobody leaves twice",
    );
  });

  Deno.test(`[D129] what is older than it is kept goes, and nothing younger: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    const [old, young] = ["2020-01-01T00:00:00.000Z", noon];
    for (const at of [old, young]) {
      await tell(store, { group, by: anna, about: bob, at });
      await decide(store, chloe, (await theReport(store)).id, { action: "warn", at });
    }
    await store.purgeReports("2020-06-01T00:00:00.000Z");
    const trail = await store.auditTrail({ after: null, limit: 9 });
    assert.deepEqual(trail?.entries.map(({ at }) => at), [young]);
    assert.deepEqual((await store.ownReports(anna.id)).map(({ at }) => at), [young]);
    assert.equal((await store.standing(bob.id, noon))?.notice?.at, young);
  });

  if (kind !== "memory") {
    Deno.test(`[D129] the database refuses to change or delete an entry of the audit trail, and a session of a suspended user: ${kind}`, async () => {
      await using at = await open();
      const { store, db } = at;
      assert(db);
      const bob = await signUp(store, "bob");
      await store.suspend({ ...act(bob, null, new Date().toISOString()), days: null });
      const refusal = { constraint: "audit_lasting" };
      await assert.rejects(db.updateTable("audit").set({ note: "other" }).execute(), refusal);
      await assert.rejects(db.deleteFrom("audit").execute(), refusal);
      await assert.rejects(sql`truncate audit`.execute(db), refusal);
      await store.purgeReports("9999-01-01T00:00:00.000Z");
      assert.equal((await store.auditTrail({ after: null, limit: 9 }))?.entries.length, 1);
      const now = new Date().toISOString();
      const row = {
        id: newId<"session">(),
        user_id: bob.id,
        created_at: now,
        used_at: now,
        expires_at: now,
      };
      await assert.rejects(db.insertInto("sessions").values(row).execute(), {
        constraint: "sessions_suspended",
      });
    });
  }
}
