// Forming groups of open tickets, many in one transaction. A trio that cannot be formed is found by
// halving the batch, and does not keep the others from being formed. The database's guard on
// `members` has the last word on who may be together.

import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { GroupId, TicketId, UserId } from "../../protocol/domain.ts";
import { cameTogether } from "../../protocol/came_together.ts";
import { groupSize } from "../../protocol/rules.ts";
import { insertMessages } from "../groups/messages.ts";
import { criteriaColumns } from "./criteria.ts";
import { lockUsers } from "../people/users.ts";
import type { DB } from "../schema.ts";
import { idArray } from "../sql/sql.ts";
import type { NewGroup, TicketStore, Used } from "../store/tickets.ts";

export function formStore(db: Kysely<DB>) {
  return { formGroups: (groups) => formGroups(db, groups) } satisfies Partial<TicketStore>;
}

/** The guard's constraints: their violation is an expected refusal, not a fault. */
const guards: ReadonlySet<unknown> = new Set([
  "members_wall",
  "members_blocked",
  "members_device",
  "members_barred",
  "members_together",
  "members_profile",
  "members_language",
  "members_bot",
]);

/** Throws unless each group is of three users. */
async function formGroups(db: Kysely<DB>, groups: readonly NewGroup[]): Promise<boolean[]> {
  for (const { tickets } of groups) {
    const users = new Set(tickets.map(({ user }) => user));
    if (tickets.length !== groupSize || users.size !== groupSize) {
      throw new Error(`A group is formed of "${groupSize}" users, not of "${users.size}"`);
    }
  }
  return await formParts(db, groups);
}

/**
 * Where not all can be formed, each half by itself, the first one first: the answers are as if each
 * group were formed alone, in order.
 */
async function formParts(db: Kysely<DB>, groups: readonly NewGroup[]): Promise<boolean[]> {
  if (groups.length === 0) return [];
  if (areDisjoint(groups) && await unlessRefused(() => formAll(db, groups))) {
    return groups.map(() => true);
  }
  if (groups.length === 1) return [false];
  const middle = Math.ceil(groups.length / 2);
  return [
    ...await formParts(db, groups.slice(0, middle)),
    ...await formParts(db, groups.slice(middle)),
  ];
}

/** Whether no ticket is in two groups. */
function areDisjoint(groups: readonly NewGroup[]): boolean {
  const used = new Map<TicketId, GroupId>();
  return groups.every(({ id, tickets }) =>
    tickets.every((ticket) => {
      const other = used.get(ticket.id);
      used.set(ticket.id, id);
      return other === undefined || other === id;
    })
  );
}

/** Null: the transaction was rolled back, since a ticket is gone or by the guard. */
export async function unlessRefused<T>(run: () => Promise<T>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof TicketGone || guards.has(constraintOf(error))) return null;
    throw error;
  }
}

/** Rolls the transaction back. */
export class TicketGone extends Error {}

async function formAll(db: Kysely<DB>, groups: readonly NewGroup[]): Promise<true> {
  return await db.transaction().execute(async (tx): Promise<true> => {
    const accounts = await lockUsers(
      tx,
      groups.flatMap(({ tickets }) => tickets.map(({ user }) => user)),
    );
    const nameOf = (user: UserId) => accounts.get(user)?.user.username;
    const entries = groups.flatMap(({ id, at, tickets }) =>
      tickets.map((used, position) => ({ ...used, group: id, at, position, first_seq: 1 }))
    );
    await enter(
      tx,
      entries,
      sql`founded as (${insertGroups(groups, nameOf)}), said as (${insertFormed(groups)}),`,
    );
    return true;
  });
}

function insertGroups(
  groups: readonly NewGroup[],
  nameOf: (user: UserId) => string | undefined,
): RawBuilder<unknown> {
  const rows = groups.map(({ id, at, why, tickets }) => (
    { id, name: tickets.map(({ user }) => nameOf(user)).join(", "), formed_at: at, why }
  ));
  return sql`
    insert into groups (id, name, formed_at, why)
    select id, name, formed_at, why from jsonb_to_recordset(${
    JSON.stringify(rows)
  }::text::jsonb) as r(
      id uuid, name text, formed_at timestamptz, why jsonb
    )`;
}

