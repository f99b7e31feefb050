// Who is connected where: each node tells the others of its own users, in batches on an ordered
// link. Nodes die, with what was on the way, and join; in the end all know the same.

import type { Random } from "../random.ts";

/** A batch of a link is sent each tick. */
export const tickMs = 50;
const longestDelay = 4;

interface Facts {
  readonly on: readonly string[];
  readonly off: readonly string[];
}

interface Batch {
  readonly from: Node;
  readonly to: Node;
  readonly dueTick: number;
  readonly facts: Facts;
}

class Node {
  readonly users = new Set<string>();
  /** The users of each peer, as far as this node was told. */
  readonly peers = new Map<Node, Set<string>>();
  readonly on = new Set<string>();
  readonly off = new Set<string>();
  /** When the last batch to each peer arrives: none overtakes it. */
  readonly lastDue = new Map<Node, number>();
}

export class Whereabouts {
  readonly #random: Random;
  #nodes: Node[] = [];
  #underWay: Batch[] = [];
  #tick = 0;
  bytes = 0;
  facts = 0;
  batches = 0;

  constructor(nodes: number, random: Random) {
    this.#random = random;
    for (let node = 0; node < nodes; node++) this.join();
  }

  get nodes(): number {
    return this.#nodes.length;
  }

  /** Users that are connected. */
  get connected(): number {
    return this.#nodes.reduce((sum, { users }) => sum + users.size, 0);
  }

  /** A new node is told of everybody, and tells of nobody. */
  join(): void {
    const joined = new Node();
    for (const node of this.#nodes) {
      joined.peers.set(node, new Set());
      node.peers.set(joined, new Set());
      // What is not told yet goes with the next batch, to the new node as to all.
      const told = [...node.users].filter((user) => !node.on.has(user));
      if (told.length > 0) this.#send(node, joined, { on: told, off: [] });
    }
    this.#nodes.push(joined);
  }

  connect(user: string): void {
    const node = this.#random.pick(this.#nodes);
    if (node === undefined || node.users.has(user)) return;
    node.users.add(user);
    node.off.delete(user);
    node.on.add(user);
  }

  disconnect(user: string): void {
    for (const node of this.#nodes) {
      if (!node.users.delete(user)) continue;
      node.on.delete(user);
      node.off.add(user);
    }
  }

  /** Its users are connected to nothing; the others forget them, and what is still on the way. */
  kill(): readonly string[] {
    const dead = this.#random.pick(this.#nodes);
    if (dead === undefined) return [];
    this.#nodes = this.#nodes.filter((node) => node !== dead);
    this.#underWay = this.#underWay.filter(({ from, to }) => from !== dead && to !== dead);
    for (const node of this.#nodes) node.peers.delete(dead);
    return [...dead.users];
  }

  tick(): void {
    this.#tick++;
    for (const node of this.#nodes) {
      if (node.on.size + node.off.size === 0) continue;
      const facts = { on: [...node.on], off: [...node.off] };
      for (const peer of this.#nodes) if (peer !== node) this.#send(node, peer, facts);
      node.on.clear();
      node.off.clear();
    }
    const due = this.#underWay.filter(({ dueTick }) => dueTick <= this.#tick);
    this.#underWay = this.#underWay.filter(({ dueTick }) => dueTick > this.#tick);
    for (const { from, to, facts: { on, off } } of due) {
      const known = to.peers.get(from);
      for (const user of off) known?.delete(user);
      for (const user of on) known?.add(user);
    }
  }

  /** Nothing waits to be told or is on the way. */
  get isQuiet(): boolean {
    return this.#underWay.length === 0 &&
      this.#nodes.every(({ on, off }) => on.size + off.size === 0);
  }

  /** Pairs of nodes of which the first does not know exactly the users of the second. */
  get wrongViews(): number {
    return this.#nodes.flatMap((node) =>
      this.#nodes.filter((peer) =>
        peer !== node && node.peers.get(peer)?.symmetricDifference(peer.users).size !== 0
      )
    ).length;
  }

  #send(from: Node, to: Node, facts: Facts): void {
    const delay = this.#random.whole(1, longestDelay);
    const dueTick = Math.max(this.#tick + delay, from.lastDue.get(to) ?? 0);
    from.lastDue.set(to, dueTick);
    this.#underWay.push({ from, to, dueTick, facts });
    this.bytes += encode(facts).length;
    this.facts += facts.on.length + facts.off.length;
    this.batches++;
  }
}

/** An instant in ms since 1970, as long as those of now. */
const openedAt = 1_764_000_000_000;

/** A batch as cluster/link.ts has it. */
function encode({ on, off }: Facts): string {
  const items = [
    ...off.map((user) => ({ type: "offline", user, told: null })),
    ...on.map((user) => ({ type: "connected", user, opened: [openedAt], told: null })),
  ];
  return JSON.stringify({ ...envelope, items });
}

const envelope = { from: "n1", id: "00000000-0000-4000-8000-000000000000", number: 1_000_000 };

/** Of a batch without a fact. */
export const emptyBatchBytes = encode({ on: [], off: [] }).length;
