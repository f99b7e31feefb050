// Care of accounts: when and by what a session is used, recovery codes, passkeys, and accounts that
// are deleted. Of a deleted account the row alone stays, empty, for the logs that name its id.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await careForSessions(db);
  await createProofs(db);
  await createDeletions(db);
  await queueDeletedRows(db);
  await indexWhatIsOver(db);
}

async function careForSessions(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table sessions
      add column used_at timestamptz(3),
      add column agent text`.execute(db);
  await sql`update sessions set used_at = created_at`.execute(db);
  await sql`alter table sessions alter column used_at set not null`.execute(db);
}

/** What opens an account besides its password. */
async function createProofs(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table recovery_codes (
      user_id uuid not null references users on delete cascade,
      hash text not null check (hash ~ '^[0-9a-f]{64}$'),
      created_at timestamptz(3) not null,
      primary key (user_id, hash)
    )`.execute(db);
  await sql`
    create table passkeys (
      id text primary key,
      user_id uuid not null references users on delete cascade,
      public_key text not null,
      counter bigint not null,
      transports jsonb not null,
      label text,
      created_at timestamptz(3) not null,
      used_at timestamptz(3)
    )`.execute(db);
  await sql`create index passkeys_user on passkeys (user_id)`.execute(db);
}

async function createDeletions(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table users
      alter column username_key drop not null,
      add column password_version int not null default 0,
      add column deleted_at timestamptz(3),
      add constraint users_erased check ((username = '') = (username_key is null)),
      add constraint users_deleted check (username <> '' or (
        deleted_at is not null and password_hash = '' and birth_date is null and sex is null
      ))`.execute(db);
  // The jobs that are not done.
  await sql`
    create table deletions (
      user_id uuid primary key references users on delete cascade,
      requested_at timestamptz(3) not null
    )`.execute(db);
  await sql`
    create table reserved_usernames (
      hash text primary key,
      until timestamptz(3) not null
    )`.execute(db);
}

/**
 * A user that is deleted by hand, in SQL, is in groups and has said things: the row is queued for
 * the program's own deletion instead, and stays until that has emptied it.
 */
async function queueDeletedRows(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function queue_deletion() returns trigger language plpgsql as $$
    begin
      update users set deleted_at = now(), password_version = password_version + 1
        where id = old.id and deleted_at is null;
      delete from sessions where user_id = old.id;
      insert into deletions (user_id, requested_at) values (old.id, now())
        on conflict do nothing;
      return null;
    end
    $$`.execute(db);
  await sql`
    create trigger users_delete before delete on users
    for each row when (old.username <> '') execute function queue_deletion()`.execute(db);
}

/** A purge reads what it forgets, and not the tables whole. */
async function indexWhatIsOver(db: Kysely<unknown>): Promise<void> {
  await sql`create index tickets_withdrawn on tickets (closed_at)
    where closed_at is not null and group_id is null and seat is null`.execute(db);
  await sql`create index users_empty on users (id) where username = ''`.execute(db);
}
