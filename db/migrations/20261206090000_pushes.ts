// Web Push: the server's key pair, the subscriptions of browsers, and what is to be sent to them.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table push_key (
      is_only boolean primary key default true check (is_only),
      public_key text not null,
      private_key text not null
    )`.execute(db);
  await sql`
    create table push_subscriptions (
      id bigint generated always as identity primary key,
      endpoint text not null unique check (length(endpoint) <= 2048),
      session_id uuid not null references sessions on delete cascade,
      p256dh text not null,
      auth text not null,
      muted uuid[] not null,
      created_at timestamptz(3) not null,
      renewed_at timestamptz(3) not null
    )`.execute(db);
  await sql`create index push_subscriptions_session on push_subscriptions (session_id)`.execute(db);
  await createPushes(db);
}

/**
 * One row for what a subscription is told of a group. That of a text stays when it was sent,
 * without a `due_at`: until the group is read there is no other.
 */
async function createPushes(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table pushes (
      id bigint generated always as identity primary key,
      subscription_id bigint not null references push_subscriptions on delete cascade,
      kind text not null check (kind in ('match', 'text', 'asleep')),
      group_id uuid check ((group_id is null) = (kind = 'asleep')),
      seq bigint not null,
      read_seq bigint not null,
      queued_at timestamptz(3) not null,
      due_at timestamptz(3),
      attempts integer not null default 0,
      unique nulls not distinct (subscription_id, kind, group_id)
    )`.execute(db);
  await sql`create index pushes_due on pushes (due_at) where due_at is not null`.execute(db);
}
