// Paces as rows: of each key the time at which all is there again. What is taken moves it on.

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Instant } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import type { Pace, PaceStore } from "../store/paces.ts";

export function paceStore(db: Kysely<DB>): PaceStore {
  return {
    takePace: (key, pace, now) => takePace(db, key, { ...pace, now }),
    async givePace(key, { everyMs }) {
      await db.updateTable("paces").set({ full_at: sql`full_at - ${milliseconds(everyMs)}` })
        .where("key", "=", key).execute();
    },
    setPace: (key, { everyMs, taken }, now) => setPace(db, key, { ms: taken * everyMs, now }),
    async purgePaces(now) {
      await db.deleteFrom("paces").where("full_at", "<=", now).execute();
    },
  };
}

/** One statement, so that of those who take at once none takes too much. */
async function takePace(
  db: Kysely<DB>,
  key: string,
  { capacity, everyMs, now }: Pace & { readonly now: Instant },
): Promise<number> {
  const at = sql`${now}::timestamptz`;
  const most = sql`${at} + ${milliseconds(capacity * everyMs)}`;
  // After the clock was set back no key waits longer than one of which all is taken.
  const bounded = sql`greatest(least(paces.full_at, ${most}), ${at}) + ${milliseconds(everyMs)}`;
  const { rows: [row] } = await sql<{ taken: boolean; wait: number | null }>`
    with taken as (
      insert into paces (key, full_at) values (${key}, ${at} + ${milliseconds(everyMs)})
      on conflict (key) do update set full_at = ${bounded} where ${bounded} <= ${most}
      returning key
    )
    select exists (select from taken) as taken, (
      select extract(epoch from ${bounded} - (${most}))::float8 * 1000 from paces where key = ${key}
    ) as wait`.execute(db);
  if (row === undefined || row.taken) return 0;
  return Math.max(1, Math.ceil(row.wait ?? 1));
}

async function setPace(
  db: Kysely<DB>,
  key: string,
  { ms, now }: { readonly ms: number; readonly now: Instant },
): Promise<void> {
  const full_at = sql<Instant>`${now}::timestamptz + ${milliseconds(ms)}`;
  await db.insertInto("paces").values({ key, full_at })
    .onConflict((known) => known.column("key").doUpdateSet({ full_at })).execute();
}

function milliseconds(ms: number): RawBuilder<unknown> {
  return sql`${ms}::float8 * interval '1 millisecond'`;
}
