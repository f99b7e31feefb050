// The actors over a memory store in virtual time, and people with sockets that keep what they are
// sent.

import assert from "node:assert/strict";
import { Connection } from "../../../actors/connections/connection.ts";
import { type Has, resume } from "../../../actors/connections/resume.ts";
import type { MatchmakerCommand } from "../../../actors/matchmaker/command.ts";
import type {
  Criteria,
  GroupId,
  SessionId,
  Ticket,
  User,
  UserId,
} from "../../../protocol/domain.ts";
import { defaultLimits, presenceGraceMs } from "../../../protocol/limits.ts";
import type { ServerFrame } from "../../../protocol/frames.ts";
import { faultsInto } from "../faults_told.ts";
import { createWorld, type World } from "../../../actors/world.ts";
import type { Store } from "../../../db/store/store.ts";
import type { NewProfile } from "../../../db/store/users.ts";
import { FakeClock } from "../fake_clock.ts";
import { createMemoryStore } from "../memory_store/memory_store.ts";
import { anyone, newId, signUp, thirty } from "../store/store_cast.ts";

type Frame<Type extends ServerFrame["type"]> = Extract<ServerFrame, { readonly type: Type }>;

/** A user with one socket. */
export class Listener {
  readonly user: User;
  readonly frames: ServerFrame[] = [];
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  constructor(user: User) {
    this.user = user;
  }

  get id(): UserId {
    return this.user.id;
  }

