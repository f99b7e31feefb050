// What two matchmakers over one store have done, written down beside it, and what must hold of it.

import { ageOn, sideOf } from "../../../protocol/age.ts";
import type { Criteria, GroupId, Instant, TicketId, UserId } from "../../../protocol/domain.ts";
import { effective } from "../../../protocol/widening.ts";
import type { Store } from "../../../db/store/store.ts";
import type { Asking, OpenTicket, Used } from "../../../db/store/tickets.ts";
import type { NewProfile } from "../../../db/store/users.ts";

export interface Rival {
  readonly id: UserId;
  readonly profile: NewProfile;
  /** Where the account was made; several may be of one. */
  readonly device: string;
}

/** A group was formed, or filled, between two ticks. */
interface Forming {
  readonly group: GroupId;
  readonly at: Instant;
  readonly entered: readonly Used[];
  /** Who was there before, by the seat. */
  readonly seated: readonly Asking[];
  readonly seat: TicketId | null;
  readonly from: number;
  readonly to: number;
}

interface Span {
  readonly from: number;
  to: number;
}

/** Somebody's criteria, stored between two ticks. */
interface Stored extends Readonly<Span> {
  readonly criteria: Criteria;
}

export class RivalTruth {
  readonly formings: Forming[] = [];
  refused = 0;
  readonly #since = new Map<TicketId, Instant>();
  /** By ticket and user. */
  readonly #stored = new Map<string, Stored[]>();
  /** By blocker and blocked: from when on each block held for certain, and until when. */
  readonly #blocks = new Map<string, Span[]>();
  #tick = 0;

