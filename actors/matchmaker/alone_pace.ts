// How often people are told whether somebody waits whom they could meet: a few times at once, and
// then once a minute, whatever they wish meanwhile. A user who could ask at will would find out the
// age, sex and languages of strangers who wait. The pace outlives tickets and the ticket pool.

import type { UserId } from "../../protocol/domain.ts";
import { TokenBucket } from "../../protocol/token_bucket.ts";

/** The time between two looks, once those that may be taken at once are used up. */
export const aloneEachMs = 60_000;
const allowance = { capacity: 5, perSecond: 1000 / aloneEachMs };
/** Past this many users, those with a full bucket are forgotten. */
const usersRemembered = 10_000;

interface Known {
  readonly bucket: TokenBucket;
  /** What the user was looked at with last; null: not with what they wish now. */
  wish: string | null;
  alone: boolean;
  lookedAt: number;
}

export interface AloneLook {
  /** The people of one ticket. */
  readonly users: readonly UserId[];
  /** All that it depends on, besides others who wait. */
  readonly wish: string;
  readonly now: number;
  readonly isAlone: boolean;
}

export class AlonePace {
  readonly #users = new Map<UserId, Known>();
  #forgetAt = usersRemembered;

  /** How many users are known. */
  get size(): number {
    return this.#users.size;
  }

  /** What these users may be told now: as it is, as they were told last, or false. */
  look({ users, wish, now, isAlone }: AloneLook): boolean {
    const people = users.map((user) => this.#knownOf(user, now));
    const isSame = people.every((known) => known.wish === wish);
    const told = isSame && people.every(({ alone }) => alone);
    if (isSame && told === isAlone) return told;
    // Who has come at last is told at once.
    const isRipe = !isSame || told ||
      people.every(({ lookedAt }) => Math.abs(now - lookedAt) >= aloneEachMs);
    if (isRipe && people.every(({ bucket }) => bucket.waitMs(now) === 0)) {
      for (const known of people) {
        known.bucket.take(now);
        Object.assign(known, { wish, alone: isAlone, lookedAt: now });
      }
      return isAlone;
    }
    if (!isSame) { for (const known of people) Object.assign(known, { wish: null, alone: false }); }
    return told;
  }

  #knownOf(user: UserId, now: number): Known {
    const known = this.#users.get(user);
    if (known) return known;
    if (this.#users.size >= this.#forgetAt) this.#forgetFull(now);
    const fresh = {
      bucket: new TokenBucket(allowance, now),
      wish: null,
      alone: false,
      lookedAt: -Infinity,
    };
    this.#users.set(user, fresh);
    return fresh;
  }

  /** A user who is held back is never forgotten: a crowd of others must not free them. */
  #forgetFull(now: number): void {
    for (const [user, { bucket }] of this.#users) if (bucket.full(now)) this.#users.delete(user);
    this.#forgetAt = Math.max(usersRemembered, 2 * this.#users.size);
  }
}
