// What amendments and read pointers are in the rows and the statements of a database.

import assert from "node:assert/strict";
import type { Kysely } from "kysely";
import { memberStore } from "../../db/groups/members.ts";
import type { DB } from "../../db/schema.ts";
import type { User } from "../../protocol/domain.ts";
import { edited, erased, reacted } from "../support/store/amendments.ts";
import { allRows } from "../support/store/all_rows.ts";
import { formTrio, say, text } from "../support/store/store_cast.ts";
import { sqlStores } from "../support/store/stores.ts";

const stored = { type: "stored" } as const;
const noSuchMessage = { type: "refused", code: "no_such_message" } as const;

/** A view of the database that counts its statements. */
function counting(db: Kysely<DB>) {
  const counted = { statements: 0 };
  const view = db.withPlugin({
    transformQuery({ node }) {
      counted.statements++;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  return { counted, view };
}

for (const { kind, open } of await sqlStores("amend_sql")) {
  Deno.test(`[D44] what a text said, before and after its edits, is in no row once it is taken back: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const { anna, bob, group } = await formTrio(store);
    const words = ["Wintergreen", "Xylophone", "Yesterday", "Zeppelin"];
    await say(store, group, text(anna.id, 2, words[0]));
    await say(store, group, text(bob.id, 3, words[3]));
    assert.deepEqual(
      await store.amend({ group, message: edited(anna.id, [4, 2], words[1]) }),
      stored,
    );
    assert.deepEqual(await store.amend({ group, message: reacted(bob.id, [5, 2]) }), stored);
    assert.deepEqual(
      await store.amend({ group, message: edited(anna.id, [6, 2], words[2]) }),
      stored,
    );
    const before = await allRows(db);
    assert.deepEqual(words.map((word) => before.split(word).length - 1), [0, 0, 1, 1]);
    assert.deepEqual(await store.amend({ group, message: erased(anna.id, [7, 2]) }), stored);
    const left = await allRows(db);
    assert.deepEqual(words.map((word) => left.split(word).length - 1), [0, 0, 0, 1]);
  });

  Deno.test(`[D42] a newcomer cannot amend a text from before: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const { anna, bob, group } = await formTrio(store);
    for (const seq of [2, 3]) await say(store, group, text(anna.id, seq));
    await db.updateTable("members").set({ first_seq: 3 }).where("user_id", "=", bob.id).execute();
    assert.deepEqual(await store.amend({ group, message: reacted(bob.id, [4, 2]) }), noSuchMessage);
    assert.deepEqual(await store.amend({ group, message: edited(bob.id, [4, 2]) }), noSuchMessage);
    assert.deepEqual(await store.amend({ group, message: reacted(bob.id, [4, 3]) }), stored);
  });

  Deno.test(`[X120] what is said later about a text from before shows a newcomer nothing of it: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const { anna, bob, group } = await formTrio(store);
    for (const seq of [2, 3]) await say(store, group, text(anna.id, seq));
    await db.updateTable("members").set({ first_seq: 3 }).where("user_id", "=", bob.id).execute();
    for (const target of [2, 3]) {
      const at = 2 * target;
      await store.amend({ group, message: edited(anna.id, [at, target]) });
      await store.amend({ group, message: reacted(anna.id, [at + 1, target]) });
    }
    const shownOf = async ({ id }: User) =>
      (await store.messages(id, group, { after: 3, limit: 9 }))?.messages.map((message) =>
        message.kind === "edited" ? message.text : message.kind === "reacted" ? message.emoji : null
      );
    const whole = await shownOf(anna);
    assert.deepEqual([whole?.length, whole?.includes("")], [4, false]);
    assert.deepEqual(await shownOf(bob), ["", "", ...whole?.slice(2) ?? []]);
    const last = (await store.group(bob.id, group))?.last;
    assert.equal(last?.kind === "reacted" && last.emoji, whole?.[3]);
  });

  Deno.test(`[D48] read pointers are written by one statement, all of them or none: ${kind}`, async () => {
    await using at = await open();
    const { anna, bob, chloe, group } = await formTrio(at.store);
    const { counted, view } = counting(at.db);
    await memberStore(view).markRead(
      [anna, bob, chloe].map(({ id }, one) => ({ user: id, group, seq: 2 + one })),
    );
    assert.equal(counted.statements, 1);
    await assert.rejects(at.store.markRead([
      { user: anna.id, group, seq: 8 },
      { user: bob.id, group, seq: 8.5 },
      { user: chloe.id, group, seq: 8 },
    ]));
    const members = (await at.store.groupMembers(group))?.members ?? [];
    assert.deepEqual(members.map(({ readSeq }) => readSeq), [2, 3, 4]);
  });
}
