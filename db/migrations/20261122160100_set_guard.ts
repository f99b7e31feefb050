// Who comes into groups is looked at once for all rows of a statement: many groups are formed by
// one. The refusals are those of before, by the same names.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createGuard(db);
  // A trigger on named columns sees no sets of rows, and one on all would look at every read
  // pointer that moves.
  await sql`drop trigger members_guard on members`.execute(db);
  await sql`
    create trigger members_guard before update of group_id, user_id, joined_at, left_at on members
    for each row when (new.left_at is null) execute function guard_members()`.execute(db);
  await sql`
    create trigger members_guard_added after insert on members
    referencing new table as added for each statement execute function guard_added_members()`
    .execute(db);
}

async function createGuard(db: Kysely<unknown>): Promise<void> {
  await createRefusal(db);
  // The groups' rows are locked first, so that those who come in at once see each other. The plan
  // is made once for a connection, maybe while the tables are small: it must not be one that reads
  // them whole.
  await sql`
    create function guard_added_members() returns trigger language plpgsql
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
    declare
      refusal text;
    begin
      perform from groups where id in (select group_id from added where left_at is null)
        order by id for no key update;
      with fresh as materialized (
        select a.group_id, a.user_id, (a.joined_at at time zone 'UTC')::date as today, u.birth_date
        from added a join users u on u.id = a.user_id where a.left_at is null
      ), pairs as materialized (
        select f.group_id, f.user_id as one, m.user_id as other,
          wall_side(f.birth_date, f.today) is distinct from wall_side(u.birth_date, f.today) as walled
        from fresh f
        join members m on m.group_id = f.group_id and m.user_id <> f.user_id and m.left_at is null
        join users u on u.id = m.user_id
      )
      select case
        when exists (select from pairs where walled) then 'members_wall'
        when exists (select from pairs join blocks on blocker = one and blocked = other)
          or exists (select from pairs join blocks on blocker = other and blocked = one) then 'members_blocked'
        when exists (
          select from pairs p
          join members mine on mine.user_id = p.one and mine.left_at is null and mine.group_id <> p.group_id
          join members theirs on theirs.group_id = mine.group_id and theirs.user_id = p.other
            and theirs.left_at is null
        ) then 'members_together'
        when exists (select from fresh where birth_date is null) then 'members_profile'
        when exists (select from pairs group by group_id, one having count(*) > 2) then 'members_full'
      end into refusal;
      perform refuse_members(refusal) where refusal is not null;
      return null;
    end
    $$`.execute(db);
}

async function createRefusal(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function refuse_members(refusal text) returns void language plpgsql as $$
    begin
      raise check_violation using constraint = refusal, message = case refusal
        when 'members_wall' then 'An age wall lies between two members'
        when 'members_blocked' then 'Two members blocked each other'
        when 'members_together' then 'Two members share a group already'
        when 'members_profile' then 'A member has no profile'
        else 'A group holds three members at most'
      end;
    end
    $$`.execute(db);
}
