// A ticket while it waits in the pool, and what two tickets are to each other. Only the pool makes
// and changes entries. It uses them again: an entry that has left may be another ticket's at any
// time.

import type { TicketId, UserId } from "../../protocol/domain.ts";
import { interestBitsOf, languageKey, languagesOf, savedWithin } from "./common_ground.ts";
import type { Person, Terms } from "./party.ts";
import type { MatchAttributes, MatchClass } from "./index/match_class.ts";

/** The tickets of one class at its widest, and of the same languages. See `reach_index.ts`. */
export interface Cell {
  readonly widest: MatchClass;
  readonly languages: readonly string[];
  readonly languageKey: string;
  readonly entries: Set<Entry>;
  /** Whether no ticket of another cell could meet those of this one, nor these each other. */
  isAlone: boolean;
  /** How many other occupied cells there are whose tickets could meet those of this one. */
  met: number;
  /** Where it stands among the occupied cells of its age; -1: it is empty. */
  place: number;
}

export interface Entry {
  ticket: TicketId;
  since: number;
  seat: boolean;
  /**
   * As given, and with whom the pool was told to keep apart since. Changed by `setPeople` alone.
   */
  people: readonly Person[];
  /**
   * This and the next eight repeat what `people` says, those of a user for parties of one: a search
   * that looks it up there takes twice as long.
   */
  user: UserId;
  apart: ReadonlySet<UserId>;
  /** A bit for each device of the people: without a bit in common there is none in common. */
  deviceBits: number;
  isAlone: boolean;
  hasRelations: boolean;
  /** Those that all of the people have, and one text for the set. */
  languages: readonly string[];
  languageKey: string;
  /** See `interestBitsOf`. */
  interestBits: number;
  /** How many years its people save by themselves. */
  savedWithin: number;
  /** Of each person, with the criteria as widened so far. */
  attributes: readonly MatchAttributes[];
  matchClass: MatchClass;
  /** With the criteria as wide as they may ever become. */
  widest: MatchClass;
  /** Set by the index of reach while the ticket is in it. */
  cell: Cell | null;
  /** Whether it can be found; until its rest is over it is in no queue. */
  isActive: boolean;
  restsUntil: number;
  /** Whether it has waited long enough for people whom its own met before. */
  mayMeetAgain: boolean;
  /** See `colours.ts`. */
  colours: number;
  /** Waiting tickets with a person whom one of this ticket's wants to meet again, mutually. */
  rematches: readonly Entry[];
  dueAt: number;
  place: number;
}

/** The order of waiting: below 0 when `a` comes first. Total, since tickets' ids differ. */
export function byWaiting(a: Entry, b: Entry): number {
  return a.since - b.since || (a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : 0);
}

/** The `relation` of two that may not be together. */
export const forbidden = 2 ** 30 - 1;

const noDevices: readonly string[] = Object.freeze([]);

/** Nearly all tickets have none: a list for each would cost more than the rest of the ticket. */
export const noRematches: readonly Entry[] = Object.freeze([]);

export function setPeople(entry: Entry, people: readonly [Person, ...Person[]]): void {
  const [first] = people;
  entry.people = people;
  entry.user = first.user;
  entry.apart = first.apart;
  entry.deviceBits = 0;
  for (const { devices = noDevices } of people) {
    for (const device of devices) entry.deviceBits |= bitOf(device);
  }
  entry.isAlone = people.length === 1;
  entry.hasRelations = people.some(({ met, rematchWishes }) =>
    met.size > 0 || rematchWishes.size > 0
  );
  entry.languages = languagesOf(people);
  entry.languageKey = languageKey(entry.languages);
  entry.interestBits = interestBitsOf(people);
  entry.savedWithin = entry.isAlone ? 0 : savedWithin(people);
}

/**
 * What two parties cost besides their ages, in years: 0 for strangers, less for people who want to
 * meet again, more for people who have met, or `forbidden`. Symmetric.
 */
export function relation(a: Entry, b: Entry, terms: Terms): number {
  if (isAmong(b.user, a.apart) || isAmong(a.user, b.apart)) return forbidden;
  if ((a.deviceBits & b.deviceBits) !== 0 && shareDevice(a, b)) return forbidden;
  // Having met and rematch wishes count where both name each other.
  if (a.isAlone && b.isAlone && !(a.hasRelations && b.hasRelations)) return 0;
  let years = 0;
  for (const one of a.people) {
    for (const other of b.people) {
      if (isAmong(other.user, one.apart) || isAmong(one.user, other.apart)) return forbidden;
      if (wantRematch(one, other)) years -= terms.rematchYears;
      else if (haveMet(one, other)) {
        if (!a.mayMeetAgain || !b.mayMeetAgain) return forbidden;
        years += terms.metYears;
      }
    }
  }
  return years;
}

export function wantRematch(a: Person, b: Person): boolean {
  return isAmong(b.user, a.rematchWishes) && isAmong(a.user, b.rematchWishes);
}

function haveMet(a: Person, b: Person): boolean {
  return isAmong(b.user, a.met) && isAmong(a.user, b.met);
}

// The size is looked at first: most sets are empty, and hashing an id costs more than all the rest.
function isAmong(user: UserId, users: ReadonlySet<UserId>): boolean {
  return users.size > 0 && users.has(user);
}

/** One of thirty bits, a small integer to V8. Devices are hashes: any two of their letters do. */
function bitOf(device: string): number {
  return 1 << (device.charCodeAt(0) * 31 + device.charCodeAt(1)) % 30;
}

// Loops, since a set for each pair of tickets with a bit in common would cost a tenth of a search.
function shareDevice(a: Entry, b: Entry): boolean {
  for (const { devices = noDevices } of a.people) {
    for (const other of b.people) {
      for (const device of other.devices ?? noDevices) if (devices.includes(device)) return true;
    }
  }
  return false;
}
