// Moderation: roles, suspensions, notices, reports with their evidence, and an audit trail that the
// database itself keeps from being changed.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await extendUsers(db);
  await createNotices(db);
  await createAudit(db);
  await extendReports(db);
  await guardAudit(db);
  await guardSessions(db);
}

async function extendUsers(db: Kysely<unknown>): Promise<void> {
  // On the user's own row: who has waited for its lock reads them as they are then.
  await sql`
    alter table users
      add column role text not null default 'user',
      add column suspended_at timestamptz(3),
      add column suspended_until timestamptz(3),
      add constraint users_role check (role in ('user', 'moderator')),
      add constraint users_suspension check (suspended_at is not null or suspended_until is null)`
    .execute(db);
  await sql`create index users_moderators on users (id) where role = 'moderator'`.execute(db);
}

async function createNotices(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table notices (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      at timestamptz(3) not null,
      text text not null,
      read_at timestamptz(3)
    )`.execute(db);
  await sql`create index notices_unread on notices (user_id, at) where read_at is null`.execute(db);
}

async function createAudit(db: Kysely<unknown>): Promise<void> {
  // Without foreign keys: no row may change, whatever becomes of users and reports.
  await sql`
    create table audit (
      id uuid primary key,
      place bigint generated always as identity,
      at timestamptz(3) not null,
      by uuid,
      action text not null,
      about uuid not null,
      report uuid,
      reports uuid[] not null,
      days int,
      note text not null,
      constraint audit_action check (action in
        ('dismiss', 'warn', 'suspend', 'ban', 'lift', 'role', 'profile', 'recovery', 'delete')),
      constraint audit_days check (days is null or action = 'suspend')
    )`.execute(db);
  await sql`create unique index audit_place on audit (place)`.execute(db);
  await sql`create index audit_about on audit (about, place)`.execute(db);
}

async function extendReports(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table reports
      add column seq bigint,
      add column told int not null default 1,
      add column evidence jsonb not null default '[]',
      add column decision uuid`.execute(db);
  await sql`create index reports_open on reports (about, at, id) where decision is null`.execute(
    db,
  );
  await sql`create index reports_decided on reports (decision) where decision is not null`.execute(
    db,
  );
}

/** A row may go when it is a year old, by the database's own clock, and never before. */
async function guardAudit(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function guard_audit() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and old.at < now() - interval '365 days' then
        return old;
      end if;
      raise check_violation using constraint = 'audit_lasting',
        message = 'The audit trail is neither changed nor deleted';
    end
    $$`.execute(db);
  await sql`
    create trigger audit_guard before update or delete on audit
    for each row execute function guard_audit()`.execute(db);
  await sql`
    create trigger audit_whole before truncate on audit
    for each statement execute function guard_audit()`.execute(db);
}

/** No session begins while its user is suspended; a suspension under way is waited for. */
async function guardSessions(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function guard_sessions() returns trigger language plpgsql as $$
    begin
      perform from users where id = new.user_id for share;
      perform from users where id = new.user_id and suspended_at is not null
        and (suspended_until is null or suspended_until > new.created_at);
      if found then
        raise check_violation using constraint = 'sessions_suspended',
          message = 'The user is suspended';
      end if;
      return new;
    end
    $$`.execute(db);
  await sql`
    create trigger sessions_guard before insert on sessions
    for each row execute function guard_sessions()`.execute(db);
}
