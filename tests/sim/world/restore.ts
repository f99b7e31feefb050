// A restore as a disaster: the database is copied, people go on, and everything is put back to the
// copy. The servers are killed before and started after it, as docs/running.md demands.

import type { Clock } from "../../../protocol/clock.ts";
import type { Trace } from "../run/trace.ts";
import type { Watch } from "../checks/watch.ts";
import type { Servers } from "./servers.ts";
import type { Device } from "./device.ts";

export interface RestoreDeps {
  readonly time: Clock;
  readonly trace: Trace;
  readonly servers: Servers;
  readonly watch: Watch;
  readonly devices: readonly Device[];
  /** Copies the store; the answer puts it back. */
  readonly copyStore: () => () => void;
}

/** Longer than anything of a server that was killed is under way. */
const quietMs = 1_500;

/** The end of a session that is there again may still be on its way to a device. */
const comeBackMs = 2_000;
const lateMs = 30_000;

/** Whose account is there again logs in, as a user would who is told that they are out. */
function comeBack({ devices, watch }: RestoreDeps): void {
  for (const device of devices) {
    const isOut = device.session.phase.value === "out";
    if (isOut && !watch.deps.truth.deleted.has(device.user.id)) device.reload();
  }
}

/** Copies everything now, and puts it back after `laterMs`. */
export function restoreLater(deps: RestoreDeps, laterMs: number): void {
  const { time, trace, servers, watch } = deps;
  const putBack = [deps.copyStore(), watch.deps.truth.copy()];
  time.after(laterMs, () => {
    trace.tell("the servers are taken away for a restore");
    servers.hold();
    time.after(quietMs, () => {
      for (const back of putBack) back();
      watch.forgetLost();
      for (const device of deps.devices) device.forgetLost(watch.deps.truth.ids);
      for (let ms = comeBackMs; ms <= lateMs; ms += comeBackMs) {
        time.after(ms, () => comeBack(deps));
      }
      trace.tell("the database is restored");
      trace.count("fault restore");
      servers.release();
    });
  });
}
