// What it costs to keep the last message and the unread texts of each membership, with each append.

import { insertMessages } from "../../db/groups/messages.ts";
import { Random } from "../../tools/random.ts";
import type { Arena } from "./arena.ts";
import { nextText, type World } from "./log_costs.ts";

const statements = 40;
const batch = 500;

export async function measureKept(arena: Arena, world: World): Promise<void> {
  const { db, run, cost } = arena;
  await run(
    `insert into kept_members (user_id, group_id, unread)
     select user_id, group_id, 0 from members on conflict do nothing`,
  );
  // Leaves room for updates that move no index.
  await run("alter table kept_members set (fillfactor = 70)");
  await run("vacuum full kept_members");
  await run("analyze kept_members");
  const random = new Random(3);
  for (const isKept of [false, true]) {
    await run("checkpoint");
    const { ms, cpuMs, walBytes } = await cost(async () => {
      for (let statement = 0; statement < statements; statement++) {
        const added = Array.from({ length: batch }, () => nextText(world, random));
        await db.transaction().execute(async (tx) => {
          await insertMessages(added).execute(tx);
        });
        if (!isKept) continue;
        await run(keep, [JSON.stringify(added.map(({ group, message }) => ({ group, message })))]);
      }
    });
    const count = statements * batch;
    console.log(
      `append${isKept ? ", and keep for three members" : ""}: ${
        (ms * 1_000 / count).toFixed(1)
      } µs, Postgres' CPU ${(cpuMs * 1_000 / count).toFixed(1)} µs, WAL ${
        (walBytes / count).toFixed(0)
      } bytes a message`,
    );
  }
}

const keep = `
  with added as (
    select "group", (message->>'by')::uuid as by, message, (message->>'seq')::bigint as seq
    from jsonb_to_recordset($1::text::jsonb) as r("group" uuid, message jsonb)
  ), last as (
    select distinct on ("group") "group", message from added order by "group", seq desc
  )
  update kept_members k set last = l.message,
    unread = unread + (select count(*) from added a where a."group" = k.group_id and a.by <> k.user_id)
  from last l join members m on m.group_id = l."group"
  where k.user_id = m.user_id and k.group_id = m.group_id`;
