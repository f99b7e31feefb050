// The journal, on both databases: few statements for many appends, and each append answered by
// itself.

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Kysely, sql } from "kysely";
import { Directory } from "../../actors/runtime/directory.ts";
import { ReadReceipts } from "../../actors/group/read_receipts.ts";
import { Hub } from "../../actors/connections/hub.ts";
import { hubPlacement } from "../support/hub_placement.ts";
import { closeCode } from "../../protocol/frames.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import type { GroupId, MessageId, UserId } from "../../protocol/domain.ts";
import { createJournal, waitingMost } from "../../db/groups/journal.ts";
import type { DB } from "../../db/schema.ts";
import {
  instantArray,
  int8Array,
  jsonbArray,
  textArray,
  uuidArray,
} from "../../db/sql/binary_arrays.ts";
import type { NewMessage } from "../../db/store/logs.ts";
import type { Store } from "../../db/store/store.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { form, formTrio, newId, signUp, text } from "../support/store/store_cast.ts";
import { sqlStores } from "../support/store/stores.ts";

/** A group of three new users, and one of them. */
async function formNamed(store: Store, number: number): Promise<{ group: GroupId; user: UserId }> {
  const users = [];
  for (const name of ["anna", "bob", "chloe"]) users.push(await signUp(store, `${name}${number}`));
  const [anna] = users;
  assert(anna);
  return { group: await form(store, users), user: anna.id };
}

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

function texts(group: GroupId, by: UserId, [from, to]: readonly [number, number]): NewMessage[] {
  return Array.from(
    { length: to - from + 1 },
    (_, index) => ({ group, message: text(by, from + index) }),
  );
}

