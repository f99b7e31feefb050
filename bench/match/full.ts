// The worst case: a pool that is as full as it can be without a trio, in which people withdraw,
// come again and find nobody. Camps whose people are kept apart from each other fill it: narrow
// camps of one age, and wide ones of all ages.

import type { Party } from "../../actors/matching/party.ts";
import { Pool } from "../../actors/matching/pool.ts";
import type { TicketId, UserId } from "../../protocol/domain.ts";
import { Random } from "../../tools/random.ts";
import { cpuMicros } from "./cpu.ts";
import { noon, person, today, type Traits, userAt } from "./crew.ts";

export interface Full {
  readonly perSecond: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly p999Micros: number;
  readonly worstMicros: number;
}

/** How many people try to come in: enough that the pool takes no more of their kinds. */
const triesOf = (keptApart: number): number => Math.max(20_000, 12 * (keptApart + 1));
const sexes = ["female", "male", "other"] as const;

export class FullBench {
  readonly #pool = new Pool(today);
  readonly #waiting: Party[] = [];
  readonly #random: Random;

  constructor(keptApart: number, seed: number) {
    this.#random = new Random(seed);
    let index = 0;
    while (index < triesOf(keptApart)) {
      const camp = new Set(Array.from({ length: keptApart + 1 }, (_, at) => userAt(index + at)));
      const common = index < triesOf(keptApart) / 3 ? this.#narrow() : null;
      for (let member = 0; member <= keptApart; member++) {
        this.#settle(index++, common ?? this.#wide(), camp);
      }
    }
  }

  get size(): number {
    return this.#pool.size;
  }

  run(events: number): Full {
    const micros = new Float64Array(events);
    const begin = performance.now();
    for (let at = 0; at < events; at++) {
      const party = this.#waiting[this.#random.below(this.#waiting.length)];
      if (party === undefined) break;
      const from = cpuMicros();
      this.#pool.remove(party.ticket);
      this.#pool.add(party, noon);
      if (this.#pool.complete(party.ticket) !== null) {
        throw new Error("The full pool had a trio in it");
      }
      micros[at] = cpuMicros() - from;
    }
    const perSecond = events / ((performance.now() - begin) / 1_000);
    micros.sort();
    const quantile = (share: number) =>
      micros[Math.min(events - 1, Math.floor(share * events))] ?? 0;
    return {
      perSecond,
      p50Micros: quantile(0.5),
      p99Micros: quantile(0.99),
      p999Micros: quantile(0.999),
      worstMicros: quantile(1),
    };
  }

  #settle(
    index: number,
    traits: Omit<Traits, "index" | "apart">,
    apart: ReadonlySet<UserId>,
  ): void {
    const ticket = `ticket ${index}` as TicketId;
    const party: Party = {
      ticket,
      people: [person({ index, ...traits, apart })],
      seat: false,
      since: noon - index,
    };
    this.#pool.add(party, noon);
    if (this.#pool.complete(ticket) === null) this.#waiting.push(party);
    else this.#pool.remove(ticket);
  }

  #narrow(): Omit<Traits, "index" | "apart"> {
    const sex = sexes[this.#random.below(3)] ?? "other";
    return {
      age: 18 + this.#random.below(60),
      sex,
      criteria: { sex: "same", age: 0, widen: false },
    };
  }

  #wide(): Omit<Traits, "index" | "apart"> {
    const sex = sexes[this.#random.below(3)] ?? "other";
    const age = this.#random.below(2) === 0 ? null : this.#random.below(40);
    const criteria = {
      sex: this.#random.below(2) === 0 ? "any" : "same",
      age,
      widen: false,
    } as const;
    return { age: 18 + this.#random.below(60), sex, criteria };
  }
}
