// Where accounts are used: devices and networks, by keyed hashes alone. Devices whose user's age
// was refused. When a profile was set, which can be put right once.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table user_devices (
      user_id uuid not null references users on delete cascade,
      device text not null,
      seen_at timestamptz(3) not null,
      primary key (user_id, device)
    )`.execute(db);
  await sql`create index user_devices_device on user_devices (device)`.execute(db);
  await sql`
    create table user_networks (
      user_id uuid not null references users on delete cascade,
      network text not null,
      seen_at timestamptz(3) not null,
      is_new boolean not null,
      primary key (user_id, network)
    )`.execute(db);
  await sql`create index user_networks_network on user_networks (network)`.execute(db);
  await sql`
    create table device_refusals (
      device text primary key,
      until timestamptz(3) not null
    )`.execute(db);
  await sql`
    alter table users
      add column birth_date_set_at timestamptz(3),
      add column birth_date_corrected boolean not null default false,
      add column sex_changed_at timestamptz(3)`.execute(db);
}
