// Postgres under the store: one process at a time, crashes, and what its settings mean.

import assert from "node:assert/strict";
import { createJournal } from "../../db/groups/journal.ts";
import { createPostgres, createStore, openDatabase } from "../../db/open.ts";
import { lockDatabase } from "../../db/postgres/advisory_lock.ts";
import { createClient as postgresClient } from "../../db/postgres/connection_pool.ts";
import { LastWrites } from "../../db/postgres/last_writes.ts";
import { isMigrated, migrate } from "../../db/migrate.ts";
import { sql } from "kysely";
import type { GroupId } from "../../protocol/domain.ts";
import { Unavailable } from "../../protocol/unavailable.ts";
import { edited } from "../support/store/amendments.ts";
import {
  formTrio,
  joinOf,
  left,
  look,
  newId,
  place,
  say,
  signUp,
  text,
} from "../support/store/store_cast.ts";
import { startOwnPostgres } from "../support/store/postgres.ts";

const postgres = await startOwnPostgres({ fsync: false });
globalThis.addEventListener("unload", () => postgres.remove());

/** A clock whose timers run when the test calls them: `next` hands over the next one. */
function createTimer() {
  const handed: (() => void)[] = [];
  const asked: ((run: () => void) => void)[] = [];
  return {
    now: () => 0,
    after(_ms: number, run: () => void) {
      const ask = asked.shift();
      if (ask === undefined) handed.push(run);
      else ask(run);
      return () => {};
    },
    next(): Promise<() => void> {
      const run = handed.shift();
      return run === undefined
        ? new Promise((resolve) => asked.push(resolve))
        : Promise.resolve(run);
    },
  };
}

function open(
  databaseUrl: string,
  timer = createTimer(),
  onLost: (sentence: string) => void = assert.fail,
) {
  const { signal } = new AbortController();
  const options = { dataDir: "/nowhere", databaseUrl, node: null, newId, signal, clock: timer };
  return openDatabase({ ...options, onLost });
}

function withOption(url: string, option: string): string {
  const address = new URL(url);
  address.searchParams.set("options", `${address.searchParams.get("options")} -c ${option}`);
  return address.href;
}

/** Whether any process holds the lock on the schema. */
async function isHeld(url: string): Promise<boolean> {
  await using db = createPostgres(url, 0);
  const { rows } = await sql`select from pg_locks where locktype = 'advisory' and granted
    and mode = 'ExclusiveLock' and objid::bigint = hashtext(current_schema())::bigint & 4294967295`
    .execute(
      db,
    );
  return rows.length > 0;
}

Deno.test("[D33] a second process on a Postgres database is refused, and told who holds it", async () => {
  const url = await postgres.schema("lock");
  const first = await open(url);
  await assert.rejects(open(url), ({ message }: Error) => {
    assert(
      message.includes(`in use by "trio ${Deno.pid} on ${Deno.hostname()}`.slice(0, 60)),
      message,
    );
    assert.match(
      message,
      /from \S+ \(backend \d+\), since \d{4}-[\dT:.-]+Z: stop that process, or set DATABASE_URL/,
    );
    return true;
  });
  const other = await open(await postgres.schema("lock_2"));
  await other.close();
  assert.equal(await isHeld(url), true);
  await first.close();
  await first.close();
  assert.equal(await isHeld(url), false);
  const next = await open(url);
  await next.close();
});

Deno.test("[D88] a database is taken over once nothing is under way that a former owner began", async (t) => {
  const url = await postgres.schema("leftovers");
  const former = await open(url);
  const leftover = postgresClient(url, "leftover");
  await leftover.connect();
  const { rows: [lock] } = await leftover.query(
    "select classid from pg_locks where mode = 'ShareLock'",
  );
  const take = (name: string) =>
    leftover.query(`select ${name}($1::int, hashtext(current_schema()))`, [lock?.classid]);
  await take("pg_advisory_lock_shared");
  await former.close();
  await t.step("[D88] it waits as long as a connection of the former owner is left", async () => {
    const timer = createTimer();
    const opening = open(url, timer);
    const look = await timer.next();
    await take("pg_advisory_unlock_shared");
    look();
    await (await opening).close();
  });
  await t.step(
    "[D88] when one stays the start is refused, and the lock is given back",
    async () => {
      await take("pg_advisory_lock_shared");
      const timer = createTimer();
      let isOver = false;
      const opening = assert.rejects(
        open(url, timer),
        /"postgres" is still used by connections of a process/,
      )
        .finally(() => isOver = true);
      while (!isOver) (await Promise.race([timer.next(), opening]))?.();
      assert.equal(await isHeld(url), false);
    },
  );
  await leftover.end();
});

Deno.test("[D33] a Postgres that cannot be reached is named in a sentence without the password", async () => {
  const port = closedPort();
  await assert.rejects(
    open(`postgres://trio:secret@127.0.0.1:${port}/trio`),
    ({ message }: Error) => {
      assert(message.startsWith(`Postgres at "127.0.0.1:${port}/trio" cannot be used (`), message);
      assert.doesNotMatch(message, /secret/);
      return true;
    },
  );
});

function closedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("[D31] two processes that migrate at once both succeed, and a newer schema is refused", async () => {
  const url = await postgres.schema("migrate");
  await using one = createPostgres(url, 0);
  await using other = createPostgres(url, 0);
  assert.equal(await isMigrated(one), false);
  await Promise.all([migrate(one), migrate(other), migrate(one)]);
  assert.equal(await isMigrated(other), true);
  await sql`insert into kysely_migration (name, timestamp) values ('99990101000000_future', '')`
    .execute(one);
  assert.equal(await isMigrated(other), false);
  await assert.rejects(open(url), /newer schema than this program knows.*"99990101000000_future"/);
});

Deno.test("[D34] how durable Postgres is, is read from its settings", async () => {
  await using cleanup = new AsyncDisposableStack();
  const postgres = cleanup.adopt(await startOwnPostgres(), (own) => own.remove());
  const url = await postgres.schema("durability");
  const told = async (address: string) => {
    const database = await open(address);
    await database.close();
    return database.durability;
  };
  assert.match(
    await told(withOption(url, "synchronous_commit=off")),
    /^may lose .* synchronous_commit "off"$/,
  );
  assert.equal(
    await told(withOption(url, "synchronous_commit=local")),
    "survives a crash of the machine",
  );
  assert.equal(await told(url), "survives a crash of the machine");
});

Deno.test("[D35] a statement that takes too long fails, and so does one that is never answered", async () => {
  const url = await postgres.schema("slow");
  // As long as a connection that is not answered takes to fail; quick statements need less, also on
  // a slow machine.
  const timeoutMs = 2_000;
  await using db = createPostgres(url, timeoutMs);
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using deaf = createPostgres(
    `postgres://trio@127.0.0.1:${silent.addr.port}/trio`,
    timeoutMs,
  );
  await Promise.all([
    assert.rejects(sql`select pg_sleep(60)`.execute(db)),
    assert.rejects(db.transaction().execute((tx) => sql`select pg_sleep(60)`.execute(tx))),
    assert.rejects(sql`select 1`.execute(deaf)),
  ]);
  assert.deepEqual((await sql`select 1 as one`.execute(db)).rows, [{ one: 1 }]);
});

Deno.test("[D36] while Postgres is away calls fail, and they work again when it is back", async () => {
  const url = await postgres.schema("crash");
  const timer = createTimer();
  const { store, close } = await open(url, timer);
  const { anna, group } = await formTrio(store);
  await say(store, group, text(anna.id, 2));
  {
    await using busy = createPostgres(url, 0);
    const underWay = sql`select pg_sleep(60)`.execute(busy);
    await Promise.all([assert.rejects(underWay), postgres.crash()]);
  }
  await assert.rejects(store.append({ group, message: text(anna.id, 3) }));
  await assert.rejects(signUp(store, "dora"));
  assert.equal(await store.ready(), false);
  const retake = await timer.next();
  await postgres.restart();
  assert.equal(await store.ready(), true);
  assert.equal(await isHeld(url), true, "It goes on without the lock");
  retake();
  assert.deepEqual(await store.append({ group, message: text(anna.id, 3) }), { type: "stored" });
  assert.deepEqual(await store.heads(anna.id), { [group]: 3 });
  await close();
});