  /** The store, observed. */
  over(store: Store): Store {
    return {
      ...store,
      placeTickets: async (tickets, metSince) => {
        const from = this.#tick++;
        const placed = await store.placeTickets(tickets, metSince);
        const span = { from, to: this.#tick++ };
        for (const one of placed) if (one.type === "placed") this.#note(one.ticket, span);
        return placed;
      },
      openSeat: async (seat, metSince) => {
        const from = this.#tick++;
        const outcome = await store.openSeat(seat, metSince);
        if (outcome.type === "placed") this.#note(outcome.ticket, { from, to: this.#tick++ });
        return outcome;
      },
      formGroups: async (groups) => {
        const from = this.#tick++;
        const formed = await store.formGroups(groups);
        const to = this.#tick++;
        for (const [index, { id: group, at, tickets: entered }] of groups.entries()) {
          if (!formed[index]) this.refused += 1;
          else this.formings.push({ group, at, entered, seated: [], seat: null, from, to });
        }
        return formed;
      },
      joinGroup: async (join) => {
        const from = this.#tick++;
        const joined = await store.joinGroup(join);
        const to = this.#tick++;
        const { newcomers: entered, seated, seat, group, at } = join;
        if (joined === null) this.refused += 1;
        else this.formings.push({ group, at, entered, seated, seat, from, to });
        return joined;
      },
      block: async (blocker, blocked, at) => {
        const isDone = await store.block(blocker, blocked, at);
        const spans = this.#blocks.getOrInsert(`${blocker} ${blocked}`, []);
        spans.push({ from: this.#tick++, to: Infinity });
        return isDone;
      },
      unblock: async (blocker, blocked) => {
        for (const span of this.#blocks.get(`${blocker} ${blocked}`) ?? []) {
          span.to = Math.min(span.to, this.#tick++);
        }
        return await store.unblock(blocker, blocked);
      },
    };
  }

  /** Broken promises, in sentences. `open`: the tickets that are open in the end. */
  findings(people: ReadonlyMap<UserId, Rival>, open: readonly OpenTicket[]): string[] {
    return [
      ...this.#usedTwice(),
      ...this.#usedAndOpen(open),
      ...this.formings.flatMap((forming) => this.#crossed(forming, people)),
    ];
  }

  #note({ id, since, seekers }: OpenTicket, span: Span): void {
    this.#since.set(id, since);
    for (const { user, criteria } of seekers) {
      this.#stored.getOrInsert(`${id} ${user.id}`, []).push({ ...span, criteria });
    }
  }

  #usedTwice(): string[] {
    const used = this.formings.flatMap(({ entered, seat }) => [
      ...entered.map(({ id, user }) => `ticket ${id} of ${user}`),
      ...seat === null ? [] : [`seat ${seat}`],
    ]);
    const seen = new Set<string>();
    const isAgain = (one: string) => seen.size === seen.add(one).size;
    return used.filter(isAgain).map((one) => `The ${one} was used twice`);
  }

  #usedAndOpen(open: readonly OpenTicket[]): string[] {
    const used = new Set(this.formings.flatMap(({ entered, seat }) => [
      ...entered.map(({ id }) => id),
      ...seat === null ? [] : [seat],
    ]));
    return open.filter(({ id }) => used.has(id)).map(({ id }) => `Ticket ${id} is used and open`);
  }

  #crossed(forming: Forming, people: ReadonlyMap<UserId, Rival>): string[] {
    const { group, at, entered, seated, seat } = forming;
    const all = [
      ...seated.map((asking) => ({ ...asking, id: seat })),
      ...entered,
    ].map(({ user, criteria, id }) => ({ user, id, criteria: this.#widened(criteria, id, at) }));
    if (all.length !== 3) return [`Group ${group} is of ${all.length}`];
    const asked = [...seated.map((asking) => ({ ...asking, id: seat })), ...entered];
    const old = asked.find((one) => !this.#mayBeStored(one, forming));
    if (old) return [`Group ${group} goes by former criteria of ${old.user}`];
    return all.flatMap((one, index) =>
      all.slice(0, index).flatMap((other) => {
        // Who is on one ticket, and who was in the group before, are not tested against each other.
        if (one.id === other.id) return [];
        const why = this.#wallBetween(one, other, { people, forming });
        return why === null ? [] : [`Group ${group}: ${why} between ${one.user} and ${other.user}`];
      })
    );
  }

  /** Whether the store may have had these criteria when the group was formed. */
  #mayBeStored(
    { id, user, criteria }: Asking & { readonly id: TicketId | null },
    { from, to }: Forming,
  ): boolean {
    const stored = this.#stored.get(`${id} ${user}`) ?? [];
    const last = stored.filter((one) => one.from < to)
      .filter((one) => !stored.some((later) => later.from > one.to && later.to < from));
    return last.some((one) => JSON.stringify(one.criteria) === JSON.stringify(criteria));
  }

  #widened(criteria: Criteria, ticket: TicketId | null, at: Instant): Criteria {
    const since = ticket === null ? undefined : this.#since.get(ticket);
    return effective(criteria, since === undefined ? 0 : Date.parse(at) - Date.parse(since));
  }

  #wallBetween(
    one: Asking,
    other: Asking,
    { people, forming }: {
      readonly people: ReadonlyMap<UserId, Rival>;
      readonly forming: Forming;
    },
  ): string | null {
    const [a, b] = [people.get(one.user), people.get(other.user)];
    if (!a || !b) return "somebody unknown";
    const day = forming.at.slice(0, 10);
    const ages = [ageOn(a.profile.birthDate, day), ageOn(b.profile.birthDate, day)] as const;
    if (sideOf(ages[0]) !== sideOf(ages[1])) return "an age wall";
    if (a.device === b.device) return "a device";
    if (this.#isBlocked(a.id, b.id, forming) || this.#isBlocked(b.id, a.id, forming)) {
      return "a block";
    }
    const gap = Math.abs(ages[0] - ages[1]);
    const isSame = a.profile.sex !== null && a.profile.sex === b.profile.sex;
    const admits = ({ criteria: { age, sex } }: Asking) =>
      gap <= (age ?? Infinity) && (sex === "any" || isSame);
    return admits(one) && admits(other) ? null : "criteria";
  }

  #isBlocked(blocker: UserId, blocked: UserId, { from, to }: Forming): boolean {
    return (this.#blocks.get(`${blocker} ${blocked}`) ?? [])
      .some((span) => span.from < from && span.to > to);
  }
}
