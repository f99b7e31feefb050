// Own data: all that is stored of a user, page by page, nothing secret, and nobody else's.

import assert from "node:assert/strict";
import type { TicketId, UserId } from "../../protocol/domain.ts";
import type { OwnList } from "../../db/store/own_data.ts";
import type { Store } from "../../db/store/store.ts";
import {
  after,
  anyone,
  formTrio,
  left,
  newId,
  noon,
  place,
  say,
  signUp,
  text,
} from "../support/store/store_cast.ts";
import { edited, erased, reacted } from "../support/store/amendments.ts";
import { allStores } from "../support/store/stores.ts";

const hashes = ["a".repeat(64), "b".repeat(64), "c".repeat(64)];

/** All entries of a list, in pages of two. */
async function all(store: Store, user: UserId, list: OwnList) {
  const found: Readonly<Record<string, unknown>>[] = [];
  for (let key: string | null = null;;) {
    const run = await store.own(user, list, { after: key, limit: 2 });
    found.push(...run.map(([, entry]) => entry));
    if (run.length < 2) return found;
    key = run[1]?.[0] ?? null;
  }
}

for (const { kind, open } of await allStores("personal")) {
  Deno.test(`[A18] a user is told of each own session, ticket, invite, wish, report and group, page by page: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    for (let day = 1; day <= 3; day++) {
      const session = {
        id: newId<"session">(),
        user: anna.id,
        createdAt: noon,
        expiresAt: after(day),
      };
      const sight = { devices: [`device ${day}`], networks: [`network ${day}`] };
      await store.openSession({ ...session, createdAt: after(day) }, sight);
    }
    for (const hash of hashes) {
      await store.createInvite({ hash, inviter: anna.id, at: noon, expiresAt: after(1) });
    }
    await store.setRematchWish(anna.id, bob.id, true, noon);
    for (const day of [2, 3]) await store.block(anna.id, chloe.id, after(day));
    const told = {
      id: newId<"report">(),
      group,
      by: anna.id,
      about: chloe.id,
      reason: "rude",
      seq: null,
      at: noon,
    };
    await store.report(told);
    await place(store, anna, anyone, after(5));

    const sessions = await all(store, anna.id, "sessions");
    assert.deepEqual(
      new Set(sessions.map(({ expiresAt }) => expiresAt)),
      new Set([1, 2, 3].map(after)),
    );
    for (const list of ["devices", "networks"] as const) {
      const seen = (await all(store, anna.id, list)).map(({ seenAt }) => seenAt);
      assert.deepEqual(seen, [1, 2, 3].map(after));
      assert.deepEqual(await all(store, bob.id, list), []);
    }
    const invites = Array.from(
      hashes,
      () => ({ createdAt: noon, expiresAt: after(1), usedAt: null }),
    );
    assert.deepEqual(await all(store, anna.id, "invites"), invites);
    assert.deepEqual(await all(store, anna.id, "again"), [{ ...bob, at: noon }]);
    assert.deepEqual(await all(store, anna.id, "blocked"), [{ ...chloe, at: after(2) }]);
    assert.deepEqual(await all(store, anna.id, "account"), [{
      createdAt: noon,
      seenAt: null,
      preferences: { receipts: true, typing: true, presence: true },
    }]);
    const report = { group, about: chloe.id, reason: "rude", seq: null, at: noon };
    assert.deepEqual(await all(store, anna.id, "reports"), [report]);
    const groups = [{
      id: group,
      name: "anna, bob, chloé",
      joinedAt: noon,
      readSeq: 0,
      leftAt: null,
      leftReason: null,
    }];
    assert.deepEqual(await all(store, anna.id, "groups"), groups);
    const tickets = await all(store, anna.id, "tickets");
    const waits = tickets.find(({ closedAt }) => closedAt === null);
    assert.deepEqual([waits?.since, waits?.criteria], [after(5), {
      ...anyone,
      widenSex: false,
      bots: false,
    }]);
    assert.deepEqual([waits?.sleptAt, waits?.wokenAt], [null, null]);
    await store.putToSleep([waits?.id as TicketId], after(6), after(7));
    const sleptAt = async () =>
      (await all(store, anna.id, "tickets")).map(({ sleptAt, wokenAt }) => [sleptAt, wokenAt]);
    assert.deepEqual((await sleptAt()).filter(([at]) => at !== null), [[after(7), null]]);
    await store.comeBack(anna.id, after(8));
    assert.deepEqual((await sleptAt()).filter(([, at]) => at !== null), [[null, after(8)]]);

    for (const list of ["sessions", "invites", "blocked", "again", "reports", "notices"] as const) {
      assert.deepEqual(await all(store, bob.id, list), [], `Bob is told of Anna's ${list}`);
    }
  });

  Deno.test(`[A18] a user is told their own texts in a group, as they are now, also after leaving: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    for (const [by, seq] of [[anna, 2], [bob, 3], [anna, 4], [anna, 5]] as const) {
      await say(store, group, text(by.id, seq));
    }
    assert.equal(await store.leave({ group, message: left(anna.id, 6) }), "stored");
    const seqs = async (user: UserId, since: number, limit: number) =>
      (await store.ownTexts(user, group, { after: since, limit })).map(({ seq, by }) => [seq, by]);
    assert.deepEqual(await seqs(anna.id, 0, 2), [[2, anna.id], [4, anna.id]]);
    assert.deepEqual(await seqs(anna.id, 4, 2), [[5, anna.id]]);
    assert.deepEqual(await seqs(bob.id, 0, 9), [[3, bob.id]]);
    const reactions = async (user: UserId) =>
      (await store.ownReactions(user, group, { after: 0, limit: 9 })).map((
        { target, emoji },
      ) => [target, emoji]);
    assert.equal(
      (await store.amend({ group, message: reacted(bob.id, [7, 4], "🎈") })).type,
      "stored",
    );
    assert.deepEqual([await reactions(anna.id), await reactions(bob.id)], [[], [[4, "🎈"]]]);
    for (const message of [edited(bob.id, [8, 3], "now"), erased(bob.id, [9, 3])]) {
      assert.equal((await store.amend({ group, message })).type, "stored");
    }
    const changes = async (user: UserId) =>
      (await store.ownChanges(user, group, { after: 0, limit: 9 })).map((
        { kind, target },
      ) => [kind, target]);
    assert.deepEqual(await changes(anna.id), []);
    assert.deepEqual(await changes(bob.id), [["edited", 3], ["erased", 3]]);
    const dora = await signUp(store, "dora");
    assert.deepEqual(await seqs(dora.id, 0, 9), []);
    assert.equal((await all(store, anna.id, "groups"))[0]?.leftAt === null, false);
  });
}
