// One simulated world from one seed: people talk while things go wrong, then all is well again and
// everything that was promised must have come about. Virtual time alone, so that the same seed does
// the same.

import type { Limits } from "../../../protocol/limits.ts";
import type { UserId } from "../../../protocol/domain.ts";
import type { Store } from "../../../db/store/store.ts";
import type { LocalStore } from "../../../web/storage/local_store.ts";
import { MemoryLocalStore } from "../../support/page/memory_local_store.ts";
import type { Settings } from "../../../settings.ts";
import { createMemoryStore } from "../../support/memory_store/memory_store.ts";
import { type Archive, broken, type Depth, readArchive, unsettled } from "../checks/checks.ts";
import { Cluster } from "../world/cluster.ts";
import { People } from "../operations/operations.ts";
import { Device } from "../world/device.ts";
import { Disasters, manyFaults, noFaults } from "../operations/disasters.ts";
import { settlePeople } from "../world/people.ts";
import { settingsWith } from "../world/program.ts";
import { Random } from "../../../tools/random.ts";
import { Time } from "../world/time.ts";
import { Trace } from "./trace.ts";
import { recorded, Truth } from "../checks/truth.ts";
import { readWaiting, unformed, unsettledSearch } from "../checks/waiting.ts";
import { Watch } from "../checks/watch.ts";
import type { StoreFaultProfile } from "../world/wire_to_store.ts";

export interface RunOptions {
  readonly print?: (line: string) => void;
  readonly spoil?: Spoil;
}

/** Parts that do their work wrong, to show that it is found. */
export interface Spoil {
  readonly store?: (store: Store) => Store;
  readonly newKeep?: () => LocalStore;
  /** What comes of a frame of the server. */
  readonly frames?: (text: string) => readonly string[];
}

export interface Outcome {
  readonly seed: number;
  /** What must not be and was; none is what is wanted. */
  readonly findings: readonly string[];
  /** The same for two runs that did the same. */
  readonly hash: string;
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Turns that whatever waits for nothing else gets before time goes on: enough for a store's answer
 * to become a frame.
 */
const turnsEach = 8;
const shortIdleMs = 2_000;
const lookEachMs = 500;
/** Everything comes right within this time once nothing goes wrong any more. */
const settleWithinMs = 120_000;

export async function simulate(seed: number, options: RunOptions = {}): Promise<Outcome> {
  const world = await SimulatedWorld.create(seed, options);
  await world.live();
  return world.outcome();
}

class SimulatedWorld {
  static async create(seed: number, options: RunOptions): Promise<SimulatedWorld> {
    const random = new Random(seed);
    const store = createMemoryStore();
    const truth = new Truth();
    const users = await settlePeople(recorded(store, truth), random);
    return new SimulatedWorld(seed, { random, store, truth, users, options });
  }

  readonly #seed: number;
  readonly #random: Random;
  readonly #time = new Time();
  readonly #trace: Trace;
  readonly #settings: Settings;
  readonly #store: Store;
  readonly #watch: Watch;
  readonly #cluster: Cluster;
  readonly #devices: Device[];
  readonly #people: People;
  readonly #disasters: Disasters;

