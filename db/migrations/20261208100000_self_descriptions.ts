// What users tell of themselves: languages, interests, a line. Who is in a group of three when
// somebody comes in has a language that all of them have. Accounts of before have the two languages
// of the page, so that they are matched as they were.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // Constant defaults: no row is written anew. A new account has no languages before its profile.
  await sql`
    alter table users
      add column languages text[] default '{en,fr}'
        constraint users_languages check (cardinality(languages) between 1 and 5),
      add column interests text[] not null default '{}'
        constraint users_interests check (cardinality(interests) <= 8),
      add column about_self text`.execute(db);
  await sql`alter table users alter column languages drop default`.execute(db);
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
        else 'A group holds three members at most'
      end;
    end
    $$`.execute(db);
  await addGuard(db);
}

/** A trigger of its own: the other guard of `members` stays as it is, and refuses first. */
async function addGuard(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function guard_languages() returns trigger language plpgsql
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
    begin
      perform refuse_members('members_language') where exists (
        with fresh as materialized (
          select distinct group_id from added where left_at is null
        ), present as materialized (
          select m.group_id, coalesce(u.languages, '{en}') as languages, count(*) over (partition by m.group_id) as size
          from fresh f join members m on m.group_id = f.group_id and m.left_at is null
          join users u on u.id = m.user_id
        ), spoken as (
          select group_id, size, count(language) as speakers
          from present left join lateral unnest(languages) as language on true
          group by group_id, size, language
        )
        select from spoken group by group_id, size having max(speakers) < size
      );
      return null;
    end
    $$`.execute(db);
  await sql`
    create trigger members_languages after insert on members
    referencing new table as added for each statement execute function guard_languages()`
    .execute(db);
}
