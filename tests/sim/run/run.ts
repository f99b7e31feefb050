// One simulated world from one seed: people act while faults are injected; then the faults end, and
// everything that Trio promises must hold. docs/simulator.md tells how it works.

import { type Limits, presenceGraceMs } from "../../../protocol/limits.ts";
import type { UserId } from "../../../protocol/domain.ts";
import type { Store } from "../../../db/store/store.ts";
import type { LocalStore } from "../../../web/storage/local_store.ts";
import { MemoryLocalStore } from "../../support/page/memory_local_store.ts";
import type { Settings } from "../../../settings.ts";
import { createRestorableStore } from "../../support/memory_store/memory_store.ts";
import {
  type Archive,
  broken,
  type Depth,
  readArchive,
  showing,
  undeleted,
  unsettled,
} from "../checks/checks.ts";
import { People } from "../operations/operations.ts";
import { Device } from "../world/device.ts";
import { FaultInjector, manyFaults, noFaults } from "../world/fault_injector.ts";
import { faultsOfNodes, Nodes } from "../nodes/nodes.ts";
import { settlePeople } from "../world/people.ts";
import { settingsWith } from "../world/program.ts";
import { faultsOf, Programs, type ProgramsDeps } from "../world/programs.ts";
import type { Servers } from "../world/servers.ts";
import { Random } from "../../../tools/random.ts";
import { Time } from "../world/time.ts";
import { Trace } from "./trace.ts";
import { watchedSleep } from "../checks/sleep_truth.ts";
import { recorded, Truth } from "../checks/truth.ts";
import { readWaiting, unformed, unsettledSearch } from "../checks/waiting.ts";
import { Watch } from "../checks/watch.ts";
import { restoreLater } from "../world/restore.ts";
import type { StoreFaultProfile } from "../world/wire_to_store.ts";

export interface RunOptions {
  readonly print?: (line: string) => void;
  readonly mutate?: Mutation;
  /** Whether the database is put back once to an earlier state. */
  readonly restores?: boolean;
  /** How many nodes serve the world together; null or absent: servers that know of no other. */
  readonly nodes?: number | null;
}

/** Parts of the world that do their work wrong, to show that the checks notice. */
export interface Mutation {
  readonly store?: (store: Store) => Store;
  readonly newLocalStore?: () => LocalStore;
  /** What becomes of a frame of the server on its way to the client. */
  readonly frames?: (text: string) => readonly string[];
}

export interface Outcome {
  readonly seed: number;
  /** Broken promises, in sentences; empty when all is well. */
  readonly findings: readonly string[];
  /** Equal for two runs that did the same. */
  readonly hash: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** Turns of the microtask queue at each instant: enough for a store's answer to become a frame. */
const turnsPerStep = 8;
const shortIdleMs = 2_000;
const checkEveryMs = 500;
/** Once the faults have ended, the world settles within this time. */
const settleWithinMs = 120_000;
/** A server hears within this time that a line was cut. */
const lineEndMs = 15_000;
/** Once a user is offline, all know it within this time. */
const toldWithinMs = 2_500;

export async function simulate(seed: number, options: RunOptions = {}): Promise<Outcome> {
  const world = await SimulatedWorld.create(seed, options);
  await world.live();
  return world.outcome();
}

class SimulatedWorld {
  static async create(seed: number, options: RunOptions): Promise<SimulatedWorld> {
    const random = new Random(seed);
    const { store, copy } = createRestorableStore();
    const truth = new Truth();
    const users = await settlePeople(recorded(store, truth), random, { hasBots: true });
    return new SimulatedWorld(seed, { random, store, copyStore: copy, truth, users, options });
  }

  readonly #seed: number;
  readonly #random: Random;
  readonly #time = new Time();
  readonly #trace: Trace;
  readonly #settings: Settings;
  readonly #store: Store;
  readonly #watch: Watch;
  readonly #servers: Servers;
  readonly #devices: Device[];
  readonly #people: People;
  readonly #faultInjector: FaultInjector;
  readonly #start: Start;

