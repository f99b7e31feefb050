// The trios in which two parties want to meet again: they may be better than what stands before
// them in their queues, so each is tried by itself. They are few: friends who wait at the same
// time.

import type { UserId } from "../../../protocol/domain.ts";
import type { BestMatch } from "./best_match.ts";
import { type Entry, forbidden, noRematches, relation, wantRematch } from "../entry.ts";
import type { Candidates } from "./candidates.ts";
import { areJoinable } from "../index/match_class.ts";
import type { Query, QueueCursor } from "./queue_cursor.ts";

export interface FriendSearch {
  readonly query: Query;
  readonly best: BestMatch;
  readonly withRematches: ReadonlySet<Entry>;
  /** Single people within reach of the seeker. */
  readonly ones: Candidates;
}

/** Tries every trio with the seeker that has a pair of friends and can be the best. */
export function searchRematches(query: FriendSearch): void {
  const { seeker } = query.query;
  for (const friend of seeker.rematches) {
    if (seeker.matchClass.size + friend.matchClass.size === 3) tryTrio(query, friend, null);
    else tryThirds(query, friend);
  }
  for (const one of query.withRematches) {
    if (!isWithinReach(query, one)) continue;
    for (const other of one.rematches) tryTrio(query, one, other);
  }
}

/** The seeker, a friend of theirs, and whoever is best beside the two. */
function tryThirds(query: FriendSearch, friend: Entry): void {
  if (!isWithinReach(query, friend)) return;
  for (const third of friend.rematches) tryTrio(query, friend, third);
  for (const third of query.query.seeker.rematches) tryTrio(query, friend, third);
  for (let at = 0; at < query.ones.count; at++) {
    const cursor = query.ones.at(at);
    if (cursor !== null && areJoinable(cursor.matchClass, friend.matchClass)) {
      tryCursor(query, friend, cursor);
    }
  }
}

/** Up to the first stranger to both, as in `search.ts`. */
function tryCursor(query: FriendSearch, friend: Entry, cursor: QueueCursor): void {
  for (let place = 0;; place++) {
    const third = cursor.at(place);
    if (third === null) return;
    tryTrio(query, friend, third);
    if (third === friend || cursor.yearsAt(place) !== 0) continue;
    if (relation(friend, third, query.query.terms) === 0) return;
  }
}

function isWithinReach({ query: { seeker, ignore } }: FriendSearch, entry: Entry): boolean {
  return entry !== seeker && entry !== ignore && areJoinable(seeker.matchClass, entry.matchClass);
}

function tryTrio(
  { query: { seeker, ignore, terms }, best }: FriendSearch,
  a: Entry,
  b: Entry | null,
): void {
  const entries = b === null ? [seeker, a] : [seeker, a, b];
  if (new Set(entries).size < entries.length || (ignore !== null && entries.includes(ignore))) {
    return;
  }
  if (entries.reduce((people, { matchClass }) => people + matchClass.size, 0) !== 3) return;
  let years = 0;
  for (const [index, one] of entries.entries()) {
    for (const other of entries.slice(0, index)) {
      const between = areJoinable(one.matchClass, other.matchClass)
        ? relation(one, other, terms)
        : forbidden;
      if (between === forbidden) return;
      years += between;
    }
  }
  best.offer(years, seeker, a, b);
}

/**
 * Ties a ticket that has come in to the waiting ones of people who want to meet its people again,
 * as these do; `withRematches` has all that are tied.
 */
export function linkRematches(
  entry: Entry,
  entriesOf: (user: UserId) => readonly Entry[],
  withRematches: Set<Entry>,
): void {
  for (const person of entry.people) {
    for (const user of person.rematchWishes) {
      for (const friend of entriesOf(user)) {
        const isMutual = friend.people.some((other) =>
          other.user === user && wantRematch(person, other)
        );
        if (!isMutual || friend === entry || entry.rematches.includes(friend)) continue;
        entry.rematches = [...entry.rematches, friend];
        friend.rematches = [...friend.rematches, entry];
        withRematches.add(entry).add(friend);
      }
    }
  }
}

/** Unties a ticket that has left. */
export function unlinkRematches(entry: Entry, withRematches: Set<Entry>): void {
  for (const friend of entry.rematches) {
    friend.rematches = friend.rematches.filter((other) => other !== entry);
    if (friend.rematches.length === 0) withRematches.delete(friend);
  }
  entry.rematches = noRematches;
  withRematches.delete(entry);
}
