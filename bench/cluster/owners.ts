// Which node owns which slice, read from the locks that the nodes hold in Postgres: the nodes
// themselves tell nobody.

// @ts-types="@types/pg"
import pg from "pg";
import { shardCount } from "../../cluster/effect/shard_names.ts";

/** The engine's locks are those of the shards, from this number on. */
const firstLock = 1_000_000;

const settleMs = 3_000;
const giveUpMs = 60_000;

/** Resolves when nothing has moved for a while. */
export async function slicesSettled(databaseUrl: string, nodes: number): Promise<void> {
  const until = Date.now() + giveUpMs;
  let last = "";
  for (let since = Date.now(); Date.now() < until;) {
    const shards = await ownersOfShards(databaseUrl);
    const seen = JSON.stringify([...shards].sort(([one], [other]) => one - other));
    const isWhole = shards.size === shardCount && new Set(shards.values()).size === nodes;
    if (seen !== last || !isWhole) since = Date.now();
    if (Date.now() - since >= settleMs) return;
    last = seen;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("The slices do not come to rest");
}

/** The number of the node that owns each slice: each has a shard of its own. */
export async function ownersOfSlices(databaseUrl: string): Promise<ReadonlyMap<string, number>> {
  const shards = await ownersOfShards(databaseUrl);
  return new Map([...shards].map(([shard, node]) => [`s${shard - 1}`, node]));
}

async function ownersOfShards(databaseUrl: string): Promise<Map<number, number>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ shard: number; node: number }>(
    `select objid::int - ${firstLock} as shard,
       substr(application_name, length('trio engine n') + 1)::int as node
     from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and objsubid = 2 and application_name like 'trio engine n%'
       and objid between ${firstLock + 1} and ${firstLock + shardCount}`,
  );
  await client.end();
  return new Map(rows.map(({ shard, node }) => [shard, node]));
}
