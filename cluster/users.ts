// The users of all nodes: who is connected where, and the links to the nodes. What is told of a
// user here goes to every node; what is delivered to a user goes to the nodes where they are.

import type { Connection } from "../actors/connections/connection.ts";
import type { Parts } from "../actors/runtime/in_process.ts";
import type { Charge, Placement, SessionsEnd, Spending } from "../actors/runtime/placement.ts";
import type { Cancel, Clock } from "../protocol/clock.ts";
import type { SessionId, UserId } from "../protocol/domain.ts";
import type { ServerFrame } from "../protocol/frames.ts";
import { inTime } from "../protocol/in_time.ts";
import { socketsPerUser } from "../protocol/limits.ts";
import type { Engine } from "./engine.ts";
import { Inbox } from "./inbox.ts";
import { type Connected, type Item, Link } from "./link.ts";
import type { NodeName } from "./names.ts";
import { OnlineUsers } from "./online_users.ts";
import type { Roster } from "./roster.ts";
import { Timers } from "./timers.ts";

export interface UsersDeps extends Pick<Parts, "hub" | "announce" | "announceHere" | "resync"> {
  readonly engine: Pick<Engine, "node" | "push">;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly defer: (run: () => void) => void;
  /** Whether this node does what is asked of it. */
  readonly isAtWork: () => boolean;
  /** What another node tells that is not about users. */
  readonly onItem: (from: NodeName, item: Item) => void;
}

type AboutUsers = Pick<
  Placement,
  | ("deliver" | "isOnline" | "isConnected" | "refresh" | "attached")
  | ("endSession" | "endSessions" | "shareSpending")
>;

type OfUser =
  | { readonly type: "offline"; readonly user: UserId }
  | ({ readonly type: "connected" } & Connected);

/** A client waits for so long until each node knows of it; then it is brought up to date later. */
const attachMs = 1_000;
/** What was spent is told at this pace. */
const tellSpentMs = 250;
/** Word of who is online that has waited for so long at another node is late. */
const lateWordMs = 250;
/** A node that died may have had statements under way, which take effect within this time. */
const lateMs = 3_000;

export class Users implements AboutUsers {
  readonly #deps: UsersDeps;
  readonly #online: OnlineUsers;
  readonly #roster: Roster;
  readonly #inbox: Inbox;
  readonly #links = new Map<NodeName, Link>();
  /** Nodes that have users for whom frames were not sent, since there was no link. */
  readonly #unsent = new Set<NodeName>();
  readonly #opened = new WeakMap<Connection, number>();
  /** Users who have just come online here. */
  readonly #arrived = new Set<UserId>();
  readonly #spending = new Map<Spending, { charge: Charge; counts: Map<UserId, number> }>();
  /** Users who were told `ready` before every node knew of them. */
  readonly #behind = new Set<UserId>();
  #isCatchingUp = false;
  readonly #timers: Timers;
  readonly #stopTelling: Cancel;

