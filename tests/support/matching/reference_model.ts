// The reference model of the pool, by brute force: every combination of parties with three people,
// every pair of people. Written from the rules and not from the pool, with its own ages, widening
// and cost.

import type { Day, UserId } from "../../../protocol/domain.ts";
import type { Party, Person } from "../../../actors/matching/party.ts";

export interface Rated {
  /** In the order of waiting. */
  readonly tickets: readonly string[];
  readonly people: readonly Person[];
  /** In years times 10,000, so that it is a whole number. */
  readonly cost: number;
  readonly metPairs: number;
  readonly againPairs: number;
  /** Years that interests save. */
  readonly shared: number;
}

/** The relations as they are now, the same from either side. The model asks; the pool was told. */
export interface Relations {
  areApart(one: UserId, other: UserId): boolean;
  haveMet(one: UserId, other: UserId): boolean;
  wantRematch(one: UserId, other: UserId): boolean;
}

interface ReferenceTicket {
  readonly party: Party;
  /** Of a seat: the users who are or were in its group and do not come in by it. */
  readonly former: ReadonlySet<UserId>;
  /** The instant up to which its wait counts. */
  asOf: number;
}

/** One person of a ticket, with the limits that hold now. */
interface Limits {
  readonly person: Person;
  readonly age: number;
  readonly anySex: boolean;
  readonly within: number;
  readonly mayMeetAgain: boolean;
}

interface Candidate {
  readonly party: Party;
  readonly former: ReadonlySet<UserId>;
  readonly limits: readonly Limits[];
}

export class ReferenceModel {
  readonly tickets = new Map<string, ReferenceTicket>();
  readonly #relations: Relations;
  #day: Day;

  constructor(day: Day, relations: Relations) {
    this.#day = day;
    this.#relations = relations;
  }

  place(party: Party, former: ReadonlySet<UserId>, now: number): void {
    this.tickets.set(party.ticket, { party, former, asOf: now });
  }

  touch(ticket: string, now: number): void {
    const found = this.tickets.get(ticket);
    if (found) found.asOf = now;
  }

  setDay(day: Day): void {
    this.#day = day;
  }

  /** The user's own ticket, and the seats that they are in. */
  ticketsOf(user: UserId): Party[] {
    return [...this.tickets.values()].map(({ party }) => party)
      .filter(({ people }) => people.some((one) => one.user === user));
  }

  /** Whether the people of a ticket are in no other one. */
  isOnlyOwn(ticket: string): boolean {
    const { people = [] } = this.tickets.get(ticket)?.party ?? {};
    return people.every(({ user }) => this.ticketsOf(user).length === 1);
  }

