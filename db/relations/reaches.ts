// Reaches: what keeps people apart beyond two accounts, by the devices and networks of one of them,
// for 30 days. A block holds for other accounts of the device and for those made after it from the
// network; a leave for all accounts of both; a ban bars its devices from everybody.

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Instant, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import type { Sight } from "../store/devices.ts";

interface Reach {
  /** Whom it protects. */
  readonly owner: UserId;
  readonly about: UserId;
  readonly at: Instant;
}

/** Extends a block to the devices and networks of the blocked user. */
export async function extendBlock(
  db: Kysely<DB>,
  { owner, about }: Omit<Reach, "at">,
): Promise<void> {
  await sql`
    insert into reaches (owner, about, reason, kind, hash, at, arrival)
    select blocker, blocked, 'block', kind, hash, at, arrival
    from blocks, (
      select 'device' as kind, device as hash from user_devices where user_id = ${about}
      union all select 'newcomers', network from user_networks where user_id = ${about}
    ) seen
    where blocker = ${owner} and blocked = ${about}
    on conflict do nothing`.execute(db);
}

/** Takes back what a block reaches. Answers who waits and was reached. */
export async function withdrawBlock(
  db: Kysely<DB>,
  { owner, about }: Omit<Reach, "at">,
): Promise<readonly UserId[]> {
  return await waiting(
    db,
    sql`
      gone as (
        delete from reaches where owner = ${owner} and about = ${about} and reason = 'block'
        returning kind, hash, arrival
      ), concerned as (${reachedByGone})`,
  );
}

/** The users of the part `concerned` of a statement who wait, alone or in a seat. */
async function waiting(db: Kysely<DB>, parts: RawBuilder<unknown>): Promise<readonly UserId[]> {
  const { rows } = await sql<{ readonly user: UserId }>`
    with ${parts}
    select distinct user_id as "user" from concerned
    where exists (
      select from tickets where tickets.user_id = concerned.user_id and closed_at is null
    )
    order by user_id`.execute(db);
  return rows.map(({ user }) => user);
}

/** Whom the reaches in `gone` were about, as the view `kept_apart` has it. */
const reachedByGone = sql`
  select d.user_id from gone join user_devices d on d.device = hash where kind = 'device'
  union all select n.user_id from gone join user_networks n on n.network = hash
    and n.is_new and n.arrival > gone.arrival where kind = 'newcomers'`;

/** Extends the blocks on a user, those of the last 30 days, to where the user is seen now. */
export async function extendToSight(
  db: Kysely<DB>,
  { devices, networks }: Sight,
  { user, at }: { readonly user: UserId; readonly at: Instant },
): Promise<void> {
  const seen = [
    ...devices.map((hash) => ({ kind: "device", hash })),
    ...networks.map((hash) => ({ kind: "newcomers", hash })),
  ];
  if (seen.length === 0) return;
  await sql`
    insert into reaches (owner, about, reason, kind, hash, at, arrival)
    select blocker, blocked, 'block', kind, hash, at, arrival
    from blocks, jsonb_to_recordset(${
    JSON.stringify(seen)
  }::text::jsonb) as seen(kind text, hash text)
    where blocked = ${user} and at > ${at}::timestamptz - interval '30 days'
    on conflict do nothing`.execute(db);
}

/**
 * Extends a ban: nobody at a device of the banned user is matched for 30 days. Accounts that are
 * made after it from the user's networks are kept apart from those who were in a group with the
 * user. From nobody else: a network is shared by people who have nothing to do with it.
 */
export async function extendBan(
  db: Kysely<DB>,
  { about, at }: Pick<Reach, "about" | "at">,
): Promise<void> {
  await sql`
    insert into barred_devices (device, about, until)
    select device, user_id, ${at}::timestamptz + interval '30 days'
    from user_devices where user_id = ${about}
    on conflict (device, about) do update set until = excluded.until`.execute(db);
  await sql`
    insert into reaches (owner, about, reason, kind, hash, at)
    select distinct theirs.user_id, mine.user_id, 'ban', 'newcomers', network, ${at}::timestamptz
    from members mine
    join members theirs on theirs.group_id = mine.group_id and theirs.user_id <> mine.user_id
    join user_networks n on n.user_id = mine.user_id
    where mine.user_id = ${about}
    on conflict do nothing`.execute(db);
}

/** Takes back what a ban reaches. Answers who waits and was reached, or protected. */
export async function withdrawBan(db: Kysely<DB>, about: UserId): Promise<readonly UserId[]> {
  return await waiting(
    db,
    sql`
      unbarred as (delete from barred_devices where about = ${about} returning device),
      gone as (
        delete from reaches where about = ${about} and reason = 'ban'
        returning owner, kind, hash, arrival
      ), concerned as (
        select d.user_id from unbarred join user_devices d on d.device = unbarred.device
        union all select owner from gone
        union all ${reachedByGone}
      )`,
  );
}
