// The device of a banned user bars whoever is in the group already, as it bars who comes in: nobody
// is matched with them, by the seat of their group either.

import { type Kysely, sql } from "kysely";

const coMembers = sql.raw(`with fresh as materialized (
        select a.group_id, a.user_id, a.joined_at, (a.joined_at at time zone 'UTC')::date as today, u.birth_date
        from added a join users u on u.id = a.user_id where a.left_at is null
      ), pairs as materialized (
        select f.group_id, f.user_id as a, m.user_id as b,
          wall_side(f.birth_date, f.today) is distinct from wall_side(u.birth_date, f.today) as walled
        from fresh f
        join members m on m.group_id = f.group_id and m.user_id <> f.user_id and m.left_at is null
          and (m.user_id > f.user_id or (m.group_id, m.user_id) not in (select group_id, user_id from fresh))
        join users u on u.id = m.user_id
      )`);

const findings = sql.raw(`select case
        when exists (select from pairs where walled) then 'members_wall'
        when exists (select from pairs join kept_apart on one = a and other = b)
          or exists (select from pairs join kept_apart on one = b and other = a) then 'members_blocked'
        when exists (
          select from pairs join user_devices mine on mine.user_id = a
          join user_devices theirs on theirs.user_id = b and theirs.device = mine.device
        ) then 'members_device'
        when exists (
          select from (select group_id, max(joined_at) as joined_at from fresh group by group_id) come
          join members m on m.group_id = come.group_id and m.left_at is null
          join user_devices d on d.user_id = m.user_id
          join barred_devices x on x.device = d.device and x.until > come.joined_at
        ) then 'members_barred'
        when exists (
          select from pairs p
          join members mine on mine.user_id = p.a and mine.left_at is null and mine.group_id <> p.group_id
          join members theirs on theirs.group_id = mine.group_id and theirs.user_id = p.b
            and theirs.left_at is null
        ) then 'members_together'
        when exists (select from fresh where birth_date is null) then 'members_profile'
        when exists (
          select from members where group_id in (select group_id from fresh) and left_at is null
          group by group_id having count(*) > 3
        ) then 'members_full'
      end`);

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function guard_added_members() returns trigger language plpgsql
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
    declare
      refusal text;
    begin
      perform from groups where id in (select group_id from added where left_at is null)
        order by id for no key update;
      ${coMembers}
      ${findings} into refusal;
      perform refuse_members(refusal) where refusal is not null;
      return null;
    end
    $$`.execute(db);
}
