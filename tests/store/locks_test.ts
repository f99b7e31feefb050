// The order in which transactions lock: users by id, then groups; last_seen, then tickets. On
// Postgres alone, where two transactions can wait for each other; a test holds some of the locks
// while the store works.

import assert from "node:assert/strict";
import { type Kysely, sql, type Transaction } from "kysely";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { DB } from "../../db/schema.ts";
import {
  after,
  anyone,
  joinOf,
  look,
  newId,
  noon,
  place,
  remaining,
  signUp,
} from "../support/store/store_cast.ts";
import { postgresStore } from "../support/store/stores.ts";

const { open } = await postgresStore("locks");

async function lockUser(tx: Transaction<DB>, id: UserId): Promise<void> {
  await tx.selectFrom("users").select("id").where("id", "=", id).forNoKeyUpdate().execute();
}

async function lockGroup(tx: Transaction<DB>, id: GroupId): Promise<void> {
  await tx.selectFrom("groups").select("id").where("id", "=", id).forNoKeyUpdate().execute();
}

/** Resolves when a transaction waits for a lock of the one that is given, or it has ended. */
async function isBlocked(db: Kysely<DB>, tx: Transaction<DB>, work: Promise<unknown>) {
  let isOver = false;
  const over = () => void (isOver = true);
  work.then(over, over);
  const { rows: [self] } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
  while (!isOver) {
    const { rows } = await sql`
      select from pg_stat_activity where ${self?.pid}::int = any(pg_blocking_pids(pid))`
      .execute(db);
    if (rows.length > 0) return;
  }
}

/**
 * Takes a first lock, lets the store's work wait for it, and takes a second one. If the work had
 * that, the two would wait for each other, and Postgres would end one of them.
 */
async function whileHolding<T>(
  db: Kysely<DB>,
  [first, second]: readonly ((tx: Transaction<DB>) => Promise<void>)[],
  work: () => Promise<T>,
): Promise<T> {
  const { started } = await db.transaction().execute(async (tx) => {
    await first?.(tx);
    const started = work();
    await isBlocked(db, tx, started);
    await second?.(tx);
    return { started };
  });
  return await started;
}

Deno.test("[D92] users are locked in the order of their ids, whatever the order in which they are named", async () => {
  await using at = await open();
  const { store, db } = at;
  const ids = [await signUp(store, "anna"), await signUp(store, "bob")].map(({ id }) => id).sort();
  const [low, high] = ids;
  assert(low && high);
  const locks = [
    (tx: Transaction<DB>) => lockUser(tx, low),
    (tx: Transaction<DB>) => lockUser(tx, high),
  ];
  assert.equal(await whileHolding(db, locks, () => store.block(high, low, noon)), true);
  assert.equal(await whileHolding(db, locks, () => store.block(low, high, noon)), true);
});

Deno.test("[D92] users are locked before a group", async () => {
  await using at = await open();
  const { store, db } = at;
  const { anna, bob, dora, group } = await remaining(store);
  const locks = [
    (tx: Transaction<DB>) => lockUser(tx, anna.id),
    (tx: Transaction<DB>) => lockGroup(tx, group),
  ];
  const seat = { id: newId<"ticket">(), group, user: bob.id, criteria: anyone, at: after(50) };
  const opened = await whileHolding(db, locks, () => store.openSeat(seat, null));
  assert.equal(opened.type, "placed");
  const join = joinOf(await look(store, group, anna), [await place(store, dora)]);
  const joined = await whileHolding(db, locks, () => store.joinGroup(join));
  assert.equal(joined?.length, 1);
});

Deno.test("[D59] a member who leaves while the seat is opened is not in it", async () => {
  await using at = await open();
  const { store, db } = at;
  const { anna, bob, group } = await remaining(store);
  const leave = async (tx: Transaction<DB>) => {
    await tx.updateTable("members").set({ left_at: after(40), left_seq: 2 })
      .where("group_id", "=", group).where("user_id", "=", bob.id).execute();
  };
  const seat = await whileHolding(
    db,
    [(tx) => lockGroup(tx, group), leave],
    () => look(store, group, anna),
  );
  assert.deepEqual(seat.seekers.map(({ user }) => user), [anna]);
});

Deno.test("[J55] who comes back is noted before their tickets are locked, and these in the order of ids", async () => {
  await using at = await open();
  const { store, db } = at;
  const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
  const tickets = [await place(store, anna), await place(store, bob)];
  const ids = tickets.map(({ id }) => id).sort();
  await store.noteSeen([{ user: anna.id, at: after(-9) }, { user: bob.id, at: after(-9) }]);
  const seen = async (tx: Transaction<DB>) => {
    await tx.selectFrom("last_seen").select("user_id").forUpdate().execute();
  };
  const ticket = (at: number) => async (tx: Transaction<DB>) => {
    await tx.selectFrom("tickets").select("id").where("id", "=", ids[at] ?? null)
      .forNoKeyUpdate().execute();
  };
  for (const locks of [[seen, ticket(0)], [ticket(0), ticket(1)]]) {
    assert.equal((await store.putToSleep(ids, after(60), after(60))).length, 2);
    const back = () => Promise.all([bob, anna].map(({ id }) => store.comeBack(id, after(50))));
    const both = await whileHolding(db, locks, back);
    assert.deepEqual(both.map((each) => each?.hasWoken), [true, true]);
  }
});
