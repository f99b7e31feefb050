// Tickets as rows: one for each of a ticket's people; closed ones are kept.

import { type Expression, type Kysely, sql, type SqlBool } from "kysely";
import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";
import { type ProfileRow, toProfile } from "../people/users.ts";
import { toUser } from "../people/user_rows.ts";
import { type CriteriaRow, toCriteria } from "./criteria.ts";
import type { DB, TicketsTable, UsersTable } from "../schema.ts";
import { partyOf, withParties } from "../sql/party_locks.ts";
import type { OpenTicket, Seeker, TicketOwner, TicketStore, WaitStatus } from "../store/tickets.ts";
import { findRelations, type Relations, relationsOf, restsUntil } from "./ticket_relations.ts";

export function ticketStore(db: Kysely<DB>) {
  return {
    withdrawTicket: (user, at) => withdrawTicket(db, user, at),
    openTicket: (user, metSince) => findOpenTicket(db, user, metSince),
    openTickets: (metSince, onPage) => findOpenTickets(db, metSince, onPage),
  } satisfies Partial<TicketStore>;
}

/** Rows read by one statement, and made into tickets at once: more would keep others waiting. */
const pageSize = 2_000;

async function withdrawTicket(
  db: Kysely<DB>,
  user: UserId,
  at: Instant,
): Promise<readonly UserId[]> {
  return await withParties(db, [user], (tx, parties) => closeOwn(tx, partyOf(parties, user), at));
}

/** Closes the users' open tickets, but no seats. Answers whose they were, in the order of ids. */
export async function closeOwn(
  db: Kysely<DB>,
  users: readonly UserId[],
  at: Instant,
): Promise<UserId[]> {
  const rows = await db.updateTable("tickets").set({ closed_at: at })
    .where("user_id", "in", users).where("closed_at", "is", null).where("seat", "is", null)
    .returning("user_id").execute();
  return rows.map(({ user_id }) => user_id).sort();
}

async function findOpenTicket(
  db: Kysely<DB>,
  user: UserId,
  metSince: Instant | null,
): Promise<OpenTicket | null> {
  return await readTicket(
    db,
    sql<SqlBool>`seat is null and tickets.id = (
      select id from tickets where user_id = ${user} and closed_at is null and seat is null
    )`,
    metSince,
  );
}

/** The open seat of a group, or null. */
export async function findSeat(
  db: Kysely<DB>,
  group: GroupId,
  metSince: Instant | null,
): Promise<OpenTicket | null> {
  return await readTicket(db, sql<SqlBool>`seat = ${group}`, metSince);
}

async function readTicket(
  db: Kysely<DB>,
  condition: Expression<SqlBool>,
  metSince: Instant | null,
): Promise<OpenTicket | null> {
  const [ticket] = await withRelations(
    db,
    await selectOpen(db).where(condition).execute(),
    metSince,
  );
  return ticket ?? null;
}

/** The tickets of these rows, the oldest first. */
export async function withRelations(
  db: Kysely<DB>,
  rows: readonly OpenRow[],
  metSince: Instant | null,
): Promise<OpenTicket[]> {
  const sorted = [...rows].sort(byPlace);
  return sorted.length === 0 ? [] : toTickets(sorted, await findRelationsOf(db, sorted, metSince));
}

/**
 * Every open ticket that is awake, as of one moment, the oldest first, with relations as of later
 * moments. Read in pages, so that no statement takes long; `onPage` is told how many tickets were
 * read so far.
 */
async function findOpenTickets(
  db: Kysely<DB>,
  metSince: Instant | null,
  onPage: (count: number) => void = () => {},
): Promise<OpenTicket[]> {
  const tickets: OpenTicket[] = [];
  // Made page by page: all at once they would keep everything else waiting.
  const addTickets = async (rows: readonly OpenRow[]) => {
    const relations = await findRelationsOf(db, rows, metSince);
    for (const ticket of toTickets(rows, relations)) tickets.push(ticket);
    onPage(tickets.length);
  };
  let adding = Promise.resolve();
  await db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(
    async (tx) => {
      let rows: readonly OpenRow[] = [];
      for (let isFull = true; isFull;) {
        const page = await readPage(tx, rows.at(-1));
        isFull = page.length === pageSize;
        rows = [...rows, ...page];
        // The last ticket may have another row on the next page.
        const open = isFull
          ? rows.findLastIndex(({ id }) => id !== rows.at(-1)?.id) + 1
          : rows.length;
        const whole = rows.slice(0, open);
        rows = rows.slice(open);
        adding = adding.then(() => addTickets(whole));
        // Awaited below: the next page is read meanwhile.
        adding.catch(() => {});
      }
    },
  );
  await adding;
  return tickets;
}

