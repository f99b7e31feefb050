// Bots: accounts of programs, for their life. A person is together with one only by asking for it,
// and a group of three has a person in it.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // Constant defaults: no row is written anew.
  await sql`alter table users add column bot boolean not null default false`.execute(db);
  await sql`alter table tickets add column bots boolean not null default false`.execute(db);
  await sql`
    create or replace function refuse_members(refusal text) returns void language plpgsql as $$
    begin
      raise check_violation using constraint = refusal, message = case refusal
        when 'members_wall' then 'An age wall lies between two members'
        when 'members_blocked' then 'Two members are kept apart'
        when 'members_device' then 'Two members use one device'
        when 'members_barred' then 'A member uses the device of a banned user'
        when 'members_together' then 'Two members share a group already'
        when 'members_profile' then 'A member has no profile'
        when 'members_language' then 'The members have no language in common'
        when 'members_bot' then 'A member has not asked for the company of bots, or all are bots'
        else 'A group holds three members at most'
      end;
    end
    $$`.execute(db);
  await addGuard(db);
}

/**
 * A trigger of its own, as for languages. What a member asks is on the ticket by which they came,
 * or on the last one of the group's seat.
 */
async function addGuard(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function guard_bots() returns trigger language plpgsql
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
    begin
      perform refuse_members('members_bot') where exists (
        with fresh as materialized (
          select distinct group_id from added where left_at is null
        ), present as materialized (
          select m.group_id, m.user_id, u.bot,
            count(*) filter (where u.bot) over (partition by m.group_id) as bots
          from fresh f join members m on m.group_id = f.group_id and m.left_at is null
          join users u on u.id = m.user_id
        )
        select from present p where bots > 2 or (bots > 0 and not bot and not coalesce((
          select t.bots from tickets t
          where t.user_id = p.user_id
            and (t.seat = p.group_id or (t.seat is null and t.group_id = p.group_id))
          order by t.seat nulls last, t.closed_at desc limit 1
        ), false))
      );
      return null;
    end
    $$`.execute(db);
  await sql`
    create trigger members_bots after insert on members
    referencing new table as added for each statement execute function guard_bots()`.execute(db);
}