  constructor(deps: UsersDeps) {
    this.#deps = deps;
    this.#timers = new Timers(deps.clock);
    this.#online = new OnlineUsers(deps);
    this.#roster = this.#online.roster;
    this.#inbox = new Inbox({
      onWhole: (from, users) => this.#takeWhole(from, users),
      onItem: (from, item, waited) => this.#take(from, item, waited),
      onLoss: () => this.#resyncAll(),
      isAtWork: deps.isAtWork,
      sentTo: (node) => this.#links.get(node)?.end ?? null,
    });
    this.#stopTelling = deps.clock.every(tellSpentMs, () => this.#tellSpent());
  }

  deliver(users: Iterable<UserId>, frame: ServerFrame, encoded?: string): void {
    const here: UserId[] = [];
    const away = new Map<NodeName, UserId[]>();
    for (const user of users) {
      here.push(user);
      for (const node of this.#roster.nodesOf(user)) {
        const others = away.get(node);
        if (others) others.push(user);
        else away.set(node, [user]);
      }
    }
    if (away.size === 0) return this.#deps.hub.deliver(here, frame, encoded);
    const text = encoded ?? JSON.stringify(frame);
    for (const [node, others] of away) {
      const link = this.#links.get(node);
      if (link) link.send({ type: "frame", users: others, text });
      else this.#unsent.add(node);
    }
    this.#deps.hub.deliver(here, frame, text);
  }

  isOnline(user: UserId): boolean {
    return this.#online.isOnline(user);
  }

  isConnected(user: UserId): boolean {
    return this.#deps.hub.isConnected(user) || this.#roster.isConnected(user);
  }

  async attached(user: UserId): Promise<void> {
    const giveUp = new AbortController();
    const awaited = this.#awaited(giveUp.signal);
    if (awaited.length === 0) return;
    const attached = await inTime(this.#deps.clock, attachMs, Promise.all(awaited));
    giveUp.abort();
    if (attached === null) this.#bringUpLater(user);
  }

  refresh(users: Iterable<UserId>): void {
    const all = [...users];
    for (const user of all) this.#deps.resync(user);
    this.tellAll({ type: "refresh", users: all });
  }

  endSession(user: UserId, session: SessionId): void {
    this.#deps.hub.endSession(user, session);
    this.tellAll({ type: "session_over", user, session });
  }

  endSessions(user: UserId, end: SessionsEnd): void {
    this.#deps.hub.endSessions(user, end);
    this.tellAll({ type: "sessions_over", user, end });
  }

  shareSpending(kind: Spending, charge: Charge): (user: UserId) => void {
    const counts = new Map<UserId, number>();
    this.#spending.set(kind, { charge, counts });
    return (user) => {
      // Frames come by sockets: only where the user has one elsewhere they count there.
      if (kind === "frames" && !this.#roster.isOnline(user)) return;
      if (this.#links.size > 0) counts.set(user, (counts.get(user) ?? 0) + 1);
    };
  }

  /** A user came online here, or went offline here. */
  presenceChanged(user: UserId): void {
    if (this.#deps.hub.isOnline(user)) this.#arrived.add(user);
    else this.#tellOf({ type: "offline", user }, true);
  }

  /** A socket of a user was opened here, or has ended; called after `presenceChanged`. */
  socketsChanged(user: UserId): void {
    const isChange = this.#arrived.delete(user);
    this.#tellOf({ type: "connected", ...this.#connectedHere(user) }, isChange);
    this.#limitSockets(user);
  }

  /** Another node has pushed a batch. */
  received(batch: string): string {
    return JSON.stringify(this.#inbox.take(JSON.parse(batch)));
  }

  /** Whether a node has told who is connected to it. */
  knows(node: NodeName): boolean {
    return this.#inbox.knows(node);
  }

  /** A node has come, or has come back. */
  addNode(node: NodeName): void {
    const { engine, clock, newId, defer } = this.#deps;
    this.#links.get(node)?.close();
    const link = new Link(node, {
      ...{ engine, clock, newId, defer },
      whole: () => [...this.#deps.hub.users()].map((user) => this.#connectedHere(user)),
      onLate: () => this.#resyncAll(),
      lacks: this.#unsent.delete(node),
    });
    this.#links.set(node, link);
  }

  /** A node is dead or has left. */
  removeNode(node: NodeName): void {
    this.#links.get(node)?.close();
    this.#links.delete(node);
    if (!this.#inbox.hasLeft(node)) {
      this.#resyncAll();
      this.#timers.after(lateMs, () => this.#resyncAll());
    }
    this.#inbox.forget(node);
    this.#online.nodeGone(node);
  }

  /** Tells every other node. */
  tellAll(item: Item): void {
    for (const link of this.#links.values()) link.send(item);
  }

  tell(node: NodeName, item: Item): void {
    this.#links.get(node)?.send(item);
  }

  /** Resolves when the other nodes have all that was sent to them. */
  async emptied(): Promise<void> {
    await Promise.all([...this.#links.values()].map((link) => link.caughtUp()));
  }

  stop(): void {
    this.#stopTelling();
    this.#timers.stop();
    this.#online.stop();
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
  }

  /**
   * Resolves when the other node knows of all users here, and this one of what it had told before
   * it did; null: it is so now.
   */
  #inStep(node: NodeName, link: Link, signal?: AbortSignal): Promise<void> | null {
    const taken = link.caughtUp(signal);
    if (taken === null) return this.#inbox.reached(node, link.heard, signal);
    return taken.then(() => {
      if (!signal?.aborted) return this.#inbox.reached(node, link.heard, signal) ?? undefined;
    });
  }

  /** What is waited for until all nodes are in step. */
  #awaited(signal?: AbortSignal): Promise<void>[] {
    return [...this.#links].flatMap(([node, link]) => this.#inStep(node, link, signal) ?? []);
  }

  /** Waits once for all such users: a node that is cut off may be so for long. */
  #bringUpLater(user: UserId): void {
    this.#behind.add(user);
    if (!this.#isCatchingUp) void this.#catchUp();
  }

  /** Never rejects. */
  async #catchUp(): Promise<void> {
    this.#isCatchingUp = true;
    while (this.#behind.size > 0) {
      const users = [...this.#behind];
      this.#behind.clear();
      await Promise.all(this.#awaited());
      for (const user of users) this.#deps.resync(user);
    }
    this.#isCatchingUp = false;
  }

  /** Tells the other nodes, and all co-members if it is a change of who is online at any node. */
  #tellOf(item: OfUser, isChangeHere: boolean): void {
    const isChange = isChangeHere && !this.#roster.isOnline(item.user);
    for (const [node, link] of this.#links) {
      link.send({ ...item, told: isChange ? this.#inbox.linkOf(node) : null });
    }
    // After the nodes know of it: they hold what comes against what they know.
    if (isChange) this.#deps.announce(item.user);
  }

  #take(from: NodeName, item: Item, waited: number): void {
    const { hub } = this.#deps;
    switch (item.type) {
      case "frame":
        return this.#deliverHere(item);
      case "connected":
        this.#online.connected(from, item, this.#isTold(from, item, waited));
        return this.#limitSockets(item.user);
      case "offline":
        return this.#online.offline(from, item.user, this.#isTold(from, item, waited));
      case "spent":
        for (const [user, count] of item.counts) this.#spending.get(item.kind)?.charge(user, count);
        return;
      case "refresh":
        return item.users.forEach((user) => this.#deps.resync(user));
      case "session_over":
        return hub.endSession(item.user, item.session);
      case "sessions_over":
        return hub.endSessions(item.user, item.end);
      default:
        return this.#deps.onItem(from, item);
    }
  }

  /**
   * Whether the other node knew the users here when it told. Late word is told anew: users may have
   * been shown the contrary since, in a group that is new.
   */
  #isTold(from: NodeName, { told }: { readonly told: string | null }, waited: number): boolean {
    return told !== null && told === this.#links.get(from)?.id && waited < lateWordMs;
  }

  #deliverHere({ users, text }: Item & { readonly type: "frame" }): void {
    const frame: ServerFrame = JSON.parse(text);
    const known = this.#online.asKnownHere(frame);
    if (known !== null) this.#deps.hub.deliver(users, known, known === frame ? text : undefined);
  }

  #takeWhole(from: NodeName, users: readonly Connected[]): void {
    this.#online.whole(from, users);
    for (const { user } of users) this.#limitSockets(user);
  }

  #connectedHere(user: UserId): Connected {
    const opened = this.#deps.hub.connectionsOf(user).map((connection) => {
      const known = this.#opened.get(connection) ?? this.#deps.clock.now();
      this.#opened.set(connection, known);
      return known;
    });
    return { user, opened };
  }

  /** Every node closes those of its own sockets that are too many of all, by the same rule. */
  #limitSockets(user: UserId): void {
    const { opened } = this.#connectedHere(user);
    const { node } = this.#deps.engine;
    const here = opened.map((openedAt) => ({ node, openedAt }));
    // In the same order at every node, also of sockets that were opened in the same millisecond.
    const all = [...here, ...this.#roster.socketsOf(user)]
      .sort((a, b) => a.openedAt - b.openedAt || (a.node < b.node ? -1 : 1));
    const excess = all.slice(0, Math.max(0, all.length - socketsPerUser));
    const own = excess.filter((socket) => socket.node === node).length;
    if (own > 0) this.#deps.hub.displace(user, own);
  }

  #resyncAll(): void {
    for (const user of this.#deps.hub.users()) this.#deps.resync(user);
  }

  #tellSpent(): void {
    for (const [kind, { counts }] of this.#spending) {
      const spent = [...counts];
      counts.clear();
      for (const [node, link] of spent.length > 0 ? this.#links : []) {
        const there = kind === "writes"
          ? spent
          : spent.filter(([user]) => [...this.#roster.nodesOf(user)].includes(node));
        if (there.length > 0) link.send({ type: "spent", kind, counts: there });
      }
    }
  }
}
