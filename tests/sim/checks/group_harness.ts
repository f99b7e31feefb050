// One group of three with its real actor, over a store that fails on demand; keeps what each
// member's socket was sent. A fresh directory stands for another process.

import assert from "node:assert/strict";
import { instantOf } from "../../../protocol/clock.ts";
import { Connection } from "../../../actors/connections/connection.ts";
import { Directory } from "../../../actors/runtime/directory.ts";
import type { GroupAnswer } from "../../../actors/group/command.ts";
import type { GroupCommand } from "../../../actors/group/command.ts";
import { ReadReceipts } from "../../../actors/group/read_receipts.ts";
import { Hub } from "../../../actors/connections/hub.ts";
import { hubPlacement } from "../../support/hub_placement.ts";
import { defaultLimits } from "../../../protocol/limits.ts";
import type {
  GroupId,
  Message,
  MessageId,
  SessionId,
  TicketId,
  UserId,
} from "../../../protocol/domain.ts";
import type { ServerFrame } from "../../../protocol/frames.ts";
import type { Store } from "../../../db/store/store.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { createFaultyStore, type FaultyStore } from "../../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../../support/memory_store/memory_store.ts";
import { anyone, settlePeople } from "../world/people.ts";
import { Random } from "../../../tools/random.ts";

const sessionId = "00000000-0000-4000-8000-000000000000" as SessionId;
const turnsPerStep = 40;
const tickMs = 100;

export class GroupHarness {
  static async open(): Promise<GroupHarness> {
    const store = createMemoryStore();
    const users = (await settlePeople(store, new Random(1))).slice(0, 3).map(({ id }) => id);
    const [first] = users;
    const [group] = first === undefined ? [] : await store.groups(first);
    assert(group);
    return new GroupHarness(group.id, users, store);
  }

  readonly group: GroupId;
  readonly users: readonly UserId[];
  readonly clock = new FakeClock();
  /** Without faults. */
  readonly store: Store;
  readonly faults: FaultyStore;
  /** Users who left, with the others whom they are parted from. */
  readonly parted: [UserId, readonly UserId[]][] = [];
  /** Users to whom an actor that stopped had not shown all. */
  readonly refreshed: UserId[] = [];
  readonly #frames = new Map<UserId, ServerFrame[]>();
  readonly #hub = new Hub({ clock: this.clock, limits: defaultLimits, onPresence() {} });
  readonly #random = new Random(2);
  /** The store as the actor reaches it. */
  readonly #reached: Store;
  readonly #readReceipts: ReadReceipts;
  #directory: Directory;

  private constructor(group: GroupId, users: readonly UserId[], store: Store) {
    this.group = group;
    this.users = users;
    this.store = store;
    this.faults = createFaultyStore(store);
    const { store: faulty } = this.faults;
    this.#reached = Object.assign(Object.create(faulty), { group: faulty.group });
    this.#readReceipts = new ReadReceipts({
      store: this.faults.store,
      clock: this.clock,
      report() {},
    });
    this.#directory = this.#start();
    for (const user of users) this.connect(user);
  }

  newId = (): MessageId => this.#random.id() as MessageId;

  user(at: number): UserId {
    const user = this.users[at];
    assert(user);
    return user;
  }

  ask(command: GroupCommand): Promise<GroupAnswer> {
    return this.#directory.ask(this.group, command);
  }

  async send(user: UserId, id = this.newId()): Promise<GroupAnswer> {
    return await this.ask({ type: "send", user, id, text: `text ${id}` });
  }

  /** A new user takes the free seat, in the store alone. */
  async bring(username: string): Promise<UserId> {
    const { store, group } = this;
    const user = this.#random.id() as UserId;
    const profile = { birthDate: "1996-01-01", sex: "female" } as const;
    const at = instantOf(this.clock.now());
    await store.createUser({
      user: { id: user, username },
      profile,
      usernameKey: username,
      passwordHash: "",
      at,
    });
    const [seat, ticket] = [this.#random.id() as TicketId, this.#random.id() as TicketId];
    await store.openSeat({ id: seat, group, user: this.user(0), criteria: anyone, at }, null);
    await store.placeTickets([{ id: ticket, user, criteria: anyone, at }], null);
    const newcomers = [{ id: ticket, user, criteria: anyone, messageId: this.newId() }];
    const seated = (await store.seat(group, null))?.seekers
      .map(({ user, criteria }) => ({ user: user.id, criteria })) ?? [];
    assert(await store.joinGroup({ group, seat, seated, at, newcomers }), "The seat is not free");
    return user;
  }

  /** Holds back the answer to the next call, until the function that it gives is called. */
  hang(method: "group"): () => void {
    const inner = this.#reached[method];
    const release = Promise.withResolvers<void>();
    this.#reached[method] = async (...values) => {
      this.#reached[method] = inner;
      const answer = await inner(...values);
      await release.promise;
      return answer;
    };
    return release.resolve;
  }

  /** What a user's socket was sent since this was last asked. */
  take(user: UserId): ServerFrame[] {
    return this.#frames.get(user)?.splice(0) ?? [];
  }

  messages(user: UserId): Message[] {
    return this.take(user).flatMap((frame) => frame.type === "message" ? [frame.message] : []);
  }

  async log(): Promise<readonly Message[]> {
    for (const user of this.users) {
      const page = await this.store.messages(user, this.group, { after: 0, limit: 100_000 });
      if (page !== null) return page.messages;
    }
    return [];
  }

  /** Lets virtual time pass. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left >= 0; left -= tickMs) {
      this.clock.advance(Math.min(left, tickMs));
      for (let turn = 0; turn < turnsPerStep; turn++) await null;
    }
  }

  /** Goes on with an actor that knows nothing. */
  async forget(): Promise<void> {
    await this.#directory.stop();
    this.#directory = this.#start();
  }

  async close(): Promise<void> {
    await this.#directory.stop();
    await this.#readReceipts.stop();
    this.#hub.stop({ code: 1001, reason: "done" });
  }

  #start(): Directory {
    return new Directory({
      store: this.#reached,
      placement: hubPlacement(
        this.#hub,
        ([user, ...others]) => user && this.parted.push([user, others]),
        (users) => this.refreshed.push(...users),
      ),
      clock: this.clock,
      readReceipts: this.#readReceipts,
      newId: this.newId,
      report() {},
      idleMs: 3_600_000,
    });
  }

  connect(user: UserId): void {
    const frames: ServerFrame[] = [];
    this.#frames.set(user, frames);
    const socket = {
      send: (text: string) => void frames.push(JSON.parse(text)),
      queued: () => 0,
      close() {},
    };
    const session = { user, id: sessionId, expiresAt: "2100-01-01T00:00:00.000Z" };
    const connection = new Connection(
      session,
      socket,
      defaultLimits,
      { ended: () => this.#hub.detach(connection) },
    );
    this.#hub.attach(connection);
    connection.startResuming();
    connection.goLive();
  }
}
