// What the database refuses by itself about who is in a group together, whatever the program
// believes. A refusal is a check violation that bears the name of its constraint.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createSides(db);
  await createPairs(db);
  await createGuard(db);
}

async function createSides(db: Kysely<unknown>): Promise<void> {
  // Of timestamps and not of dates, which would be read in the session's time zone.
  await sql`
    create function wall_side(born date, today date) returns int language sql immutable as $$
      select case
        when extract(year from age(today::timestamp, born::timestamp)) < 16 then 0
        when extract(year from age(today::timestamp, born::timestamp)) < 18 then 1
        else 2
      end
    $$`.execute(db);
}

async function createPairs(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function are_blocked(one uuid, other uuid) returns boolean language sql stable as $$
      select exists (select from blocks where blocker = one and blocked = other)
        or exists (select from blocks where blocker = other and blocked = one)
    $$`.execute(db);
  await sql`
    create function are_together(one uuid, other uuid, besides uuid) returns boolean language sql stable as $$
      select exists (
        select from members mine join members theirs on theirs.group_id = mine.group_id
        where mine.user_id = one and mine.left_at is null and mine.group_id <> besides
          and theirs.user_id = other and theirs.left_at is null
      )
    $$`.execute(db);
}

async function createGuard(db: Kysely<unknown>): Promise<void> {
  // The group's row is locked first, so that two who come in at once see each other.
  await sql`
    create function guard_members() returns trigger language plpgsql as $$
    declare
      today date := (new.joined_at at time zone 'UTC')::date;
      side int;
      others int := 0;
      other record;
    begin
      perform from groups where id = new.group_id for no key update;
      select wall_side(birth_date, today) into side from users where id = new.user_id and birth_date is not null;
      for other in
        select u.id, wall_side(u.birth_date, today) as side from members m join users u on u.id = m.user_id
        where m.group_id = new.group_id and m.user_id <> new.user_id and m.left_at is null
      loop
        others := others + 1;
        if other.side is distinct from side then
          raise check_violation using constraint = 'members_wall', message = 'An age wall lies between two members';
        end if;
        if are_blocked(new.user_id, other.id) then
          raise check_violation using constraint = 'members_blocked', message = 'Two members blocked each other';
        end if;
        if are_together(new.user_id, other.id, new.group_id) then
          raise check_violation using constraint = 'members_together', message = 'Two members share a group already';
        end if;
      end loop;
      if side is null then
        raise check_violation using constraint = 'members_profile', message = 'A member has no profile';
      end if;
      if others >= 3 then
        raise check_violation using constraint = 'members_full', message = 'A group holds three members at most';
      end if;
      return new;
    end
    $$`.execute(db);
  await sql`
    create trigger members_guard before insert or update of group_id, user_id, joined_at, left_at on members
    for each row when (new.left_at is null) execute function guard_members()`.execute(db);
}