  hear(text: string): void {
    this.frames.push(JSON.parse(text));
    for (const look of this.#waiting) look();
  }

  /** The next frame of a type that no call has given yet. Frames before it are passed over. */
  next<Type extends ServerFrame["type"]>(type: Type): Promise<Frame<Type>> {
    return new Promise((resolve) => {
      const look = () => {
        while (this.#taken < this.frames.length) {
          const frame = this.frames[this.#taken++];
          if (frame?.type !== type) continue;
          this.#waiting.delete(look);
          return resolve(frame as Frame<Type>);
        }
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** The types of the frames that came since the last call of this or of `next`. */
  news(): string[] {
    const types = this.frames.slice(this.#taken).map(({ type }) => type);
    this.#taken = this.frames.length;
    return types;
  }
}

export interface HallOptions {
  readonly store?: Store;
  readonly metDays?: number;
  readonly creditMs?: number;
  readonly ticketAwayMs?: number;
  readonly silentMs?: number;
  readonly clock?: FakeClock;
}

export class Hall {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly world: World;
  readonly reports: string[] = [];
  readonly progress: number[] = [];
  /** Whose tickets have fallen asleep. */
  readonly asleep: UserId[] = [];
  /** Whose match was queued as a push. */
  readonly matched: UserId[] = [];

  constructor({
    store = createMemoryStore(),
    metDays = 0,
    creditMs = 10_000,
    clock = new FakeClock(),
    ...away
  }: HallOptions = {}) {
    this.clock = clock;
    this.store = store;
    this.world = createWorld({
      store: this.#notingPushes(),
      history: "a history",
      clock,
      newId,
      limits: defaultLimits,
      report: (event, details = {}) => {
        if (event === "tickets_loading") this.progress.push(details.count ?? 0);
        else faultsInto(this.reports)(event, details);
      },
      resumeMessages: 500,
      idleMs: 60_000,
      metDays,
      creditMs,
      ...away,
      post: () => Promise.resolve(null),
    });
  }

  #notingPushes(): Store {
    const { store, asleep, matched } = this;
    const noted: Pick<Store, "queueAsleep" | "queueMatches"> = {
      queueAsleep(users, at) {
        asleep.push(...users);
        return store.queueAsleep(users, at);
      },
      queueMatches(matches, at) {
        matched.push(...matches.flatMap(({ users }) => users));
        return store.queueMatches(matches, at);
      },
    };
    return new Proxy(store, {
      get: (target, method) => Reflect.get(method in noted ? noted : target, method),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world.stop();
  }

  async person(name: string, profile: NewProfile | null = thirty): Promise<Listener> {
    const listener = new Listener(await signUp(this.store, name, profile));
    this.connect(listener);
    return listener;
  }

  async people(...names: readonly string[]): Promise<Listener[]> {
    return await Promise.all(names.map((name) => this.person(name)));
  }

  /** Says hello on a socket of its own; resolves when what it is told then has been told. */
  async hello(listener: Listener, has: Has = { since: {} }): Promise<Connection> {
    const connection = this.connect(listener, false);
    await resume(connection, has, this.world);
    return connection;
  }

  /** The last socket of a user, which is live at once unless hello is to come. */
  connect(listener: Listener, isLive = true): Connection {
    const session = {
      user: listener.id,
      id: newId<"session">() as SessionId,
      expiresAt: "2099-01-01T00:00:00.000Z",
    };
    // Without a row the socket of a session is closed..
    this.store.openSession({ ...session, createdAt: session.expiresAt }).catch(() => {});
    const socket = {
      send: (text: string) => listener.hear(text),
      queued: () => 0,
      close: () => {},
    };
    const { hub } = this.world;
    const connection: Connection = new Connection(
      session,
      socket,
      defaultLimits,
      { ended: () => hub.detach(connection) },
    );
    hub.attach(connection);
    if (isLive) {
      connection.startResuming();
      connection.goLive();
    }
    return connection;
  }

  /** Every socket of a user ends, and their presence with it. */
  async disconnect({ id }: Listener): Promise<void> {
    for (const connection of this.world.hub.connectionsOf(id)) connection.lost();
    await this.pass(presenceGraceMs + 1_000);
  }

  /** Lets time pass in steps, and what falls due be done. */
  async pass(ms: number, stepMs = ms): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      this.clock.advance(Math.min(stepMs, left));
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** The answer to a command: its type, or the code of the refusal. */
  async ask(command: MatchmakerCommand): Promise<string> {
    const answer = await this.world.placement.askMatchmaker(command);
    return answer.type === "refused" ? answer.code : answer.type;
  }

  async place({ id: user }: Listener, criteria: Criteria = anyone): Promise<Ticket | null> {
    const answer = await this.world.placement.askMatchmaker({ type: "place", user, criteria });
    assert(answer.type === "ticket", JSON.stringify(answer));
    return answer.ticket;
  }

  async look({ id: user }: Listener): Promise<Ticket | null> {
    const answer = await this.world.placement.askMatchmaker({ type: "look", user });
    assert(answer.type === "ticket", JSON.stringify(answer));
    return answer.ticket;
  }

  /** Puts people in a group by matching them. */
  async trio(...people: readonly Listener[]): Promise<GroupId> {
    for (const person of people) await this.place(person);
    const [first] = people;
    assert(first);
    const { group } = await first.next("group");
    for (const person of people) person.news();
    return group.id;
  }

  /** Leaves a group, and waits until the matchmaker knows. */
  async quit(person: Listener, group: GroupId): Promise<void> {
    const answer = await this.world.placement.askGroup(group, { type: "quit", user: person.id });
    assert.equal(answer.type, "done");
    await this.look(person);
  }

  /** Makes two people partners. */
  async pair(inviter: Listener, other: Listener): Promise<void> {
    const hash = await this.invite(inviter);
    assert.equal(await this.ask({ type: "accept_invite", user: other.id, hash }), "accepted");
  }

  /** The hash of an invite that holds for a second. */
  async invite({ id: inviter }: Listener): Promise<string> {
    const hash = newId<"invite">().replaceAll("-", "").padEnd(64, "0");
    const at = new Date(this.clock.now()).toISOString();
    const expiresAt = new Date(this.clock.now() + 1_000).toISOString();
    await this.store.createInvite({ hash, inviter, at, expiresAt });
    return hash;
  }

  /** The names of who is in each of a user's groups, sorted. */
  async groupsOf({ id }: Listener): Promise<string[]> {
    const groups = await this.store.groups(id);
    return groups.map(({ members }) =>
      members.filter(({ leftAt }) => leftAt === null).map(({ username }) => username).sort().join(
        ", ",
      )
    ).sort();
  }
}
