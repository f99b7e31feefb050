// What the engine is given: names of entities, and the address of Postgres.

import assert from "node:assert/strict";
import { wholeDatabaseUrl } from "../../cluster/effect/database_url.ts";
import { entityOf, shardCount, shardNames } from "../../cluster/effect/shard_names.ts";

/** Some hash: the engine's own is another. */
function shardOf(name: string): number {
  let hash = 0;
  for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return hash % shardCount + 1;
}

Deno.test("[K20] each slice has a shard of its own, by a name that tells the slice", () => {
  const names = shardNames(shardOf);
  const slices = [...names].filter(([entity]) => entity !== "once");
  assert.equal(slices.length, 64);
  assert.equal(new Set(slices.map(([, name]) => shardOf(name))).size, 64);
  for (const [entity, name] of names) assert.equal(entityOf(name), entity);
  assert.deepEqual([...shardNames(shardOf)], [...names], "Another node chooses the same names");
});

Deno.test("[K21] what DATABASE_URL leaves open is said by libpq's variables, and nothing else is", () => {
  const variables = {
    PGHOST: "db.example",
    PGPORT: "6543",
    PGUSER: "trio",
    PGPASSWORD: "pass word",
    PGDATABASE: "talk",
    PGSSLMODE: "verify-full",
  };
  const open = new URL(wholeDatabaseUrl("postgres:///", variables)).searchParams;
  assert.deepEqual(Object.fromEntries(open), {
    host: "db.example",
    port: "6543",
    user: "trio",
    password: "pass word",
    dbname: "talk",
    sslmode: "verify-full",
  });
  const whole = "postgres://me:secret@10.0.0.1:5432/trio?sslmode=disable";
  assert.equal(wholeDatabaseUrl(whole, variables), whole);
  assert.equal(
    wholeDatabaseUrl("postgres://me:secret@10.0.0.1:5432/trio", { PGSSLMODE: "require" }),
    "postgres://me:secret@10.0.0.1:5432/trio?sslmode=require",
  );
});
