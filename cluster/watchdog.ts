// The watchdog: which nodes there are, and which are dead. A node that does not answer this one is
// suspected. It is dead when another node suspects it as well, or when it has no session in
// Postgres. So a cut between two nodes takes nothing from either.

import type { Report } from "../logging/events.ts";
import type { Cancel, Clock } from "../protocol/clock.ts";
import type { Engine } from "./engine.ts";
import type { NodeName } from "./names.ts";

export interface WatchdogDeps {
  readonly engine: Pick<Engine, "node" | "ping" | "members" | "hasSession" | "declareDead">;
  readonly clock: Clock;
  /** A node has come, or has come back. */
  readonly onUp: (node: NodeName) => void;
  /** A node is dead or has left. */
  readonly onGone: (node: NodeName) => void;
  /** Tells the other nodes which this one cannot reach. */
  readonly tellSuspects: (nodes: readonly NodeName[]) => void;
  readonly report: Report;
}

const tickMs = 500;
/** Pings without an answer, one after the other, after which a node is suspected. */
const suspectAfter = 2;
/** The suspicion of another node counts for this time. */
const wordMs = 3_000;
/** A node that has said that it stops has ended within this time. */
const stoppingMs = 30_000;

interface Peer {
  isUp: boolean;
  /** Pings in a row that were not answered. */
  failures: number;
  isPinged: boolean;
  /** Whether Postgres lists it as one that may own something. */
  isHealthy: boolean;
  /** Until then an answer does not mean that it is up: it has said that it stops. */
  stopsUntil: number;
}

const newPeer = { isUp: false, failures: 0, isPinged: false, stopsUntil: 0 } as const;

export class Watchdog {
  readonly #deps: WatchdogDeps;
  readonly #peers = new Map<NodeName, Peer>();
  /** Until when each suspicion of another node counts, by the suspected and the suspecting node. */
  readonly #words = new Map<NodeName, Map<NodeName, number>>();
  #stopTicks: Cancel | null = null;
  #isTicking = false;

  constructor(deps: WatchdogDeps) {
    this.#deps = deps;
  }

  /** Looks at the nodes from now on, until `stop`. */
  start(): void {
    this.#stopTicks ??= this.#deps.clock.every(tickMs, () => void this.#tick());
  }

  stop(): void {
    this.#stopTicks?.();
  }

  /** The nodes that are up, without this one. */
  get up(): readonly NodeName[] {
    return [...this.#peers].filter(([, { isUp }]) => isUp).map(([node]) => node);
  }

  /** Looks at once which nodes there are. Rejects when Postgres cannot be asked. */
  async look(): Promise<void> {
    const { engine } = this.#deps;
    const members = await engine.members();
    for (const { node, isHealthy } of members) {
      if (node === engine.node) continue;
      const peer = this.#peers.get(node);
      if (peer) peer.isHealthy = isHealthy;
      else this.#peers.set(node, { ...newPeer, isHealthy });
    }
    const listed = new Set(members.map(({ node }) => node));
    for (const [node, peer] of this.#peers) {
      if (listed.has(node)) continue;
      peer.isHealthy = false;
      // Another program may listen where a node was: a node that has left is pinged no more.
      if (!peer.isUp) this.#peers.delete(node);
    }
    await this.#pingAll();
  }

  /** Another node cannot reach these. */
  heard(from: NodeName, suspects: readonly NodeName[]): void {
    for (const node of suspects) {
      const words = this.#words.get(node) ?? new Map<NodeName, number>();
      words.set(from, this.#deps.clock.now() + wordMs);
      this.#words.set(node, words);
    }
  }

  /** A node has said that it stops. */
  left(node: NodeName): void {
    const peer = this.#peers.get(node);
    if (!peer) return;
    peer.stopsUntil = this.#deps.clock.now() + stoppingMs;
    if (peer.isUp) this.#setGone(node, peer);
  }

  /** Whether the engine shall take a node for alive. `answers`: whether it has just answered. */
  isAlive(node: NodeName, answers: boolean): boolean {
    if (answers) return true;
    const peer = this.#peers.get(node);
    if (!peer || peer.failures < suspectAfter) return peer?.isHealthy ?? false;
    return peer.isHealthy && !this.#isSuspectedElsewhere(node);
  }

  /** Never rejects. */
  async #tick(): Promise<void> {
    if (this.#isTicking) return;
    this.#isTicking = true;
    try {
      await this.#lookAndJudge();
    } catch (error) {
      // The next look is soon. None at all would leave what dead nodes own to nobody.
      this.#deps.report("nodes_not_seen", { error });
    } finally {
      this.#isTicking = false;
    }
  }

  async #lookAndJudge(): Promise<void> {
    // While Postgres is away the nodes that are known are pinged.
    await this.look().catch(() => this.#pingAll());
    const suspects = [...this.#peers].filter(([, peer]) => isSuspect(peer)).map(([node]) => node);
    if (suspects.length > 0) this.#deps.tellSuspects(suspects);
    for (const node of suspects) await this.#judge(node);
  }

  async #pingAll(): Promise<void> {
    await Promise.all([...this.#peers.keys()].map((node) => this.#ping(node)));
  }

  async #ping(node: NodeName): Promise<void> {
    const peer = this.#peers.get(node);
    // A node that is away is pinged as well: it may come back.
    if (!peer || peer.isPinged) return;
    peer.isPinged = true;
    // A fault of the engine on the way to a node is no answer, either.
    const answers = await this.#deps.engine.ping(node).catch(() => false);
    peer.isPinged = false;
    if (!answers) {
      peer.failures += 1;
      peer.stopsUntil = 0;
      return;
    }
    peer.failures = 0;
    if (peer.isUp || !peer.isHealthy || this.#deps.clock.now() < peer.stopsUntil) return;
    peer.isUp = true;
    this.#deps.onUp(node);
  }

  async #judge(node: NodeName): Promise<void> {
    const { engine, report } = this.#deps;
    const peer = this.#peers.get(node);
    if (!peer || !isSuspect(peer)) return;
    if (peer.isHealthy) {
      const isDead = this.#isSuspectedElsewhere(node) ||
        !await engine.hasSession(node).catch(() => true);
      // It may have answered meanwhile.
      if (!isDead || !isSuspect(peer)) return;
      report("node_dead", { node });
      peer.isHealthy = false;
      await engine.declareDead(node).catch(() => {});
    }
    if (peer.isUp) this.#setGone(node, peer);
  }

  #setGone(node: NodeName, peer: Peer): void {
    peer.isUp = false;
    this.#deps.onGone(node);
  }

  #isSuspectedElsewhere(node: NodeName): boolean {
    const now = this.#deps.clock.now();
    const { up } = this;
    return [...this.#words.get(node) ?? []].some(([from, until]) =>
      until >= now && from !== node && up.includes(from)
    );
  }
}

function isSuspect({ isUp, isHealthy, failures }: Peer): boolean {
  return failures >= suspectAfter && (isUp || isHealthy);
}
