// Open tickets as their users are shown them, without what only matching needs.

import { type Kysely, sql, type SqlBool } from "kysely";
import type { Instant, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import { createBatchLoader, perRow } from "../sql/batch_loader.ts";
import { idArray } from "../sql/sql.ts";
import type { Waiting } from "../store/samples.ts";
import type { OwnTicket, TicketStore, WaitingUsers } from "../store/tickets.ts";
import { type OpenRow, selectOpen, toOwner, waitStatusOf } from "./tickets.ts";

export function ownTicketStore(db: Kysely<DB>) {
  return {
    ownTicket: createBatchLoader(
      (users: readonly UserId[]) => findOwnTickets(db, users),
      perRow,
    ),
    countWaiting: () => countWaiting(db),
    waitingNow: (now) => waitingNow(db, now),
  } satisfies Partial<TicketStore>;
}

/** By a list of ids: a join, planned while the table was small, would read every open ticket. */
async function findOwnTickets(
  db: Kysely<DB>,
  users: readonly UserId[],
): Promise<Map<UserId, OwnTicket>> {
  const rows = await selectOpen(db).where("seat", "is", null).where(sql<SqlBool>`
    tickets.id = any(array(
      select id from tickets where user_id = any(${
    idArray(users)
  }) and closed_at is null and seat is null
    ))`).execute();
  const tickets = Map.groupBy(rows, ({ id }) => id).values().flatMap(toOwnTicket);
  return new Map(
    tickets.flatMap((ticket) => ticket.owners.map(({ user }) => [user.id, ticket] as const)),
  );
}

/** The rows are of one ticket. */
function toOwnTicket([first, second]: readonly OpenRow[]): OwnTicket[] {
  if (first === undefined) return [];
  const one = toOwner(first);
  const owners = second === undefined ? [one] as const : [one, toOwner(second)] as const;
  return [{ id: first.id, since: first.since, ...waitStatusOf(first), owners }];
}

async function countWaiting(db: Kysely<DB>): Promise<WaitingUsers> {
  return await db.selectFrom("tickets").innerJoin("users", "users.id", "user_id")
    .select(sql<number>`count(*) filter (where not bot)`.as("people"))
    .select(sql<number>`count(*) filter (where bot)`.as("bots"))
    .where("closed_at", "is", null).where("slept_at", "is", null).where("seat", "is", null)
    .executeTakeFirstOrThrow();
}

async function waitingNow(db: Kysely<DB>, now: Instant): Promise<Waiting> {
  const { rows: [row] } = await sql<Waiting>`
    select count(*) as people, round(percentile_cont(0.5) within group (order by ms)) as "medianMs",
      round(max(ms)) as "longestMs"
    from (
      select extract(epoch from ${now}::timestamptz - since)::float8 * 1000 as ms
      from tickets join users on users.id = user_id
      where not bot and closed_at is null and slept_at is null and seat is null
    ) as waits`.execute(db);
  return row ?? { people: 0, medianMs: null, longestMs: null };
}
