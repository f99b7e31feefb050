// A user's ticket as they are shown it, from what is stored: wherever the matchmaker is, and while
// it is nowhere. Without hints, for which the whole pool is needed.

import type { Store } from "../../db/store/store.ts";
import type { TicketOwner, WaitingUsers } from "../../db/store/tickets.ts";
import { ageOn } from "../../protocol/age.ts";
import { asHeld, letsBotsIn } from "../../protocol/bot_company.ts";
import { type Clock, dayOf } from "../../protocol/clock.ts";
import type { Ticket, UserId } from "../../protocol/domain.ts";
import { effective } from "../../protocol/widening.ts";
import { estimateOf } from "../matching/forecast/forecast.ts";
import { WaitStats } from "../matching/forecast/wait_stats.ts";
import { mergeAll } from "./wait_records.ts";

export interface TicketViewsDeps {
  readonly store: Store;
  readonly clock: Clock;
}

/** What holds for all who wait is read again after this time. */
const freshMs = 3_000;

interface Crowd {
  readonly waiting: WaitingUsers;
  readonly waits: WaitStats;
}

export class TicketViews {
  readonly #deps: TicketViewsDeps;
  #crowd: { readonly value: Promise<Crowd>; readonly since: number } | null = null;

  constructor(deps: TicketViewsDeps) {
    this.#deps = deps;
  }

  /** Null: no ticket is open. Rejects when the store fails. */
  async view(user: UserId): Promise<Ticket | null> {
    const { store, clock } = this.#deps;
    const ticket = await store.ownTicket(user);
    const mine = ticket?.owners.find((owner) => owner.user.id === user);
    if (!ticket || !mine) return null;
    const { id, since, owners, asleep, wokenAt, alone } = ticket;
    const { waiting: { people, bots }, waits } = await this.#freshCrowd();
    const waiting = owners.every(letsBotsIn) ? people + bots : people;
    const now = clock.now();
    // The wait of one that sleeps begins when it wakes.
    const waitedMs = asleep ? 0 : now - Date.parse(wokenAt ?? since);
    const partner = owners.find((owner) => owner !== mine);
    return {
      id,
      criteria: mine.criteria,
      effective: asHeld(effective(mine.criteria, waitedMs), owners),
      since,
      asleep,
      ...(wokenAt !== null && { wokenAt }),
      alone,
      // Who has come since it was counted is among them.
      waiting: asleep ? waiting : Math.max(waiting, owners.length),
      estimate: estimateOf(waits, owners.map((owner) => waiterOf(owner, owners.length, now)), now),
      ...(partner && { with: partner.user }),
    };
  }

  /** Read once for all who ask within a while. */
  #freshCrowd(): Promise<Crowd> {
    const now = this.#deps.clock.now();
    // A clock that was set back keeps nothing for longer.
    if (this.#crowd === null || Math.abs(now - this.#crowd.since) >= freshMs) {
      const crowd = { value: this.#readCrowd(), since: now };
      this.#crowd = crowd;
      crowd.value.catch(() => {
        if (this.#crowd === crowd) this.#crowd = null;
      });
    }
    return this.#crowd.value;
  }

  async #readCrowd(): Promise<Crowd> {
    const { store } = this.#deps;
    const [waiting, kinds] = await Promise.all([store.countWaiting(), store.waits()]);
    const waits = new WaitStats();
    mergeAll(waits, kinds);
    return { waiting, waits };
  }
}

function waiterOf(
  { user, profile: { birthDate, sex }, criteria }: TicketOwner,
  count: number,
  now: number,
) {
  const bot = user.bot === true;
  return { age: ageOn(birthDate, dayOf(now)), sex, bot, criteria, inPair: count > 1 };
}
