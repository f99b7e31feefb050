// Histories over a database: which logs have gone on differently since a client was shown them.

import assert from "node:assert/strict";
import { openDatabase } from "../../db/open.ts";
import { systemClock } from "../../protocol/clock.ts";
import type { GroupId, User } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import { emptyFolder, giveDatabase } from "../support/store/kept_pglite.ts";
import {
  form,
  formTrio,
  joinOf,
  left,
  newId,
  say,
  signUp,
  text,
} from "../support/store/store_cast.ts";
import { allStores, sqlStores } from "../support/store/stores.ts";

const stores = await sqlStores("history");

async function talk(store: Store, { id }: User, group: GroupId, seqs: readonly number[]) {
  for (const seq of seqs) await say(store, group, text(id, seq));
}

for (const { kind, open } of stores) {
  Deno.test(`[R40] a log has diverged where a later start has written what is held, or the end comes before it: ${kind}`, async () => {
    await using opened = await open();
    const { store, db } = opened;
    const [first, second] = [newId(), newId()];
    await store.beginHistory(first);
    const { anna, group } = await formTrio(store);
    await talk(store, anna, group, [2, 3, 4, 5]);
    const diverged = (history: string, seq: number) =>
      store.divergedGroups(history, { [group]: seq } as Record<GroupId, number>);
    assert.deepEqual(await diverged(first, 5), []);
    // A copy that had the first three.
    await db.deleteFrom("messages").where("group_id", "=", group).where("seq", ">", 3).execute();
    await store.beginHistory(second);
    assert.deepEqual(await diverged(first, 4), [group]);
    await talk(store, anna, group, [4, 5, 6]);
    for (const seq of [0, 1, 3]) assert.deepEqual(await diverged(first, seq), [], String(seq));
    for (const seq of [4, 5, 6, 7]) {
      assert.deepEqual(await diverged(first, seq), [group], String(seq));
    }
    assert.deepEqual(await diverged(second, 6), []);
    for (const history of [newId(), "of another program"]) {
      for (const seq of [0, 3]) assert.deepEqual(await diverged(history, seq), [group]);
    }
    const nobodys = newId<"group">();
    const held = { [nobodys]: 0, [group]: 3 } as Record<GroupId, number>;
    assert.deepEqual(await store.divergedGroups(first, held), []);
  });

  Deno.test(`[R44] the last 1,000 starts are known: ${kind}`, async () => {
    await using opened = await open();
    const { store, db } = opened;
    const ids = Array.from({ length: 1_002 }, () => newId());
    for (const id of ids) await store.beginHistory(id);
    const { count } = await db.selectFrom("starts").select(({ fn }) => fn.countAll().as("count"))
      .executeTakeFirstOrThrow();
    assert.equal(Number(count), 1_000);
    const known = [];
    const held = { [newId()]: 0 } as Record<GroupId, number>;
    for (const id of [ids[1], ids[2], ids.at(-1)]) {
      known.push((await store.divergedGroups(id ?? "", held)).length === 0);
    }
    assert.deepEqual(known, [false, true, true]);
  });

  Deno.test(`[R45] messages of before the numbering count as from before every start, and stand below the later ones: ${kind}`, async () => {
    await using opened = await open();
    const { store, db } = opened;
    const { anna, group } = await formTrio(store);
    await db.updateTable("messages").set({ arrival: null }).execute();
    await store.beginHistory(newId());
    const history = newId();
    await store.beginHistory(history);
    await store.beginHistory(newId());
    const held = { [group]: 1 } as Record<GroupId, number>;
    assert.deepEqual(await store.divergedGroups(history, held), []);
    const others = [await signUp(store, "dora"), await signUp(store, "emil")];
    const early = "2020-01-01T00:00:00.000Z";
    const newer = await form(store, [anna, ...others], early);
    assert.deepEqual((await store.groups(anna.id)).map(({ id }) => id), [newer, group]);
  });
}

