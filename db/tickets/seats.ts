// Seats: groups that look for a third. A seat is a ticket with a row for each current member of its
// group, save the member whose place it is. Every change of a seat or of who is in the group locks
// the group's row first, so that leaving, opening, closing and joining see each other.

import { type Kysely, sql, type Transaction } from "kysely";
import type { Criteria, GroupId, Instant, UserId } from "../../protocol/domain.ts";
import { criteriaColumns, criteriaNames, toCriteria } from "./criteria.ts";
import { canHaveThird } from "../../protocol/feasibility.ts";
import { groupSize } from "../../protocol/rules.ts";
import { suspensionAt } from "../../protocol/suspension.ts";
import { lockUsers } from "../people/users.ts";
import type { DB } from "../schema.ts";
import { lockGroup } from "../sql/group_lock.ts";
import type { NewSeat, SeatOutcome, SeatStore } from "../store/seats.ts";
import { findAway, isAwayStill } from "./away_places.ts";
import { findSeat } from "./tickets.ts";

export function seatStore(db: Kysely<DB>) {
  return {
    openSeat: (seat, metSince) => openSeat(db, seat, metSince),
    seat: (group, metSince) => findSeat(db, group, metSince),
    closeSeat: (group, user, at) => closeSeat(db, { group, user, at }),
  } satisfies Partial<SeatStore>;
}

async function openSeat(
  db: Kysely<DB>,
  seat: NewSeat,
  metSince: Instant | null,
): Promise<SeatOutcome> {
  try {
    return await db.transaction().execute((tx) => openSeatIn(tx, seat, metSince));
  } catch (error) {
    if (error instanceof NoThird) return { type: "refused", code: "no_third" };
    throw error;
  }
}

/** Rolls the transaction back: nobody at all could be the third. */
class NoThird extends Error {}

async function openSeatIn(
  tx: Transaction<DB>,
  seat: NewSeat,
  metSince: Instant | null,
): Promise<SeatOutcome> {
  const { group, user } = seat;
  // Keeps their profiles as they are.
  const accounts = await lockUsers(tx, await currentMembers(tx, group));
  await lockGroup(tx, group);
  const members = await currentMembers(tx, group);
  const account = accounts.get(user);
  if (!members.includes(user) || account === undefined) {
    return { type: "refused", code: "not_member" };
  }
  if (suspensionAt(account.suspension, seat.at) !== null) {
    return { type: "refused", code: "suspended" };
  }
  const place = await placeIn(tx, seat, members);
  if (place === "none") return { type: "refused", code: "group_full" };
  // Nobody is put together with a suspended member.
  const isSuspended = (member: UserId) =>
    suspensionAt(accounts.get(member)?.suspension ?? null, seat.at) !== null;
  if (members.some((member) => member !== place && isSuspended(member))) {
    return { type: "refused", code: "no_third" };
  }
  const criteria = seat.criteria ?? await criteriaOf(tx, group, user);
  if (criteria.sex === "same" && account.profile?.sex === null) {
    return { type: "refused", code: "sex_undisclosed" };
  }
  await writeSeat(tx, { ...seat, place }, criteria);
  const ticket = await findSeat(tx, group, metSince);
  if (ticket === null) {
    throw new Error(`The seat of "${group}" is not open just after it was opened`);
  }
  if (!canHaveThird(ticket.seekers, seat.at.slice(0, 10))) throw new NoThird();
  return { type: "placed", ticket };
}

/** Whose place is looked for; null: it is free; "none": there is no place. */
async function placeIn(
  tx: Transaction<DB>,
  { group, user, silentBefore = null }: NewSeat,
  members: readonly UserId[],
): Promise<UserId | null | "none"> {
  const open = await tx.selectFrom("tickets").select("place_of")
    .where("seat", "=", group).where("closed_at", "is", null).executeTakeFirst();
  if (members.length < groupSize) return open?.place_of ?? null;
  if (open === undefined) return await findAway(tx, { group, user }, silentBefore) ?? "none";
  const place = open.place_of;
  const isTheirs = place !== null && place !== user &&
    await isAwayStill(tx, { group, user: place }, silentBefore);
  return isTheirs ? place : "none";
}

async function currentMembers(db: Kysely<DB>, group: GroupId): Promise<UserId[]> {
  const rows = await db.selectFrom("members").select("user_id")
    .where("group_id", "=", group).where("left_at", "is", null).execute();
  return rows.map(({ user_id }) => user_id);
}

/** Of the ticket by which the user came into the group. */
async function criteriaOf(db: Kysely<DB>, group: GroupId, user: UserId): Promise<Criteria> {
  return toCriteria(
    await db.selectFrom("tickets").select(criteriaNames)
      .where("group_id", "=", group).where("user_id", "=", user).where("seat", "is", null)
      .executeTakeFirstOrThrow(),
  );
}

/**
 * In a new seat the other members have the criteria of the group's last seat, or else those with
 * which they came; in an open seat theirs stay as they are.
 */
async function writeSeat(
  tx: Transaction<DB>,
  { id, group, user, at, place }: NewSeat & { readonly place: UserId | null },
  criteria: Criteria,
): Promise<void> {
  const open = await tx.selectFrom("tickets").select("id")
    .where("seat", "=", group).where("closed_at", "is", null).executeTakeFirst();
  if (open === undefined) {
    await sql`
      insert into tickets (id, user_id, sex, age, widen, widen_sex, bots, since, seat, place_of)
      select ${id}, m.user_id, t.sex, t.age, t.widen, t.widen_sex, t.bots, ${at}, m.group_id,
        ${place}
      from members m cross join lateral (
        select sex, age, widen, widen_sex, bots from tickets
        where user_id = m.user_id and (seat = m.group_id or (seat is null and group_id = m.group_id))
        order by seat nulls last, closed_at desc limit 1
      ) t
      where m.group_id = ${group} and m.left_at is null
        and m.user_id is distinct from ${place}::uuid`.execute(tx);
  }
  await tx.updateTable("tickets").set(criteriaColumns(criteria))
    .where("seat", "=", group).where("user_id", "=", user).where("closed_at", "is", null).execute();
}

async function closeSeat(
  db: Kysely<DB>,
  { group, user, at }: { readonly group: GroupId; readonly user: UserId; readonly at: Instant },
): Promise<"closed" | "none" | "not_member"> {
  return await db.transaction().execute(async (tx) => {
    await lockGroup(tx, group);
    if (!(await currentMembers(tx, group)).includes(user)) return "not_member";
    const closed = await tx.updateTable("tickets").set({ closed_at: at })
      .where("seat", "=", group).where("closed_at", "is", null).returning("id").execute();
    return closed.length > 0 ? "closed" : "none";
  });
}

/** A member who leaves is no longer part of the seat. The group is locked before. */
export async function leaveSeat(
  tx: Transaction<DB>,
  { group, user, at }: { readonly group: GroupId; readonly user: UserId; readonly at: Instant },
): Promise<void> {
  await tx.updateTable("tickets").set({ closed_at: at })
    .where("seat", "=", group).where("user_id", "=", user).where("closed_at", "is", null).execute();
}
