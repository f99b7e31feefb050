// Other ways to write, lock and guard: each must do what the program's way does, and is timed
// beside it.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import { insertMessages } from "../../db/groups/messages.ts";
import type { NewMessage } from "../../db/store/logs.ts";
import { Random } from "../../tools/random.ts";
import type { Arena } from "./arena.ts";
import { timeOf } from "./hellos.ts";
import { membersOf, nextText, type World } from "./log_costs.ts";

export async function measureWrites(arena: Arena, world: World): Promise<void> {
  await compareInserts(arena, world);
  await compareGuards(arena, world);
  await compareLocks(arena);
  await compareDiverged(arena, world);
}

const statements = 60;
const batch = 500;

/** Rows as one parameter, or as an array for each column. */
async function compareInserts({ db, run, cost }: Arena, world: World): Promise<void> {
  const random = new Random(5);
  const arrays = (added: readonly NewMessage[]) =>
    run(
      `insert into messages (group_id, seq, kind, id, by, at, content)
       select group_id, seq, 'text', id, by, at, content::jsonb
       from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[])
         as r(group_id, seq, id, by, at, content)`,
      [
        added.map(({ group }) => group),
        ...(["seq", "id", "by", "at"] as const).map((name) =>
          added.map(({ message }) => message[name])
        ),
        added.map(({ message }) =>
          JSON.stringify({ text: "x".repeat(75), editedAt: null, erased: false, of: message.kind })
        ),
      ],
    );
  for (const way of ["binary arrays", "arrays of text"] as const) {
    const before = await countOf(run);
    const { cpuMs } = await cost(async () => {
      for (let statement = 0; statement < statements; statement++) {
        const added = Array.from({ length: batch }, () => nextText(world, random));
        if (way === "arrays of text") await arrays(added);
        else await insertMessages(added).execute(db);
      }
    });
    const count = statements * batch;
    assert.equal(await countOf(run) - before, count);
    console.log(
      `insert by ${way}: Postgres' CPU ${(cpuMs * 1_000 / count).toFixed(1)} µs a message`,
    );
  }
}

async function countOf(run: Arena["run"]): Promise<number> {
  const [row] = await run<{ count: string }>("select count(*) as count from messages");
  return Number(row?.count);
}

const guardedColumns = ["group_id", "user_id", "joined_at", "left_at"];
const [formerRow, newRow] = ["old", "new"].map((row) =>
  guardedColumns.map((name) => `${row}.${name}`).join(", ")
);

/** Read pointers move past the guard of `members`, which names columns, or compares them. */
async function compareGuards({ run }: Arena, world: World): Promise<void> {
  const groups = world.groups.slice(0, 300);
  const users = groups.map((_, at) => membersOf(world, at)[0]);
  const move = `
    update members set read_seq = read_seq + 1
    from unnest($1::uuid[], $2::uuid[]) as r(g, u) where group_id = r.g and user_id = r.u`;
  const leave = "update members set left_at = null where group_id = $1 and user_id = $2";
  for (
    const [name, trigger] of [
      [
        "columns",
        `before update of ${guardedColumns.join(", ")} on members
       for each row when (new.left_at is null)`,
      ],
      [
        "a comparison",
        `before update on members for each row when (
       new.left_at is null and (${formerRow}) is distinct from (${newRow}))`,
      ],
    ] as const
  ) {
    await run("drop trigger members_guard on members");
    await run(`create trigger members_guard ${trigger} execute function guard_members()`);
    await run(leave, [groups[0], users[0]]);
    const ms = await timeOf(() => run(move, [groups, users]));
    console.log(`300 read pointers past a trigger on ${name}: ${ms.toFixed(2)} ms`);
  }
}

/** A lock of the session, or a row with a lease. */
async function compareLocks({ run }: Arena): Promise<void> {
  await run(
    "create table leases (name text primary key, owner uuid not null, until timestamptz not null)",
  );
  const take = `
    insert into leases values ($1, $2, now() + interval '15 seconds')
    on conflict (name) do update set owner = excluded.owner, until = excluded.until
      where leases.owner = excluded.owner or leases.until < now()
    returning owner`;
  const [mine, other] = [v7(), v7()];
  assert.equal((await run(take, ["slice 1", mine])).length, 1);
  assert.equal((await run(take, ["slice 1", other])).length, 0);
  const lease = await timeOf(() => run(take, ["slice 1", mine]));
  const lock = await timeOf(() =>
    run("select pg_try_advisory_lock(1, 2), pg_advisory_unlock(1, 2)")
  );
  console.log(
    `a lease renewed: ${lease.toFixed(2)} ms; an advisory lock taken and given back: ${
      lock.toFixed(2)
    } ms`,
  );
}

/** Which of a client's groups have another log: `findDiverged` of db/starts.ts. */
async function compareDiverged({ run, store }: Arena, { groups, heads }: World): Promise<void> {
  const history = v7();
  await store.beginHistory(history);
  await store.beginHistory(v7());
  const held = Object.fromEntries(
    groups.slice(0, 300).map((
      group,
      at,
    ) => [group, (heads.get(group) ?? 1) + (at % 10 === 0 ? 9 : 0)]),
  );
  const right = (await store.divergedGroups(history, held)).toSorted();
  const found = `
    select m.group_id as "group" from unnest($1::uuid[], $2::bigint[]) as k(g, seq)
    join messages m on m.group_id = k.g and m.seq = k.seq
    where m.arrival <= (select min(first_arrival) from starts where first_arrival > (
      select first_arrival from starts where id = $3
    ))`;
  const values = [Object.keys(held), Object.values(held), history];
  const ask = async () => {
    const same = new Set((await run<{ group: string }>(found, values)).map(({ group }) => group));
    return Object.keys(held).filter((group) => !same.has(group)).toSorted();
  };
  assert.deepEqual(await ask(), right);
  assert.equal(right.length, 30);
  const [outer, inner] = [
    await timeOf(() => store.divergedGroups(history, held)),
    await timeOf(ask),
  ];
  console.log(
    `300 groups held, outer join: ${outer.toFixed(2)} ms; inner join: ${inner.toFixed(2)} ms`,
  );
}
