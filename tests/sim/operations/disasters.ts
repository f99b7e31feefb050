// What goes wrong: lines, servers and the database, as chance has it, until everything is well
// again.

import type { Clock } from "../../../protocol/clock.ts";
import type { Cluster } from "../world/cluster.ts";
import type { Device } from "../world/device.ts";
import type { Random } from "../../../tools/random.ts";
import type { Trace } from "../run/trace.ts";
import type { StoreFaultProfile } from "../world/wire_to_store.ts";

const weights = {
  cut: 6,
  swallow: 2,
  stall: 3,
  lose: 2,
  kill: 1.5,
  stop: 1,
  split: 1,
  away: 1,
  requests: 1,
};
type Disaster = keyof typeof weights;

export const noFaults: StoreFaultProfile["fates"] = {
  well: 1,
  before: 0,
  after: 0,
  later: 0,
  slow: 0,
};
export const manyFaults: StoreFaultProfile["fates"] = {
  well: 1,
  before: 0.02,
  after: 0.03,
  later: 0.02,
  slow: 0.005,
};

export interface DisasterDeps {
  readonly time: Clock;
  readonly random: Random;
  readonly trace: Trace;
  readonly cluster: Cluster;
  readonly devices: readonly Device[];
  readonly faultProfile: StoreFaultProfile;
}

export class Disasters {
  readonly #deps: DisasterDeps;
  #areOver = false;

  constructor(deps: DisasterDeps) {
    this.#deps = deps;
  }

  /** Something goes wrong, unless it cannot now. */
  strike(): void {
    const { random, trace } = this.#deps;
    const disaster = random.weighted(weights);
    if (this.#areOver || !this.#strike(disaster)) return;
    trace.count(`struck ${disaster}`);
    trace.tell(`disaster ${disaster}`);
  }

  /** Nothing goes wrong from now on; broken lines stay broken until those who have them notice. */
  end(): void {
    const { cluster, faultProfile, devices } = this.#deps;
    this.#areOver = true;
    faultProfile.isAway = false;
    Object.assign(faultProfile, { fates: noFaults });
    cluster.heal();
    for (const { session } of devices) session.show(true);
  }

  #strike(disaster: Disaster): boolean {
    const { cluster, random } = this.#deps;
    switch (disaster) {
      case "kill":
      case "stop":
        return this.#restart(disaster);
      case "split":
        if (cluster.size !== 1) return false;
        cluster.start();
        this.#later(random.whole(2_000, 12_000), () => cluster.size > 1 && cluster.end("kill"));
        return true;
      case "away":
        return this.#away();
      case "requests":
        cluster.lostRequests = 40;
        this.#later(random.whole(1_000, 5_000), () => cluster.lostRequests = 0);
        return true;
      default:
        return this.#strikeLine(disaster);
    }
  }

  #strikeLine(disaster: "cut" | "swallow" | "stall" | "lose"): boolean {
    const { random, devices } = this.#deps;
    const line = random.pick(devices)?.line;
    if (line === undefined || line === null || !line.isOpen) return false;
    if (disaster === "cut") line.cut();
    else if (disaster === "swallow") line.swallow(random.chance(0.5) ? "up" : "down");
    else if (disaster === "stall") line.stall(random.whole(200, 6_000));
    else line.loseNext();
    return true;
  }

  #restart(how: "kill" | "stop"): boolean {
    const { cluster, random } = this.#deps;
    if (cluster.size === 0) return false;
    cluster.end(how);
    this.#later(random.whole(100, 3_000), () => cluster.upCount === 0 && cluster.start());
    return true;
  }

  #away(): boolean {
    const { random, faultProfile } = this.#deps;
    if (faultProfile.isAway) return false;
    faultProfile.isAway = true;
    this.#later(random.whole(300, 6_000), () => faultProfile.isAway = false);
    return true;
  }

  #later(ms: number, run: () => unknown): void {
    this.#deps.time.after(ms, () => this.#areOver || run());
  }
}
