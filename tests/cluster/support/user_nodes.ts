// Nodes with real hubs and links between them, without an engine or a store: everybody is in a
// group with everybody else.

import assert from "node:assert/strict";
import { Connection } from "../../../actors/connections/connection.ts";
import { Hub } from "../../../actors/connections/hub.ts";
import type { NodeName } from "../../../cluster/names.ts";
import { Users } from "../../../cluster/users.ts";
import type { GroupId, SessionId, UserId } from "../../../protocol/domain.ts";
import type { ServerFrame } from "../../../protocol/frames.ts";
import { defaultLimits } from "../../../protocol/limits.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { settle } from "./turns.ts";

export interface Client {
  readonly user: UserId;
  /** What came, encoded. */
  readonly texts: string[];
  readonly codes: number[];
  readonly connection: Connection;
  /** Whether it was shown each of these users as online, in the order of coming. */
  presence(user: UserId): boolean[];
}

export interface UserNode {
  readonly name: NodeName;
  readonly hub: Hub;
  readonly users: Users;
  /** Users whose sockets were brought up to date. */
  readonly resynced: UserId[];
  /** Batches that came from other nodes. */
  readonly batches: string[];
}

const group = "group" as GroupId;
const stepMs = 50;

export class UserNodes {
  readonly clock = new FakeClock();
  readonly #nodes = new Map<NodeName, UserNode>();
  readonly #cuts = new Set<string>();
  readonly #everybody = new Set<UserId>();
  #ids = 0;

  async start(...names: NodeName[]): Promise<void> {
    for (const name of names) this.#nodes.set(name, this.#create(name));
    for (const name of names) {
      for (const [other, { users }] of this.#nodes) {
        if (other === name) continue;
        users.addNode(name);
        if (!names.includes(other)) this.node(name).users.addNode(other);
      }
    }
    await this.pass(100);
  }

  node(name: NodeName): UserNode {
    const node = this.#nodes.get(name);
    assert(node);
    return node;
  }

  connect(name: NodeName, user: string, session = "session"): Client {
    const { hub } = this.node(name);
    const id = user as UserId;
    this.#everybody.add(id);
    const [texts, codes]: [string[], number[]] = [[], []];
    const connection: Connection = new Connection(
      { user: id, id: session as SessionId, expiresAt: "2099-01-01T00:00:00.000Z" },
      {
        send: (text) => void texts.push(text),
        queued: () => 0,
        close: (code) => void codes.push(code),
      },
      defaultLimits,
      { ended: () => hub.detach(connection) },
    );
    hub.attach(connection);
    connection.startResuming();
    connection.goLive();
    const presence = (other: UserId) =>
      texts.map((text): ServerFrame => JSON.parse(text)).flatMap((frame) =>
        frame.type === "presence" && frame.user === other ? [frame.online] : []
      );
    return { user: id, texts, codes, connection, presence };
  }

  /** From now on nothing comes through from one node to another. */
  cut(from: NodeName, to: NodeName): void {
    this.#cuts.add(`${from} ${to}`);
  }

  mend(from: NodeName, to: NodeName): void {
    this.#cuts.delete(`${from} ${to}`);
  }

  /** A node ends without a word, and the others find it. */
  async kill(name: NodeName): Promise<void> {
    const { users, hub } = this.node(name);
    this.#nodes.delete(name);
    users.stop();
    hub.stop({ code: 1001, reason: "killed" });
    for (const other of this.#nodes.values()) other.users.removeNode(name);
    await this.pass(0);
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left >= 0; left -= stepMs) {
      this.clock.advance(Math.min(left, stepMs));
      await settle();
    }
  }

  close(): void {
    for (const { users, hub } of this.#nodes.values()) {
      users.stop();
      hub.stop({ code: 1001, reason: "done" });
    }
  }

  #create(name: NodeName): UserNode {
    const { clock } = this;
    const [resynced, batches]: [UserId[], string[]] = [[], []];
    const hub: Hub = new Hub({
      ...{ clock, limits: defaultLimits },
      onPresence: (user) => users.presenceChanged(user),
      onSockets: (user) => users.socketsChanged(user),
      onSpend: (user) => spent(user),
    });
    const presenceOf = (user: UserId): ServerFrame => ({
      ...{ type: "presence", group, user },
      online: users.isOnline(user),
    });
    const others = (user: UserId) => [...this.#everybody].filter((other) => other !== user);
    const users: Users = new Users({
      ...{ hub, clock },
      engine: { node: name, push: (to, batch) => this.#push(name, to, batch) },
      newId: () => `link ${++this.#ids}`,
      defer: (run) => void clock.after(0, run),
      announce: (user) => users.deliver(others(user), presenceOf(user)),
      announceHere: (user) => Promise.resolve(hub.deliver(others(user), presenceOf(user))),
      resync: (user) => void resynced.push(user),
      isAtWork: () => true,
      onItem() {},
    });
    const spent = users.shareSpending("frames", (user, count) => hub.charge(user, count));
    return { name, hub, users, resynced, batches };
  }

  #push(from: NodeName, to: NodeName, batch: string): Promise<string> {
    const other = this.#nodes.get(to);
    if (!other || this.#cuts.has(`${from} ${to}`)) return Promise.reject(new Error("Lost"));
    other.batches.push(batch);
    return Promise.resolve(other.users.received(batch));
  }
}
