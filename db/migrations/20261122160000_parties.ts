// Tickets of two people and of groups that look for a third, invites, partners, "again", and
// reports.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await splitTickets(db);
  await createPartners(db);
  await createAgains(db);
  await createReports(db);
  await indexMembers(db);
}

/** A ticket is one row for each of its people. */
async function splitTickets(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table tickets
      add column seat uuid references groups,
      drop constraint tickets_pkey,
      add primary key (id, user_id)`.execute(db);
  await sql`drop index tickets_open`.execute(db);
  await sql`
    create unique index tickets_open on tickets (user_id) where closed_at is null and seat is null`
    .execute(
      db,
    );
  await sql`
    create unique index tickets_seat on tickets (seat, user_id) where closed_at is null and seat is not null`
    .execute(db);
  // With which criteria somebody came into a group.
  await sql`create index tickets_used on tickets (group_id) where seat is null and group_id is not null`
    .execute(db);
}

async function createPartners(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table invites (
      hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
      inviter uuid not null references users on delete cascade,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      used_at timestamptz(3)
    )`.execute(db);
  await sql`create index invites_inviter on invites (inviter)`.execute(db);
  // Both rows of a pair or none; checked when the transaction ends, since one is always there
  // before the other.
  await sql`
    create table partners (
      user_id uuid primary key references users on delete cascade,
      partner_id uuid not null,
      constraint partners_other check (user_id <> partner_id),
      constraint partners_pair unique (partner_id, user_id),
      constraint partners_mutual foreign key (partner_id, user_id) references partners (user_id, partner_id)
        on delete cascade deferrable initially deferred
    )`.execute(db);
}

async function createAgains(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table agains (
      user_id uuid not null references users on delete cascade,
      other_id uuid not null references users on delete cascade,
      at timestamptz(3) not null,
      primary key (user_id, other_id),
      constraint agains_other check (user_id <> other_id)
    )`.execute(db);
  await sql`create index agains_of on agains (other_id)`.execute(db);
}

async function createReports(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table reports (
      id uuid primary key,
      group_id uuid not null references groups,
      by uuid not null references users,
      about uuid not null references users,
      reason text not null,
      at timestamptz(3) not null,
      constraint reports_other check (by <> about)
    )`.execute(db);
  await sql`create index reports_about on reports (about, at)`.execute(db);
}

/** Whom one met counts those who left, too; and leaving a group changes no index any more. */
async function indexMembers(db: Kysely<unknown>): Promise<void> {
  await sql`create index members_user on members (user_id)`.execute(db);
  await sql`drop index members_current`.execute(db);
}
