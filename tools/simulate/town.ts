// The people of a simulation: arrivals are drawn from a town of fixed size. People remember whom
// they met, and each has blocked two others.

import type { Party, Person } from "../../actors/matching/party.ts";
import type { Day, TicketId, UserId } from "../../protocol/domain.ts";
import { commonLanguages } from "../../protocol/self_description.ts";
import {
  criteriaFor,
  type Kind,
  type LanguageMix,
  pickAge,
  pickLanguages,
  pickSex,
  pickShare,
  type Share,
} from "./mixes.ts";
import type { Random } from "../random.ts";

const townSize = 200_000;
const blockedEach = 2;
const mostYearsBeside = 5;

/** One arrival: its party, and the kind by which the report counts it. */
export interface Arrival {
  readonly kind: Kind;
  readonly at: number;
  readonly party: Party;
}

interface Townsman {
  readonly birthDate: Day;
  readonly sex: Person["sex"];
  readonly languages: readonly string[];
  readonly apart: Set<UserId>;
  readonly met: Set<UserId>;
}

export class Town {
  readonly #random: Random;
  readonly #languages: LanguageMix;
  readonly #people = new Map<UserId, Townsman>();
  readonly #waiting = new Set<UserId>();
  #tickets = 0;

  constructor(random: Random, languages: LanguageMix = "one") {
    this.#random = random;
    this.#languages = languages;
  }

  arrive(mix: readonly Share[], at: number): Arrival {
    const share = pickShare(mix, this.#random);
    const isPair = share.kind === "duo" || (share.kind === "seat" && this.#random.below(2) === 0);
    const first = this.#come(share, at, null);
    const second = isPair ? this.#come(share, at, first) : null;
    const ticket = `t${String(this.#tickets++).padStart(9, "0")}` as TicketId;
    const people = second === null ? [first] as const : [first, second] as const;
    return {
      kind: share.kind,
      at,
      party: { ticket, people, seat: share.kind === "seat", since: at },
    };
  }

  /** The people of a trio have met from now on, and may come again. */
  meet(parties: readonly Party[]): void {
    const users = parties.flatMap(({ people }) => people.map(({ user }) => user));
    for (const user of users) {
      this.#waiting.delete(user);
      for (const other of users) if (other !== user) this.#people.get(user)?.met.add(other);
    }
  }

  /** `beside`: the partner, at most five years younger or older, and of a common language. */
  #come({ criteria }: Share, at: number, beside: Person | null): Person {
    for (;;) {
      const user = this.#anyone();
      if (this.#waiting.has(user)) continue;
      const one = this.#people.get(user) ?? this.#settle(user, at);
      const years = beside
        ? Number(one.birthDate.slice(0, 4)) - Number(beside.birthDate.slice(0, 4))
        : 0;
      if (Math.abs(years) > mostYearsBeside) continue;
      if (beside && commonLanguages([one, beside]).length === 0) continue;
      this.#waiting.add(user);
      return {
        user,
        ...one,
        interests: [],
        criteria: criteriaFor(one.sex, criteria),
        met: new Set(one.met),
        rematchWishes: new Set(),
      };
    }
  }

  #settle(user: UserId, at: number): Townsman {
    const bornAt = at - (pickAge(this.#random) + this.#random.float()) * 365.2425 * 86_400_000;
    const birthDate = new Date(bornAt).toISOString().slice(0, 10);
    const apart = new Set(Array.from({ length: blockedEach }, () => this.#anyone()));
    const sex = pickSex(this.#random);
    const languages = pickLanguages(this.#languages, this.#random);
    const one: Townsman = { birthDate, sex, languages, apart, met: new Set() };
    this.#people.set(user, one);
    return one;
  }

  #anyone(): UserId {
    return `u${this.#random.below(townSize)}` as UserId;
  }
}
