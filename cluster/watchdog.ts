// The watchdog: which nodes there are, and which are dead. A node that does not answer this one is
// suspected; it is dead when another node suspects it, too, or when it has no session in Postgres.
// So a cut between two nodes takes nothing from either.

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
  /** A sentence for the operator. */
  readonly onNotice: (sentence: string) => void;
}

const tickMs = 500;
/** Pings without an answer, one after the other, after which a node is suspected. */
const suspectAfter = 2;
/** What another node suspects holds for so long. */
const wordMs = 3_000;

interface Peer {
  isUp: boolean;
  /** Pings in a row that were not answered. */
  failures: number;
  isPinged: boolean;
  /** Whether Postgres lists it as one that may own something. */
  isHealthy: boolean;
}

export class Watchdog {
  readonly #deps: WatchdogDeps;
  readonly #peers = new Map<NodeName, Peer>();
  /** Until when the word of another node counts: by whom is suspected, and by whom it was said. */
  readonly #words = new Map<NodeName, Map<NodeName, number>>();
  readonly #stopTick: Cancel;

  constructor(deps: WatchdogDeps) {
    this.#deps = deps;
    this.#stopTick = deps.clock.every(tickMs, () => void this.#tick());
  }

  stop(): void {
    this.#stopTick();
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
      else this.#peers.set(node, { isUp: false, failures: 0, isPinged: false, isHealthy });
    }
    const listed = new Set(members.map(({ node }) => node));
    for (const [node, peer] of this.#peers) {
      if (listed.has(node)) continue;
      peer.isHealthy = false;
      // Who may be where a node was that has left is not asked for ever.
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
    if (peer?.isUp) this.#setGone(node, peer);
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
    // While Postgres is away those that are known are looked after.
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
    // One that is known to be away is looked at, too: it may come back.
    if (!peer || peer.isPinged) return;
    peer.isPinged = true;
    const answers = await this.#deps.engine.ping(node);
    peer.isPinged = false;
    if (!answers) {
      peer.failures += 1;
      return;
    }
    peer.failures = 0;
    if (peer.isUp || !peer.isHealthy) return;
    peer.isUp = true;
    this.#deps.onUp(node);
  }

  async #judge(node: NodeName): Promise<void> {
    const { engine, onNotice } = this.#deps;
    const peer = this.#peers.get(node);
    if (!peer || !isSuspect(peer)) return;
    if (peer.isHealthy) {
      const isDead = this.#isSuspectedElsewhere(node) ||
        !await engine.hasSession(node).catch(() => true);
      if (!isDead) return;
      onNotice(`Node ${node} does not answer: others take over what it owns`);
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
