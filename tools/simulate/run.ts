// Plays arrivals at the pool in virtual time, and notes how long each waited and with whom it was
// matched.

import { ageOn } from "../../protocol/age.ts";
import { defaultTerms, type Trio } from "../../actors/matching/party.ts";
import { Pool } from "../../actors/matching/pool.ts";
import type { TicketId } from "../../protocol/domain.ts";
import { mixes } from "./mixes.ts";
import type { Options } from "./options.ts";
import { Absences } from "./absences.ts";
import { beginAt, type Ghosts, type Outcome, type Played } from "./outcome.ts";
import { Overtaking } from "./overtaking.ts";
import { Random } from "../random.ts";
import { type Arrival, Town } from "./town.ts";

export class Play {
  readonly #options: Options;
  readonly #say: (text: string) => void;
  readonly #pool: Pool;
  readonly #town: Town;
  readonly #outcomes: Outcome[] = [];
  readonly #waiting = new Map<TicketId, Outcome>();
  readonly #overtaking: Overtaking;
  readonly #spans: number[] = [];
  readonly #absences: Absences;
  readonly #ghosts: Ghosts = { away: 0, asleep: 0 };
  #now = beginAt;

  constructor(options: Options, say: (text: string) => void) {
    this.#options = options;
    this.#say = say;
    this.#pool = new Pool(dayOf(beginAt), { ...defaultTerms, creditMs: options.credit * 1_000 });
    this.#overtaking = new Overtaking(this.#pool);
    const { away: share, sleep } = options;
    this.#absences = new Absences(new Random(options.seed + 2), { share, sleepMs: sleep * 60_000 });
    this.#town = new Town(new Random(options.seed + 1), options.languages);
  }

  run(): Played {
    const { rate, minutes, mix, seed } = this.#options;
    const random = new Random(seed);
    const endAt = beginAt + minutes * 60_000;
    let [at, toldAt] = [beginAt, beginAt];
    for (;;) {
      at += -Math.log(1 - random.float()) / rate * 1_000;
      this.#waitUntil(Math.min(endAt, at));
      if (at >= endAt) break;
      this.#arrive(this.#town.arrive(mixes[mix], Math.floor(at)));
      if (at - toldAt < 60_000) continue;
      toldAt += 60_000;
      const minute = Math.round((toldAt - beginAt) / 60_000);
      this.#say(
        `minute ${minute} of ${minutes}: ${this.#outcomes.length} came, ` +
          `${this.#spans.length} trios, ${this.#pool.size} people wait`,
      );
    }
    const { languages, away } = this.#options;
    const ghosts = away === 0 ? null : this.#ghosts;
    return { outcomes: this.#outcomes, spans: this.#spans, languages, ghosts, endAt };
  }

  #arrive(arrival: Arrival): void {
    const { party } = arrival;
    const age = ageOn(party.people[0].birthDate, dayOf(this.#now));
    const there = { awayAt: null, isAway: false, isAsleep: false };
    const outcome: Outcome = { ...arrival, ...there, age, formedAt: null, overtakenAt: null };
    this.#outcomes.push(outcome);
    this.#waiting.set(party.ticket, outcome);
    this.#pool.add(party, arrival.at);
    this.#complete(party.ticket);
    if (this.#waiting.has(party.ticket)) this.#absences.expect(party.ticket, arrival.at);
  }

  #waitUntil(until: number): void {
    const at = Math.floor(until);
    if (dayOf(at) !== dayOf(this.#now)) {
      for (const ticket of this.#pool.dayChanged(dayOf(at))) this.#complete(ticket);
    }
    for (let due = this.#nextDue; due <= at; due = this.#nextDue) {
      this.#now = due;
      if (this.#absences.nextAt === due) this.#change();
      else {
        const widened = this.#pool.due(due);
        if (widened) this.#complete(widened.ticket);
      }
    }
    this.#now = at;
  }

  get #nextDue(): number {
    return Math.min(this.#pool.nextDue ?? Infinity, this.#absences.nextAt);
  }

  /** Somebody goes away, their ticket falls asleep, or they are back. */
  #change(): void {
    const event = this.#absences.take();
    const outcome = event && this.#waiting.get(event.ticket);
    if (!outcome) return;
    const { party } = outcome;
    outcome.isAway = event.change !== "back";
    if (event.change === "away") outcome.awayAt = this.#now;
    if (event.change === "asleep") {
      outcome.isAsleep = true;
      this.#pool.remove(party.ticket);
    }
    if (event.change === "back" && outcome.isAsleep) {
      outcome.isAsleep = false;
      // Its wait counts from now.
      this.#pool.add({ ...party, since: this.#now }, this.#now);
      this.#complete(party.ticket);
    }
  }

  #complete(ticket: TicketId): void {
    const trio = this.#pool.complete(ticket);
    if (trio === null) return;
    this.#overtaking.note(trio, ticket, this.#waiting, this.#now);
    this.#pool.take(trio, this.#now);
    this.#close(trio);
  }

  #close(trio: Trio): void {
    const members = trio.flatMap((ticket) => this.#waiting.get(ticket) ?? []);
    for (const member of members) {
      member.formedAt = this.#now;
      this.#waiting.delete(member.party.ticket);
    }
    if (members.some(({ isAway }) => isAway)) this.#ghosts.away += 1;
    if (members.some(({ isAsleep }) => isAsleep)) this.#ghosts.asleep += 1;
    const parties = members.map(({ party }) => party);
    const ages = parties.flatMap(({ people }) =>
      people.map(({ birthDate }) => ageOn(birthDate, dayOf(this.#now)))
    );
    this.#spans.push(Math.max(...ages) - Math.min(...ages));
    this.#town.meet(parties);
  }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
