// Search in texts, and what may be answered: the same for every store.

import assert from "node:assert/strict";
import { sql } from "kysely";
import type { Message, UserId } from "../../protocol/domain.ts";
import { needlesOf } from "../../protocol/word_search.ts";
import { after, formTrio, left, newId, say, signUp, text } from "../support/store/store_cast.ts";
import { allStores, sqlStores } from "../support/store/stores.ts";

const seqsOf = (messages: readonly Message[] = []) => messages.map(({ seq }) => seq);

function said(by: UserId, from: number, count: number, wordsOf: (seq: number) => string) {
  return Array.from({ length: count }, (_, at) => text(by, from + at, wordsOf(from + at)));
}

for (const { kind, open } of await allStores("search")) {
  Deno.test(`[G72] a search reads a long log to its end, and no text twice: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    // Short texts and long ones: of these fewer are read at a time.
    const words = (seq: number) =>
      `${seq % 97 === 0 ? "Été" : "hiver"} ${seq % 500 < 20 ? "long ".repeat(700) : ""}`;
    const texts = said(anna.id, 2, 1_500, words);
    for (let from = 0; from < texts.length; from += 500) {
      const run = texts.slice(from, from + 500).map((message) => ({ group, message }));
      assert.equal(await store.appendRun(run), true);
    }
    const expected = texts.map(({ seq }) => seq).filter((seq) => seq % 97 === 0).reverse();
    const found: number[] = [];
    for (let before: number | null = null, more = true; more;) {
      const page = await store.search(bob.id, group, {
        needles: needlesOf("ete"),
        before,
        limit: 4,
      });
      assert(page);
      found.push(...seqsOf(page.messages));
      assert.equal(page.more, found.length < expected.length);
      ({ more } = page);
      before = page.messages.at(-1)?.seq ?? 0;
    }
    assert.deepEqual(found, expected);
    const all = await store.search(bob.id, group, {
      needles: needlesOf("ete"),
      before: null,
      limit: expected.length,
    });
    assert.deepEqual([seqsOf(all?.messages), all?.more], [expected, false]);
  });

  Deno.test(`[G72] a search finds nothing that was taken back, nothing that is no text, and nothing for who is no member: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    for (const message of said(anna.id, 2, 3, (seq) => `word ${seq}`)) {
      await say(store, group, message);
    }
    const amend = async (message: Message) =>
      assert.deepEqual(await store.amend({ group, message }), { type: "stored" });
    const by = anna.id;
    await amend({
      ...{ seq: 5, kind: "edited", id: newId(), by },
      at: after(5),
      target: 2,
      text: "Änderung",
    });
    await amend({ ...{ seq: 6, kind: "erased", id: newId(), by }, at: after(6), target: 3 });
    const search = async (user: UserId, query: string) => {
      const page = await store.search(user, group, {
        needles: needlesOf(query),
        before: null,
        limit: 10,
      });
      return page && seqsOf(page.messages);
    };
    assert.deepEqual(await search(bob.id, "word"), [4]);
    assert.deepEqual(await search(bob.id, "ander"), [2]);
    await store.leave({ group, message: left(chloe.id, 7) });
    assert.equal(await search(chloe.id, "word"), null);
    assert.equal(await search((await signUp(store, "dora")).id, "word"), null);
    assert.deepEqual(await search(bob.id, "left"), []);
  });

  Deno.test(`[G70] what may be answered is a text of that group, taken back or not: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, group } = await formTrio(store);
    await say(store, group, { ...text(anna.id, 2), reply: null });
    await say(store, group, { ...text(anna.id, 3), reply: 2 });
    const by = anna.id;
    await store.amend({
      group,
      message: { ...{ seq: 4, kind: "erased", id: newId(), by }, at: after(4), target: 2 },
    });
    const seqs = [0, 1, 2, 3, 4, 5, 2 ** 53 - 1];
    const areTexts = await Promise.all(seqs.map((seq) => store.isText(group, seq)));
    assert.deepEqual(areTexts, [false, false, true, true, false, false, false]);
    assert.equal(await store.isText(newId<"group">(), 2), false);
    const log = await store.messages(anna.id, group, { before: null, limit: 10 });
    const replies = log?.messages.map((message) => message.kind === "text" ? message.reply : "");
    assert.deepEqual(replies, ["", null, 2, ""]);
  });
}

for (const { kind, open } of await sqlStores("search_plans")) {
  Deno.test(`[D210] a search reads its own group's part of the index alone: ${kind}`, async () => {
    await using at = await open();
    const { db } = at;
    const { rows } = await sql<{ "QUERY PLAN": string }>`
      explain select seq, content from messages
      where group_id = ${newId()} and seq >= 1 and kind = 'text' and content->>'erased' = 'false'
      order by seq desc limit 50`.execute(db);
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    assert.match(plan, /Index Scan Backward using messages_pkey/);
  });
}
