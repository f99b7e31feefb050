// Who owns a Postgres: a single process alone, or the nodes of a cluster together, and how nodes
// come in, lose the lock and take it again.

import assert from "node:assert/strict";
import { sql } from "kysely";
import { createPostgres, type Database, openDatabase } from "../../db/open.ts";
import { lockDatabase } from "../../db/postgres/advisory_lock.ts";
import { createClient } from "../../db/postgres/connection_pool.ts";
import { databaseLock, type Holder, othersWith } from "../../db/postgres/lock_keys.ts";
import { systemClock } from "../../protocol/clock.ts";
import { formTrio, left, newId, say, text } from "../support/store/store_cast.ts";
import { startOwnPostgres } from "../support/store/postgres.ts";

const postgres = await startOwnPostgres({ fsync: false });
globalThis.addEventListener("unload", () => postgres.remove());

interface Opening {
  readonly signal?: AbortSignal;
  readonly onLost?: (sentence: string) => void;
}

/** `node`: null for a single process. */
function open(databaseUrl: string, node: string | null, opening: Opening = {}): Promise<Database> {
  return openDatabase({
    dataDir: "/nowhere",
    databaseUrl,
    node,
    newId,
    signal: new AbortController().signal,
    clock: systemClock,
    onLost: assert.fail,
    ...opening,
  });
}

/** Who has the lock on the database. */
async function owners(url: string): Promise<readonly Holder[]> {
  const client = createClient(url, "look");
  try {
    await client.connect();
    return await othersWith(client, databaseLock);
  } finally {
    await client.end();
  }
}

async function endBackend(url: string, backend: number | undefined): Promise<void> {
  await using db = createPostgres(url, 0);
  await sql`select pg_terminate_backend(${backend}::int)`.execute(db);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const began = performance.now();
  while (!await isSo()) {
    assert(performance.now() - began < patienceMs, "It does not come to be");
    await pause(20);
  }
}

