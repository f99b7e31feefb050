// Devices and networks of accounts as rows: keyed hashes, and when each was seen last.

import { type Kysely, sql } from "kysely";
import type { Instant, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import { idArray } from "../sql/sql.ts";
import { extendToSight } from "../relations/reaches.ts";
import type { DeviceStore, Sight } from "../store/devices.ts";

export function deviceStore(db: Kysely<DB>): DeviceStore {
  return {
    hasSeen: (user, sight) => hasSeen(db, user, sight),
    usersAtDevicesOf: (users) => findUsersAtDevices(db, users),
    refuseDevice: (devices, until) => refuseDevice(db, devices, until),
    deviceRefusal: (devices, now) => findRefusal(db, devices, now),
    purgeSights: (last) => purgeSights(db, last),
  };
}

async function hasSeen(
  db: Kysely<DB>,
  user: UserId,
  { devices, networks }: Sight,
): Promise<{ device: boolean; network: boolean }> {
  const anyOf = (hashes: readonly string[]) => sql`any(${hashes}::text[])`;
  const { rows: [row] } = await sql<{ device: boolean; network: boolean }>`
    select
      exists (select from user_devices where user_id = ${user} and device = ${anyOf(devices)})
        as device,
      exists (select from user_networks where user_id = ${user} and network = ${anyOf(networks)})
        as network`.execute(db);
  return row ?? { device: false, network: false };
}

async function findUsersAtDevices(db: Kysely<DB>, users: readonly UserId[]): Promise<UserId[]> {
  const { rows } = await sql<{ readonly id: UserId }>`
    select distinct theirs.user_id as id
    from user_devices mine join user_devices theirs on theirs.device = mine.device
    where mine.user_id = any(${idArray(users)}) and theirs.user_id <> all(${
    idArray(users)
  }) order by id`
    .execute(db);
  return rows.map(({ id }) => id);
}

interface Seen {
  readonly user: UserId;
  readonly at: Instant;
  /** Whether the account is made there. */
  readonly isNew: boolean;
}

/** Stores where an account was seen. What keeps others apart from it holds there, too. */
export async function addSight(
  db: Kysely<DB>,
  { devices, networks }: Sight,
  { user, at, isNew }: Seen,
): Promise<void> {
  if (devices.length > 0) {
    await db.insertInto("user_devices")
      .values(devices.map((device) => ({ user_id: user, device, seen_at: at })))
      .onConflict((known) =>
        known.columns(["user_id", "device"]).doUpdateSet({
          seen_at: sql`greatest(user_devices.seen_at, excluded.seen_at)`,
        })
      ).execute();
  }
  if (networks.length > 0) {
    await db.insertInto("user_networks")
      .values(networks.map((network) => ({ user_id: user, network, seen_at: at, is_new: isNew })))
      .onConflict((known) =>
        known.columns(["user_id", "network"]).doUpdateSet({
          seen_at: sql`greatest(user_networks.seen_at, excluded.seen_at)`,
        })
      ).execute();
  }
  if (!isNew) await extendToSight(db, { devices, networks }, { user, at });
}

async function refuseDevice(
  db: Kysely<DB>,
  devices: readonly string[],
  until: Instant,
): Promise<void> {
  if (devices.length === 0) return;
  await db.insertInto("device_refusals").values(devices.map((device) => ({ device, until })))
    .onConflict((known) =>
      known.column("device").doUpdateSet({
        until: sql`greatest(device_refusals.until, excluded.until)`,
      })
    ).execute();
}

async function findRefusal(
  db: Kysely<DB>,
  devices: readonly string[],
  now: Instant,
): Promise<Instant | null> {
  if (devices.length === 0) return null;
  const row = await db.selectFrom("device_refusals").select("until")
    .where("device", "in", devices).where("until", ">", now).orderBy("until", "desc").limit(1)
    .executeTakeFirst();
  return row?.until ?? null;
}

async function purgeSights(
  db: Kysely<DB>,
  { now, devices, networks }: Parameters<DeviceStore["purgeSights"]>[0],
): Promise<void> {
  await db.deleteFrom("device_refusals").where("until", "<=", now).execute();
  await db.deleteFrom("user_devices").where("seen_at", "<", devices).execute();
  await db.deleteFrom("user_networks").where("seen_at", "<", networks).execute();
  await db.deleteFrom("reaches").where("at", "<", networks).execute();
  await db.deleteFrom("barred_devices").where("until", "<=", now).execute();
  await db.deleteFrom("pair_rests").where("until", "<=", now).execute();
}