for (const { kind, open } of await sqlStores("journal")) {
  Deno.test(`[D24] a statement that fails fails its own appends, and no later one: ${kind}`, async () => {
    await using at = await open();
    const { anna, group } = await formTrio(at.store);
    const mixed = [...texts(group, anna.id, [2, 4]), { group, message: text(anna.id, 0) }];
    const answers = await Promise.allSettled(mixed.map((added) => at.store.append(added)));
    assert.deepEqual(answers.map(({ status }) => status), mixed.map(() => "rejected"));
    assert.deepEqual(await at.store.heads(anna.id), { [group]: 1 });
    assert.deepEqual(await at.store.append({ group, message: text(anna.id, 2) }), {
      type: "stored",
    });
  });

  Deno.test(`[D24] a run whose statement fails is rejected, and not told as a conflict: ${kind}`, async () => {
    await using at = await open();
    const { anna, group } = await formTrio(at.store);
    await assert.rejects(at.store.appendRun(texts(group, anna.id, [0, 2])));
    assert.deepEqual(await at.store.heads(anna.id), { [group]: 1 });
  });

  Deno.test(`[D24] a fault says nothing of what was written: ${kind}`, async () => {
    await using at = await open();
    const { anna, group } = await formTrio(at.store);
    const secret = { group, message: text(anna.id, 0, "a secret") };
    const fault = await at.store.append(secret).then(() => null, (error: Error) => error);
    assert(fault instanceof Error);
    const told = Deno.inspect(fault, { depth: 9 }) + JSON.stringify(Object.entries(fault));
    assert.doesNotMatch(told, /secret|insert into/);
    assert.doesNotMatch(told, new RegExp(secret.group));
  });

  Deno.test(`[D25] past the bound an append is refused at once, and the others are stored: ${kind}`, async () => {
    await using at = await open();
    const { anna, group } = await formTrio(at.store);
    const journal = createJournal(at.db);
    const many = texts(group, anna.id, [2, waitingMost + 3]);
    const answers = await Promise.allSettled(many.map((added) => journal.append(added)));
    const refused = answers.flatMap(({ status }, index) => status === "rejected" ? [index] : []);
    assert.deepEqual(refused, [waitingMost, waitingMost + 1]);
    assert.deepEqual(await at.store.heads(anna.id), { [group]: waitingMost + 1 });
  });

  Deno.test(`[D25] stored messages no longer count as waiting, those of runs included: ${kind}`, async () => {
    await using at = await open();
    const { anna, group } = await formTrio(at.store);
    const journal = createJournal(at.db);
    const runLength = 500;
    for (let last = 1; last <= waitingMost + 2 * runLength; last += runLength) {
      const run = texts(group, anna.id, [last + 1, last + runLength]);
      assert.equal(await journal.appendRun(run), true, `The run after ${last} was refused`);
    }
  });

  Deno.test(`[D520] arrays in binary are read as they were meant, and what is no value of their type is refused: ${kind}`, async () => {
    await using at = await open();
    const ids = [newId<"user">(), null, "00ff0a5e-FEDC-4ba9-8765-43210f1e2d3c"];
    const numbers = [0, 2 ** 32 + 1, -5, Number.MAX_SAFE_INTEGER];
    const instants = ["2026-02-28T23:59:59.999Z", "1999-12-31T00:00:00.001Z"];
    const words = ["", "a", 'é🙂\\"{,}', ""];
    const values = ["null", '{"text":"\\\\ é🙂"}', "[]"];
    const read = async (bytes: Uint8Array, type: string) => {
      const { rows } = await sql<{ readonly all: readonly unknown[] }>`
        select to_jsonb(${bytes}::${sql.raw(type)}[]) as all`.execute(at.db);
      return rows[0]?.all;
    };
    assert.deepEqual(
      await read(uuidArray(ids), "uuid"),
      ids.map((id) => id && id.toLowerCase()),
    );
    assert.deepEqual(await read(int8Array(numbers), "bigint"), numbers);
    const found = await read(instantArray(instants), "timestamptz");
    assert.deepEqual(found?.map((text) => new Date(String(text)).toISOString()), instants);
    assert.deepEqual(await read(textArray(words), "text"), words);
    assert.deepEqual(
      await read(jsonbArray(values), "jsonb"),
      values.map((text) => JSON.parse(text)),
    );
    for (const none of [uuidArray([]), int8Array([]), textArray([]), jsonbArray([])]) {
      assert.equal(none.length, 20);
    }
    assert.deepEqual(await read(textArray([]), "text"), []);
    for (
      const id of [
        "",
        "00ff0a5e-fedc-4ba9-8765-43210f1e2d3g",
        "00ff0a5e-fedc-4ba9-8765-43210f1e2d3",
      ]
    ) {
      assert.throws(() => uuidArray([id]), TypeError);
    }
    assert.throws(() => textArray(["a", "b\0", "c"]), TypeError);
    assert.throws(() => instantArray(["never"]), TypeError);
  });

  Deno.test(`[D26] messages that arrive while a statement is under way go together in the next: ${kind}`, async () => {
    await using at = await open();
    const { anna, bob, group } = await formTrio(at.store);
    const other = await form(at.store, [
      anna,
      await signUp(at.store, "dora"),
      await signUp(at.store, "emil"),
    ]);
    const { counted, view } = counting(at.db);
    const journal = createJournal(view);
    const first = texts(group, anna.id, [2, 101]).map((added) => journal.append(added));
    const later = texts(other, anna.id, [2, 101]);
    const second = Promise.race(first).then(() =>
      Promise.all(later.map((added) => journal.append(added)))
    );
    const answers = [...await Promise.all(first), ...await second];
    assert.deepEqual(new Set(answers.map(({ type }) => type)), new Set(["stored"]));
    assert.equal(counted.statements, 2);
    await Promise.all(texts(group, bob.id, [102, 702]).map((added) => journal.append(added)));
    assert.equal(counted.statements, 4);
    await journal.settled();
  });

  Deno.test(`[Z4] each statement is told with what it was given and what it has stored, one that failed with null: ${kind}`, async () => {
    await using at = await open();
    const { anna, group } = await formTrio(at.store);
    const told: [given: number, stored: number | null, ms: number][] = [];
    let now = 0;
    const measures = {
      now: () => now++,
      wrote: (...all: typeof told[number]) => void told.push(all),
    };
    const journal = createJournal(at.db, { measures });
    const [first] = texts(group, anna.id, [2, 2]);
    assert(first);
    await Promise.all(texts(group, anna.id, [3, 7]).map((added) => journal.append(added)));
    await journal.appendRun(texts(group, anna.id, [8, 10]));
    // The second one is a repeat, which is there already.
    await journal.append(first);
    await journal.append(first);
    await assert.rejects(journal.append({ group, message: text(anna.id, 0) }));
    await journal.settled();
    assert.deepEqual(told, [[5, 5, 1], [3, 3, 1], [1, 1, 1], [1, 0, 1], [1, null, 1]]);
  });

  Deno.test(`[D522] where the sockets' thread runs the database, a large statement is followed by a pause of twice its time: ${kind}`, async () => {
    await using at = await open();
    const { anna, group } = await formTrio(at.store);
    const pauses: number[] = [];
    const { promise: paused, resolve: goOn } = Promise.withResolvers<void>();
    let now = 0;
    const pauseClock = {
      now: () => now += 4,
      after(ms: number, run: () => void) {
        pauses.push(ms);
        void paused.then(run);
        return () => {};
      },
    };
    const { counted, view } = counting(at.db);
    const journal = createJournal(view, { pauseClock });
    const append = (from: number, to: number) =>
      texts(group, anna.id, [from, to]).map((added) => journal.append(added));
    await Promise.all(append(2, 51));
    assert.deepEqual(pauses, [], "Fifty leave nobody unread");
    await Promise.all(append(52, 102));
    const next = append(103, 104);
    await at.store.heads(anna.id);
    assert.deepEqual([pauses, counted.statements], [[8], 2], "What comes meanwhile waits");
    goOn();
    await Promise.all(next);
    assert.deepEqual([pauses, counted.statements], [[8], 3]);
    await journal.settled();
  });

  Deno.test(`[D80] texts that wait for groups whose actors were just answered go together in the next statement: ${kind}`, async () => {
    await using at = await open();
    const trios: { readonly group: GroupId; readonly user: UserId }[] = [];
    for (const number of [1, 2, 3, 4, 5]) trios.push(await formNamed(at.store, number));
    const { counted, view } = counting(at.db);
    const journal = createJournal(view);
    const clock = new FakeClock();
    const hub = new Hub({ clock, limits: defaultLimits, onPresence() {} });
    const store = { ...at.store, append: journal.append, appendRun: journal.appendRun };
    const readReceipts = new ReadReceipts({ store, clock, report() {} });
    const deps = {
      store,
      placement: hubPlacement(hub),
      clock,
      readReceipts,
      newId,
      report() {},
      idleMs: 1_000,
    };
    const directory = new Directory(deps);
    const say = ({ group, user }: { group: GroupId; user: UserId }) =>
      directory.ask(group, { type: "send", user, id: newId(), text: "hello" });
    // Each actor has loaded its group now.
    await Promise.all(trios.map(say));
    counted.statements = 0;
    const [late, ...early] = trios;
    assert(late);
    const sent = [1, 2, 3].flatMap(() => early.map(say));
    while (counted.statements === 0) await Promise.resolve();
    const answers = await Promise.all([...sent, say(late)]);
    assert.deepEqual(answers.map(({ type }) => type), answers.map(() => "done"));
    // The first text of each early group; then all the others.
    assert.equal(counted.statements, 2);
    await directory.stop();
    await readReceipts.stop();
    hub.stop({ code: closeCode.goingAway, reason: "The test is over" });
  });

  Deno.test(`[D26] a journal is settled when every append is answered: ${kind}`, async () => {
    await using at = await open();
    const { anna, group } = await formTrio(at.store);
    const journal = createJournal(at.db);
    await journal.settled();
    const answers: string[] = [];
    const run = texts(group, anna.id, [2, 1200]);
    for (const added of run) void journal.append(added).then(({ type }) => answers.push(type));
    await journal.settled();
    assert.equal(answers.length, run.length);
  });

  Deno.test(`[D27] appends that collide, in one statement or over several, are answered one by one: ${kind}`, async () => {
    await using at = await open();
    const { anna, bob, group } = await formTrio(at.store);
    const ids = Array.from({ length: 400 }, () => newId<"message">());
    const authors = [anna.id, bob.id];
    const draft = fc.record({
      by: fc.nat({ max: 1 }),
      seq: fc.integer({ min: 1, max: 9 }),
      id: fc.nat({ max: 5 }),
    });
    let first = 2;
    const seen = { stored: 0, repeated: 0, conflict: 0 };
    const turns = fc.array(fc.array(draft, { minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(turns, async (turns) => {
        for (const turn of turns) {
          const appended = turn.map(({ by, seq, id }) => {
            const message = text(authors[by] ?? anna.id, first - 1 + seq);
            return { group, message: { ...message, id: ids[first % 60 + id] ?? message.id } };
          });
          const outcomes = await Promise.all(appended.map((added) => at.store.append(added)));
          const page = await at.store.messages(anna.id, group, { after: 0, limit: 10_000 });
          const log = page?.messages ?? [];
          const find = (by: UserId | null, id: MessageId) =>
            log.find((one) => one.by === by && one.id === id);
          for (const [index, outcome] of outcomes.entries()) {
            const message = appended[index]?.message ?? assert.fail();
            seen[outcome.type]++;
            const kept = find(message.by, message.id);
            if (outcome.type === "stored") assert.deepEqual(kept, message);
            if (outcome.type === "repeated") assert.deepEqual(kept, outcome.message);
            if (outcome.type === "conflict") {
              assert.equal(kept, undefined);
              assert(log.some(({ seq }) => seq === message.seq));
            }
          }
          assert.equal(new Set(log.map(({ seq }) => seq)).size, log.length);
        }
        first += 3;
      }),
      { numRuns: 20 },
    );
    assert(seen.stored > 10 && seen.repeated > 10 && seen.conflict > 10, JSON.stringify(seen));
  });
}
