// Edits, erasures and reactions, and read pointers many at a time: the same rules for every store.

import assert from "node:assert/strict";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import { edited, erased, reacted } from "../support/store/amendments.ts";
import {
  after,
  form,
  formTrio,
  left,
  newId,
  say,
  signUp,
  text,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const whole = { before: null, limit: 200 };
const stored = { type: "stored" } as const;
const noSuchMessage = { type: "refused", code: "no_such_message" } as const;
const notYours = { type: "refused", code: "not_yours" } as const;

async function logOf(store: Store, user: UserId, group: GroupId) {
  return (await store.messages(user, group, whole))?.messages ?? [];
}

/** All that members can read of a group. */
async function readAll(store: Store, users: readonly UserId[], group: GroupId) {
  const views = users.flatMap((
    user,
  ) => [store.group(user, group), store.messages(user, group, whole)]);
  return await Promise.all([store.groupMembers(group), ...views]);
}

for (const { kind, open } of await allStores("amend")) {
  Deno.test(`[D42] an amendment that is refused changes nothing, and its place and id stay free: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    const dora = await signUp(store, "dora");
    await say(store, group, text(anna.id, 2));
    await say(store, group, text(anna.id, 3, "soon gone"));
    assert.deepEqual(await store.amend({ group, message: erased(anna.id, [4, 3]) }), stored);
    assert.deepEqual(await store.amend({ group, message: reacted(bob.id, [5, 2]) }), stored);
    const before = await readAll(store, [anna.id, bob.id], group);
    const refusals = [
      // Targets: nothing there, itself, no text, an erased text.
      ...[0, 9, 6, 1, 4, 5, 3].flatMap((target) =>
        [edited, erased, reacted].map((make) =>
          [make(anna.id, [6, target]), noSuchMessage] as const
        )
      ),
      ...[edited, erased].map((make) => [make(bob.id, [6, 2]), notYours] as const),
      [edited(bob.id, [6, 3]), noSuchMessage] as const,
      ...[edited, erased, reacted].map((make) => [make(dora.id, [6, 2]), noSuchMessage] as const),
    ];
    for (const [message, refusal] of refusals) {
      assert.deepEqual(await store.amend({ group, message }), refusal, JSON.stringify(message));
      assert.deepEqual(
        await readAll(store, [anna.id, bob.id], group),
        before,
        JSON.stringify(message),
      );
    }
    const [refused] = refusals[0] ?? assert.fail();
    const again = text(anna.id, 6, "the same place and id");
    await say(store, group, { ...again, id: refused.id });
  });

  Deno.test(`[D42] only an amendment amends: another kind fails and changes nothing: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, group } = await formTrio(store);
    await say(store, group, text(anna.id, 2));
    const before = await readAll(store, [anna.id], group);
    for (const message of [text(anna.id, 3), left(anna.id, 3)]) {
      await assert.rejects(async () => await store.amend({ group, message }), /about no other/);
    }
    assert.deepEqual(await readAll(store, [anna.id], group), before);
  });

  Deno.test(`[D43] [R47] an edit takes its place, and it and its target are read with the text as it is now: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    const [first, other] = [text(anna.id, 2, "frist"), text(anna.id, 3, "beside")];
    for (const message of [first, other]) await say(store, group, message);
    const one = edited(anna.id, [4, 2], `first "1" \\ ' 🫠\n`);
    assert.deepEqual(await store.amend({ group, message: one }), stored);
    const now = { ...first, text: one.text, editedAt: one.at, asOf: 4 };
    assert.deepEqual((await logOf(store, bob.id, group)).slice(1), [now, other, one]);
    assert.deepEqual((await store.group(bob.id, group))?.last, one);
    const two = edited(anna.id, [5, 2], "first");
    assert.deepEqual(await store.amend({ group, message: two }), stored);
    const latest = { ...first, text: "first", editedAt: two.at, asOf: 5 };
    const former = { ...one, text: "first", asOf: 5 };
    const log = [latest, other, former, two];
    assert.deepEqual((await logOf(store, bob.id, group)).slice(1), log);
    // An edit is read with its target's text also where the target is on another page.
    const run = await store.messages(bob.id, group, { after: 3, limit: 1 });
    assert.deepEqual(run?.messages, [former]);
    assert.deepEqual(await store.append({ group, message: { ...first, seq: 6 } }), {
      type: "repeated",
      message: latest,
    });
    assert.equal((await store.group(bob.id, group))?.unread, 2);
  });

  Deno.test(`[D44] [R47] a text taken back is empty wherever it is read, and is not unread: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    const first = text(anna.id, 2, "a secret");
    await say(store, group, first);
    const edit = edited(anna.id, [3, 2], "a greater secret");
    assert.deepEqual(await store.amend({ group, message: edit }), stored);
    assert.equal((await store.group(bob.id, group))?.unread, 1);
    const gone = erased(anna.id, [4, 2]);
    assert.deepEqual(await store.amend({ group, message: gone }), stored);
    const empty = { ...first, text: "", editedAt: edit.at, erased: true, asOf: 4 };
    const emptied = { ...edit, text: "", asOf: 4 };
    assert.deepEqual((await logOf(store, bob.id, group)).slice(1), [
      empty,
      emptied,
      gone,
    ]);
    assert.deepEqual((await store.group(bob.id, group))?.last, gone);
    assert.equal((await store.group(bob.id, group))?.unread, 0);
    for (const [message, now] of [[first, empty], [edit, emptied], [gone, gone]] as const) {
      const again = message.kind === "text" ? store.append : store.amend;
      assert.deepEqual(await again({ group, message: { ...message, seq: 5 } }), {
        type: "repeated",
        message: now,
      });
    }
  });

  Deno.test(`[D45] a reaction of any member takes its place and leaves its target as it was: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    const first = text(anna.id, 2);
    await say(store, group, first);
    const reactions = [
      reacted(bob.id, [3, 2]),
      { ...reacted(bob.id, [4, 2]), on: false },
      reacted(chloe.id, [5, 2], "👩‍👩‍👧‍👦"),
      reacted(anna.id, [6, 2], "❤️"),
    ];
    for (const message of reactions) {
      assert.deepEqual(await store.amend({ group, message }), stored);
    }
    assert.deepEqual((await logOf(store, bob.id, group)).slice(1), [first, ...reactions]);
    assert.equal((await store.group(bob.id, group))?.unread, 1);
    assert.equal((await store.group(anna.id, group))?.unread, 0);
  });

  Deno.test(`[D46] an amendment whose id was given before, or whose place is taken, changes nothing: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    for (const seq of [2, 3]) await say(store, group, text(anna.id, seq));
    const edit = edited(anna.id, [4, 2], "once");
    assert.deepEqual(await store.amend({ group, message: edit }), stored);
    const before = await readAll(store, [anna.id, bob.id], group);
    const repeated = { type: "repeated", message: edit };
    for (const seq of [4, 5, 2]) {
      const twice = { ...edit, seq, target: 3, text: "twice", at: after(99) };
      assert.deepEqual(await store.amend({ group, message: twice }), repeated);
      assert.deepEqual(
        await store.amend({ group, message: { ...erased(anna.id, [seq, 3]), id: edit.id } }),
        repeated,
      );
    }
    for (const make of [edited, erased, reacted]) {
      assert.deepEqual(await store.amend({ group, message: make(anna.id, [4, 3]) }), {
        type: "conflict",
      });
      assert.deepEqual(await store.amend({ group: newId(), message: make(anna.id, [4, 3]) }), {
        type: "conflict",
      });
    }
    assert.deepEqual(await readAll(store, [anna.id, bob.id], group), before);
    assert.deepEqual(
      await store.amend({ group, message: { ...reacted(bob.id, [5, 2]), id: edit.id } }),
      stored,
    );
  });

  Deno.test(`[D47] of amendments at once for one place one takes effect, and each id once: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    await say(store, group, text(anna.id, 2));
    for (let seq = 3; seq < 9; seq++) {
      const rivals = [1, 2, 3, 4].map((one) => edited(anna.id, [seq, 2], `${seq} by ${one}`));
      const others = [text(bob.id, seq), reacted(bob.id, [seq, 2])] as const;
      const outcomes = await Promise.all([
        ...rivals.map((message) => store.amend({ group, message })),
        store.append({ group, message: others[0] }),
        store.amend({ group, message: others[1] }),
      ]);
      const winners = [...rivals, ...others].filter((_, one) => outcomes[one]?.type === "stored");
      const log = await logOf(store, anna.id, group);
      assert.deepEqual(
        outcomes.map(({ type }) => type).toSorted().slice(0, -1),
        Array(5).fill("conflict"),
      );
      assert.equal(winners.length, 1);
      assert.deepEqual(log.at(-1), winners[0]);
      const [, target] = log;
      const won = winners[0]?.kind === "edited" ? winners[0].text : null;
      if (won !== null) assert(target?.kind === "text" && target.text === won);
    }
    const one = edited(anna.id, [9, 2], "one id");
    const outcomes = await Promise.all(
      [9, 10, 11].map((seq) => store.amend({ group, message: { ...one, seq } })),
    );
    assert.deepEqual(outcomes.map(({ type }) => type).toSorted(), [
      "repeated",
      "repeated",
      "stored",
    ]);
    assert.equal((await logOf(store, anna.id, group)).filter(({ id }) => id === one.id).length, 1);
  });

  Deno.test(`[D48] read pointers of many users and groups move together, each forward only: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    const [dora, emil] = [await signUp(store, "dora"), await signUp(store, "emil")];
    const other = await form(store, [anna, dora, emil]);
    const pointers = async (id: GroupId) =>
      (await store.groupMembers(id))?.members.map(({ readSeq }) => readSeq);
    await store.markRead([]);
    await store.markRead([
      { user: anna.id, group, seq: 3 },
      { user: anna.id, group, seq: 7 },
      { user: anna.id, group, seq: 5 },
      { user: anna.id, group: other, seq: 2 },
      { user: bob.id, group, seq: 4 },
      { user: dora.id, group, seq: 9 },
      { user: bob.id, group: newId(), seq: 9 },
      { user: emil.id, group: other, seq: Number.MAX_SAFE_INTEGER },
    ]);
    assert.deepEqual(await pointers(group), [7, 4, 0]);
    assert.deepEqual(await pointers(other), [2, 0, Number.MAX_SAFE_INTEGER]);
    await store.leave({ group, message: left(bob.id, 2) });
    await store.markRead([anna, bob, chloe].map(({ id }) => ({ user: id, group, seq: 6 })));
    assert.deepEqual(await pointers(group), [7, 4, 6]);
  });
}
