// Injects faults into lines, servers and the database, as chance has it, until it is told to end.

import type { Clock } from "../../../protocol/clock.ts";
import type { Cluster } from "./cluster.ts";
import type { Device } from "./device.ts";
import type { Random } from "../../../tools/random.ts";
import type { Trace } from "../run/trace.ts";
import type { StoreFaultProfile } from "./wire_to_store.ts";

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
type Fault = keyof typeof weights;

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

export interface FaultInjectorDeps {
  readonly time: Clock;
  readonly random: Random;
  readonly trace: Trace;
  readonly cluster: Cluster;
  readonly devices: readonly Device[];
  readonly faultProfile: StoreFaultProfile;
}

export class FaultInjector {
  readonly #deps: FaultInjectorDeps;
  #areOver = false;

  constructor(deps: FaultInjectorDeps) {
    this.#deps = deps;
  }

  /** One fault by chance, unless it is not possible now. */
  inject(): void {
    const { random, trace } = this.#deps;
    const fault = random.weighted(weights);
    if (this.#areOver || !this.#inject(fault)) return;
    trace.count(`fault ${fault}`);
    trace.tell(`fault ${fault}`);
  }

  /** No fault from now on. A broken line stays broken until its ends notice. */
  end(): void {
    const { cluster, faultProfile, devices } = this.#deps;
    this.#areOver = true;
    faultProfile.isAway = false;
    Object.assign(faultProfile, { fates: noFaults });
    cluster.heal();
    for (const { session } of devices) session.setVisible(true);
  }

  #inject(fault: Fault): boolean {
    const { cluster, random } = this.#deps;
    switch (fault) {
      case "kill":
      case "stop":
        return this.#restart(fault);
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
        return this.#breakLine(fault);
    }
  }

  #breakLine(fault: "cut" | "swallow" | "stall" | "lose"): boolean {
    const { random, devices } = this.#deps;
    const line = random.pick(devices)?.line;
    if (line === undefined || line === null || !line.isOpen) return false;
    if (fault === "cut") line.cut();
    else if (fault === "swallow") line.swallow(random.chance(0.5) ? "up" : "down");
    else if (fault === "stall") line.stall(random.whole(200, 6_000));
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
