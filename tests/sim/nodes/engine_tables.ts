// What Postgres knows for the engine: which nodes there are, whose session lives, and who holds the
// lock of what has one owner. A lock lasts as long as the lease of its holder, or until its session
// ends.

import type { Member } from "../../../cluster/engine.ts";
import type { EntityName, NodeName } from "../../../cluster/names.ts";
import type { Clock } from "../../../protocol/clock.ts";

/** A session of a node's engine: of one process, from its start to its end. */
export interface EngineSession {
  readonly node: NodeName;
}

interface Row {
  readonly session: EngineSession;
  isHealthy: boolean;
  seenAt: number;
}

interface Lock {
  readonly holder: EngineSession;
  renewedAt: number;
}

export class EngineTables {
  readonly #time: Clock;
  readonly #leaseMs: number;
  readonly #rows = new Map<NodeName, Row>();
  readonly #locks = new Map<EntityName, Lock>();
  /** Sessions that Postgres takes for open. */
  readonly #sessions = new Set<EngineSession>();

  constructor(time: Clock, leaseMs: number) {
    this.#time = time;
    this.#leaseMs = leaseMs;
  }

  register(session: EngineSession): void {
    this.#sessions.add(session);
    this.#rows.set(session.node, { session, isHealthy: true, seenAt: this.#time.now() });
  }

  /** The node has handed over all that it had. */
  unregister(session: EngineSession): void {
    if (this.#rows.get(session.node)?.session === session) this.#rows.delete(session.node);
    this.endSession(session);
  }

  /** Postgres finds that a session is over: its locks are free. */
  endSession(session: EngineSession): void {
    this.#sessions.delete(session);
    this.#dropLocks(session);
  }

  /** Frees the locks of a node, which does not know it: a second owner may come. */
  dropLocksOf(node: NodeName): void {
    for (const session of this.#sessions) if (session.node === node) this.#dropLocks(session);
  }

  hasSession(node: NodeName): boolean {
    return [...this.#sessions].some((session) => session.node === node);
  }

  /** A node that was not seen for as long as a lease is not listed. */
  members(): readonly Member[] {
    const since = this.#time.now() - this.#leaseMs;
    return [...this.#rows.values()].filter(({ seenAt }) => seenAt >= since)
      .map(({ session: { node }, isHealthy }) => ({ node, isHealthy }));
  }

  setHealthy(node: NodeName, isHealthy: boolean): void {
    const row = this.#rows.get(node);
    if (row) row.isHealthy = isHealthy;
  }

  /** A sign of life: renews the lease of each lock that the session still holds, and gives them. */
  renew(session: EngineSession): ReadonlySet<EntityName> {
    const now = this.#time.now();
    const row = this.#rows.get(session.node);
    if (row?.session === session) row.seenAt = now;
    else this.register(session);
    const held = new Set<EntityName>();
    for (const [entity, lock] of this.#locks) {
      if (lock.holder !== session) continue;
      lock.renewedAt = now;
      held.add(entity);
    }
    return held;
  }

  /** False: another session holds it. */
  acquire(session: EngineSession, entity: EntityName): boolean {
    const now = this.#time.now();
    const lock = this.#locks.get(entity);
    const isFree = lock === undefined || lock.holder === session ||
      lock.renewedAt < now - this.#leaseMs;
    if (isFree) this.#locks.set(entity, { holder: session, renewedAt: now });
    return isFree;
  }

  release(session: EngineSession, entity: EntityName): void {
    if (this.#locks.get(entity)?.holder === session) this.#locks.delete(entity);
  }

  #dropLocks(session: EngineSession): void {
    for (const [entity, { holder }] of this.#locks) {
      if (holder === session) this.#locks.delete(entity);
    }
  }
}
