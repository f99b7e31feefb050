// A Postgres that falls silent: connections stay open, and nothing comes through them any more.

import assert from "node:assert/strict";
import { sql } from "kysely";
import { createPostgres } from "../../db/open.ts";
import { createPool } from "../../db/postgres/connection_pool.ts";
import { startPostgres } from "../support/store/postgres.ts";

const postgres = await startPostgres({ fsync: false });
globalThis.addEventListener("unload", () => postgres.remove());

interface Tunnel {
  isSilent: boolean;
  readonly ends: readonly [Deno.Conn, Deno.Conn];
}

/** A way to Postgres whose connections can fall silent without being closed; new ones work. */
function createWay(url: string) {
  const { hostname, port } = new URL(url);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const tunnels: Tunnel[] = [];
  const flows: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const near of listener) {
      const far = await Deno.connect({ hostname, port: Number(port) });
      const tunnel: Tunnel = { isSilent: false, ends: [near, far] };
      tunnels.push(tunnel);
      flows.push(flow(tunnel, [near, far]), flow(tunnel, [far, near]));
    }
  })();
  const address = new URL(url);
  address.port = String(listener.addr.port);
  return {
    url: address.href,
    silence: () => tunnels.forEach((tunnel) => tunnel.isSilent = true),
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(flows);
    },
  };
}

/** Carries bytes until one end is closed; then both are. */
async function flow(
  tunnel: Tunnel,
  [from, to]: readonly [Deno.Conn, Deno.Conn],
): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    for (let size; (size = await from.read(buffer)) !== null;) {
      for (let at = 0; at < size && !tunnel.isSilent;) {
        at += await to.write(buffer.subarray(at, size));
      }
    }
  } catch {
    // The other direction has closed both ends.
  }
  for (const end of tunnel.ends) {
    try {
      end.close();
    } catch {
      // It is closed already.
    }
  }
}

/** A pause in the database, so that several statements take several connections. */
const pause = sql`select pg_sleep(0.1)`;

Deno.test("[D93] a connection that was not answered is not used again, nor is any older one", async () => {
  await using way = createWay(await postgres.schema("silence"));
  await using db = createPostgres(way.url, 1_000);
  await Promise.all([pause.execute(db), pause.execute(db), pause.execute(db)]);
  await assert.rejects(
    db.transaction().execute(async (tx) => {
      await sql`select 1`.execute(tx);
      way.silence();
      await assert.rejects(sql`select 2`.execute(tx), /timeout/);
      await sql`select 3`.execute(tx);
    }),
    /The connection to the database is lost/,
  );
  // The other connections are dead without knowing.
  const { rows } = await sql`select 4 as four`.execute(db);
  assert.deepEqual(rows, [{ four: 4 }]);
});

Deno.test("[Z10] how the connections and the breaker are is known, without asking Postgres", async () => {
  await using way = createWay(await postgres.schema("status"));
  const pool = createPool(way.url, { timeoutMs: 1_000 });
  assert.deepEqual(pool.status(), { open: 0, idle: 0, waiting: 0, breaker: "closed" });
  const client = await pool.connect();
  assert.deepEqual(pool.status(), { open: 1, idle: 0, waiting: 0, breaker: "closed" });
  client.release();
  assert.deepEqual(pool.status(), { open: 1, idle: 1, waiting: 0, breaker: "closed" });
  const all = await Promise.all(Array.from({ length: 10 }, () => pool.connect()));
  const late = pool.connect();
  // The breaker is passed before a connection is asked for.
  for (let turn = 0; turn < 100 && pool.status().waiting === 0; turn++) await Promise.resolve();
  assert.deepEqual(pool.status(), { open: 10, idle: 0, waiting: 1, breaker: "closed" });
  for (const one of all) one.release();
  const again = await late;
  way.silence();
  await assert.rejects(async () => await again.query("select 1", []), /timeout/);
  assert.equal(pool.status().breaker, "half_open");
  again.release();
  assert.equal(pool.status().open, 9);
  await pool.end();
});
