// Groups as their members see them, and their logs: the same rules for every store.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { GroupId, Message, UserId } from "../../protocol/domain.ts";
import {
  after,
  form,
  formTrio,
  left,
  newId,
  pair,
  say,
  signUp,
  text,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const seqsOf = (messages: readonly Message[] = []) => messages.map(({ seq }) => seq);
const whole = { before: null, limit: 200 };

for (const { kind, open } of await allStores("groups")) {
  Deno.test(`[D16] a user who is not a member, or has left, sees nothing of a group: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { bob, group } = await formTrio(store);
    const dora = await signUp(store, "dora");
    await store.leave({ group, message: left(bob.id, 2) });
    for (
      const [user, id] of [[dora.id, group], [bob.id, group], [bob.id, newId<"group">()]] as const
    ) {
      assert.equal(await store.group(user, id), null);
      assert.equal(await store.messages(user, id, whole), null);
      assert.deepEqual(await store.groups(user), []);
      assert.deepEqual(await store.coMembers(user), []);
      assert.deepEqual(await store.heads(user), {});
    }
    assert.equal(await store.groupMembers(newId()), null);
  });

  Deno.test(`[D89] many look-ups at once are each answered with their own: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    const [dora, emil, fay, gus] = await Promise.all(
      ["dora", "emil", "fay", "gus"].map((name) => signUp(store, name)),
    );
    assert(dora && emil && fay && gus);
    const other = await form(store, [dora, anna, emil], after(1));
    await say(store, group, text(bob.id, 2));
    await pair(store, fay, gus);
    const all = [anna, bob, chloe, dora, emil, fay, gus].map(({ id }) => id);
    const users = [...all, newId<"user">(), ...all];
    const ask = async (user: UserId) => [
      await store.account(user),
      await store.partner(user),
      await store.groups(user),
      await store.coMembers(user),
      await store.heads(user),
    ];
    const askAtOnce = (user: UserId) =>
      Promise.all([
        store.account(user),
        store.partner(user),
        store.groups(user),
        store.coMembers(user),
        store.heads(user),
      ]);
    const atOnce = await Promise.all(users.map(askAtOnce));
    for (const [index, user] of users.entries()) assert.deepEqual(atOnce[index], await ask(user));
    assert.deepEqual(atOnce[0]?.[2].map(({ id }) => id), [group, other]);
    assert.equal(atOnce[5]?.[1]?.id, gus.id);
    assert.deepEqual(atOnce[6]?.slice(2), [[], [], {}]);
  });

  Deno.test(`[D17] groups come latest activity first, with their last message and unread texts: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    const [dora, emil] = [await signUp(store, "dora"), await signUp(store, "emil")];
    const other = await form(store, [dora, anna, emil], after(1));
    const ids = async () =>
      (await store.groups(anna.id)).map(({ id, unread, lastSeq }) => [id, unread, lastSeq]);
    assert.deepEqual(await ids(), [[other, 0, 1], [group, 0, 1]]);
    const last = text(bob.id, 3, "Ça va ? 'quoted' \\ \"x\" 🫠\n");
    await say(store, group, text(anna.id, 2));
    await say(store, group, last);
    assert.deepEqual(await ids(), [[group, 1, 3], [other, 0, 1]]);
    assert.deepEqual((await store.group(anna.id, group))?.last, last);
    await store.markRead([{ user: anna.id, group, seq: 3 }]);
    assert.deepEqual(await ids(), [[group, 0, 3], [other, 0, 1]]);
    assert.deepEqual(await store.heads(anna.id), { [group]: 3, [other]: 1 });
    assert.deepEqual(
      new Map((await store.coMembers(anna.id)).map(({ group, others }) => [group, others])),
      new Map([[group, [bob.id, chloe.id]], [other, [dora.id, emil.id]]]),
    );
  });

  Deno.test(`[D17] groups of one instant come in the order in which they came, the last one first: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await signUp(store, "anna");
    const ids: GroupId[] = [];
    for (const name of ["a", "b", "c", "d"]) {
      const others = [await signUp(store, `${name} 1`), await signUp(store, `${name} 2`)];
      ids.push(await form(store, [anna, ...others]));
    }
    const shown = (await store.groups(anna.id)).map(({ id }) => id);
    assert.deepEqual(shown, ids.toReversed());
  });

  Deno.test(`[D18] a read pointer moves forward only, and not after leaving: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    const readSeqs = async () =>
      (await store.groupMembers(group))?.members.map(({ readSeq }) => readSeq);
    for (let seq = 2; seq < 6; seq++) await say(store, group, text(bob.id, seq));
    await store.markRead([{ user: anna.id, group, seq: 4 }]);
    await store.markRead([{ user: anna.id, group, seq: 2 }]);
    await store.markRead([{ user: newId(), group, seq: 5 }]);
    await store.leave({ group, message: left(bob.id, 6) });
    await store.markRead([{ user: bob.id, group, seq: 5 }]);
    assert.deepEqual(await readSeqs(), [4, 0, 0]);
    assert.equal((await store.group(anna.id, group))?.unread, 1);
  });

  Deno.test(`[D19] members stay in the order of joining, former members among them: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    await store.leave({ group, message: left(anna.id, 2) });
    const seen = await store.group(chloe.id, group);
    const expected = [[anna.id, after(2)], [bob.id, null], [chloe.id, null]];
    assert.deepEqual(seen?.members.map(({ id, leftAt }) => [id, leftAt]), expected);
    const kept = await store.groupMembers(group);
    assert.deepEqual(kept?.members.map(({ id, leftAt }) => [id, leftAt]), expected);
    assert.equal(kept?.lastSeq, 2);
    assert.deepEqual(await store.coMembers(chloe.id), [{ group, others: [bob.id] }]);
    assert.equal(seen?.name, "anna, bob, chloé");
  });

  Deno.test(`[D20] a page is the run asked for, ascending, and says whether there is more: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    for (let seq = 2; seq <= 12; seq++) await say(store, group, text(bob.id, seq));
    const log = Array.from({ length: 12 }, (_, index) => index + 1);
    const edge = fc.oneof(fc.nat({ max: 14 }), fc.constant(Number.MAX_SAFE_INTEGER));
    const limit = fc.integer({ min: 1, max: 14 });
    await fc.assert(
      fc.asyncProperty(fc.option(edge), edge, limit, async (before, above, limit) => {
        const lower = log.filter((seq) => seq < (before ?? Infinity));
        const last = await store.messages(anna.id, group, { before, limit });
        assert.deepEqual(seqsOf(last?.messages), lower.slice(-limit));
        assert.equal(last?.more, lower.length > limit);
        const upper = log.filter((seq) => seq > above);
        const next = await store.messages(anna.id, group, { after: above, limit });
        assert.deepEqual(seqsOf(next?.messages), upper.slice(0, limit));
        assert.equal(next?.more, upper.length > limit);
      }),
      { numRuns: 60 },
    );
  });

  Deno.test(`[D21] a place in a log is taken once: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    const first = text(anna.id, 2);
    await say(store, group, first);
    assert.deepEqual(await store.append({ group, message: text(bob.id, 2) }), { type: "conflict" });
    assert.deepEqual(await store.append({ group, message: text(anna.id, 1) }), {
      type: "conflict",
    });
    assert.equal(await store.leave({ group, message: left(bob.id, 2) }), "conflict");
    assert.deepEqual(await store.append({ group: newId(), message: text(anna.id, 1) }), {
      type: "conflict",
    });
    const page = await store.messages(bob.id, group, whole);
    assert.deepEqual(page?.messages.slice(1), [first]);
  });

  Deno.test(`[D22] an id given again by its author is answered with the message as stored: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    const first = text(anna.id, 2, "once");
    await say(store, group, first);
    for (const seq of [2, 3, 1]) {
      const again = { ...first, seq, at: after(99), text: "twice" };
      assert.deepEqual(await store.append({ group, message: again }), {
        type: "repeated",
        message: first,
      });
    }
    await say(store, group, { ...text(bob.id, 3), id: first.id });
    assert.deepEqual(seqsOf((await store.messages(anna.id, group, whole))?.messages), [1, 2, 3]);
  });

  Deno.test(`[D22] an id given in one group is free in another: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, group } = await formTrio(store);
    const other = await form(store, [
      anna,
      await signUp(store, "dora"),
      await signUp(store, "emil"),
    ]);
    const message = text(anna.id, 2);
    await say(store, group, message);
    await say(store, other, message);
  });

  Deno.test(`[D23] leaving takes its place in the log and ends the membership, both or neither: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    await say(store, group, text(anna.id, 2));
    assert.equal(await store.leave({ group, message: left(bob.id, 2) }), "conflict");
    assert.notEqual(await store.group(bob.id, group), null);
    const gone = left(bob.id, 3);
    assert.equal(await store.leave({ group, message: gone }), "stored");
    assert.equal(await store.group(bob.id, group), null);
    assert.deepEqual((await store.messages(anna.id, group, whole))?.messages.at(-1), gone);
  });

  Deno.test(`[D23] a member leaves once, and others do not leave at all: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    const dora = await signUp(store, "dora");
    const answers = await Promise.all(
      [2, 3, 4].map((seq) => store.leave({ group, message: left(bob.id, seq) })),
    );
    assert.equal(answers.filter((answer) => answer === "stored").length, 1);
    assert.equal(await store.leave({ group, message: left(bob.id, 9) }), "conflict");
    assert.equal(await store.leave({ group, message: left(dora.id, 9) }), "conflict");
    assert.equal(await store.leave({ group: newId(), message: left(anna.id, 2) }), "conflict");
    assert.equal((await store.messages(anna.id, group, whole))?.messages.length, 2);
  });
}