  ageOf({ birthDate }: Person): number {
    const [year = 0, month = 1, day = 1] = birthDate.split("-").map(Number);
    const today = Date.parse(this.#day);
    let age = Number(this.#day.slice(0, 4)) - year;
    if (Date.UTC(year + age, month - 1, day) > today) age -= 1;
    return age;
  }

  /** Every trio that could be formed now, the best first. */
  trios(): Rated[] {
    const all = [...this.tickets.values()]
      .filter(({ party, asOf }) => asOf >= (party.restsUntil ?? 0))
      .map((ticket) => this.#candidate(ticket));
    const fits = all.map((a) => all.map((b) => this.#mayJoin(a, b)));
    const trios: Candidate[][] = [];
    for (let a = 0; a < all.length; a++) {
      for (let b = 0; b < a; b++) {
        if (!fits[a]?.[b]) continue;
        const pair = [all[a], all[b]] as Candidate[];
        if (isTrio(pair)) trios.push(pair);
        for (let c = 0; c < b; c++) {
          const trio = [...pair, all[c] as Candidate];
          if (fits[a]?.[c] && fits[b]?.[c] && isTrio(trio)) trios.push(trio);
        }
      }
    }
    return trios.map((trio) => this.#rate(trio)).sort(compare);
  }

  /** Tickets beside which nobody waits whom their people could meet, however wide all become. */
  alone(): ReadonlySet<string> {
    const all = [...this.tickets.values()].map((one) => ({ ...one, asOf: Infinity }))
      .map((one) => this.#candidate(one));
    const isAlone = (one: Candidate) => !all.some((other) => couldMeet(one, other));
    return new Set(all.filter(isAlone).map(({ party }) => party.ticket));
  }

  #candidate({ party, former, asOf }: ReferenceTicket): Candidate {
    const seconds = (asOf - party.since) / 1_000;
    const limits = party.people.map((person): Limits => {
      const { age, sex, widen, widenSex } = person.criteria;
      return {
        person,
        age: this.ageOf(person),
        anySex: sex === "any" || (widen && widenSex === true && seconds >= 120),
        within: age === null
          ? Infinity
          : age + (widen ? Math.min(10, Math.trunc(seconds / 15)) : 0),
        mayMeetAgain: seconds >= 60,
      };
    });
    return { party, former, limits };
  }

  #mayJoin(a: Candidate, b: Candidate): boolean {
    if (a === b || (a.party.seat && b.party.seat)) return false;
    if (b.party.people.some(({ user }) => a.former.has(user))) return false;
    if (a.party.people.some(({ user }) => b.former.has(user))) return false;
    return a.limits.every((x) => b.limits.every((y) => this.#mayMeet(x, y)));
  }

  #mayMeet(a: Limits, b: Limits): boolean {
    const [x, y] = [a.person.user, b.person.user];
    if (x === y || this.#relations.areApart(x, y)) return false;
    const theirs = new Set(b.person.devices);
    if (a.person.devices?.some((device) => theirs.has(device))) return false;
    if (!onOneSide(a, b)) return false;
    const mustWait = this.#relations.haveMet(x, y) && !this.#relations.wantRematch(x, y);
    return (!mustWait || (a.mayMeetAgain && b.mayMeetAgain)) && admits(a, b) && admits(b, a);
  }

  #rate(trio: readonly Candidate[]): Rated {
    const people = peopleOf(trio);
    const [a = 0, b = 0, c = 0] = people.map((one) => this.ageOf(one));
    let [metPairs, againPairs] = [0, 0];
    for (const one of trio) {
      for (const other of trio.slice(0, trio.indexOf(one))) {
        for (const x of one.party.people) {
          for (const y of other.party.people) {
            if (this.#relations.wantRematch(x.user, y.user)) againPairs++;
            else if (this.#relations.haveMet(x.user, y.user)) metPairs++;
          }
        }
      }
    }
    const shared = [[0, 1], [0, 2], [1, 2]].reduce((sum, [x = 0, y = 0]) => {
      const theirs = new Set(people[y]?.interests);
      const common = people[x]?.interests.filter((interest) => theirs.has(interest)).length ?? 0;
      return sum + Math.min(3, common);
    }, 0);
    const years = Math.abs(a - b) + Math.abs(a - c) + Math.abs(b - c) + 10 * metPairs -
      5 * againPairs - shared;
    const oldest = Math.min(...trio.map(({ party }) => party.since));
    const tickets = trio.toSorted(byWait).map(({ party }) => party.ticket);
    return { tickets, people, cost: years * 10_000 + oldest, metPairs, againPairs, shared };
  }
}

function couldMeet(a: Candidate, b: Candidate): boolean {
  const users = a.party.people.map(({ user }) => user);
  return !(a.party.seat && b.party.seat) && peopleOf([a, b]).length <= 3 &&
    haveLanguage(peopleOf([a, b])) && doLetIn(peopleOf([a, b])) &&
    !b.party.people.some(({ user }) => users.includes(user)) &&
    a.limits.every((x) => b.limits.every((y) => onOneSide(x, y) && admits(x, y) && admits(y, x)));
}

function onOneSide(a: Limits, b: Limits): boolean {
  return [16, 18].every((wall) => a.age < wall === b.age < wall);
}

function admits({ person, age, anySex, within }: Limits, other: Limits): boolean {
  const sexFits = anySex || (person.sex !== null && person.sex === other.person.sex);
  return sexFits && Math.abs(age - other.age) <= within;
}

function peopleOf(trio: readonly Candidate[]): Person[] {
  return trio.flatMap(({ party }) => [...party.people]);
}

/** Three people with a language that all of them have. */
function isTrio(candidates: readonly Candidate[]): boolean {
  const people = peopleOf(candidates);
  return people.length === 3 && haveLanguage(people) && doLetIn(people);
}

/** Each person lets in the bots among them, and three are not all bots. */
function doLetIn(people: readonly Person[]): boolean {
  const bots = people.filter(({ bot }) => bot);
  return bots.length < 3 &&
    (bots.length === 0 || people.every(({ bot, criteria }) => bot || criteria.bots));
}

function haveLanguage(people: readonly Person[]): boolean {
  const all = new Set(people.flatMap(({ languages }) => languages));
  const has = (language: string) => people.every(({ languages }) => languages.includes(language));
  return [...all].some(has);
}

function byWait(a: Candidate, b: Candidate): number {
  return a.party.since - b.party.since || (a.party.ticket < b.party.ticket ? -1 : 1);
}

// Tickets' ids in the tests grow with their `since`, save where instants are equal: so ids alone
// decide a tie.
function compare(a: Rated, b: Rated): number {
  return a.cost - b.cost || (a.tickets.join() < b.tickets.join() ? -1 : 1);
}
