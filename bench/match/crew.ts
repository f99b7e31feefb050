// The people of the bench of matching: a fixed crew who come, are matched, and come again, each
// kept apart from a number of others.

import type { Party, Person } from "../../actors/matching/party.ts";
import type { TicketId, UserId } from "../../protocol/domain.ts";
import {
  criteriaFor,
  mixes,
  type MixName,
  pickAge,
  pickSex,
  pickShare,
  type Share,
} from "../../tools/simulate/mixes.ts";
import type { Random } from "../../tools/random.ts";

const crewSize = 4_000;
/** From so many the people kept apart are drawn: some of them are of the crew. */
const town = 20_000;
const idCount = 100_000;

export const noon = Date.UTC(2026, 5, 15, 12);
export const today = "2026-06-15";

export function userAt(index: number): UserId {
  return idOf("8", index) as UserId;
}

function idOf(variant: string, index: number): string {
  return `0197a3c0-0000-7000-${variant}000-${index.toString(16).padStart(12, "0")}`;
}

export interface Traits {
  readonly index: number;
  readonly age: number;
  readonly sex: Person["sex"];
  readonly criteria: Person["criteria"];
  readonly apart?: ReadonlySet<UserId>;
}

export function person({ index, age, sex, criteria, apart = new Set() }: Traits): Person {
  const birthDate = `${2026 - age}-03-01`;
  const nobody: ReadonlySet<UserId> = new Set();
  return {
    user: userAt(index),
    birthDate,
    sex,
    criteria: criteriaFor(sex, criteria),
    languages: ["en"],
    interests: [],
    apart,
    met: nobody,
    rematchWishes: nobody,
    // As nearly everybody has: one of their own.
    devices: [index.toString(36).split("").reverse().join("").padEnd(22, "d")],
  };
}

export class Crew {
  readonly #random: Random;
  readonly #free: (readonly [Share, Party["people"]])[] = [];
  readonly #waiting = new Map<TicketId, readonly [Share, Party["people"]]>();
  /** Made in advance, since making them is not matching; used again long after they have left. */
  readonly #ids = Array.from({ length: idCount }, (_, index) => idOf("9", index) as TicketId);
  #tickets = 0;

  constructor(mix: MixName, keptApart: number, random: Random) {
    this.#random = random;
    for (let index = 0; index < crewSize; index += 2) {
      const share = pickShare(mixes[mix], random);
      const [one, two] = [0, 1].map((at) => this.#person(index + at, share, keptApart));
      if (one === undefined || two === undefined) continue;
      if (share.kind === "duo") this.#free.push([share, [one, two]]);
      else this.#free.push([share, [one]], [share, [two]]);
    }
  }

  /** A party that is not waiting; null: all are. */
  arrive(since: number): Party | null {
    if (this.#free.length === 0) return null;
    const at = this.#random.below(this.#free.length);
    const one = this.#free[at];
    const last = this.#free.pop();
    if (one === undefined || last === undefined) return null;
    if (one !== last) this.#free[at] = last;
    const ticket = this.#ids[this.#tickets++ % idCount] ?? "" as TicketId;
    this.#waiting.set(ticket, one);
    return { ticket, people: one[1], seat: one[0].kind === "seat", since };
  }

  leave(ticket: TicketId): void {
    const one = this.#waiting.get(ticket);
    if (one === undefined) return;
    this.#waiting.delete(ticket);
    this.#free.push(one);
  }

  #person(index: number, { criteria }: Share, keptApart: number): Person {
    const apart = new Set<UserId>();
    while (apart.size < keptApart) apart.add(userAt(this.#random.below(town)));
    return person({
      index,
      age: pickAge(this.#random),
      sex: pickSex(this.#random),
      criteria,
      apart,
    });
  }
}
