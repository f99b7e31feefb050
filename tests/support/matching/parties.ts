// Parties for examples: adults named by their users, who accept anyone unless told otherwise.

import type { Party, Person } from "../../../actors/matching/party.ts";
import type { Criteria, Sex, TicketId, UserId } from "../../../protocol/domain.ts";

export const today = "2026-06-15";
export const noon = Date.parse(`${today}T12:00:00Z`);
export const anyone: Criteria = { sex: "any", age: null, widen: false };
export const strict: Criteria = { sex: "same", age: 0, widen: false };

export interface Traits {
  readonly age?: number;
  readonly sex?: Sex;
  readonly bot?: boolean;
  readonly criteria?: Criteria;
  readonly apart?: readonly string[];
  readonly met?: readonly string[];
  readonly rematchWishes?: readonly string[];
  readonly devices?: readonly string[];
  readonly languages?: readonly string[];
  readonly interests?: readonly string[];
}

export function person(name: string, traits: Traits = {}): Person {
  const { age = 30, sex = "female", bot = false, criteria = anyone, devices = [] } = traits;
  const { apart = [], met = [], rematchWishes = [] } = traits;
  const { languages = ["en"], interests = [] } = traits;
  const names = (list: readonly string[]) => new Set(list as UserId[]);
  const birthDate = `${2026 - age}-01-01`;
  return {
    user: name as UserId,
    birthDate,
    sex,
    bot,
    criteria,
    languages,
    interests,
    apart: names(apart),
    met: names(met),
    rematchWishes: names(rematchWishes),
    devices,
  };
}

/** `waitedMs`: how long before noon it was placed. */
export function party(
  people: Person | readonly [Person, Person],
  waitedMs = 0,
  seat = false,
): Party {
  const members = "user" in people ? [people] as const : people;
  const ticket = `of ${members.map(({ user }) => user).join(" and ")}` as TicketId;
  return { ticket, people: members, seat, since: noon - waitedMs };
}