  private constructor(seed: number, { random, store, truth, users, options }: Beginning) {
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
    const { store: spoiled = (one: Store) => one, newKeep = () => new MemoryLocalStore(), frames } =
      options.spoil ?? {};
    const delayMs = random.pick([5, 40, 200]) ?? 40;
    const network = {
      time,
      random: random.fork(),
      trace,
      delayMs,
      pass: frames ?? ((text: string) => [text]),
    };
    const cluster = this.#cluster = new Cluster({
      ...network,
      store: spoiled(recorded(store, truth)),
      faultProfile: () => faultProfile,
      settings: this.#settings,
    });
    const watch = this.#watch = new Watch({ truth, trace, mayBeLate: () => this.#mayBeLate() });
    const devices = this.#devices = users.flatMap((user) =>
      Array.from(
        { length: random.chance(0.3) ? 2 : 1 },
        (_, at) =>
          new Device(`${user.username}${at + 1}`, user, { ...network, cluster, watch, newKeep }),
      )
    );
    this.#people = new People({ time, devices, random: random.fork(), trace, watch });
    this.#disasters = new Disasters({
      time,
      random: random.fork(),
      trace,
      cluster,
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
    this.#scatter(this.#random.whole(0, 8), ms, () => this.#disasters.strike());
    await this.#pass(ms);
    this.#disasters.end();
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
  }

  outcome(): Outcome {
    const { hash, counts } = this.#trace;
    for (let formed = 1; formed < this.#watch.deps.truth.groups.length; formed++) {
      this.#trace.count("trio formed");
    }
    for (const group of this.#watch.deps.truth.groups) {
      const joined = this.#watch.deps.truth.log(group).filter(({ kind }) => kind === "joined");
      for (const _ of joined) this.#trace.count("newcomer");
    }
    return { seed: this.#seed, findings: this.#watch.findings, hash, counts };
  }

  /**
   * A server tells its own members what it did itself and knows of. Of what another one did, of a
   * trio whose commit was reported as failed, and of a leave that an actor could not tell before it
   * was put away, they learn when they come again.
   */
  #mayBeLate(): boolean {
    const { counts } = this.#trace;
    const isForgotten = this.#settings.groupIdleMs === shortIdleMs &&
      counts["did quit"] !== undefined;
    const isUnknown = ["unknown formGroups", "unknown joinGroup"].some((name) =>
      counts[name] !== undefined
    );
    return this.#cluster.wasSplit || isForgotten || isUnknown;
  }

  #scatter(times: number, withinMs: number, run: () => void): void {
    for (let time = 0; time < times; time++) this.#time.after(this.#random.whole(0, withinMs), run);
  }

  async #pass(ms: number): Promise<void> {
    let isOver = false;
    this.#time.after(ms, () => isOver = true);
    while (!isOver && this.#watch.findings.length === 0) {
      this.#time.step();
      for (let turn = 0; turn < turnsEach; turn++) await null;
    }
  }

  async #settle(depth: Depth): Promise<void> {
    let complaints: string[] = [];
    for (let ms = 0; ms < settleWithinMs; ms += lookEachMs) {
      if (this.#watch.findings.length > 0) return;
      complaints = unsettled(this.#devices, await this.#archive(), depth);
      if (depth === "all") complaints.push(...await this.#unsettledSearches());
      if (complaints.length === 0) return;
      // What was committed without an actor's knowledge, it learns with the next command.
      for (const { session, groups } of this.#devices) {
        for (const { group } of groups) session.outbox.type(group.id);
      }
      await this.#pass(lookEachMs);
    }
    for (const complaint of complaints) this.#watch.find(`still not settled: ${complaint}`);
  }

  /** Of two programs each knows what the other one placed only once it has loaded again. */
  async #unsettledSearches(): Promise<string[]> {
    const waiting = await readWaiting(this.#store, this.#users, this.#settings.metDays > 0);
    const shown = this.#devices.flatMap((device) =>
      unsettledSearch(device, waiting).map((what) => `${device.name} ${what}`)
    );
    return this.#cluster.wasSplit ? [] : [...shown, ...unformed(waiting.tickets, this.#time.now())];
  }

  #archive(): Promise<Archive> {
    return readArchive(this.#store, this.#users);
  }

  get #users(): UserId[] {
    return [...new Set(this.#devices.map(({ user }) => user.id))];
  }
}

interface Beginning {
  readonly random: Random;
  readonly store: Store;
  readonly truth: Truth;
  readonly users: Awaited<ReturnType<typeof settlePeople>>;
  readonly options: RunOptions;
}

/** Mostly the usual ones; sometimes small ones, so that what they do is seen. */
function settingsOf(random: Random) {
  const isSmall = () => random.chance(0.25);
  const limits: Partial<Limits> = {
    ...(isSmall() ? { framesPerSecond: 4, burst: 6 } : {}),
    ...(isSmall() ? { queueBytes: 4_000 } : {}),
  };
  return settingsWith(limits, {
    resumeMessages: isSmall() ? 4 : 500,
    groupIdleMs: isSmall() ? shortIdleMs : 300_000,
    // Else hardly any two who have met would meet again: a world does not last for the minute that
    // they are kept apart.
    ...(random.chance(0.7) ? { metDays: 0 } : {}),
  });
}
