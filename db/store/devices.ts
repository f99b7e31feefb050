// Devices and networks: where accounts are used, as keyed hashes alone.

import type { Instant } from "../../protocol/domain.ts";

/**
 * Where a session was opened. Of the one device and the one network a hash by each key of the
 * server; empty: not known.
 */
export interface Sight {
  readonly devices: readonly string[];
  readonly networks: readonly string[];
}

export interface DeviceStore {
  /** Remembers until then that the age of somebody at this device was refused. */
  refuseDevice(devices: Sight["devices"], until: Instant): Promise<void>;
  /** Until when it is remembered; null: at `now` it is not. */
  deviceRefusal(devices: Sight["devices"], now: Instant): Promise<Instant | null>;
  /** Forgets refusals that are over at `now`, and what was seen last before these times. */
  purgeSights(last: {
    readonly now: Instant;
    readonly devices: Instant;
    readonly networks: Instant;
  }): Promise<void>;
}