for (const { kind, open } of await allStores("history_order")) {
  Deno.test(`[R46] after the clock was set back, groups are in the order of what came last, and a newcomer sees nobody who had left: ${kind}`, async () => {
    await using opened = await open();
    const { store } = opened;
    const { anna, bob, group } = await formTrio(store);
    const others = [await signUp(store, "dora"), await signUp(store, "emil")];
    const second = await form(store, [anna, ...others], "2026-06-01T13:00:00.000Z");
    const listed = async () => (await store.groups(anna.id)).map(({ id }) => id);
    assert.deepEqual(await listed(), [second, group]);
    const early = { ...text(anna.id, 2), at: "2026-06-01T11:00:00.000Z" };
    await say(store, group, early);
    assert.deepEqual(await listed(), [group, second]);
    await store.leave({ group, message: { ...left(bob.id, 3), at: "2026-06-01T15:00:00.000Z" } });
    const zoe = await signUp(store, "zoé");
    await joinAt(store, { group, host: anna, newcomer: zoe, at: "2026-06-01T14:00:00.000Z" });
    const seen = (await store.group(zoe.id, group))?.members.map(({ id }) => id);
    assert(seen && !seen.includes(bob.id) && seen.includes(anna.id));
    const reported = (by: User, about: User) =>
      store.report({
        seq: null,
        id: newId(),
        group,
        by: by.id,
        about: about.id,
        reason: "…",
        at: "2026-06-01T16:00:00.000Z",
      });
    assert.deepEqual([await reported(zoe, bob), await reported(anna, bob)], [false, true]);
    assert.equal(await store.setRematchWish(zoe.id, bob.id, true, early.at), null);
  });
}

Deno.test("[R40] a data folder that was copied and put back knows which logs went on differently", async () => {
  await using folder = await emptyFolder("trio-history-");
  const [live, copy] = [`${folder.path}/live`, `${folder.path}/copy`];
  await Deno.mkdir(live);
  await giveDatabase(live);
  const { signal } = new AbortController();
  const begin = async (history: string) => {
    const options = { dataDir: live, databaseUrl: null, node: null, signal, clock: systemClock };
    const newId = () => history;
    const database = await openDatabase({ ...options, newId, onLost: assert.fail });
    assert.equal(database.history, history);
    return database;
  };
  const [before, during, after] = [newId(), newId(), newId()];
  const first = await begin(before);
  const { anna, group } = await formTrio(first.store);
  await talk(first.store, anna, group, [2, 3]);
  await first.close();
  await copyFolder(live, copy);
  const lost = await begin(during);
  await talk(lost.store, anna, group, [4, 5]);
  await lost.close();
  await Deno.remove(live, { recursive: true });
  await copyFolder(copy, live);
  const restored = await begin(after);
  await talk(restored.store, anna, group, [4, 5, 6]);
  const diverged = (history: string, seq: number) =>
    restored.store.divergedGroups(history, { [group]: seq } as Record<GroupId, number>);
  assert.deepEqual(await diverged(before, 3), []);
  assert.deepEqual(await diverged(before, 4), [group]);
  assert.deepEqual(await diverged(during, 3), [group], "The copy does not know that start");
  assert.deepEqual(await diverged(during, 5), [group]);
  assert.deepEqual(await diverged(after, 6), []);
  await restored.close();
});

async function copyFolder(from: string, to: string): Promise<void> {
  const { success } = await new Deno.Command("cp", { args: ["-a", from, to] }).output();
  assert(success);
}

async function joinAt(
  store: Store,
  { group, host, newcomer, at }: {
    readonly group: GroupId;
    readonly host: User;
    readonly newcomer: User;
    readonly at: string;
  },
): Promise<void> {
  const criteria = { sex: "any", age: null, widen: false } as const;
  const seat = await store.openSeat(
    { id: newId(), group, user: host.id, criteria, at },
    null,
  );
  const [placed] = await store.placeTickets(
    [{ id: newId(), user: newcomer.id, criteria, at }],
    null,
  );
  assert(seat.type === "placed" && placed?.type === "placed");
  assert(await store.joinGroup(joinOf(seat.ticket, [placed.ticket], at)));
}
