// Forming groups of three tickets: by the program's own statement, whose guard looks at all rows of
// a statement at once, with a guard that looks at each row, and by one statement for each table.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type { Criteria, GroupId, MessageId, TicketId, UserId } from "../../protocol/domain.ts";
import type { NewGroup } from "../../db/store/tickets.ts";
import { insertMessages } from "../../db/groups/messages.ts";
import { median } from "../support/statistics.ts";
import type { Arena } from "./arena.ts";

/** Groups for each figure. */
const formed = 300;
const criteria: Criteria = { sex: "any", age: null, widen: false };
const at = "2026-11-29T10:00:00.000Z";
const why = { ages: [36, 36, 36], sexes: "any" } as unknown as NewGroup["why"];

export async function measureForming(arena: Arena): Promise<void> {
  const { run } = arena;
  await timeForming(arena, "the guard of a statement", byStore);
  await timeForming(arena, "a statement for each table", byTables);
  const refusals = await refusalsOf(arena);
  await run("drop trigger members_guard_added on members");
  await timeForming(arena, "no guard", byStore);
  await run(
    `create trigger members_guard_each before insert on members
     for each row when (new.left_at is null) execute function guard_members()`,
  );
  await timeForming(arena, "the guard of a row", byStore);
  assert.deepEqual(await refusalsOf(arena), refusals);
  console.log(`both guards refuse: ${refusals.join(", ")}`);
  await run("drop trigger members_guard_each on members");
  await run(
    `create trigger members_guard_added after insert on members
     referencing new table as added for each statement execute function guard_added_members()`,
  );
}

type Form = (arena: Arena, groups: readonly NewGroup[]) => Promise<unknown>;

const byStore: Form = async ({ store }, groups) => {
  const formed = await store.formGroups(groups);
  assert(formed.every(Boolean), "A group was refused");
};

/** As `formAll` and `enter` of db/tickets/form.ts, without statements that write several tables. */
const byTables: Form = async ({ run, db }, groups) => {
  const used = groups.flatMap(({ id, tickets }) => tickets.map((one) => ({ ...one, group: id })));
  const users = used.map(({ user }) => user);
  await run("begin");
  await run("select id from users where id = any($1::uuid[]) order by id for no key update", [
    users,
  ]);
  await run(
    `insert into groups (id, name, formed_at) select id, 'x', $2 from unnest($1::uuid[]) as g(id)`,
    [groups.map(({ id }) => id), at],
  );
  const message = insertMessages(groups.map(({ id: group, messageId: id }) => (
    { group, message: { seq: 1, kind: "formed", id, by: null, at, members: [] } }
  ))).compile(db);
  await run(message.sql, message.parameters);
  const closed = await run(
    `update tickets t set closed_at = $3, group_id = u."group"
     from unnest($1::uuid[], $2::uuid[]) as u(id, "group")
     where t.id = u.id and closed_at is null and seat is null returning user_id`,
    [used.map(({ id }) => id), used.map(({ group }) => group), at],
  );
  assert.equal(closed.length, used.length);
  await run(
    `insert into members (group_id, user_id, position, joined_at, first_seq, read_seq)
     select g, u, (at - 1) % 3, $3, 1, 0
     from unnest($1::uuid[], $2::uuid[]) with ordinality as e(g, u, at)`,
    [used.map(({ group }) => group), users, at],
  );
  await run("delete from partners where user_id = any($1::uuid[])", [users]);
  await run("commit");
};

async function timeForming(arena: Arena, name: string, form: Form): Promise<void> {
  for (const count of [1, 100]) {
    const all: NewGroup[][] = [];
    for (let run = 0; run < formed / count; run++) all.push(await openTickets(arena, count));
    const times: number[] = [];
    const { cpuMs } = await arena.cost(async () => {
      for (const groups of all) {
        const begin = performance.now();
        await form(arena, groups);
        times.push(performance.now() - begin);
      }
    });
    const text = `${median(times).toFixed(1)} ms, Postgres' CPU ${(cpuMs / formed).toFixed(2)} ms`;
    console.log(`form ${count} at a time, ${name}: ${text} a group`);
  }
}

/** Tickets of strangers for so many groups. */
async function openTickets({ run }: Arena, count: number): Promise<NewGroup[]> {
  const groups = Array.from({ length: count }, (): NewGroup => ({
    id: v7() as GroupId,
    messageId: v7() as MessageId,
    at,
    why,
    tickets: [0, 1, 2].map(() => ({ id: v7() as TicketId, user: v7() as UserId, criteria })),
  }));
  const tickets = groups.flatMap((group) => group.tickets);
  await run(
    `insert into users (id, username, username_key, password_hash, birth_date, sex, created_at)
     select id, id::text, id::text, 'none', '1990-05-17', 'other', now()
     from unnest($1::uuid[]) as u(id)`,
    [tickets.map(({ user }) => user)],
  );
  await run(
    `insert into tickets (id, user_id, sex, age, widen, since)
     select id, user_id, 'any', null, false, now() from unnest($1::uuid[], $2::uuid[]) as t(id, user_id)`,
    [tickets.map(({ id }) => id), tickets.map(({ user }) => user)],
  );
  return groups;
}

/** What a guard says of those who must not come together. */
async function refusalsOf(arena: Arena): Promise<string[]> {
  const { run } = arena;
  const refusals: string[] = [];
  const spoil: readonly ((users: readonly UserId[]) => Promise<unknown>)[] = [
    ([user]) => run("update users set birth_date = '2012-01-01' where id = $1", [user]),
    ([user]) => run("update users set birth_date = null, sex = null where id = $1", [user]),
    ([a, b]) => run("insert into blocks (blocker, blocked, at) values ($1, $2, now())", [a, b]),
  ];
  for (const change of spoil) {
    const [group] = await openTickets(arena, 1);
    const users = group?.tickets.map(({ user }) => user) ?? [];
    await change(users);
    await run("begin");
    await run("insert into groups (id, name, formed_at) values ($1, 'x', now())", [group?.id]);
    try {
      await run(
        `insert into members (group_id, user_id, position, joined_at, first_seq, read_seq)
         select $1, u, at - 1, now(), 1, 0 from unnest($2::uuid[]) with ordinality as e(u, at)`,
        [group?.id, users],
      );
      refusals.push("none");
    } catch (error) {
      refusals.push(String(Object(error).constraint));
    }
    await run("rollback");
  }
  return refusals;
}
