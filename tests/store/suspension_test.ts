// Suspensions, roles, notices and the audit trail: the same rules for every store.

import assert from "node:assert/strict";
import { sql } from "kysely";
import type { User } from "../../protocol/domain.ts";
import { act, day, decide, from, tell, theReport } from "../support/store/reports.ts";
import {
  after,
  anyone,
  form,
  formOne,
  formTrio,
  groupOf,
  invite,
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
import { join, mayMeet } from "../support/store/sightings.ts";
import { quiet } from "../support/descriptions.ts";
import { allStores } from "../support/store/stores.ts";

for (const { kind, open } of await allStores("suspension")) {
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
      until: after(2 * day + 2_000),
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
    assert.equal(await store.lift(act(bob, null)), null);
    assert.deepEqual(await until(5), { since: noon, until: after(5 * day) });
    assert.deepEqual(await until(2), { since: noon, until: after(5 * day) });
    assert.deepEqual(await until(null), { since: noon, until: null });
    assert.deepEqual(await until(5), { since: noon, until: null });
    assert.deepEqual((await store.credentials("bob"))?.suspension, { since: noon, until: null });
    assert.deepEqual([await store.lift(act(bob, null)), await store.lift(act(bob, null))], [
      [],
      null,
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

  Deno.test(`[D124] [D185] a ban reaches other accounts of the device, and those made later from the network, until it is lifted: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const banned = await join(store, "banned", { device: "his", network: "home" });
    const double = await join(store, "double", { device: "his" });
    const before = await join(store, "before", { network: "home" });
    const [anna, clo, dora] = [
      await signUp(store, "anna"),
      await signUp(store, "clo"),
      await signUp(store, "dora"),
    ];
    const group = await form(store, [banned, anna, clo]);
    await store.leave({ group, message: left(banned.id, 2) });
    assert.equal((await place(store, double)).restsUntil, null);
    await store.suspend({ ...act(banned, null, after(10)), days: 3 });
    assert.equal((await place(store, double)).restsUntil, null, "A suspension reaches nobody else");
    await store.suspend({ ...act(banned, null, after(20)), days: null });
    const later = await join(store, "later", { network: "home" }, after(30));
    assert.equal((await place(store, double)).restsUntil, after(20 + 30 * day));
    const seekers = [];
    for (const user of [double, before, dora]) seekers.push(await place(store, user));
    assert.equal(await formOne(store, groupOf(seekers)), false);
    for (const { id } of [double, before, dora]) await store.withdrawTicket(id, noon);
    assert.equal(await mayMeet(store, anna, later), false);
    // Nobody else of that network, and nobody whom they never met, is touched.
    assert.equal(await mayMeet(store, anna, before), true);
    assert.equal(await mayMeet(store, dora, later), true);
    for (const user of [double, before, later, anna, dora]) await place(store, user);
    assert.deepEqual(
      await store.lift(act(banned, null)),
      [double.id, later.id, anna.id].sort(),
      "Those who wait and were reached, and whom the ban protected",
    );
    assert.equal((await place(store, double)).restsUntil, null);
    assert.equal(await mayMeet(store, anna, later), true);
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
    await store.setRole("operator", act(anna, null));
    assert.deepEqual([await roleOf(anna), await store.moderators()], ["operator", [anna.id]]);
    await store.setRole("user", act(anna, null));
    assert.deepEqual([await roleOf(anna), await store.moderators()], ["user", []]);
    assert.equal(await store.setRole("moderator", act({ ...bob, id: newId() }, null)), false);
    const trail = await store.auditTrail({ after: null, limit: 9 });
    assert.deepEqual(trail?.entries.map(({ action }) => action), ["role", "role", "role"]);
    assert.equal(await store.standing(newId(), noon), null);
  });

  Deno.test(`[D126] a profile is put right with an entry, and by the rules of profiles: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob } = await formTrio(store);
    const born = (year: number) => ({ birthDate: `${year}-01-01`, sex: "other" as const });
    const correct = (year: number, about = bob) =>
      store.correctProfile(born(year), act(about, anna));
    await place(store, bob);
    assert.equal(await correct(1990), "waiting");
    await store.withdrawTicket(bob.id, noon);
    assert.equal(await correct(2011), "age_wall");
    assert.equal(await correct(1990, { ...bob, id: newId() }), "not_found");
    assert.deepEqual((await store.auditTrail({ after: null, limit: 9 }))?.entries, []);
    assert.equal(await correct(1990), "stored");
    assert.deepEqual((await store.account(bob.id))?.profile, { ...born(1990), ...quiet });
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
