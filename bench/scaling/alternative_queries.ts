// Other ways to ask for what the program asks: each must answer the same, and is timed beside it.

import assert from "node:assert/strict";
import { nextText, type World } from "./log_costs.ts";
import { addUser, timeOf } from "./hellos.ts";
import type { Arena } from "./arena.ts";
import { insertMessages } from "../../db/groups/messages.ts";
import { Random } from "../../tools/random.ts";

/** By name, the program's own first. */
type Ways = Readonly<Record<string, string>>;

/** The last message of each group: `selectGroups`. */
const lastMessages: Ways = {
  "lateral with a limit": `
    select mine.group_id, last.seq, last.id from members mine left join lateral (
      select seq, id from messages where group_id = mine.group_id and seq >= mine.first_seq
      order by seq desc limit 1
    ) last on true where mine.user_id = $1 and mine.left_at is null order by 1`,
  "join on the greatest seq": `
    select mine.group_id, last.seq, last.id from members mine left join messages last
      on last.group_id = mine.group_id and last.seq = (
        select max(seq) from messages x
        where x.group_id = mine.group_id and x.seq >= mine.first_seq
      ) where mine.user_id = $1 and mine.left_at is null order by 1`,
  "distinct on": `
    select distinct on (mine.group_id) mine.group_id, last.seq, last.id
    from members mine left join messages last
      on last.group_id = mine.group_id and last.seq >= mine.first_seq
    where mine.user_id = $1 and mine.left_at is null order by mine.group_id, last.seq desc`,
};

/** The newest page of a log for a member: `findMessages`. */
const page: Ways = {
  "lateral with a limit": `
    select run.seq, run.id from members left join lateral (
      select seq, id from messages where group_id = members.group_id and seq >= members.first_seq
      order by seq desc limit 51
    ) run on true
    where members.group_id = $1 and members.user_id = $2 and left_at is null order by 1`,
  "the group as a value": `
    select seq, id from (
      select seq, id from messages where group_id = $1 and seq >= (
        select first_seq from members where group_id = $1 and user_id = $2 and left_at is null
      ) order by seq desc limit 51
    ) run order by 1`,
};

/** Users locked in one order: `lockUsers`. */
const locks: Ways = {
  "for no key update": `
    select id from users where id = any($1::uuid[]) order by id for no key update`,
  "for update": "select id from users where id = any($1::uuid[]) order by id for update",
};

export async function measureQueries(arena: Arena, world: World): Promise<void> {
  const { run } = arena;
  for (const groups of [3, 30, 300]) {
    const user = await addUser(arena, world, { groups, unread: 0 });
    await compare(arena, `last messages of ${groups} groups`, lastMessages, [user]);
  }
  await compare(arena, "page", page, [world.groups[7], world.users[7]]);
  const some = world.users.slice(0, 300).toSorted();
  await compare(arena, "locks of 300 users", locks, [some]);
  const one = "select id from users where id = $1 for update";
  const ms = await timeOf(async () => {
    await run("begin");
    for (const user of some) await run(one, [user]);
    await run("commit");
  });
  console.log(`locks of 300 users, one statement each: ${ms.toFixed(2)} ms`);
  await comparePartners(arena, world);
  await compareArrivals(arena, world);
}

async function compare(
  { run }: Arena,
  what: string,
  ways: Ways,
  values: readonly unknown[],
): Promise<void> {
  let right: unknown;
  for (const [name, text] of Object.entries(ways)) {
    const answer = await run(text, values);
    right ??= answer;
    assert.deepEqual(answer, right, `${what}: "${name}" answers otherwise`);
    const ms = await timeOf(() => run(text, values));
    console.log(`${what}, ${name}: ${ms.toFixed(2)} ms`);
  }
}

/** Both rows of a pair by one statement: the constraint that is mutual need not wait for commit. */
async function comparePartners({ run }: Arena, { users }: World): Promise<void> {
  const pair = users.slice(0, 2);
  const add = `insert into partners (user_id, partner_id) values ($1, $2), ($2, $1)`;
  const half = `insert into partners (user_id, partner_id) values ($1, $2)`;
  for (const when of ["deferrable initially deferred", "not deferrable"]) {
    await run("alter table partners drop constraint partners_mutual");
    await run(
      `alter table partners add constraint partners_mutual foreign key (partner_id, user_id)
       references partners (user_id, partner_id) on delete cascade ${when}`,
    );
    await run(add, pair);
    await run("delete from partners where user_id = $1", [pair[0]]);
    const [left] = await run<{ count: string }>("select count(*) as count from partners");
    assert.equal(left?.count, "0", "A half of a pair is left");
    await assert.rejects(() => run(half, pair), { constraint: "partners_mutual" });
    console.log(`partners, ${when}: a pair goes in and out whole, half a pair is refused`);
  }
}

/** The number of every message, from one sequence for all. */
async function compareArrivals(arena: Arena, world: World): Promise<void> {
  const { run, cost, db } = arena;
  const random = new Random(4);
  for (
    const [name, change] of [
      ["a sequence", "alter column arrival set default nextval('message_arrivals')"],
      ["a sequence that hands out 100 at a time", null],
      ["none", "alter column arrival drop default"],
    ] as const
  ) {
    if (change === null) await run("alter sequence message_arrivals cache 100");
    else await run(`alter table messages ${change}`);
    const { cpuMs } = await cost(async () => {
      for (let statement = 0; statement < 60; statement++) {
        await insertMessages(Array.from({ length: 500 }, () => nextText(world, random)))
          .execute(db);
      }
    });
    console.log(`arrivals, ${name}: Postgres' CPU ${(cpuMs / 30).toFixed(1)} µs a message`);
  }
  await run(
    "alter table messages alter column arrival set default nextval('message_arrivals')",
  );
}
