// Who leaves two partners soon after being put with them: gets their place in the search back, and
// is kept apart from the two. Partners whom many leave wait until the next day.

import { sql, type Transaction } from "kysely";
import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";
import { leaversMost, leavesSoonMs } from "../../protocol/rules.ts";
import type { DB } from "../schema.ts";

export interface Leave {
  readonly group: GroupId;
  readonly user: UserId;
  readonly at: Instant;
}

interface Pair {
  readonly one: UserId;
  readonly other: UserId;
  /** Whether the two were there, or came, when the user did. */
  readonly isTicketTheirs: boolean;
}

/** To be called once the user has left; the user's row is locked before. */
export async function noteLeave(tx: Transaction<DB>, leave: Leave): Promise<void> {
  const pair = await findPair(tx, leave);
  if (pair === null) return;
  await keepFromPair(tx, leave, pair);
  await restPair(tx, leave, pair);
  if (pair.isTicketTheirs) await reopenTicket(tx, leave);
}

/** The partners with whom the user, who came alone, has been in the group for a short while. */
async function findPair(tx: Transaction<DB>, { group, user, at }: Leave): Promise<Pair | null> {
  const { rows: [pair] } = await sql<Pair>`
    select a.user_id as one, b.user_id as other, a.first_seq <= mine.first_seq as "isTicketTheirs"
    from members mine
    join members a on a.group_id = mine.group_id and a.user_id <> mine.user_id
      and (a.left_seq is null or a.left_seq > mine.first_seq)
    join members b on b.group_id = a.group_id and b.user_id = a.came_with and b.user_id <> mine.user_id
      and b.user_id > a.user_id
    where mine.group_id = ${group} and mine.user_id = ${user} and mine.came_with is null
      and greatest(mine.joined_at, a.joined_at) + ${leavesSoonMs}::int * interval '1 ms' > ${at}::timestamptz
    order by a.joined_at desc limit 1`.execute(tx);
  return pair ?? null;
}

/**
 * From the two while the accounts are there; for 30 days from their devices, and from networks of
 * theirs that are not the user's.
 */
async function keepFromPair(
  tx: Transaction<DB>,
  { group, user, at }: Leave,
  { one, other }: Pair,
): Promise<void> {
  await tx.insertInto("pair_leavers")
    .values([one, other].map((each) => ({ leaver: user, user_id: each, group_id: group, at })))
    .execute();
  await sql`
    insert into reaches (owner, about, reason, kind, hash, at)
    select ${user}::uuid, user_id, 'left', 'device', device, ${at}::timestamptz
    from user_devices where user_id in (${one}, ${other})
    union all select ${user}::uuid, user_id, 'left', 'network', network, ${at}::timestamptz
    from user_networks where user_id in (${one}, ${other})
      and network not in (select network from user_networks where user_id = ${user})
    on conflict do nothing`.execute(tx);
}

/** Counted over all accounts of the two's devices. */
async function restPair(
  tx: Transaction<DB>,
  { at }: Leave,
  { one, other }: Pair,
): Promise<void> {
  const today = at.slice(0, 10);
  await sql`
    with accounts as (
      select unnest(array[${one}, ${other}]::uuid[]) as id
      union select theirs.user_id from user_devices mine
        join user_devices theirs on theirs.device = mine.device
        where mine.user_id in (${one}, ${other})
    ), leavers as (
      select count(distinct leaver) as count from pair_leavers
      where user_id in (select id from accounts) and at >= (${today}::timestamp at time zone 'UTC')
    )
    insert into pair_rests (user_id, until)
    select id, (${today}::timestamp + interval '1 day') at time zone 'UTC'
    from unnest(array[${one}, ${other}]::uuid[]) as id, leavers where leavers.count >= ${leaversMost}::int
    on conflict (user_id) do update set until = greatest(pair_rests.until, excluded.until)`
    .execute(tx);
}

/** The ticket by which the user came, unless they search already, or their account has ended. */
async function reopenTicket(tx: Transaction<DB>, { group, user, at }: Leave): Promise<void> {
  await sql`
    update tickets set closed_at = null, group_id = null
    where group_id = ${group} and user_id = ${user} and seat is null
      and not exists (
        select from tickets where user_id = ${user} and closed_at is null and seat is null
      )
      and not exists (select from partners where user_id = ${user})
      and exists (
        select from users where id = ${user} and deleted_at is null
          and (suspended_at is null or suspended_until <= ${at}::timestamptz)
      )`.execute(tx);
}
