// The trios in which two parties want to meet again: they may be better than what stands before
// them in their queues, so each is tried by itself. They are few: friends who wait at the same
// time.

import type { UserId } from "../../../protocol/domain.ts";
import type { Best } from "./best_match.ts";
import { type Entry, forbidden, noFriends, relation, wantAgain } from "../entry.ts";
import type { Reach } from "./candidates.ts";
import { areJoinable } from "../index/match_class.ts";
import type { Quest, Walk } from "./queue_cursor.ts";

export interface FriendSearch {
  readonly quest: Quest;
  readonly best: Best;
  readonly befriended: ReadonlySet<Entry>;
  /** Single people within reach of the seeker. */
  readonly ones: Reach;
}

/** Tries every trio with the seeker that has a pair of friends and can be the best. */
export function searchFriends(quest: FriendSearch): void {
  const { seeker } = quest.quest;
  for (const friend of seeker.friends) {
    if (seeker.shape.size + friend.shape.size === 3) tryTrio(quest, friend, null);
    else tryThirds(quest, friend);
  }
  for (const one of quest.befriended) {
    if (!isWithinReach(quest, one)) continue;
    for (const other of one.friends) tryTrio(quest, one, other);
  }
}

/** The seeker, a friend of theirs, and whoever is best beside the two. */
function tryThirds(quest: FriendSearch, friend: Entry): void {
  if (!isWithinReach(quest, friend)) return;
  for (const third of friend.friends) tryTrio(quest, friend, third);
  for (const third of quest.quest.seeker.friends) tryTrio(quest, friend, third);
  for (let at = 0; at < quest.ones.count; at++) {
    const walk = quest.ones.at(at);
    if (walk !== null && areJoinable(walk.shape, friend.shape)) tryWalk(quest, friend, walk);
  }
}

/** Up to the first stranger to both, as in `search.ts`. */
function tryWalk(quest: FriendSearch, friend: Entry, walk: Walk): void {
  for (let place = 0;; place++) {
    const third = walk.at(place);
    if (third === null) return;
    tryTrio(quest, friend, third);
    if (third === friend || walk.yearsAt(place) !== 0) continue;
    if (relation(friend, third, quest.quest.terms) === 0) return;
  }
}

function isWithinReach({ quest: { seeker, ignore } }: FriendSearch, entry: Entry): boolean {
  return entry !== seeker && entry !== ignore && areJoinable(seeker.shape, entry.shape);
}

function tryTrio(
  { quest: { seeker, ignore, terms }, best }: FriendSearch,
  a: Entry,
  b: Entry | null,
): void {
  const entries = b === null ? [seeker, a] : [seeker, a, b];
  if (new Set(entries).size < entries.length || (ignore !== null && entries.includes(ignore))) {
    return;
  }
  if (entries.reduce((people, { shape }) => people + shape.size, 0) !== 3) return;
  let years = 0;
  for (const [index, one] of entries.entries()) {
    for (const other of entries.slice(0, index)) {
      const between = areJoinable(one.shape, other.shape) ? relation(one, other, terms) : forbidden;
      if (between === forbidden) return;
      years += between;
    }
  }
  best.offer(years, seeker, a, b);
}

/**
 * Ties a ticket that has come in to the waiting ones of people who want to meet its people again,
 * as these do; `befriended` has all that are tied.
 */
export function befriend(
  entry: Entry,
  entriesOf: (user: UserId) => readonly Entry[],
  befriended: Set<Entry>,
): void {
  for (const person of entry.people) {
    for (const user of person.again) {
      for (const friend of entriesOf(user)) {
        const isMutual = friend.people.some((other) =>
          other.user === user && wantAgain(person, other)
        );
        if (!isMutual || friend === entry || entry.friends.includes(friend)) continue;
        entry.friends = [...entry.friends, friend];
        friend.friends = [...friend.friends, entry];
        befriended.add(entry).add(friend);
      }
    }
  }
}

/** Unties a ticket that has left. */
export function unfriend(entry: Entry, befriended: Set<Entry>): void {
  for (const friend of entry.friends) {
    friend.friends = friend.friends.filter((other) => other !== entry);
    if (friend.friends.length === 0) befriended.delete(friend);
  }
  entry.friends = noFriends;
  befriended.delete(entry);
}
