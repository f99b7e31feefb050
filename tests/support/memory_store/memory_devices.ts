// Devices and networks in the memory store, as db/people/sights.ts has them.

import type { Instant, UserId } from "../../../protocol/domain.ts";
import type { DeviceStore, Sight } from "../../../db/store/devices.ts";
import { extendToSight, nextArrival, purgeReaches, shareDevice } from "./memory_reaches.ts";
import type { KeptSight, State } from "./memory_state.ts";

export function addSight(
  state: State,
  { devices, networks }: Sight,
  { user, at, isNew }: {
    readonly user: UserId;
    readonly at: Instant;
    readonly isNew: boolean;
  },
): void {
  for (const [kept, hashes] of [[state.devices, devices], [state.networks, networks]] as const) {
    if (hashes.length === 0) continue;
    const seen = kept.get(user) ?? new Map<string, KeptSight>();
    for (const hash of hashes) {
      const known = seen.get(hash);
      const seenAt = known && known.seenAt > at ? known.seenAt : at;
      const arrival = known?.arrival ?? nextArrival(state);
      seen.set(hash, { seenAt, isNew: known?.isNew ?? isNew, arrival });
    }
    kept.set(user, seen);
  }
  if (!isNew) extendToSight(state, { devices, networks }, user, at);
}

export function deviceStore(state: State): DeviceStore {
  const { deviceRefusals } = state;
  return {
    hasSeen(user, { devices, networks }) {
      const isKnown = (kept: State["devices"], hashes: readonly string[]) =>
        hashes.some((hash) => kept.get(user)?.has(hash));
      return Promise.resolve({
        device: isKnown(state.devices, devices),
        network: isKnown(state.networks, networks),
      });
    },
    usersAtDevicesOf: (users) =>
      Promise.resolve(
        [...state.devices.keys()].filter((other) =>
          !users.includes(other) && users.some((user) => shareDevice(state, user, other))
        ).sort(),
      ),
    refuseDevice(devices, until) {
      for (const device of devices) {
        const known = deviceRefusals.get(device) ?? "";
        deviceRefusals.set(device, known > until ? known : until);
      }
      return Promise.resolve();
    },
    deviceRefusal(devices, now) {
      const found = devices.map((device) => deviceRefusals.get(device) ?? "").sort().at(-1) ?? "";
      return Promise.resolve(found > now ? found : null);
    },
    purgeSights({ now, devices, networks }) {
      for (const [device, until] of deviceRefusals) if (until <= now) deviceRefusals.delete(device);
      forget(state.devices, devices);
      forget(state.networks, networks);
      purgeReaches(state, now, networks);
      return Promise.resolve();
    },
  };
}

function forget(kept: State["devices"], before: Instant): void {
  for (const seen of kept.values()) {
    for (const [hash, { seenAt }] of seen) if (seenAt < before) seen.delete(hash);
  }
}
