// Tickets: who waits to be matched, and with whom each may not be. Closed ones are kept.

import { type Kysely, sql, type Transaction } from "kysely";
import type { GroupId, Instant, TicketId, UserId } from "../actors/protocol.ts";
import type { DB, TicketsTable, UsersTable } from "./schema.ts";
import type { NewTicket, OpenTicket } from "./store.ts";
import { lockUser, toProfile } from "./users.ts";

/** Tickets read by one statement. */
const pageSize = 10_000;

/** Opens a ticket, or gives the open one new criteria, with its user locked. */
export async function placeTicket(
  tx: Transaction<DB>,
  ticket: NewTicket,
): Promise<OpenTicket | "profile_required" | "sex_undisclosed"> {
  const { profile } = await lockUser(tx, ticket.user);
  if (profile === null) return "profile_required";
  if (ticket.criteria.sex === "same" && profile.sex === null) return "sex_undisclosed";
  const { sex, age, widen, widenSex = false } = ticket.criteria;
  const criteria = { sex, age, widen, widen_sex: widenSex };
  await tx.insertInto("tickets")
    .values({ id: ticket.id, user_id: ticket.user, ...criteria, since: ticket.at })
    .onConflict((conflict) => conflict.column("user_id").where("closed_at", "is", null).doUpdateSet(criteria))
    .execute();
  const placed = await findOpenTicket(tx, ticket.user);
  if (placed === null) throw new Error(`The ticket "${ticket.id}" is not open just after it was placed`);
  return placed;
}

/** False when none was open. */
export async function withdrawTicket(db: Kysely<DB>, user: UserId, at: Instant): Promise<boolean> {
  const row = await db.updateTable("tickets").set({ closed_at: at })
    .where("user_id", "=", user).where("closed_at", "is", null).returning("id").executeTakeFirst();
  return row !== undefined;
}

/** Closes the named ones of these that are still open, and says how many those were. */
export async function closeTickets(
  tx: Transaction<DB>,
  tickets: readonly { readonly id: TicketId; readonly user: UserId }[],
  close: { readonly group: GroupId; readonly at: Instant },
): Promise<number> {
  const rows = await tx.updateTable("tickets").set({ closed_at: close.at, group_id: close.group })
    .where("closed_at", "is", null)
    .where(({ eb, or }) => or(tickets.map(({ id, user }) => eb("id", "=", id).and("user_id", "=", user))))
    .returning("id").execute();
  return rows.length;
}

export async function findOpenTicket(db: Kysely<DB>, user: UserId): Promise<OpenTicket | null> {
  const row = await selectOpen(db).where("tickets.user_id", "=", user).executeTakeFirst();
  return row === undefined ? null : toTicket(row, await findApart(db, [user]));
}

/** Every open ticket, the oldest first; read in runs, so that no statement takes long. */
export async function findOpenTickets(db: Kysely<DB>): Promise<OpenTicket[]> {
  const found: OpenTicket[] = [];
  for (let full = true; full;) {
    const last = found.at(-1);
    const rows = await selectOpen(db)
      .$if(
        last !== undefined,
        (query) => query.where(sql<boolean>`(tickets.since, tickets.id) > (${last?.since}, ${last?.id})`),
      )
      .orderBy("tickets.since").orderBy("tickets.id").limit(pageSize).execute();
    const apart = await findApart(db, rows.map(({ user_id }) => user_id));
    found.push(...rows.map((row) => toTicket(row, apart)));
    full = rows.length === pageSize;
  }
  return found;
}

function selectOpen(db: Kysely<DB>) {
  return db.selectFrom("tickets").innerJoin("users", "users.id", "tickets.user_id")
    .select(["tickets.id", "user_id", "tickets.sex as wish", "tickets.age", "widen", "widen_sex", "since"])
    .select(["username", "birth_date", "users.sex"])
    .where("closed_at", "is", null);
}

/** For those of the users who have any, whom each may not be in a group with. */
async function findApart(db: Kysely<DB>, users: readonly UserId[]): Promise<Map<UserId, readonly UserId[]>> {
  const { rows } = await sql<{ readonly id: UserId; readonly apart: readonly UserId[] }>`
    with asked as (select value::uuid as id from jsonb_array_elements_text(${
    JSON.stringify(users)
  }::text::jsonb)),
    pairs as (
      select id, blocked as other from asked join blocks on blocker = id
      union select id, blocker from asked join blocks on blocked = id
      union select id, theirs.user_id
      from asked join members mine on mine.user_id = id and mine.left_at is null
      join members theirs on theirs.group_id = mine.group_id and theirs.left_at is null and theirs.user_id <> id
    )
    select id, jsonb_agg(other order by other) as apart from pairs group by id`.execute(db);
  return new Map(rows.map(({ id, apart }) => [id, apart]));
}

type OpenRow =
  & Pick<TicketsTable, "id" | "user_id" | "age" | "widen" | "since">
  & { readonly widen_sex: boolean }
  & Pick<UsersTable, "username" | "birth_date" | "sex">
  & { readonly wish: TicketsTable["sex"] };

function toTicket(row: OpenRow, apart: ReadonlyMap<UserId, readonly UserId[]>): OpenTicket {
  const profile = toProfile(row);
  if (profile === null) throw new Error(`The ticket "${row.id}" is open, and its user has no profile`);
  return {
    id: row.id,
    user: { id: row.user_id, username: row.username },
    profile,
    criteria: { sex: row.wish, age: row.age, widen: row.widen, ...(row.widen_sex && { widenSex: true }) },
    since: row.since,
    apart: apart.get(row.user_id) ?? [],
  };
}
