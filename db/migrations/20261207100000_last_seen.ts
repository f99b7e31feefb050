// When users were last there, tickets that sleep while their people are away, and seats in the
// place of a member who is away.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createLastSeen(db);
  // Constant defaults: no row is written anew. `place_of` has no foreign key, as `came_with` of
  // members has none.
  await sql`
    alter table tickets
      add column slept_at timestamptz(3),
      add column woken_at timestamptz(3),
      add column is_alone boolean not null default false,
      add column place_of uuid,
      add constraint tickets_place check (place_of is null or seat is not null)`.execute(db);
  await sql`
    alter table members
      add column left_reason text,
      add constraint members_reason check (left_reason is null or (left_reason = 'away' and left_at is not null))`
    .execute(db);
  // In the place of that of all open tickets: those that sleep grow more and more.
  await sql`drop index tickets_oldest`.execute(db);
  await sql`
    create index tickets_awake on tickets (since, id, user_id)
    where closed_at is null and slept_at is null`.execute(db);
  await sql`
    create index tickets_asleep on tickets (user_id)
    where closed_at is null and slept_at is not null`.execute(db);
  await sql`
    create index tickets_slept on tickets (slept_at)
    where closed_at is null and slept_at is not null`.execute(db);
  await sql`
    create index tickets_woken on tickets (woken_at)
    where closed_at is null and slept_at is null and woken_at is not null`.execute(db);
  await sql`
    create index tickets_place on tickets (place_of)
    where closed_at is null and place_of is not null`.execute(db);
}

/**
 * A table of its own: rows of users are locked while groups are formed, and no hello is to wait for
 * that. Who was there before this is taken for there when a session of theirs was last used.
 */
async function createLastSeen(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table last_seen (
      user_id uuid primary key references users on delete cascade,
      seen_at timestamptz(3) not null
    ) with (fillfactor = 70)`.execute(db);
  await sql`
    insert into last_seen (user_id, seen_at)
    select id, greatest(created_at, (select max(used_at) from sessions where user_id = users.id))
    from users where deleted_at is null`.execute(db);
}
