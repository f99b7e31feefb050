// What a hello asks of Postgres, for users in 3, 30 and 300 groups: every look-up that `ready`
// needs, and the one of the groups against one that reads what is kept in `members`.

import { v7 } from "uuid";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { median } from "../support/statistics.ts";
import type { Arena } from "./arena.ts";
import type { World } from "./log_costs.ts";

const repeats = 40;

export async function measureHellos(arena: Arena, world: World): Promise<void> {
  await denormalise(arena);
  for (const groups of [3, 30, 300]) {
    for (const unread of [0, 20, 500]) {
      const user = await addUser(arena, world, { groups, unread });
      const times = await timesOf(arena, user);
      const cells = Object.entries(times).map(([name, ms]) => `${name} ${ms.toFixed(2)}`);
      console.log(`${groups} groups, ${unread} unread in each, ms: ${cells.join(", ")}`);
    }
  }
  await measureStorm(arena, world);
}

/** What is kept of each membership: the last message, and how many texts are unread. */
async function denormalise({ run }: Arena): Promise<void> {
  await run(
    `create table kept_members (
       user_id uuid not null, group_id uuid not null, last jsonb, last_arrival bigint,
       unread int not null, primary key (user_id, group_id)
     )`,
  );
}

/**
 * A user in groups of others, each of 600 messages of another member. `kept_members` says the same.
 */
export async function addUser(
  { run }: Arena,
  world: World,
  { groups, unread }: { readonly groups: number; readonly unread: number },
): Promise<UserId> {
  const user = v7() as UserId;
  const ids = Array.from({ length: groups }, () => v7() as GroupId);
  await run("set session_replication_role = replica");
  await run(
    `insert into users (id, username, username_key, password_hash, birth_date, sex, created_at)
     values ($1::uuid, $1::uuid::text, $1::uuid::text, 'none', '1990-05-17', 'other', now())`,
    [user],
  );
  await run(
    "insert into groups (id, name, formed_at) select id, 'x', now() from unnest($1::uuid[]) as g(id)",
    [ids],
  );
  const others = world.users.slice(0, 2);
  await run(
    `insert into members (group_id, user_id, position, joined_at, first_seq, read_seq)
     select g.id, m.id, m.at - 1, now(), 1, 600 - $3::int
     from unnest($1::uuid[]) as g(id), unnest($2::uuid[]) with ordinality as m(id, at)`,
    [ids, [...others, user], unread],
  );
  await run(
    `insert into messages (group_id, seq, kind, id, by, at, content)
     select g.id, s, 'text', gen_random_uuid(), $2::uuid, now(),
       '{"text": "${"x".repeat(75)}", "editedAt": null, "erased": false}'
     from generate_series(1, 600) as s, unnest($1::uuid[]) as g(id)`,
    [ids, others[0]],
  );
  await run(addKept, [user, ids, unread]);
  await run("set session_replication_role = origin");
  await run("analyze messages, members, groups, users, kept_members");
  return user;
}

const addKept = `
     insert into kept_members
     select $1::uuid, group_id, to_jsonb(m) - 'group_id' - 'arrival', arrival, $3::int
     from messages m where group_id = any($2::uuid[]) and seq = 600`;

async function timesOf(arena: Arena, user: UserId): Promise<Record<string, number>> {
  const { store, run } = arena;
  const now = new Date().toISOString();
  return {
    groups: await timeOf(() => store.groups(user)),
    "groups from what is kept": await timeOf(() => run(keptGroups, [user])),
    "unread alone": await timeOf(() => run(unreadAlone, [user])),
    "unread up to 100": await timeOf(() => run(unreadUpTo100, [user])),
    heads: await timeOf(() => store.heads(user)),
    coMembers: await timeOf(() => store.coMembers(user)),
    account: await timeOf(() => store.account(user)),
    standing: await timeOf(() => store.standing(user, now)),
    partner: await timeOf(() => store.partner(user)),
  };
}

/** The median by the clock, in ms. */
export async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const begin = performance.now();
    await run();
    times.push(performance.now() - begin);
  }
  return median(times);
}

/** As `selectGroups` of db/groups/groups.ts, but for the messages. */
const keptGroups = `
  select g.id, g.name, g.formed_at, g.why, mine.user_id, mine.first_seq, mine.read_seq, k.last, k.unread,
    (select jsonb_agg(jsonb_build_object(
      'id', m.user_id, 'username', u.username, 'birth_date', u.birth_date, 'sex', u.sex,
      'first_seq', m.first_seq, 'read_seq', m.read_seq, 'left_at', m.left_at, 'came_with', m.came_with,
      'asked', exists (select from rematch_wishes where user_id = mine.user_id and other_id = m.user_id),
      'asks', exists (select from rematch_wishes where user_id = m.user_id and other_id = mine.user_id)
    ) order by m.position)
    from members m join users u on u.id = m.user_id
    where m.group_id = mine.group_id and (m.left_at is null or m.left_seq > mine.first_seq)) as members,
    (select jsonb_build_object('id', t.id, 'since', t.since) from tickets t
      where t.seat = mine.group_id and t.closed_at is null limit 1) as seat
  from members mine join groups g on g.id = mine.group_id
  join kept_members k on k.user_id = mine.user_id and k.group_id = mine.group_id
  where mine.user_id = $1 and mine.left_at is null order by k.last_arrival desc nulls last`;

/** What the unread texts take of it. */
const unreadAlone = `
  select (
    select count(*) from messages x
    where x.group_id = mine.group_id and x.seq > mine.read_seq and x.seq >= mine.first_seq
      and x.kind = 'text' and x.by <> mine.user_id and x.content->>'erased' = 'false'
  ) from members mine where mine.user_id = $1 and mine.left_at is null`;

const unreadUpTo100 = `
  select (
    select count(*) from (
      select from messages x
      where x.group_id = mine.group_id and x.seq > mine.read_seq and x.seq >= mine.first_seq
        and x.kind = 'text' and x.by <> mine.user_id and x.content->>'erased' = 'false'
      limit 100
    ) counted
  ) from members mine where mine.user_id = $1 and mine.left_at is null`;

const together = 200;
const hellos = 3_000;

/** Users of one group each say hello, many at a time, as after the loss of a node. */
async function measureStorm({ store, cost }: Arena, { users }: World): Promise<void> {
  const now = new Date().toISOString();
  const hello = (user: UserId) =>
    Promise.all([
      store.account(user),
      store.standing(user, now),
      store.groups(user),
      store.partner(user),
    ]);
  let next = 0;
  const { ms, cpuMs } = await cost(() =>
    Promise.all(Array.from({ length: together }, async () => {
      while (next < hellos) await hello(users[next++ * 7 % users.length] ?? "" as UserId);
    }))
  );
  console.log(
    `${hellos} hellos of users in three groups of some 30 messages, none read, ${together} at a time: ` +
      `${(hellos / ms * 1_000).toFixed(0)} a second, Postgres' CPU ${
        (cpuMs / hellos * 1_000).toFixed(0)
      } µs each`,
  );
}
