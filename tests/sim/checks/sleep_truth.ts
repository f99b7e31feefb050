// Tickets that sleep by what the servers were answered: none of them may lead into a group before
// one of its people has come back.

import type { GroupId, TicketId, UserId } from "../../../protocol/domain.ts";
import type { Store } from "../../../db/store/store.ts";
import type { Trace } from "../run/trace.ts";

export class SleepTruth {
  readonly findings: string[] = [];
  readonly #users = new Map<TicketId, readonly UserId[]>();
  readonly #asleep = new Set<TicketId>();

  /** Whose these tickets are. */
  know(id: TicketId, users: readonly UserId[]): void {
    this.#users.set(id, users);
  }

  fallAsleep(id: TicketId): void {
    this.#asleep.add(id);
  }

  wake(user: UserId): void {
    for (const id of this.#asleep) {
      if (this.#users.get(id)?.includes(user)) this.#asleep.delete(id);
    }
  }

  isAsleep(id: TicketId): boolean {
    return this.#asleep.has(id);
  }

  use(id: TicketId, group: GroupId): void {
    this.findings.push(`matched while asleep: ${id} into ${group}`);
  }

  /** Notes what sleeps now; the answer goes back to it. */
  copy(): () => void {
    const asleep = new Set(this.#asleep);
    return () => {
      this.#asleep.clear();
      for (const id of asleep) this.#asleep.add(id);
    };
  }
}

/** The store as the servers have it, with who sleeps written down. */
export function watchedSleep(store: Store, sleep: SleepTruth, trace: Trace): Store {
  return {
    ...store,
    async sleepyTickets(before, limit) {
      const sleepy = await store.sleepyTickets(before, limit);
      for (const { id, users } of sleepy) sleep.know(id, users);
      return sleepy;
    },
    async putToSleep(tickets, before, at) {
      const asleep = await store.putToSleep(tickets, before, at);
      for (const id of asleep) {
        sleep.fallAsleep(id);
        trace.count("fell asleep");
      }
      return asleep;
    },
    async comeBack(user, at) {
      // As soon as the store is asked: the ticket may be used before the answer is here.
      sleep.wake(user);
      const back = await store.comeBack(user, at);
      if (back?.hasWoken) trace.count("woke");
      return back;
    },
    async formGroups(groups) {
      const sleepers = groups.map(({ tickets }) => tickets.find(({ id }) => sleep.isAsleep(id)));
      const formed = await store.formGroups(groups);
      for (const [at, group] of groups.entries()) {
        const sleeper = sleepers[at];
        if (formed[at] && sleeper) sleep.use(sleeper.id, group.id);
      }
      return formed;
    },
    async joinGroup(join) {
      const used = [join.seat, ...join.newcomers.map(({ id }) => id)];
      const sleeper = used.find((id) => sleep.isAsleep(id));
      const joined = await store.joinGroup(join);
      if (joined && sleeper) sleep.use(sleeper, join.group);
      if (joined?.some(({ kind }) => kind === "left")) trace.count("place taken");
      return joined;
    },
  };
}