/** The sentence with which a process says that it has lost the database. */
function createLoss() {
  let told = "";
  return {
    onLost: (sentence: string) => void (told = sentence),
    async told(): Promise<string> {
      await until(() => Promise.resolve(told !== ""));
      return told;
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Longer than anything takes here. */
const patienceMs = 30_000;
const self = `${Deno.pid} on ${Deno.hostname()}`;

Deno.test("[D161] nodes share a database, which a single process is told of, and the other way round", async () => {
  const url = await postgres.schema("shared");
  const nodes = [await open(url, "n1"), await open(url, "n2")];
  assert.deepEqual(
    (await owners(url)).map(({ name, mode }) => [name, mode]),
    [1, 2].map((number) => [`trio node n${number}, ${self}`.slice(0, 63), "shared"]),
  );
  await assert.rejects(open(url, null), ({ message }: Error) => {
    for (const name of ["n1", "n2"]) {
      assert(message.includes(`by "trio node ${name}, ${self}`.slice(0, 60)), message);
    }
    assert.match(
      message,
      /^The Postgres database is in use by nodes of a cluster, by "trio node n1/,
    );
    assert.match(message, /: stop them, set CLUSTER_NODE to be one of them, or DATABASE_URL/);
    return true;
  });
  for (const node of nodes) await node.close();
  const single = await open(url, null);
  await assert.rejects(open(url, "n1"), ({ message }: Error) => {
    assert(message.includes(`is in use by "trio ${self}`.slice(0, 60)), message);
    return true;
  });
  assert.deepEqual((await owners(url)).map(({ mode }) => mode), ["exclusive"]);
  await single.close();
});

Deno.test("[D162] a client that goes from node to node is never told that something is lost", async () => {
  const url = await postgres.schema("moves");
  const first = await open(url, "n1");
  const second = await open(url, "n2");
  assert.equal(second.history, first.history);
  const { anna, bob, group } = await formTrio(first.store);
  await say(first.store, group, text(anna.id, 2));
  await say(second.store, group, text(bob.id, 3));
  await say(first.store, group, text(anna.id, 4));
  const isSound = async ({ store }: Database, seq: number) => {
    for (let held = 0; held <= seq; held++) {
      const diverged = await store.divergedGroups(first.history, { [group]: held });
      assert.deepEqual(diverged, [], `${held} of ${seq}`);
    }
  };
  await isSound(second, 4);
  await first.close();
  const third = await open(url, "n1");
  assert.equal(third.history, first.history);
  await say(third.store, group, text(anna.id, 5));
  await say(second.store, group, text(bob.id, 6));
  await isSound(third, 6);
  await isSound(second, 6);
  await second.close();
  await third.close();
  const after = await open(url, "n2");
  assert.notEqual(after.history, first.history, "A cluster that ended is a start like any other");
  await isSound(after, 6);
  await say(after.store, group, text(bob.id, 7));
  assert.deepEqual(await after.store.divergedGroups(first.history, { [group]: 7 }), [group]);
  await after.close();
});

Deno.test("[D163] a node comes in where the schema is exactly its own", async () => {
  const url = await postgres.schema("versions");
  const first = await open(url, "n1");
  await using db = createPostgres(url, 0);
  const refused = /^Error: Nodes of another version run, whose database has another schema: stop/;
  await sql`insert into kysely_migration (name, timestamp) values ('99990101000000_future', '')`
    .execute(db);
  await assert.rejects(open(url, "n2"), refused);
  await sql`delete from kysely_migration where name = '99990101000000_future'`.execute(db);
  await sql`update kysely_migration set name = '00000101000000_past'
    where name = (select max(name) from kysely_migration)`.execute(db);
  await assert.rejects(open(url, "n2"), refused);
  assert.deepEqual((await owners(url)).length, 1, "Who is refused keeps nothing");
  await first.close();
});

Deno.test("[D164] of two nodes of one name the second is refused, and told who the first is", async () => {
  const url = await postgres.schema("names");
  const first = await open(url, "n1");
  await assert.rejects(open(url, "n1"), ({ message }: Error) => {
    assert(
      message.startsWith(`The node "n1" runs already, as "trio node n1, ${Deno.pid}`),
      message,
    );
    assert.match(message, /since \d{4}-[\dT:.-]+Z: stop that process, or set CLUSTER_NODE/);
    return true;
  });
  const elsewhere = await open(await postgres.schema("names_2"), "n1");
  await elsewhere.close();
  await first.close();
  await (await open(url, "n1")).close();
});

Deno.test("[D165] a node that lost the lock takes it again, shared, and its name", async () => {
  const url = await postgres.schema("retaken");
  const nodes = [await open(url, "n1"), await open(url, "n2")];
  const [former, other] = await owners(url);
  await endBackend(url, former?.backend);
  await until(async () => (await owners(url)).length === 2);
  const again = await owners(url);
  assert.deepEqual(again.map(({ mode }) => mode), ["shared", "shared"]);
  assert.deepEqual(again.map(({ backend }) => backend === other?.backend), [true, false]);
  await assert.rejects(open(url, "n1"), /^Refusal: The node "n1" runs already/);
  for (const { store } of nodes) assert.equal(await store.ready(), true);
  for (const node of nodes) await node.close();
});

Deno.test("[D165] a node that runs and lost the lock takes it again before one that comes in is alone", async () => {
  const url = await postgres.schema("passed_over");
  const first = await open(url, "n1");
  assert.equal(await first.store.ready(), true, "A connection of its pool is left");
  await endBackend(url, (await owners(url))[0]?.backend);
  const second = await open(url, "n2");
  assert.equal(second.history, first.history);
  await first.close();
  await second.close();
});

Deno.test("[D165] a node whose database a single process has taken meanwhile is told, and by whom", async () => {
  const url = await postgres.schema("overtaken");
  const loss = createLoss();
  const node = await open(url, "n1", loss);
  await endBackend(url, (await owners(url))[0]?.backend);
  const opening = open(url, null);
  assert.match(await loss.told(), /^The Postgres database is in use by "trio \d+ on /);
  // What the single process waits for.
  await node.close();
  await (await opening).close();
});

interface Coming {
  readonly signal?: AbortSignal;
  readonly prepare?: (isAlone: boolean) => Promise<void>;
}

/** A node without a pool. */
function come(url: string, node: string, coming: Coming = {}) {
  return lockDatabase({
    url,
    clock: systemClock,
    signal: new AbortController().signal,
    node,
    prepare: () => Promise.resolve(),
    look: () => Promise.resolve("all" as const),
    beginAnew: assert.fail,
    onLost: assert.fail,
    ...coming,
  });
}

/** A `prepare` that says when it was called and lasts until it is let go on. */
function createGate() {
  const [reached, passed] = [Promise.withResolvers<boolean>(), Promise.withResolvers<void>()];
  return {
    reached: reached.promise,
    open: passed.resolve,
    prepare(isAlone: boolean) {
      reached.resolve(isAlone);
      return passed.promise;
    },
  };
}

Deno.test("[D165] a node that lost the lock while another comes in alone waits for that one", async () => {
  const url = await postgres.schema("waiting");
  const first = await come(url, "n1");
  await endBackend(url, (await owners(url))[0]?.backend);
  const gate = createGate();
  const second = come(url, "n2", gate);
  assert.equal(await gate.reached, true);
  await until(async () => await first.hold() === null);
  gate.open();
  await until(async () => await first.hold() !== null);
  assert.deepEqual((await owners(url)).map(({ mode }) => mode), ["shared", "shared"]);
  await first.release();
  await (await second).release();
});

Deno.test("[D166] nodes that come at once come in one by one, and those after the first find all done", async () => {
  const url = await postgres.schema("at_once");
  const [gate, next] = [createGate(), createGate()];
  const first = come(url, "n1", gate);
  assert.equal(await gate.reached, true);
  let isIn = false;
  const second = come(url, "n2", next);
  void next.reached.then(() => isIn = true);
  const giveUp = new AbortController();
  const third = assert.rejects(come(url, "n3", { signal: giveUp.signal }), { name: "AbortError" });
  await pause(300);
  assert.equal(isIn, false);
  assert.deepEqual((await owners(url)).map(({ mode }) => mode), ["exclusive"]);
  giveUp.abort();
  await third;
  gate.open();
  assert.equal(await next.reached, false);
  next.open();
  await (await first).release();
  await (await second).release();

  const fresh = await postgres.schema("at_once_2");
  const nodes = await Promise.all(["n1", "n2", "n3"].map((node) => open(fresh, node)));
  assert.equal(new Set(nodes.map(({ history }) => history)).size, 1);
  for (const node of nodes) await node.close();
});

Deno.test("[D167] when a node finds that its database went back, every node stops", async () => {
  const url = await postgres.schema("cluster_back");
  const losses = [createLoss(), createLoss()] as const;
  const first = await open(url, "n1", losses[0]);
  const second = await open(url, "n2", losses[1]);
  const { anna, bob, group } = await formTrio(first.store);
  await say(second.store, group, text(bob.id, 2));
  await first.store.leave({ group, message: left(anna.id, 3) });
  await using db = createPostgres(url, 0);
  await db.deleteFrom("messages").where("group_id", "=", group).where("seq", "=", 3).execute();
  for (const { backend } of await owners(url)) await endBackend(url, backend);
  assert.match(await losses[0].told(), /^Postgres at "\S+" lacks what this process has stored: /);
  assert.match(await losses[1].told(), /^Postgres at "\S+" has been taken by others since this /);
  await first.close();
  await second.close();
  const next = await open(url, "n1");
  assert.deepEqual(
    await next.store.divergedGroups(first.history, { [group]: 3 }),
    [group],
    "A client of the nodes that stopped goes on from what is lost",
  );
  await next.close();
});

for (const node of [null, "n1"]) {
  Deno.test(`[D168] a process whose connections were cut without Postgres' notice takes the lock again: ${node}`, async () => {
    const url = await postgres.schema(`cut_${node}`);
    await using proxy = createProxy(url);
    const database = await open(proxy.url, node);
    const [former] = await owners(url);
    proxy.cut();
    await until(async () => {
      const [holder] = await owners(url);
      return holder !== undefined && holder.backend !== former?.backend;
    });
    await until(() => database.store.ready());
    assert.equal((await owners(url)).length, 1, "The former backend has it, too");
    await database.close();
  });
}

Deno.test("[D169] a node that comes in while Postgres has just started waits for those that run", async () => {
  const url = await postgres.schema("restarted");
  const first = await open(url, "n1");
  await postgres.crash();
  await postgres.restart();
  const second = await open(url, "n2");
  assert.equal(second.history, first.history);
  await until(() => first.store.ready());
  assert.equal((await owners(url)).length, 2);
  await first.close();
  await second.close();
});

/** A proxy before Postgres whose `cut` ends connections at the process's end alone. */
function createProxy(url: string) {
  const address = new URL(url);
  const { hostname, port } = address;
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const ends = new Set<Deno.Conn>();
  const near = new Set<Deno.Conn>();
  const flows: Promise<void>[] = [];
  const apart = { preventClose: true, preventAbort: true, preventCancel: true };
  const carry = async () => {
    for await (const from of listener) {
      const server = await Deno.connect({ hostname, port: Number(port) });
      near.add(from);
      ends.add(from).add(server);
      for (const [source, target] of [[from, server], [server, from]] as const) {
        flows.push(source.readable.pipeTo(target.writable, apart).catch(() => {}));
      }
    }
  };
  const carrying = carry();
  address.port = String(listener.addr.port);
  const close = (conn: Deno.Conn) => {
    try {
      conn.close();
    } catch {
      // It is closed.
    }
  };
  return {
    url: address.href,
    cut() {
      for (const conn of near) close(conn);
      near.clear();
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      await carrying;
      for (const conn of ends) close(conn);
      await Promise.all(flows);
    },
  };
}
