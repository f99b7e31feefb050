// The trios in which people of two parties want to meet again. Such a trio may be better than one
// with a ticket before it in a queue, so the stop rule does not cover it and each is tried by
// itself. They are few: both people must wait at the same time.

import type { UserId } from "../../../protocol/domain.ts";
import type { BestMatch } from "./best_match.ts";
import { haveCommonLanguage, savedYears } from "../common_ground.ts";
import { type Entry, forbidden, noRematches, relation, wantRematch } from "../entry.ts";
import type { Candidates } from "./candidates.ts";
import { areJoinable, areOnlyBots } from "../index/match_class.ts";
import type { Query, QueueCursor } from "./queue_cursor.ts";

export interface RematchSearch {
  readonly query: Query;
  readonly best: BestMatch;
  readonly withRematches: ReadonlySet<Entry>;
  /** The parties of one within reach of the seeker. */
  readonly ones: Candidates;
}

/** Tries every trio with the seeker that has two parties with a rematch and can be the best. */
export function searchRematches(search: RematchSearch): void {
  const { seeker } = search.query;
  for (const rematch of seeker.rematches) {
    if (seeker.matchClass.size + rematch.matchClass.size === 3) tryTrio(search, rematch, null);
    else tryThirds(search, rematch);
  }
  for (const one of search.withRematches) {
    if (!isWithinReach(search, one)) continue;
    for (const other of one.rematches) tryTrio(search, one, other);
  }
}

/** Tries the seeker and a rematch of theirs with the best third. */
function tryThirds(search: RematchSearch, rematch: Entry): void {
  if (!isWithinReach(search, rematch)) return;
  for (const third of rematch.rematches) tryTrio(search, rematch, third);
  for (const third of search.query.seeker.rematches) tryTrio(search, rematch, third);
  for (let at = 0; at < search.ones.count; at++) {
    const cursor = search.ones.at(at);
    if (cursor !== null && areJoinable(cursor.matchClass, rematch.matchClass)) {
      tryCursor(search, rematch, cursor);
    }
  }
}

/**
 * Up to the first stranger to both, by the stop rule of `queue_cursor.ts`; to the end where some
 * may share interests.
 */
function tryCursor(search: RematchSearch, rematch: Entry, cursor: QueueCursor): void {
  const maySave = cursor.queue.interested > 0 &&
    (search.query.seeker.interestBits | rematch.interestBits) !== 0;
  for (let place = 0;; place++) {
    const third = cursor.at(place);
    if (third === null) return;
    tryTrio(search, rematch, third);
    if (third === rematch || cursor.yearsAt(place) !== 0 || maySave) continue;
    if (relation(rematch, third, search.query.terms) === 0) return;
  }
}

function isWithinReach({ query: { seeker, ignore } }: RematchSearch, entry: Entry): boolean {
  return entry !== seeker && entry !== ignore && areJoinable(seeker.matchClass, entry.matchClass);
}

function tryTrio(
  { query: { seeker, ignore, terms }, best }: RematchSearch,
  a: Entry,
  b: Entry | null,
): void {
  const entries = b === null ? [seeker, a] : [seeker, a, b];
  if (new Set(entries).size < entries.length || (ignore !== null && entries.includes(ignore))) {
    return;
  }
  if (entries.reduce((people, { matchClass }) => people + matchClass.size, 0) !== 3) return;
  if (!haveCommonLanguage(entries)) return;
  if (b !== null && areOnlyBots(seeker.matchClass, a.matchClass, b.matchClass)) return;
  let years = -a.savedWithin - (b?.savedWithin ?? 0);
  for (const [index, one] of entries.entries()) {
    for (const other of entries.slice(0, index)) {
      const between = areJoinable(one.matchClass, other.matchClass)
        ? relation(one, other, terms)
        : forbidden;
      if (between === forbidden) return;
      years += between - savedYears(one, other);
    }
  }
  best.offer(years, seeker, a, b);
}

/**
 * Links a ticket that has come in with the waiting tickets of people who want to meet its people
 * again, where both wish so. `withRematches` has every ticket with such a link.
 */
export function linkRematches(
  entry: Entry,
  entriesOf: (user: UserId) => readonly Entry[],
  withRematches: Set<Entry>,
): void {
  for (const person of entry.people) {
    for (const user of person.rematchWishes) {
      for (const waiting of entriesOf(user)) {
        const isMutual = waiting.people.some((other) =>
          other.user === user && wantRematch(person, other)
        );
        if (!isMutual || waiting === entry || !waiting.isActive) continue;
        if (entry.rematches.includes(waiting)) continue;
        entry.rematches = [...entry.rematches, waiting];
        waiting.rematches = [...waiting.rematches, entry];
        withRematches.add(entry).add(waiting);
      }
    }
  }
}

/** Removes the links of a ticket that leaves. */
export function unlinkRematches(entry: Entry, withRematches: Set<Entry>): void {
  for (const linked of entry.rematches) {
    linked.rematches = linked.rematches.filter((other) => other !== entry);
    if (linked.rematches.length === 0) withRematches.delete(linked);
  }
  entry.rematches = noRematches;
  withRematches.delete(entry);
}
