// Two matchmakers that are forced to run at once over one store, each with a pool of its own, and
// what must not come of it: nobody is in two groups by one ticket, no wall is crossed, and once one
// of the two has ended nobody is left waiting beside two who fit.

import { type Cancel, type Clock, systemClock } from "../../../protocol/clock.ts";
import { defaultLimits } from "../../../protocol/limits.ts";
import type { Store } from "../../../db/store/store.ts";
import type { OpenTicket } from "../../../db/store/tickets.ts";
import { AlonePace } from "../../../actors/matchmaker/alone_pace.ts";
import { HintPace } from "../../../actors/matchmaker/hint_pace.ts";
import { TicketPool } from "../../../actors/matchmaker/ticket_pool.ts";
import { WaitStats } from "../../../actors/matching/forecast/wait_stats.ts";
import { createWorld, type World } from "../../../actors/world.ts";
import { Random } from "../../../tools/random.ts";
import { newId } from "../store/store_cast.ts";
import { type Ask, settleCrowd } from "./rival_crowd.ts";
import { RivalTruth } from "./rival_truth.ts";

export interface RivalOptions {
  readonly trios: number;
  readonly seed: number;
  /** The other one is killed, and does not stop. */
  readonly kills?: boolean;
}

export interface RivalOutcome {
  /** Broken promises, in sentences. */
  readonly findings: readonly string[];
  /** Groups that were formed, or filled by a seat. */
  readonly formed: number;
  readonly filled: number;
  /** Trios that the store has refused. */
  readonly refused: number;
  /** Commands that had to be repeated. */
  readonly repeated: number;
  /** Tickets that are open in the end. */
  readonly waiting: number;
}

/** Time runs faster, so that criteria widen, and a matchmaker finds out what the other one did. */
const speed = 3;
/** Commands under way at a time. */
const lanes = 24;
const creditMs = 10_000;
/** A matchmaker has found out after 15 seconds of its time; a busy machine takes longer. */
const settleMostMs = 30_000;

/** A world's own time, in which nothing happens any more once it has ended. */
class FastClock implements Clock {
  readonly #start = systemClock.now();
  readonly #timers = new Set<Cancel>();
  #hasEnded = false;

  now(): number {
    return this.#start + (systemClock.now() - this.#start) * speed;
  }

  after(ms: number, run: () => void): Cancel {
    return this.#keep((done) =>
      systemClock.after(ms / speed, () => {
        done();
        run();
      })
    );
  }

  every(ms: number, run: () => void): Cancel {
    return this.#keep(() => systemClock.every(ms / speed, run));
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  end(): void {
    this.#hasEnded = true;
    for (const cancel of this.#timers) cancel();
  }

  #keep(start: (done: () => void) => Cancel): Cancel {
    if (this.#hasEnded) return () => {};
    const cancel = start(() => this.#timers.delete(stop));
    const stop = () => {
      cancel();
      this.#timers.delete(stop);
    };
    this.#timers.add(stop);
    return stop;
  }
}

export async function runRivals(
  inner: Store,
  { trios, seed, kills = false }: RivalOptions,
): Promise<RivalOutcome> {
  const random = new Random(seed);
  const [clock, other] = [new FastClock(), new FastClock()];
  const truth = new RivalTruth();
  const crowd = await settleCrowd(inner, random, { trios, now: clock.now() });
  const observed = truth.over(inner);
  const worlds = [startWorld(mortal(observed, other), other), startWorld(observed, clock)] as const;
  const repeated = await askAll(crowd.asks, worlds, random);
  if (kills) other.end();
  else await worlds[0].stop();
  const unformed = await settle(inner, clock);
  const open = await inner.openTickets(null);
  const findings = [...truth.findings(crowd.people, open), ...unformed];
  await worlds[1].stop();
  const filled = truth.formings.filter(({ seat }) => seat !== null).length;
  const formed = truth.formings.length - filled;
  return { findings, formed, filled, refused: truth.refused, repeated, waiting: open.length };
}

/** The store of a world that may end at any instant: it gets no answer then. */
function mortal(store: Store, clock: FastClock): Store {
  return new Proxy(store, {
    get: (target, method) => async (...values: unknown[]) => {
      const never = new Promise<never>(() => {});
      if (clock.hasEnded) return await never;
      const call = Reflect.get(target, method) as (...values: unknown[]) => Promise<unknown>;
      const answer = await call.apply(target, values);
      return clock.hasEnded ? await never : answer;
    },
  });
}

function startWorld(store: Store, clock: Clock): World {
  return createWorld({
    ...{ store, clock, newId, creditMs, history: "", limits: defaultLimits },
    ...{ resumeMessages: 1, idleMs: 60_000, metDays: 0, report() {} },
  });
}

/** Asks everything in order, many at a time, each of one of the two; gives how many once more. */
async function askAll(
  asks: readonly Ask[],
  worlds: readonly [World, World],
  random: Random,
): Promise<number> {
  const left = asks.map((ask) => ({ ask, world: random.pick(worlds) }));
  let repeated = 0;
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      while (!await isTaken(next.ask, next.world)) repeated += 1;
      // Else a memory that answers at once would do one command after the other.
      await new Promise((resolve) => setTimeout(resolve, random.below(3)));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return repeated;
}

async function isTaken(ask: Ask, { placement }: World): Promise<boolean> {
  const { at: _, ...asked } = ask;
  const answer = asked.type === "quit"
    ? await placement.askGroup(asked.group, asked)
    : await placement.askMatchmaker(asked);
  return answer.type !== "refused" || answer.code !== "unavailable";
}

/** Until nobody is left waiting beside two who fit; else who is, in sentences. */
async function settle(store: Store, clock: Clock): Promise<string[]> {
  const until = systemClock.now() + settleMostMs;
  while (true) {
    const found = unformed(await store.openTickets(null), clock.now());
    if (found.length === 0 || systemClock.now() > until) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** What a matchmaker that starts now would form first. */
function unformed(tickets: readonly OpenTicket[], now: number): string[] {
  const parts = { hintPace: new HintPace(), alonePace: new AlonePace(), waits: new WaitStats() };
  const pool = new TicketPool({ now, creditMs, ...parts });
  for (const ticket of tickets) pool.put(ticket, now);
  return tickets.flatMap(({ id }) => {
    const match = pool.complete(id);
    return match ? [`The tickets ${match.trio.join()} wait though they fit`] : [];
  });
}