  private constructor(seed: number, start: Start) {
    const { random, store, truth, users, options } = this.#start = start;
    const time = this.#time;
    this.#seed = seed;
    this.#random = random;
    this.#store = store;
    const trace = this.#trace = new Trace(() => time.now(), options.print ?? null);
    const faultProfile: StoreFaultProfile = {
      fates: random.chance(0.3) ? noFaults : manyFaults,
      isAway: false,
    };
    this.#settings = settingsOf(random);
    const {
      store: wrap = (inner: Store) => inner,
      newLocalStore = () => new MemoryLocalStore(),
      frames,
    } = options.mutate ?? {};
    const delayMs = random.pick([5, 40, 200]) ?? 40;
    const network = {
      time,
      random: random.fork(),
      trace,
      delayMs,
      pass: frames ?? ((text: string) => [text]),
    };
    const { servers, serverFaults } = serversOf(options, {
      ...network,
      store: watchedSleep(wrap(recorded(store, truth)), truth.sleep, trace),
      faultProfile: () => faultProfile,
      settings: this.#settings,
    });
    this.#servers = servers;
    const watch = this.#watch = new Watch({
      ...{ truth, trace, mayBeLate: () => this.#mayBeLate() },
      hasNodes: this.#hasNodes,
    });
    const devices = this.#devices = users.flatMap((user) =>
      Array.from(
        { length: random.chance(0.3) ? 2 : 1 },
        (_, at) =>
          new Device(`${user.username}${at + 1}`, user, {
            ...network,
            servers,
            watch,
            newLocalStore,
          }),
      )
    );
    this.#people = new People({
      time,
      devices,
      random: random.fork(),
      trace,
      watch,
      servers,
      hasVolleys: this.#hasNodes,
    });
    this.#faultInjector = new FaultInjector({
      time,
      random: random.fork(),
      trace,
      servers,
      serverFaults,
      devices,
      faultProfile,
    });
  }

  async live(): Promise<void> {
    const ms = this.#random.chance(0.25) ? 2_500 : this.#random.whole(6_000, 25_000);
    for (const device of this.#devices) {
      if (this.#random.chance(0.5)) this.#scatter(1, 3_000, () => this.#people.arrive(device));
    }
    this.#scatter(this.#random.whole(25, 45), ms, () => this.#people.act());
    const mostFaults = this.#hasNodes ? 14 : 8;
    this.#scatter(this.#random.whole(0, mostFaults), ms, () => this.#faultInjector.inject());
    if (this.#start.options.restores) this.#restoreOnce(ms);
    await this.#pass(ms);
    this.#people.comeHome();
    this.#faultInjector.end();
    await this.#settle(this.#mayBeLate() ? "messages" : "others");
    for (const { line } of this.#devices) line?.cut();
    await this.#settle("all");
    for (const { session, groups } of this.#devices) {
      for (const { group } of groups) void session.history.loadOlder(group.id);
    }
    await this.#pass(5_000);
    await this.#settle("all");
    if (this.#watch.findings.length > 0) return;
    this.#watch.findings.push(...this.#watch.deps.truth.findings);
    this.#watch.findings.push(...broken(this.#devices, await this.#archive(), this.#watch));
    if (this.#hasNodes && this.#random.chance(0.3)) await this.#lookAfterOneWhoGoes();
  }

  /** All nodes show a user as offline whose tabs were closed at any of them. */
  async #lookAfterOneWhoGoes(): Promise<void> {
    const [gone] = this.#devices;
    if (gone === undefined) return;
    const [own, others] = [true, false].map((isOwn) =>
      this.#devices.filter(({ user }) => (user.id === gone.user.id) === isOwn)
    );
    for (const device of own ?? []) device.close();
    await this.#pass(lineEndMs + presenceGraceMs + toldWithinMs);
    this.#watch.findings.push(...showing(others ?? [], gone.user));
  }

  /** At a time of chance, back to another time of chance; settled before the faults end. */
  #restoreOnce(ms: number): void {
    const [from, to] = [this.#random.whole(0, ms), this.#random.whole(0, ms)].sort((a, b) => a - b);
    const deps = {
      time: this.#time,
      trace: this.#trace,
      servers: this.#servers,
      watch: this.#watch,
      devices: this.#devices,
      copyStore: this.#start.copyStore,
    };
    this.#time.after(from ?? 0, () => restoreLater(deps, (to ?? 0) - (from ?? 0)));
  }

  outcome(): Outcome {
    const { hash, counts } = this.#trace;
    for (let formed = 1; formed < this.#watch.deps.truth.groups.length; formed++) {
      this.#trace.count("trio formed");
    }
    for (const _ of this.#watch.deps.truth.deleted) this.#trace.count("account deleted");
    for (let at = 0; at < this.#watch.deps.truth.withBots; at++) {
      this.#trace.count("came with bots");
    }
    for (const group of this.#watch.deps.truth.groups) {
      const joined = this.#watch.deps.truth.log(group).filter(({ kind }) => kind === "joined");
      for (const _ of joined) this.#trace.count("newcomer");
    }
    return { seed: this.#seed, findings: this.#watch.findings, hash, counts };
  }

  get #hasNodes(): boolean {
    return (this.#start.options.nodes ?? null) !== null;
  }

  /**
   * Whether clients may learn something only when they connect again: what another server did, a
   * trio whose commit was reported as failed, a leave that an idle actor had not told when it went
   * away.
   */
  #mayBeLate(): boolean {
    const { counts } = this.#trace;
    const isUntold = this.#settings.groupIdleMs === shortIdleMs &&
      counts["did quit"] !== undefined;
    const isUnknown = ["unknown formGroups", "unknown joinGroup"].some((name) =>
      counts[name] !== undefined
    );
    return this.#servers.wasSplit || isUntold || isUnknown;
  }

  #scatter(times: number, withinMs: number, run: () => void): void {
    for (let time = 0; time < times; time++) this.#time.after(this.#random.whole(0, withinMs), run);
  }

  async #pass(ms: number): Promise<void> {
    let isOver = false;
    this.#time.after(ms, () => isOver = true);
    while (!isOver && this.#watch.findings.length === 0) {
      this.#time.step();
      for (let turn = 0; turn < turnsPerStep; turn++) await null;
    }
  }

  async #settle(depth: Depth): Promise<void> {
    let complaints: string[] = [];
    for (let ms = 0; ms < settleWithinMs; ms += checkEveryMs) {
      if (this.#watch.findings.length > 0) return;
      const { deleted } = this.#watch.deps.truth;
      complaints = unsettled(this.#devices, await this.#archive(), { depth, deleted });
      complaints.push(...await undeleted(this.#store, this.#watch.deps));
      if (depth === "all") complaints.push(...await this.#unsettledSearches());
      if (complaints.length === 0) return;
      // With the next command an actor learns what was committed without its knowledge.
      for (const { session, groups } of this.#devices) {
        for (const { group } of groups) session.outbox.type(group.id);
      }
      await this.#pass(checkEveryMs);
    }
    for (const complaint of complaints) this.#watch.find(`still not settled: ${complaint}`);
  }

  async #unsettledSearches(): Promise<string[]> {
    const waiting = await readWaiting(this.#store, this.#users, this.#settings.metDays > 0);
    const shown = this.#devices.flatMap((device) =>
      (this.#watch.deps.truth.deleted.has(device.user.id) ? [] : unsettledSearch(device, waiting))
        .map((what) => `${device.name} ${what}`)
    );
    return this.#servers.mayMissSearches
      ? []
      : [...shown, ...unformed(waiting.tickets, this.#time.now())];
  }

  #archive(): Promise<Archive> {
    return readArchive(this.#store, this.#users);
  }

  get #users(): UserId[] {
    return [...new Set(this.#devices.map(({ user }) => user.id))];
  }
}

interface Start {
  readonly random: Random;
  readonly store: Store;
  readonly copyStore: () => () => void;
  readonly truth: Truth;
  readonly users: Awaited<ReturnType<typeof settlePeople>>;
  readonly options: RunOptions;
}

function serversOf({ nodes: count }: RunOptions, deps: ProgramsDeps) {
  if (count === undefined || count === null) {
    const programs = new Programs(deps);
    return { servers: programs, serverFaults: faultsOf(programs) };
  }
  const nodes = new Nodes({ ...deps, count });
  return { servers: nodes, serverFaults: faultsOfNodes(nodes) };
}

/** Mostly the usual limits; sometimes small ones, so that they are met. */
function settingsOf(random: Random) {
  const isSmall = () => random.chance(0.25);
  const limits: Partial<Limits> = {
    ...(isSmall() ? { framesPerSecond: 4, burst: 6 } : {}),
    ...(isSmall() ? { queueBytes: 4_000 } : {}),
  };
  return settingsWith(limits, {
    resumeMessages: isSmall() ? 4 : 500,
    groupIdleMs: isSmall() ? shortIdleMs : 300_000,
    // A world is shorter than the minute for which two who have met are kept apart: with it hardly
    // any two would meet again.
    ...(random.chance(0.7) ? { metDays: 0 } : {}),
    // Otherwise nobody is away for long enough.
    ...(random.chance(0.5) ? { ticketAwayMs: 3_000, silentMs: 4_000 } : {}),
  });
}
