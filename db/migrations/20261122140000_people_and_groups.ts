// The first schema: accounts, sessions, tickets, groups and their logs.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createPeople(db);
  await createGroups(db);
  await createTickets(db);
  await createMessages(db);
}

async function createPeople(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table users (
      id uuid primary key,
      username text not null,
      username_key text not null unique,
      password_hash text not null,
      birth_date date,
      sex text check (sex in ('female', 'male', 'other')),
      created_at timestamptz(3) not null,
      constraint users_profile check (birth_date is not null or sex is null)
    )`.execute(db);
  await sql`
    create table sessions (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null
    )`.execute(db);
  await sql`create index sessions_user on sessions (user_id)`.execute(db);
  await sql`
    create table blocks (
      blocker uuid not null references users on delete cascade,
      blocked uuid not null references users on delete cascade,
      at timestamptz(3) not null,
      primary key (blocker, blocked),
      constraint blocks_other check (blocker <> blocked)
    )`.execute(db);
  await sql`create index blocks_blocked on blocks (blocked)`.execute(db);
}

async function createGroups(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table groups (
      id uuid primary key,
      name text not null,
      formed_at timestamptz(3) not null
    )`.execute(db);
  await sql`
    create table members (
      group_id uuid not null references groups,
      user_id uuid not null references users,
      position smallint not null check (position >= 0),
      joined_at timestamptz(3) not null,
      first_seq bigint not null check (first_seq >= 1),
      read_seq bigint not null check (read_seq >= 0),
      left_at timestamptz(3),
      primary key (group_id, user_id),
      unique (group_id, position)
    )`.execute(db);
  await sql`create index members_current on members (user_id) where left_at is null`.execute(db);
}

async function createTickets(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table tickets (
      id uuid primary key,
      user_id uuid not null references users,
      sex text not null check (sex in ('same', 'any')),
      age smallint check (age between 0 and 99),
      widen boolean not null,
      since timestamptz(3) not null,
      closed_at timestamptz(3),
      group_id uuid references groups,
      constraint tickets_closed check (group_id is null or closed_at is not null)
    )`.execute(db);
  await sql`create unique index tickets_open on tickets (user_id) where closed_at is null`.execute(
    db,
  );
  await sql`create index tickets_oldest on tickets (since, id) where closed_at is null`.execute(db);
}

async function createMessages(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table messages (
      group_id uuid not null,
      seq bigint not null check (seq >= 1),
      kind text not null,
      id uuid not null,
      by uuid,
      at timestamptz(3) not null,
      content jsonb not null,
      primary key (group_id, seq),
      constraint messages_once unique (group_id, by, id),
      constraint messages_author check ((kind = 'formed') = (by is null))
    )`.execute(db);
}
