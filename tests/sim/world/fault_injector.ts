// Injects faults into lines, servers and the database, as chance has it, until it is told to end.

import type { Clock } from "../../../protocol/clock.ts";
import type { Random } from "../../../tools/random.ts";
import type { Trace } from "../run/trace.ts";
import type { Device } from "./device.ts";
import type { Servers } from "./servers.ts";
import type { StoreFaultProfile } from "./wire_to_store.ts";

const weights = { cut: 6, swallow: 2, stall: 3, lose: 2 };
type LineFault = keyof typeof weights;

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

export interface FaultTools {
  readonly random: Random;
  /** Runs later, unless the faults are over by then. */
  readonly later: (ms: number, run: () => unknown) => void;
}

/** Faults of servers, each by its name. */
export type ServerFaults = Readonly<Record<string, ServerFault>>;

export interface ServerFault {
  readonly weight: number;
  /** False: it is not possible now. */
  readonly inject: (tools: FaultTools) => boolean;
}

export interface FaultInjectorDeps {
  readonly time: Clock;
  readonly random: Random;
  readonly trace: Trace;
  readonly servers: Servers;
  readonly serverFaults: ServerFaults;
  readonly devices: readonly Device[];
  readonly faultProfile: StoreFaultProfile;
}

export class FaultInjector {
  readonly #deps: FaultInjectorDeps;
  readonly #weights: Readonly<Record<string, number>>;
  #areOver = false;

  constructor(deps: FaultInjectorDeps) {
    this.#deps = deps;
    const ofServers = Object.entries(deps.serverFaults).map(([name, { weight }]) => [name, weight]);
    this.#weights = { ...weights, ...Object.fromEntries(ofServers), away: 1, requests: 1 };
  }

  /** One fault by chance, unless it is not possible now. */
  inject(): void {
    const { random, trace } = this.#deps;
    const fault = random.weighted(this.#weights);
    if (this.#areOver || !this.#inject(fault)) return;
    trace.count(`fault ${fault}`);
    trace.tell(`fault ${fault}`);
  }

  /** No fault from now on. A broken line stays broken until its ends notice. */
  end(): void {
    const { servers, faultProfile, devices } = this.#deps;
    this.#areOver = true;
    faultProfile.isAway = false;
    Object.assign(faultProfile, { fates: noFaults });
    servers.heal();
    for (const { session } of devices) session.setVisible(true);
  }

  #inject(fault: string): boolean {
    const { servers, random, serverFaults } = this.#deps;
    const ofServers = serverFaults[fault];
    if (ofServers) {
      return ofServers.inject({ random, later: (ms, run) => this.#later(ms, run) });
    }
    if (fault === "away") return this.#away();
    if (fault !== "requests") return this.#breakLine(fault as LineFault);
    servers.lostRequests = 40;
    this.#later(random.whole(1_000, 5_000), () => servers.lostRequests = 0);
    return true;
  }

  #breakLine(fault: LineFault): boolean {
    const { random, devices } = this.#deps;
    const line = random.pick(devices)?.line;
    if (line === undefined || line === null || !line.isOpen) return false;
    if (fault === "cut") line.cut();
    else if (fault === "swallow") line.swallow(random.chance(0.5) ? "up" : "down");
    else if (fault === "stall") line.stall(random.whole(200, 6_000));
    else line.loseNext();
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
