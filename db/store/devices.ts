// Devices and networks: where accounts are used, as keyed hashes alone.

import type { Instant, UserId } from "../../protocol/domain.ts";

/**
 * Where a session was opened. Of the one device and the one network a hash by each key of the
 * server; empty: not known.
 */
export interface Sight {
  readonly devices: readonly string[];
  readonly networks: readonly string[];
}

export interface DeviceStore {
  /** Whether the user has signed up or logged in there. */
  hasSeen(
    user: UserId,
    sight: Sight,
  ): Promise<{ readonly device: boolean; readonly network: boolean }>;
  /** The other users who have signed up or logged in at a device of these users. */
  usersAtDevicesOf(users: readonly UserId[]): Promise<readonly UserId[]>;
  /** Remembers until then that the age of somebody at this device was refused. */
  refuseDevice(devices: Sight["devices"], until: Instant): Promise<void>;
  /** Until when it is remembered; null: at `now` it is not. */
  deviceRefusal(devices: Sight["devices"], now: Instant): Promise<Instant | null>;
  /**
   * Forgets what is over at `now`: refusals, bans of devices, rests. Forgets what was seen last
   * before these times, and what a block, a ban or a leave before `networks` reaches.
   */
  purgeSights(last: {
    readonly now: Instant;
    readonly devices: Instant;
    readonly networks: Instant;
  }): Promise<void>;
}
