// What was committed, written down as it was: what clients were told is held against it.

import type { GroupId, Message, TicketId, UserId } from "../../../protocol/domain.ts";
import type { NewMessage } from "../../../db/store/logs.ts";
import type { Store } from "../../../db/store/store.ts";
import type { Asking, NewGroup } from "../../../db/store/tickets.ts";
import { RelationTruth } from "./relation_truth.ts";
import { SleepTruth } from "./sleep_truth.ts";

/** A committed message with the text that it brought. */
export interface Committed {
  readonly seq: number;
  readonly id: string;
  readonly by: UserId | null;
  readonly kind: Message["kind"];
  readonly text: string | null;
  readonly target: number | null;
}

export class Truth {
  readonly #logs = new Map<GroupId, Committed[]>();
  readonly #joined = new Map<string, number>();
  readonly #left = new Map<string, number>();
  /** Users whose deletion was asked for, each with the name that they had. */
  readonly #deleted = new Map<UserId, string>();
  /** Where each ticket has led. */
  readonly #used = new Map<TicketId, GroupId>();
  readonly #usedTwice: string[] = [];
  readonly #relations = new RelationTruth();
  readonly sleep = new SleepTruth();

  /** Who was put together and must not be. */
  get findings(): readonly string[] {
    return [...this.#relations.findings, ...this.#usedTwice, ...this.sleep.findings];
  }

  /** How often three were put together of whom one is a bot. */
  get withBots(): number {
    return this.#relations.withBots;
  }

  /**
   * A ticket has brought this user into a group. A second one is right where they have left the
   * first: who leaves two partners soon has their ticket again.
   */
  useTicket(ticket: TicketId, { user, group }: { user: UserId; group: GroupId }): void {
    const before = this.#used.get(ticket);
    const isBack = before !== undefined && this.leftSeq(before, user) < Infinity;
    if (before !== undefined && before !== group && !isBack) {
      this.#usedTwice.push(`one ticket led into two groups: ${ticket} into ${before} and ${group}`);
    }
    this.#used.set(ticket, group);
  }

  /** `one` was told that a block is in force. */
  keepApart(one: UserId, other: UserId): void {
    this.#relations.keepApart(one, other);
  }

  /** A user is known at these devices. */
  useDevices(user: UserId, devices: readonly string[]): void {
    this.#relations.useDevices(user, devices);
  }

  /** The user was made with these languages. */
  speak(user: UserId, languages: readonly string[]): void {
    this.#relations.speak(user, languages);
  }

  /** The user was made as a bot. */
  isBot(user: UserId): void {
    this.#relations.isBot(user);
  }

  /** The user asks for the company of bots, for nobody else. */
  letsBotsIn(user: UserId): void {
    this.#relations.letsBotsIn(user);
  }

  /** Three are in a group from now on, by what each of them asked for. */
  checkCompany(group: GroupId, asking: readonly Asking[]): void {
    this.#relations.checkCompany(group, asking);
  }

  /** `one` is about to take a block back. */
  letTogether(one: UserId, other: UserId): void {
    this.#relations.letTogether(one, other);
  }

  /** The names of the users whose deletion was asked for. */
  get deleted(): ReadonlyMap<UserId, string> {
    return this.#deleted;
  }

  delete(user: UserId, username: string): void {
    this.#deleted.set(user, username);
  }

  get groups(): GroupId[] {
    return [...this.#logs.keys()];
  }

  /** Of all that was committed. */
  get ids(): ReadonlySet<string> {
    return new Set([...this.#logs.values()].flatMap((log) => log.map(({ id }) => id)));
  }

  log(group: GroupId): readonly Committed[] {
    return this.#logs.get(group) ?? [];
  }

  /** The seq of the message with which a user left, or infinity. */
  leftSeq(group: GroupId, user: UserId): number {
    return this.#left.get(`${group} ${user}`) ?? Infinity;
  }

  /** The first message that a user may see. */
  firstSeq(group: GroupId, user: UserId): number {
    return this.#joined.get(`${group} ${user}`) ?? 1;
  }

  /** Notes what is committed now; the answer goes back to it. */
  copy(): () => void {
    const [logs, joined, left, deleted, used] = structuredClone(
      [this.#logs, this.#joined, this.#left, this.#deleted, this.#used] as const,
    );
    const relations = this.#relations.copy();
    const sleep = this.sleep.copy();
    return () => {
      relations();
      sleep();
      refill(this.#logs, logs);
      refill(this.#joined, joined);
      refill(this.#left, left);
      refill(this.#deleted, deleted);
      refill(this.#used, used);
    };
  }

  commit({ group, message }: NewMessage): void {
    this.#relations.commit(group, message);
    const { seq, id, by, kind } = message;
    const text = "text" in message ? message.text : null;
    const target = "target" in message ? message.target : null;
    const log = this.#logs.get(group) ?? [];
    log.push({ seq, id, by, kind, text, target });
    this.#logs.set(group, log);
    if (kind === "joined") this.#joined.set(`${group} ${by}`, seq);
    if (kind === "left") this.#left.set(`${group} ${by}`, seq);
  }

  /** Every text that was taken back or is of a deleted account, and every earlier version of it. */
  erasedTexts(group: GroupId): string[] {
    const log = this.log(group);
    const taken = log.filter(({ kind }) => kind === "erased").map(({ target }) => target);
    const ofDeleted = log.filter(({ by }) => by !== null && this.#deleted.has(by));
    const gone = new Set([...taken, ...ofDeleted.map(({ seq }) => seq)]);
    return log.filter(({ kind, seq, target }) => gone.has(kind === "edited" ? target : seq))
      .map(({ text }) => text).filter((text) => text !== null);
  }
}

function refill<Key, Value>(map: Map<Key, Value>, kept: ReadonlyMap<Key, Value>): void {
  map.clear();
  for (const [key, value] of kept) map.set(key, value);
}

/** The store, with what is committed to it written down. */
export function recorded(store: Store, truth: Truth): Store {
  const note = async <Outcome extends { type: string }>(
    added: NewMessage,
    written: Promise<Outcome>,
  ) => {
    const outcome = await written;
    if (outcome.type === "stored") truth.commit(added);
    return outcome;
  };
  return {
    ...store,
    async createUser(user, session, sight) {
      const isAdded = await store.createUser(user, session, sight);
      if (isAdded) {
        truth.useDevices(user.user.id, sight?.devices ?? []);
        truth.speak(user.user.id, user.profile?.languages ?? []);
        if (user.user.bot) truth.isBot(user.user.id);
      }
      return isAdded;
    },
    async openSession(session, sight, passwordVersion) {
      const isOpened = await store.openSession(session, sight, passwordVersion);
      if (isOpened) truth.useDevices(session.user, sight?.devices ?? []);
      return isOpened;
    },
    append: (added) => note(added, store.append(added)),
    async appendRun(run) {
      const isStored = await store.appendRun(run);
      if (isStored) { for (const added of run) truth.commit(added); }
      return isStored;
    },
    async eraseRun(run) {
      const isStored = await store.eraseRun(run);
      if (isStored) { for (const added of run) truth.commit(added); }
      return isStored;
    },
    amend: (added) => note(added, store.amend(added)),
    async requestDeletion(deletion) {
      const { user } = deletion;
      const account = await store.account(user);
      const isBegun = await store.requestDeletion(deletion);
      if (isBegun) truth.delete(user, account?.user.username ?? "");
      return isBegun;
    },
    async leave(added) {
      const outcome = await store.leave(added);
      if (outcome === "stored") truth.commit(added);
      return outcome;
    },
    placeTickets(tickets, metSince) {
      for (const { user, criteria } of tickets) if (criteria.bots) truth.letsBotsIn(user);
      return store.placeTickets(tickets, metSince);
    },
    openSeat(seat, metSince) {
      if (seat.criteria?.bots) truth.letsBotsIn(seat.user);
      return store.openSeat(seat, metSince);
    },
    async formGroups(groups) {
      const outcomes = await store.formGroups(groups);
      for (const [at, group] of groups.entries()) {
        if (!outcomes[at]) continue;
        truth.commit(formedIn(group));
        truth.checkCompany(group.id, group.tickets);
        for (const { id, user } of group.tickets) truth.useTicket(id, { user, group: group.id });
      }
      return outcomes;
    },
    async joinGroup(join) {
      const joined = await store.joinGroup(join);
      for (const message of joined ?? []) truth.commit({ group: join.group, message });
      if (joined) truth.checkCompany(join.group, [...join.seated, ...join.newcomers]);
      const { group, newcomers } = join;
      if (joined) { for (const { id, user } of newcomers) truth.useTicket(id, { user, group }); }
      return joined;
    },
  };
}

function formedIn({ id: group, messageId: id, at, tickets }: NewGroup): NewMessage {
  const members = tickets.map(({ user }) => user);
  return { group, message: { seq: 1, kind: "formed", id, by: null, at, members } };
}
