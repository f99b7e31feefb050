// Joining: newcomers enter a group by its seat, at the end of its log, or nothing changes.

import type { Kysely, Transaction } from "kysely";
import { cameTogether } from "../../protocol/came_together.ts";
import type { JoinedMessage, LeftMessage, UserId } from "../../protocol/domain.ts";
import { groupSize } from "../../protocol/rules.ts";
import { addNext } from "../groups/messages.ts";
import { lockUsers } from "../people/users.ts";
import type { DB, TicketsTable } from "../schema.ts";
import type { NewJoin, SeatStore } from "../store/seats.ts";
import type { Asking } from "../store/tickets.ts";
import { criteriaColumns, criteriaNames, type CriteriaRow } from "./criteria.ts";
import { enter, TicketGone, unlessRefused } from "./form.ts";
import { isAwayStill } from "./away_places.ts";
import { lockGroup } from "../sql/group_lock.ts";

export function joinStore(db: Kysely<DB>) {
  return { joinGroup: (join) => joinGroup(db, join) } satisfies Partial<SeatStore>;
}

/** Throws unless one or two users join. */
async function joinGroup(
  db: Kysely<DB>,
  join: NewJoin,
): Promise<readonly (LeftMessage | JoinedMessage)[] | null> {
  const users = new Set(join.newcomers.map(({ user }) => user));
  if (users.size !== join.newcomers.length || users.size < 1 || users.size >= groupSize) {
    throw new Error(`One or two users join a group, not "${join.newcomers.length}"`);
  }
  return await unlessRefused(() => db.transaction().execute((tx) => joinAll(tx, join)));
}

async function joinAll(
  tx: Transaction<DB>,
  join: NewJoin,
): Promise<(LeftMessage | JoinedMessage)[]> {
  const { group, seat, seated, at, newcomers } = join;
  await lockUsers(tx, [...seated, ...newcomers].map(({ user }) => user));
  await lockGroup(tx, group);
  const place = await placeOf(tx, join);
  const members = await tx.selectFrom("members").select(["user_id", "position", "left_at"])
    .where("group_id", "=", group).orderBy("position").execute();
  const current = members.filter(({ left_at, user_id }) => left_at === null && user_id !== place);
  const wasMember = newcomers.some(({ user }) => members.some(({ user_id }) => user_id === user));
  if (wasMember || current.length + newcomers.length !== groupSize) throw new TicketGone();
  const closed = await tx.updateTable("tickets").set({ closed_at: at, group_id: group })
    .where("id", "=", seat).where("seat", "=", group).where("closed_at", "is", null)
    .where("slept_at", "is", null)
    .returning(["user_id", ...criteriaNames]).execute();
  if (closed.length !== current.length || closed.length !== seated.length) throw new TicketGone();
  if (!seated.every((asking) => closed.some((row) => isAsked(row, asking)))) {
    throw new TicketGone();
  }
  const left = place === null ? [] : [await leave(tx, join, place)];
  const together = cameTogether(newcomers);
  const joined: JoinedMessage[] = [];
  for (const { user, messageId } of newcomers) {
    const partner = together?.find((other) => other !== user);
    const draft = { kind: "joined", id: messageId, by: user, at } as const;
    joined.push(await addNext(tx, group, { ...draft, ...(partner && { with: partner }) }));
  }
  const position = (members.at(-1)?.position ?? -1) + 1;
  await enter(
    tx,
    newcomers.map(({ messageId: _, ...used }, number) => (
      { ...used, group, at, position: position + number, first_seq: joined[number]?.seq ?? 0 }
    )),
  );
  return [...left, ...joined];
}

/** Whether a row of the seat asks for this. */
function isAsked(
  row: CriteriaRow & Pick<TicketsTable, "user_id">,
  { user, criteria }: Asking,
): boolean {
  const asked = criteriaColumns(criteria);
  return row.user_id === user && criteriaNames.every((name) => row[name] === asked[name]);
}

/** The member whose place it is, who is away still; null: it is free. */
async function placeOf(
  tx: Transaction<DB>,
  { group, seat, away }: NewJoin,
): Promise<UserId | null> {
  const open = await tx.selectFrom("tickets")
    .innerJoin("members", (on) =>
      on.onRef("members.group_id", "=", "tickets.seat")
        .onRef("members.user_id", "=", "tickets.place_of"))
    .select("place_of").where("tickets.id", "=", seat).where("left_at", "is", null)
    .executeTakeFirst();
  if (!open?.place_of) return null;
  const { place_of: user } = open;
  if (!away || !await isAwayStill(tx, { group, user }, away.silentBefore)) throw new TicketGone();
  return user;
}

/** Somebody who is away leaves by this, and is no leaver whose place in the search comes back. */
async function leave(
  tx: Transaction<DB>,
  { group, at, away }: NewJoin,
  user: UserId,
): Promise<LeftMessage> {
  const id = away?.leftId;
  if (id === undefined) throw new TicketGone();
  const draft = { kind: "left", id, by: user, at, reason: "away" } as const;
  const left = await addNext(tx, group, draft);
  await tx.updateTable("members").set({ left_at: at, left_seq: left.seq, left_reason: "away" })
    .where("group_id", "=", group).where("user_id", "=", user).execute();
  return left;
}
