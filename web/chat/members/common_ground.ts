// Who of some people have which interests in common. Pure.

import type { Member } from "../../../protocol/domain.ts";
import { interestKey } from "../../../protocol/self_description.ts";

export interface Shared {
  /** At least two, in the order in which they were given. */
  readonly people: readonly Member[];
  readonly interests: readonly string[];
}

/** These interests by those who have them, the most people first. */
export function sharedBy(people: readonly Member[], interests: readonly string[]): Shared[] {
  const found = new Map<string, { people: Member[]; interests: string[] }>();
  for (const interest of interests) {
    const key = interestKey(interest);
    const fans = people.filter((each) => each.interests.some((one) => interestKey(one) === key));
    const who = fans.map(({ id }) => id).join(" ");
    const known = found.get(who) ?? { people: fans, interests: [] };
    known.interests.push(interest);
    found.set(who, known);
  }
  return [...found.values()].filter((shared) => shared.people.length > 1)
    .sort((a, b) => b.people.length - a.people.length);
}
