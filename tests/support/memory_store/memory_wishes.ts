// Common wishes in the memory store, as db/tickets/wishes.ts has them.

import type { Instant, UserId } from "../../../protocol/domain.ts";
import { wishersLeast } from "../../../protocol/rules.ts";
import type { CommonWish, WishStore } from "../../../db/store/wishes.ts";
import { isSuspended, type KeptWish, order, type State } from "./memory_state.ts";

export function wishStore(state: State): WishStore {
  return { commonWishes: (after, now) => Promise.resolve(commonWishes(state, after, now)) };
}

function commonWishes(state: State, after: Instant, now: Instant): CommonWish[] {
  const isCounted = ({ user, since }: KeptWish) =>
    since > after && state.users.get(user)?.isDeleted === false &&
    state.users.get(user)?.user.bot !== true && !isSuspended(state, user, now);
  const kinds = Map.groupBy(state.wishes.values().filter(isCounted), ({ wish }) => keyOf(wish));
  return [...kinds.values()].flatMap((kept) => {
    const [first] = kept;
    const wishers = [...new Set<UserId>(kept.map(({ user }) => user))].sort(order);
    return first === undefined || wishers.length < wishersLeast ? [] : [{ ...first, wishers }];
  }).sort((a, b) => b.wishers.length - a.wishers.length || order(keyOf(a.wish), keyOf(b.wish)))
    .map(({ wish, wishers }) => (
      { wish: { ...wish }, justEnough: wishers.length === wishersLeast ? wishers : [] }
    ));
}

/** In the order in which wishes that are as common are told. */
function keyOf({ sex, age }: KeptWish["wish"]): string {
  return `${sex} ${String(age ?? 999).padStart(3, "0")}`;
}
