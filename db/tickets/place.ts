// Placing tickets, many at once: hundreds take as many statements as one.

import { type Kysely, sql, type Transaction } from "kysely";
import type { Instant, UserId } from "../../protocol/domain.ts";
import { canHaveThird } from "../../protocol/feasibility.ts";
import { suspensionAt } from "../../protocol/suspension.ts";
import type { DB, TicketsTable } from "../schema.ts";
import { accountOf, type Parties, partyOf, withParties } from "../sql/party_locks.ts";
import type { NewTicket, OpenTicket, Placed, TicketStore } from "../store/tickets.ts";
import { criteriaColumns, type CriteriaRow } from "./criteria.ts";
import { type OpenRow, type WaitStatusRow, withRelations } from "./tickets.ts";

export function placeStore(db: Kysely<DB>) {
  return {
    placeTickets: (tickets, metSince) => placeTickets(db, tickets, metSince),
  } satisfies Partial<TicketStore>;
}

/** Throws when a user is named twice, or does not exist. */
async function placeTickets(
  db: Kysely<DB>,
  asked: readonly NewTicket[],
  metSince: Instant | null,
): Promise<Placed[]> {
  const users = asked.map(({ user }) => user);
  if (new Set(users).size !== users.length) {
    throw new Error("Each user may be named once");
  }
  if (users.length === 0) return [];
  return await withParties(db, users, async (tx, parties) => {
    const refusals = asked.map((ticket) => refusalOf(parties, ticket));
    const rows = rowsOf(asked.filter((_, at) => refusals[at] === null), parties);
    const written = rows.length > 0 ? await writeRows(tx, rows) : [];
    const open = byUser(
      await withRelations(tx, written.map((row) => openRowOf(row, parties)), metSince),
    );
    return asked.map(({ user }, at) => {
      const code = refusals[at];
      return code ? { type: "refused", code } : { type: "placed", ticket: ticketOf(open, user) };
    });
  });
}

/** The criteria of a user who has a partner must suit both. */
function refusalOf(parties: Parties, { user, criteria, at }: NewTicket) {
  if (suspensionAt(accountOf(parties, user).suspension, at) !== null) return "suspended";
  const people = partyOf(parties, user)
    .map((each) => ({ ...accountOf(parties, each), criteria }));
  if (people.some(({ profile }) => profile === null)) return "profile_required";
  if (criteria.sex === "same" && people.some(({ profile }) => profile?.sex === null)) {
    return "sex_undisclosed";
  }
  return canHaveThird(people, at.slice(0, 10)) ? null : "no_third";
}

type Row = Pick<TicketsTable, "id" | "user_id" | "since"> & Omit<CriteriaRow, "bots"> & {
  /** Null: the user has not asked now. */
  readonly bots: boolean | null;
};

type Written = Row & CriteriaRow & WaitStatusRow;

/**
 * One for each of the people. Where both partners ask, the id and the time of the first ticket
 * hold, and the criteria of the last. Only whether bots are let in is each one's own.
 */
function rowsOf(placed: readonly NewTicket[], parties: Parties): Row[] {
  const rows = new Map<UserId, Row>();
  for (const { id, user, criteria, at } of placed) {
    const first = rows.get(user) ?? { id, since: at };
    for (const each of partyOf(parties, user)) {
      const columns = criteriaColumns(criteria);
      const bots = each === user ? columns.bots : rows.get(each)?.bots ?? null;
      rows.set(each, {
        id: first.id,
        since: first.since,
        user_id: each,
        ...columns,
        bots,
      });
    }
  }
  return [...rows.values()];
}

/**
 * The rows as they are afterwards: an open ticket keeps its id and its times, and may sleep. Who
 * has not asked now lets bots in where their open ticket does.
 */
async function writeRows(tx: Transaction<DB>, rows: readonly Row[]): Promise<Written[]> {
  const { rows: written } = await sql<Written>`
    insert into tickets (id, user_id, sex, age, widen, widen_sex, bots, since)
    select id, user_id, sex, age, widen, widen_sex, coalesce(bots, (
      select t.bots from tickets t
      where t.user_id = r.user_id and t.closed_at is null and t.seat is null
    ), false), since
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(
      id uuid, user_id uuid, sex text, age smallint, widen boolean, widen_sex boolean, bots boolean, since timestamptz
    )
    on conflict (user_id) where closed_at is null and seat is null do update
    set sex = excluded.sex, age = excluded.age, widen = excluded.widen, widen_sex = excluded.widen_sex,
      bots = excluded.bots
    returning id, user_id, sex, age, widen, widen_sex, bots, since, slept_at, woken_at, is_alone`
    .execute(
      tx,
    );
  return written;
}

function openRowOf({ sex, ...row }: Written, parties: Parties): OpenRow {
  const { user: { username, bot = false }, profile, presence } = accountOf(parties, row.user_id);
  return {
    ...row,
    criteria_sex: sex,
    seat: null,
    place_of: null,
    username,
    bot,
    birth_date: profile?.birthDate ?? null,
    sex: profile?.sex ?? null,
    languages: profile?.languages ?? null,
    interests: profile?.interests ?? [],
    about_self: profile?.about ?? null,
    presence,
  };
}

function byUser(tickets: readonly OpenTicket[]): Map<UserId, OpenTicket> {
  return new Map(tickets.flatMap((ticket) => ticket.seekers.map(({ user }) => [user.id, ticket])));
}

function ticketOf(open: ReadonlyMap<UserId, OpenTicket>, user: UserId): OpenTicket {
  const ticket = open.get(user);
  if (ticket === undefined) {
    throw new Error(`The ticket of "${user}" is not open just after it was placed`);
  }
  return ticket;
}
