// Who is kept apart beyond a block between two accounts: accounts of one device, and those that a
// block, a ban or a leave reaches. Who came together as partners, and who left them soon.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createReaches(db);
  await createPairs(db);
  await createView(db);
  await createGuards(db);
}

async function createReaches(db: Kysely<unknown>): Promise<void> {
  // Which accounts were made after a block is told without a clock, which can be set back.
  await sql`create sequence sight_arrivals`.execute(db);
  for (const table of ["user_networks", "blocks"]) {
    await sql`
      alter table ${
      sql.table(table)
    } add column arrival bigint not null default nextval('sight_arrivals')`
      .execute(db);
  }
  // `about` refers to nobody: what is known of a device stays when its account is deleted.
  await sql`
    create table reaches (
      owner uuid not null references users on delete cascade,
      about uuid not null,
      reason text not null check (reason in ('block', 'ban', 'left')),
      kind text not null check (kind in ('device', 'network', 'newcomers')),
      hash text not null,
      at timestamptz(3) not null,
      arrival bigint not null default nextval('sight_arrivals'),
      primary key (owner, about, reason, kind, hash)
    )`.execute(db);
  await sql`create index reaches_hash on reaches (hash)`.execute(db);
  await sql`create index reaches_at on reaches (at)`.execute(db);
  await sql`
    create table barred_devices (
      device text not null,
      about uuid not null,
      until timestamptz(3) not null,
      primary key (device, about)
    )`.execute(db);
}

async function createPairs(db: Kysely<unknown>): Promise<void> {
  await sql`alter table members add column came_with uuid`.execute(db);
  await sql`
    create table pair_leavers (
      leaver uuid not null references users on delete cascade,
      user_id uuid not null references users on delete cascade,
      group_id uuid not null references groups on delete cascade,
      at timestamptz(3) not null,
      primary key (leaver, user_id, group_id)
    )`.execute(db);
  await sql`create index pair_leavers_user on pair_leavers (user_id, at)`.execute(db);
  await sql`create index pair_leavers_group on pair_leavers (group_id)`.execute(db);
  await sql`
    create table pair_rests (
      user_id uuid primary key references users on delete cascade,
      until timestamptz(3) not null
    )`.execute(db);
}

/** Whom each user may not meet. It is enough that one of two names the other. */
async function createView(db: Kysely<unknown>): Promise<void> {
  await sql`
    create view kept_apart (one, other) as
    select blocker, blocked from blocks
    union all select leaver, user_id from pair_leavers
    union all select r.owner, d.user_id from reaches r
      join user_devices d on d.device = r.hash and d.user_id <> r.owner
      where r.kind = 'device'
    union all select r.owner, n.user_id from reaches r
      join user_networks n on n.network = r.hash and n.user_id <> r.owner
      where r.kind = 'network'
    union all select r.owner, n.user_id from reaches r
      join user_networks n on n.network = r.hash and n.is_new and n.user_id <> r.owner
        and n.arrival > r.arrival
      where r.kind = 'newcomers'`.execute(db);
  await sql`
    create function are_kept_apart(a uuid, b uuid) returns boolean language sql stable as $$
      select exists (select from kept_apart where one = a and other = b)
        or exists (select from kept_apart where one = b and other = a)
        or exists (
          select from user_devices mine join user_devices theirs on theirs.device = mine.device
          where mine.user_id = a and theirs.user_id = b and a <> b
        )
    $$`.execute(db);
}

/** As before; what keeps two apart besides a block refuses, too. */
async function createGuards(db: Kysely<unknown>): Promise<void> {
  await replaceRefusal(db);
  await replaceUpdateGuard(db);
  await replaceInsertGuard(db);
  await sql`drop function are_blocked(uuid, uuid)`.execute(db);
}

async function replaceRefusal(db: Kysely<unknown>): Promise<void> {
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
        else 'A group holds three members at most'
      end;
    end
    $$`.execute(db);
}

async function replaceUpdateGuard(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function guard_members() returns trigger language plpgsql as $$
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
        if other.side is distinct from side then perform refuse_members('members_wall'); end if;
        if are_kept_apart(new.user_id, other.id) then perform refuse_members('members_blocked'); end if;
        if are_together(new.user_id, other.id, new.group_id) then perform refuse_members('members_together'); end if;
      end loop;
      if side is null then perform refuse_members('members_profile'); end if;
      if others >= 3 then perform refuse_members('members_full'); end if;
      return new;
    end
    $$`.execute(db);
}

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
          select from fresh f join user_devices d on d.user_id = f.user_id
          join barred_devices x on x.device = d.device and x.until > f.joined_at
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

async function replaceInsertGuard(db: Kysely<unknown>): Promise<void> {
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