/** The first message of each group. */
function insertFormed(groups: readonly NewGroup[]): RawBuilder<unknown> {
  return insertMessages(groups.map(({ id: group, messageId: id, at, tickets }) => {
    const members = tickets.map(({ user }) => user);
    const together = cameTogether(tickets);
    const message = { seq: 1, kind: "formed", id, by: null, at, members } as const;
    return { group, message: together === null ? message : { ...message, together } };
  }));
}

/** One user enters a group. */
export interface Entry extends Used {
  readonly group: GroupId;
  readonly at: string;
  readonly position: number;
  readonly first_seq: number;
}

/**
 * Closes the entries' tickets, makes their users members and ends their partnerships, all by one
 * statement; `besides` are more parts of its `with` clause, each followed by a comma. No ticket may
 * be in entries of two groups. Throws TicketGone unless each ticket is open and awake and exactly
 * its people enter by it, each asking for what it was matched by, and what the database's guard
 * throws.
 */
export async function enter(
  tx: Transaction<DB>,
  entries: readonly Entry[],
  besides: RawBuilder<unknown> = sql``,
): Promise<void> {
  // Entries are found by their position in arrays: a join, planned while the table was small, would
  // compare each entry with each ticket.
  const { rows } = await sql<{ readonly closed: number; readonly named: number }>`
    with ${besides} entries as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(entryRows(entries))}::text::jsonb) as e(
        id uuid, "user" uuid, "group" uuid, at timestamptz, position smallint, first_seq bigint, came_with uuid,
        sex text, age smallint, widen boolean, widen_sex boolean, bots boolean
      )
    ), used as materialized (
      select array_agg(id) as ids, array_agg("group") as groups, array_agg(at) as times,
        array_agg("user") as users, array_agg(concat_ws(' ', id, sex, age, widen, widen_sex, bots)) as asked
      from entries
    ), closed as (
      update tickets t set closed_at = times[array_position(ids, t.id)], group_id = groups[array_position(ids, t.id)]
      from used
      where t.id = any(${idArray(entries.map(({ id }) => id))}) and ${isOpenAndAwake}
      returning asked[array_position(users, t.user_id)]
        = concat_ws(' ', t.id, t.sex, t.age, t.widen, t.widen_sex, t.bots) as named
    ), added as (
      insert into members (group_id, user_id, position, joined_at, first_seq, read_seq, came_with, is_unshown)
      select "group", "user", position, at, first_seq, first_seq - 1, came_with, first_seq > 1 from entries
      where (select count(*) from closed) = ${entries.length}::int
    ), parted as (
      delete from partners where user_id = any(${idArray(entries.map(({ user }) => user))})
    )
    select count(*) as closed, count(*) filter (where named) as named from closed`.execute(tx);
  const { closed, named } = rows[0] ?? {};
  if (closed !== entries.length || named !== entries.length) throw new TicketGone();
}

/** Each with the other one on the ticket. */
function entryRows(entries: readonly Entry[]) {
  const byTicket = Map.groupBy(entries, ({ id }) => id);
  return entries.map(({ criteria, ...entry }) => {
    const partner = byTicket.get(entry.id)?.find(({ user }) => user !== entry.user);
    return { ...entry, ...criteriaColumns(criteria), came_with: partner?.user ?? null };
  });
}

/**
 * An open ticket that is awake, and no seat. Not by "is null", for which an index of open tickets,
 * or of tickets that are no seats, would serve: while the planner believes that there are few, it
 * would read all of them, and look for each in the list of ids.
 */
const isOpenAndAwake = sql`num_nonnulls(t.closed_at, t.seat, t.slept_at) = 0`;

function constraintOf(error: unknown): unknown {
  return error instanceof Error && "constraint" in error ? error.constraint : undefined;
}
