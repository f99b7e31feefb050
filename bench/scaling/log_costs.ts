// What the log costs: bytes and processor time of a message, and of a page of a log.

import { v7 } from "uuid";
import { insertMessages } from "../../db/groups/messages.ts";
import type { NewMessage } from "../../db/store/logs.ts";
import type { GroupId, MessageId, UserId } from "../../protocol/domain.ts";
import { Random } from "../../tools/random.ts";
import { quantile } from "../support/statistics.ts";
import type { Arena } from "./arena.ts";

export interface World {
  readonly groups: readonly GroupId[];
  /** As many as groups: each is in three groups, and no two share two. */
  readonly users: readonly UserId[];
  /** The next seq of each group. */
  readonly heads: Map<GroupId, number>;
}

const batch = 500;
/** The group at a place has the users that stand so far before it. */
const offsets = [0, 7, 31] as const;

export function membersOf({ users }: World, at: number): UserId[] {
  return offsets.flatMap((offset) => users[(at - offset + users.length) % users.length] ?? []);
}

export async function measureLog(
  arena: Arena,
  size: { readonly messages: number; readonly groups: number },
): Promise<World> {
  const world = await fillGroups(arena, size.groups);
  const random = new Random(1);
  const filled = await arena.cost(() => addMessages(arena, world, { ...size, batch, random }));
  console.log(
    `${size.messages} messages, ${batch} a statement: ${perMessage(filled, size.messages)}`,
  );
  await arena.run("vacuum analyze");
  await printSizes(arena);
  for (const each of [1, 10, 100, 500]) {
    const count = Math.min(20_000, each * 500);
    await arena.run("checkpoint");
    const warm = await arena.cost(() =>
      addMessages(arena, world, { messages: count, batch: each, random })
    );
    console.log(`after a checkpoint, ${each} a statement: ${perMessage(warm, count)}`);
  }
  await measurePages(arena, world);
  return world;
}

function perMessage({ ms, cpuMs, walBytes }: Awaited<ReturnType<Arena["cost"]>>, count: number) {
  const [wall, cpu] = [ms, cpuMs].map((time) => `${(time * 1_000 / count).toFixed(1)} µs`);
  return `${wall}, Postgres' CPU ${cpu}, WAL ${(walBytes / count).toFixed(0)} bytes a message`;
}

/** Without the guard's checks, which would take longer than all the rest. */
export async function fillGroups({ run }: Arena, count: number): Promise<World> {
  const groups = Array.from({ length: count }, () => v7() as GroupId);
  const users = Array.from({ length: count }, () => v7() as UserId);
  const world = { groups, users, heads: new Map() };
  await run("set session_replication_role = replica");
  await run(
    `insert into users (id, username, username_key, password_hash, birth_date, sex, created_at)
     select id, 'user-' || at, 'user-' || at, 'none', '1990-05-17', 'other', now()
     from unnest($1::uuid[]) with ordinality as u(id, at)`,
    [users],
  );
  await run(
    `insert into groups (id, name, formed_at)
     select id, 'Anna, Bea, Cleo', now() from unnest($1::uuid[]) as g(id)`,
    [groups],
  );
  await run(
    `insert into members (group_id, user_id, position, joined_at, first_seq, read_seq)
     select g.id, m.id, (m.at - 1) % 3, now(), 1, 0
     from unnest($1::uuid[]) with ordinality as m(id, at)
     join unnest($2::uuid[]) with ordinality as g(id, at) on g.at = (m.at - 1) / 3 + 1`,
    [groups.flatMap((_, at) => membersOf(world, at)), groups],
  );
  await run("set session_replication_role = origin");
  return world;
}

interface Load {
  readonly messages: number;
  /** Messages of one statement. */
  readonly batch: number;
  readonly random: Random;
}

/** Groups speak in an order by chance: pages of the indexes are met as in a service in use. */
export async function addMessages(
  arena: Pick<Arena, "db">,
  world: World,
  load: Load,
): Promise<void> {
  for (let done = 0; done < load.messages; done += load.batch) {
    const count = Math.min(load.batch, load.messages - done);
    const added = Array.from({ length: count }, () => nextText(world, load.random));
    await insertMessages(added).execute(arena.db);
  }
}

/** A text of 75 letters, as in the bench of the chat. */
export function nextText(world: World, random: Random): NewMessage {
  const { groups, heads } = world;
  const at = random.below(groups.length);
  const group = groups[at] ?? "" as GroupId;
  const seq = (heads.get(group) ?? 0) + 1;
  heads.set(group, seq);
  const message = {
    seq,
    kind: "text",
    id: v7() as MessageId,
    by: random.pick(membersOf(world, at)) ?? "" as UserId,
    at: "2026-11-29T10:00:00.000Z",
    text: "x".repeat(75),
    editedAt: null,
    erased: false,
    reply: null,
  } as const;
  return { group, message };
}

async function printSizes({ run }: Arena): Promise<void> {
  const rows = await run<{ kind: string; bytes: number; count: string }>(
    `select case when i.indrelid is null then 'table' when i.indisprimary then 'primary key'
       else 'messages_once' end as kind,
       sum(pg_relation_size(c.oid))::float8 as bytes,
       (select count(*) from messages) as count
     from pg_class c left join pg_index i on i.indexrelid = c.oid
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'i')
       and coalesce(i.indrelid, c.oid) in (
         select 'messages'::regclass union select relid from pg_partition_tree('messages')
       )
     group by 1 order by 1`,
  );
  for (const { kind, bytes, count } of rows) {
    console.log(`bytes a message, ${kind}: ${(bytes / Number(count)).toFixed(0)}`);
  }
  const [cached] = await run<{ bytes: number }>(
    "select pg_database_size(current_database())::float8 as bytes",
  );
  console.log(`database: ${((cached?.bytes ?? NaN) / 2 ** 20).toFixed(0)} MiB`);
}

const pages = 2_000;

async function measurePages({ store, cost }: Arena, { groups, users }: World): Promise<void> {
  const random = new Random(2);
  const times: number[] = [];
  const { cpuMs } = await cost(async () => {
    for (let page = 0; page < pages; page++) {
      const at = random.below(groups.length);
      const begin = performance.now();
      await store.messages(users[at] ?? "" as UserId, groups[at] ?? "" as GroupId, {
        before: null,
        limit: 50,
      });
      times.push(performance.now() - begin);
    }
  });
  times.sort((a, b) => a - b);
  console.log(
    `the last page of a log: p50 ${quantile(times, 0.5).toFixed(2)} ms, p99 ${
      quantile(times, 0.99).toFixed(2)
    } ms, Postgres' CPU ${(cpuMs / pages).toFixed(2)} ms`,
  );
}
