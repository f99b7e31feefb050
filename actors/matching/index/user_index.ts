// Which entries each user is in: at most one ticket of their own, alone or with a partner, and the
// open seats of their groups.

import type { UserId } from "../../../protocol/domain.ts";
import type { Entry } from "../entry.ts";

export class UserIndex {
  readonly #own = new Map<UserId, Entry>();
  readonly #seats = new Map<UserId, readonly Entry[]>();
  readonly #nowhere: readonly Entry[] = [];
  #bots = 0;

  /** How many users wait with a ticket of their own. */
  get size(): number {
    return this.#own.size;
  }

  /** How many of these are bots. */
  get bots(): number {
    return this.#bots;
  }

  own(user: UserId): Entry | undefined {
    return this.#own.get(user);
  }

  /** Every entry that a user is in. */
  of(user: UserId): readonly Entry[] {
    const own = this.#own.get(user);
    const seats = this.#seats.get(user) ?? this.#nowhere;
    return own === undefined ? seats : [own, ...seats];
  }

  add(entry: Entry): void {
    if (!entry.seat) this.#bots += entry.matchClass.bots;
    for (const { user } of entry.people) {
      if (entry.seat) this.#seats.set(user, [...this.#seats.get(user) ?? this.#nowhere, entry]);
      else this.#own.set(user, entry);
    }
  }

  remove(entry: Entry): void {
    if (!entry.seat) this.#bots -= entry.matchClass.bots;
    for (const { user } of entry.people) {
      if (!entry.seat) this.#own.delete(user);
      else this.#leave(user, entry);
    }
  }

  #leave(user: UserId, seat: Entry): void {
    const left = (this.#seats.get(user) ?? this.#nowhere).filter((one) => one !== seat);
    if (left.length === 0) this.#seats.delete(user);
    else this.#seats.set(user, left);
  }
}
