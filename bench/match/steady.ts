// The pool in a steady state: 50 people arrive in a second of virtual time, tickets widen when they
// are due, trios leave. Each arrival and each widening is an event, handled to its end.

import { Pool } from "../../actors/matching/pool.ts";
import type { TicketId } from "../../protocol/domain.ts";
import { cpuMicros } from "./cpu.ts";
import { Crew, noon, today } from "./crew.ts";
import type { MixName } from "../../tools/simulate/mixes.ts";
import { Random } from "../../tools/random.ts";

export interface Steady {
  readonly perSecond: number;
  readonly perCpuSecond: number;
  /** People in the pool at the end. */
  readonly waiting: number;
  readonly trios: number;
}

const betweenArrivalsMs = 20;

export class SteadyBench {
  readonly #pool = new Pool(today);
  readonly #crew: Crew;
  #now = noon;
  #trios = 0;
  #events = 0;

  constructor(mix: MixName, keptApart: number, seed: number) {
    this.#crew = new Crew(mix, keptApart, new Random(seed));
  }

  /**
   * Goes on for so many events: the same in every run of the bench. Counted by time, a busy machine
   * would cut the warm-up short, and code that is not compiled yet takes twenty times as long.
   */
  run(events: number): Steady {
    [this.#trios, this.#events] = [0, 0];
    const [begin, cpu] = [performance.now(), cpuMicros()];
    while (this.#events < events) this.#arrive();
    const perSecond = this.#events / ((performance.now() - begin) / 1_000);
    const perCpuSecond = this.#events / ((cpuMicros() - cpu) / 1_000_000);
    return { perSecond, perCpuSecond, waiting: this.#pool.size, trios: this.#trios };
  }

  #arrive(): void {
    this.#now += betweenArrivalsMs;
    for (let due = this.#pool.due(this.#now); due !== null; due = this.#pool.due(this.#now)) {
      this.#complete(due.ticket);
    }
    const party = this.#crew.arrive(this.#now);
    if (party === null) return;
    this.#pool.add(party, this.#now);
    this.#complete(party.ticket);
  }

  #complete(ticket: TicketId): void {
    this.#events += 1;
    const trio = this.#pool.complete(ticket);
    if (trio === null) return;
    this.#trios += 1;
    this.#pool.take(trio, this.#now);
    for (const one of trio) this.#crew.leave(one);
  }
}
