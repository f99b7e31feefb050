// What a waiting ticket may expect: how long people like these waited lately, and which change of
// criteria would shorten the wait. Names nobody and counts nobody, and does not tell who is kept
// apart from whom.

import type { Hint, UserId } from "../../../protocol/domain.ts";
import { languagesLength } from "../../../protocol/self_description.ts";
import { languageKey } from "../common_ground.ts";
import type { Entry } from "../entry.ts";
import { matchClassOf } from "../index/match_class.ts";
import type { ClassIndex } from "../index/class_index.ts";
import { type Addition, type CriteriaChange, hintsFor } from "./hints.ts";
import { PossibleTrio } from "./possible_trio.ts";
import { type Waiter, WaitStats } from "./wait_stats.ts";

/** So many languages are tried for a hint. */
const languagesLooked = 5;

export class Forecast {
  readonly #index: ClassIndex;
  readonly #possible: PossibleTrio;
  readonly #waits: WaitStats;

  /** `index`: of the pool that the tickets are in; `entriesOf`: all in which a user is. */
  constructor(
    index: ClassIndex,
    entriesOf: (user: UserId) => readonly Entry[],
    waits: WaitStats,
  ) {
    this.#index = index;
    this.#possible = new PossibleTrio(index, entriesOf);
    this.#waits = waits;
  }

  /** Remembers how long the people of a ticket waited, now that it is used for a trio. */
  record(entry: Entry, now: number): void {
    for (let at = 0; at < entry.people.length; at++) {
      this.#waits.record(waiterAt(entry, at), now - entry.since, now);
    }
  }

  /** In whole seconds, from the moment of placing; null: fewer than five like these are known. */
  estimate(entry: Entry, now: number): number | null {
    return estimateOf(this.#waits, entry.people.map((_, at) => waiterAt(entry, at)), now);
  }

  /**
   * At most two changes that would help, each tried on the pool as if it had been asked for, and as
   * if nobody were kept apart from anybody: else a hint that is missing would tell of a block.
   */
  hints(entry: Entry, now: number): Hint[] {
    const criteria = entry.attributes.map((attribute) => attribute.criteria);
    return hintsFor(
      criteria,
      (change) => this.#waitMs(entry, now, change),
      this.#otherLanguages(entry),
      (addition) => this.#possible.has(withAddition(entry, addition)),
    );
  }

  /**
   * Some of those that others speak who wait, the commonest first; none where a profile is full.
   * Few are looked at, since each look takes as long as a search.
   */
  #otherLanguages({ people, languages }: Entry): string[] {
    if (people.some((person) => person.languages.length >= languagesLength.most)) return [];
    const counts = new Map<string, number>();
    for (const [others, occupied] of this.#index.languageSets()) {
      for (const language of others) {
        if (languages.includes(language)) continue;
        counts.set(language, (counts.get(language) ?? 0) + occupied);
      }
    }
    return [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
      .slice(0, languagesLooked).map(([language]) => language);
  }

  /** How long a ticket would wait after a change: 0 where a trio is possible at once. */
  #waitMs(entry: Entry, now: number, change: CriteriaChange): number | null {
    const attributes = entry.attributes.map((attribute) => ({
      ...attribute,
      criteria: change(attribute.criteria),
    }));
    const matchClass = matchClassOf(attributes, entry.seat);
    const changed: Entry = { ...entry, attributes, matchClass };
    if (this.#possible.has(changed)) return 0;
    return this.#estimateMs(entry, now, change);
  }

  #estimateMs(entry: Entry, now: number, change: CriteriaChange): number | null {
    const waiters = entry.people.map((_, at) => {
      const waiter = waiterAt(entry, at);
      return { ...waiter, criteria: change(waiter.criteria) };
    });
    return this.#waits.longestMs(waiters, now);
  }
}

/** What a ticket's people are told: in whole seconds, null where too few waits are known. */
export function estimateOf(
  waits: WaitStats,
  waiters: readonly Waiter[],
  now: number,
): number | null {
  const ms = waits.longestMs(waiters, now);
  return ms === null ? null : Math.ceil(ms / 1_000);
}

function withAddition(entry: Entry, addition: Addition): Entry {
  if ("language" in addition) {
    const languages = [...entry.languages, addition.language].sort();
    return { ...entry, languages, languageKey: languageKey(languages) };
  }
  const attributes = entry.attributes.map(({ criteria, ...attribute }) => (
    { ...attribute, criteria: { ...criteria, bots: true } }
  ));
  return { ...entry, attributes, matchClass: matchClassOf(attributes, entry.seat) };
}

function waiterAt({ people, attributes }: Entry, at: number): Waiter {
  const [person, attribute] = [people[at], attributes[at]];
  if (!person || !attribute) {
    throw new Error(`Ticket has ${people.length} people, and none at ${at}`);
  }
  return {
    age: attribute.age,
    sex: person.sex,
    bot: person.bot ?? false,
    criteria: person.criteria,
    inPair: people.length > 1,
  };
}