function readPage(db: Kysely<DB>, last: OpenRow | undefined): Promise<OpenRow[]> {
  return selectOpen(db).where("slept_at", "is", null).limit(pageSize).$if(
    last !== undefined,
    (query) => {
      const lastPlace = sql`(${last?.since}, ${last?.id}, ${last?.user_id})`;
      return query.where(sql<SqlBool>`(since, tickets.id, user_id) > ${lastPlace}`);
    },
  ).execute();
}

/** In the order of `byPlace`. */
export function selectOpen(db: Kysely<DB>) {
  return db.selectFrom("tickets").innerJoin("users", "users.id", "tickets.user_id")
    .select(["tickets.id", "user_id", "seat", "since"])
    .select(["tickets.sex as criteria_sex", "tickets.age", "widen", "widen_sex", "bots"])
    .select(["slept_at", "woken_at", "is_alone", "place_of"])
    .select(["username", "bot", "birth_date", "users.sex", "languages", "interests", "about_self"])
    .select("presence")
    .where("closed_at", "is", null).orderBy("since").orderBy("tickets.id").orderBy("user_id");
}

function findRelationsOf(
  db: Kysely<DB>,
  rows: readonly OpenRow[],
  metSince: Instant | null,
): Promise<Relations> {
  const users = rows.map(({ user_id }) => user_id);
  const seats = new Set(rows.map(({ seat }) => seat).filter((seat) => seat !== null));
  return findRelations(db, { users, seats: [...seats], metSince });
}

/** One of the people on an open ticket. */
export type OpenRow =
  & Pick<TicketsTable, "id" | "user_id" | "since" | "seat">
  & Omit<CriteriaRow, "sex">
  & WaitStatusRow
  & { readonly place_of: UserId | null }
  & Pick<UsersTable, "username">
  & { readonly bot: boolean }
  & ProfileRow
  & { readonly presence: boolean }
  & { readonly criteria_sex: TicketsTable["sex"] };

/** Both rows of a ticket have the same. */
export interface WaitStatusRow {
  readonly slept_at: Instant | null;
  readonly woken_at: Instant | null;
  readonly is_alone: boolean;
}

/** The oldest ticket first, and the rows of one ticket next to each other. */
function byPlace(a: OpenRow, b: OpenRow): number {
  return order(a.since, b.since) || order(a.id, b.id) || order(a.user_id, b.user_id);
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The rows are in the order of `byPlace`. */
function toTickets(rows: readonly OpenRow[], relations: Relations): OpenTicket[] {
  const tickets: OpenTicket[] = [];
  for (let at = 0; at < rows.length;) {
    const [first, second] = [rows[at], rows[at + 1]];
    if (first === undefined) break;
    const people = second?.id === first.id ? [first, second] as const : [first] as const;
    if (rows[at + people.length]?.id === first.id) {
      throw new Error(`The ticket "${first.id}" is of more than two`);
    }
    tickets.push(toTicket(people, relations));
    at += people.length;
  }
  return tickets;
}

function toTicket(
  people: readonly [OpenRow] | readonly [OpenRow, OpenRow],
  relations: Relations,
): OpenTicket {
  const [first, second] = people;
  const { id, since, seat } = first;
  const one = toSeeker(first, relations);
  const users = people.map(({ user_id }) => user_id);
  return {
    id,
    since,
    seekers: second === undefined ? [one] : [one, toSeeker(second, relations)],
    seat,
    ...waitStatusOf(first),
    restsUntil: restsUntil(relations, users, seat === null && users.length === 2),
    placeOf: first.place_of,
  };
}

export function waitStatusOf(
  { slept_at, woken_at: wokenAt, is_alone: alone }: WaitStatusRow,
): WaitStatus {
  return { asleep: slept_at !== null, wokenAt, alone };
}

function toSeeker(row: OpenRow, relations: Relations): Seeker {
  return {
    ...toOwner(row),
    ...relationsOf(relations, row.user_id, row.seat),
    ...(!row.presence && { hidesPresence: true }),
  };
}

export function toOwner(row: OpenRow): TicketOwner {
  const profile = toProfile(row);
  if (profile === null) {
    throw new Error(`The ticket "${row.id}" is open, and its user has no profile`);
  }
  const { user_id: id, username, bot, criteria_sex: sex, age, widen, widen_sex, bots } = row;
  return {
    user: toUser({ id, username, bot }),
    profile,
    criteria: toCriteria({ sex, age, widen, widen_sex, bots }),
  };
}
