// The real pool once for each region: how long people wait when they are matched within theirs
// alone, and when a ticket that waits too long goes on to the next region or to one pool for all.

import { defaultTerms } from "../../actors/matching/party.ts";
import { Pool } from "../../actors/matching/pool.ts";
import type { TicketId, UserId } from "../../protocol/domain.ts";
import { Random } from "../random.ts";
import { type Kind, mixes } from "../simulate/mixes.ts";
import { beginAt } from "../simulate/outcome.ts";
import { type Arrival, Town } from "../simulate/town.ts";

export interface World {
  /** Arrivals a second, all regions together. */
  readonly rate: number;
  readonly minutes: number;
  readonly regions: number;
  /** After how long a ticket goes on; null: never. */
  readonly handOverMs: number | null;
  /** To the next region, again and again; or to a pool that all regions share, to stay there. */
  readonly handOverTo: "next" | "shared";
  readonly seed: number;
}

export interface Waited {
  readonly kind: Kind;
  readonly ms: number;
}

export interface Matched {
  /** Of each ticket, how long it waited; of those that still wait, so far. */
  readonly waits: readonly Waited[];
  readonly trios: number;
  /** Tickets: all are either matched or wait. */
  readonly came: number;
  readonly matched: number;
  readonly waiting: number;
  /** How often a ticket went on. */
  readonly handedOver: number;
}

interface Waiting extends Arrival {
  region: number;
}

interface HandOver {
  readonly ticket: TicketId;
  readonly at: number;
}

const today = new Date(beginAt).toISOString().slice(0, 10);

export class Regions {
  readonly #world: World;
  readonly #pools: readonly Pool[];
  readonly #town: Town;
  readonly #waiting = new Map<TicketId, Waiting>();
  /** In the order of their instants, since each ticket waits as long. */
  readonly #handOvers: HandOver[] = [];
  readonly #waits: Waited[] = [];
  #nextHandOver = 0;
  #handedOver = 0;
  #trios = 0;

  constructor(world: World) {
    this.#world = world;
    // The last one is the pool that all share.
    this.#pools = Array.from({ length: world.regions + 1 }, () => new Pool(today, defaultTerms));
    this.#town = new Town(new Random(world.seed + 1));
  }

  run(): Matched {
    const { rate, minutes, seed, regions } = this.#world;
    const random = new Random(seed);
    const endAt = beginAt + minutes * 60_000;
    let came = 0;
    for (let at = beginAt;;) {
      at += -Math.log(1 - random.float()) / rate * 1_000;
      this.#waitUntil(Math.floor(Math.min(endAt, at)));
      if (at >= endAt) break;
      came++;
      const arrival = this.#town.arrive(mixes.realistic, Math.floor(at));
      this.#enter({ ...arrival, region: regionOf(arrival.party.people[0].user, regions) }, at);
    }
    const left = this.#waiting.values().map(({ kind, at }) => ({ kind, ms: endAt - at }));
    return {
      waits: [...this.#waits, ...left],
      trios: this.#trios,
      came,
      matched: this.#waits.length,
      waiting: this.#waiting.size,
      handedOver: this.#handedOver,
    };
  }

  #enter(waiting: Waiting, now: number): void {
    const { party: { ticket } } = waiting;
    this.#waiting.set(ticket, waiting);
    this.#pool(waiting.region).add(waiting.party, Math.floor(now));
    this.#complete(ticket, now);
    const { handOverMs, regions } = this.#world;
    if (handOverMs !== null && waiting.region !== regions && this.#waiting.has(ticket)) {
      this.#handOvers.push({ ticket, at: now + handOverMs });
    }
  }

  /** All that waiting alone brings, in the order of instants within each region. */
  #waitUntil(at: number): void {
    for (;;) {
      const handOver = this.#handOvers[this.#nextHandOver];
      const until = Math.floor(Math.min(at, handOver?.at ?? Infinity));
      for (const pool of this.#pools) this.#widen(pool, until);
      if (handOver === undefined || handOver.at > at) return;
      this.#nextHandOver++;
      this.#handOver(handOver);
    }
  }

  #widen(pool: Pool, until: number): void {
    for (let due = pool.nextDue; due !== null && due <= until; due = pool.nextDue) {
      const widened = pool.due(due);
      if (widened) this.#complete(widened.ticket, due);
    }
  }

  #handOver({ ticket, at }: HandOver): void {
    const waiting = this.#waiting.get(ticket);
    if (waiting === undefined) return;
    this.#pool(waiting.region).remove(ticket);
    this.#handedOver++;
    const { regions, handOverTo } = this.#world;
    const next = handOverTo === "shared" ? regions : (waiting.region + 1) % regions;
    this.#enter({ ...waiting, region: next }, at);
  }

  #complete(ticket: TicketId, now: number): void {
    const region = this.#waiting.get(ticket)?.region;
    if (region === undefined) return;
    const pool = this.#pool(region);
    const trio = pool.complete(ticket);
    if (trio === null) return;
    pool.take(trio, now);
    this.#trios++;
    const members = trio.flatMap((each) => this.#waiting.get(each) ?? []);
    for (const { party, kind, at } of members) {
      this.#waiting.delete(party.ticket);
      this.#waits.push({ kind, ms: now - at });
    }
    this.#town.meet(members.map(({ party }) => party));
  }

  #pool(region: number): Pool {
    const pool = this.#pools[region];
    if (pool === undefined) throw new Error(`There is no region "${region}"`);
    return pool;
  }
}

/** Where a user lives, for good. The town names its users u0, u1 and so on. */
function regionOf(user: UserId, regions: number): number {
  return Number(user.slice(1)) % regions;
}