Deno.test("[D36] a process that finds its database taken after a loss is told, and by whom", async () => {
  const url = await postgres.schema("lost");
  const timer = createTimer();
  const lost = Promise.withResolvers<string>();
  const first = await open(url, timer, lost.resolve);
  await postgres.crash();
  const whileAway = await timer.next();
  whileAway();
  const whenBack = await timer.next();
  await postgres.restart();
  const second = await open(url);
  assert.equal(await second.store.ready(), true);
  assert.equal(await first.store.ready(), false, "It goes on as if the database were its own");
  whenBack();
  assert.match(await lost.promise, /^The Postgres database is in use by "trio \d+ on /);
  await first.close();
  await second.close();
});

Deno.test("[D36] a lock that is taken again while it is given back is given back, too", async () => {
  const url = await postgres.schema("given_back");
  const timer = createTimer();
  const lock = await lockDatabase({
    url,
    clock: timer,
    signal: new AbortController().signal,
    node: null,
    prepare: () => Promise.resolve(),
    look: () => Promise.resolve("all" as const),
    beginAnew: assert.fail,
    onLost: assert.fail,
  });
  await using db = createPostgres(url, 0);
  await sql`select pg_terminate_backend(${await lock.hold()}::int)`.execute(db);
  const retake = await timer.next();
  retake();
  await lock.release();
  assert.equal(await isHeld(url), false);
  assert.equal(await lock.hold(), null);
});

Deno.test("[D95] a process whose database comes back without what it stored is told so, and stores nothing more", async () => {
  const url = await postgres.schema("went_back");
  const timer = createTimer();
  let told = "";
  const { store, close } = await open(url, timer, (sentence) => told = sentence);
  await store.beginHistory(newId());
  const { anna, group } = await formTrio(store);
  for (const seq of [2, 3, 4]) await say(store, group, text(anna.id, seq));
  await using db = createPostgres(url, 0);
  const cut = async () => {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
    const retake = await timer.next();
    retake();
  };
  await cut();
  // A connection that is cut is noticed by its next use; refusals may come without a wait.
  const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
  while (!await store.ready()) {
    assert.equal(told, "");
    await pause();
  }
  await say(store, group, text(anna.id, 5));
  await db.deleteFrom("messages").where("group_id", "=", group).where("seq", "=", 5).execute();
  await cut();
  while (told === "") {
    await assert.rejects(store.append({ group, message: text(anna.id, 6) }), Unavailable);
    await pause();
  }
  assert.match(
    told,
    /^Postgres at "127\.0\.0\.1:\d+\/postgres" lacks what this process has stored: it was put back/,
  );
  assert.equal(await store.ready(), false);
  const { rows } = await sql<{ last: number }>`select max(seq) as last from messages`.execute(db);
  assert.equal(rows[0]?.last, 4);
  await close();
  const next = await open(url);
  assert.deepEqual(await next.store.heads(anna.id), { [group]: 4 });
  await next.close();
});

Deno.test("[D95] whatever a process stores of a log is looked for, and its start, the last hundred messages of them", async () => {
  const url = await postgres.schema("last_writes");
  await using db = createPostgres(url, 0);
  await migrate(db);
  const lastWrites = new LastWrites();
  const journal = createJournal(db, { onStored: (messages) => lastWrites.note(messages) });
  const store = lastWrites.noting(createStore(db, journal));
  const client = postgresClient(url, "look");
  await client.connect();
  const isNoticed = async (loss: string, ...values: readonly unknown[]) => {
    await client.query("begin");
    await client.query(loss, [...values]);
    const found = await lastWrites.lookIn(client);
    await client.query("rollback");
    return found === "less";
  };
  const isMissed = (group: GroupId, seq: number) =>
    isNoticed("delete from messages where group_id = $1 and seq = $2", group, seq);

  assert.equal(await lastWrites.lookIn(client), "all", "Nothing is stored");
  const { anna, bob, group } = await formTrio(store);
  const message = (seq: number) => ({ group, message: text(anna.id, seq) });
  await say(store, group, text(anna.id, 2));
  assert.equal(await store.appendRun([message(3), message(4)]), true);
  await store.amend({ group, message: edited(anna.id, [5, 2]) });
  await store.leave({ group, message: left(bob.id, 6) });
  const seat = await look(store, group, anna);
  const ticket = await place(store, await signUp(store, "zoé"));
  assert(await store.joinGroup(joinOf(seat, [ticket])));
  assert.equal(await lastWrites.lookIn(client), "all", "All is there");
  for (const seq of [1, 2, 3, 4, 5, 6, 7]) assert.equal(await isMissed(group, seq), true, `${seq}`);
  assert.equal((await store.append(message(2))).type, "conflict");
  assert.equal(await lastWrites.lookIn(client), "all", "What was not stored is not looked for");
  const history = newId();
  await store.beginHistory(history);
  assert.equal(await isNoticed("delete from starts where id = $1", history), true);
  for (let seq = 8; seq < 103; seq++) await say(store, group, text(anna.id, seq));
  assert.deepEqual([await isMissed(group, 2), await isMissed(group, 3)], [false, true]);
  await client.end();
});

Deno.test("[D83] a plan made while a table is empty does not read it whole when it has grown", async () => {
  const url = await postgres.schema("plans");
  await using db = createPostgres(url, 0);
  await migrate(db);
  await sql`vacuum analyze members`.execute(db);
  const { rows } = await sql<{ readonly "QUERY PLAN": string }>`
    explain select from members mine where user_id = '00000000-0000-7000-8000-000000000000' and left_at is null`
    .execute(db);
  assert.match(rows.map((row) => row["QUERY PLAN"]).join("\n"), /Index/);
});

Deno.test("[D84] a call that gets no connection in time while others are answered is refused, and no connection is given up", async () => {
  const url = await postgres.schema("busy");
  await using db = createPostgres(url, 10_000);
  const nap = () =>
    sql<{ readonly process: number }>`select pg_backend_pid() as process, pg_sleep(0.4)`.execute(
      db,
    );
  const processesOf = async () =>
    (await Promise.all(Array.from({ length: 10 }, nap))).map(({ rows }) => rows[0]?.process).sort();
  const before = await processesOf();
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, nap));
  const refused = outcomes.filter(({ status }) => status === "rejected");
  assert(refused.length > 0 && refused.length < outcomes.length, `${refused.length} were refused`);
  assert.deepEqual(await processesOf(), before);
});
