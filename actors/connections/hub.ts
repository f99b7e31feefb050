// Which connections each user has, here; delivers a frame to users, encoded once. Knows who is
// online: someone with a socket, and for a short while after the last one is gone, against flicker.

import { TokenBucket } from "../../protocol/token_bucket.ts";
import { type Cancel, type Clock, instantOf } from "../../protocol/clock.ts";
import type { Connection } from "./connection.ts";
import { type CloseCode, closeCode, type ServerFrame } from "../../protocol/frames.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { SessionId, UserId } from "../../protocol/domain.ts";

/** How long a user without a socket still counts as online. */
export const presenceGraceMs = 10_000;
/** Sockets that a user may have; one more closes the oldest. */
export const socketsPerUser = 5;
/** How often sessions that ran out are looked for; promise 6 of docs/protocol.md allows 2 s. */
const expirySweepMs = 1_000;

export interface HubDeps {
  readonly clock: Clock;
  readonly limits: Limits;
  /** Called when a user came online or went offline. */
  readonly onPresence: (user: UserId) => void;
}

interface Entry {
  /** The oldest first. Replaced and never changed, since delivering may close one. */
  connections: readonly Connection[];
  /** Frames that the user may send, over all sockets together. */
  readonly credit: TokenBucket;
  leaving: Cancel | null;
}

export class Hub {
  readonly #deps: HubDeps;
  readonly #users = new Map<UserId, Entry>();
  readonly #stopSweep: Cancel;

  constructor(deps: HubDeps) {
    this.#deps = deps;
    this.#stopSweep = deps.clock.every(expirySweepMs, () => this.#closeExpired());
  }

  attach(connection: Connection): void {
    const { user } = connection.session;
    const entry = this.#users.get(user);
    if (entry) {
      entry.leaving?.();
      entry.leaving = null;
      entry.connections = [...entry.connections, connection];
      this.#displaceOldest(entry);
      return;
    }
    const { clock, limits } = this.#deps;
    const credit = new TokenBucket(
      { capacity: limits.burst, perSecond: limits.framesPerSecond },
      clock.now(),
    );
    this.#users.set(user, { connections: [connection], credit, leaving: null });
    this.#deps.onPresence(user);
  }

  detach(connection: Connection): void {
    const { user } = connection.session;
    const entry = this.#users.get(user);
    if (!entry?.connections.includes(connection)) return;
    entry.connections = entry.connections.filter((one) => one !== connection);
    if (entry.connections.length > 0) return;
    entry.leaving = this.#deps.clock.after(presenceGraceMs, () => {
      this.#users.delete(user);
      this.#deps.onPresence(user);
    });
  }

  isOnline(user: UserId): boolean {
    return this.#users.has(user);
  }

  /** Spends the user's credit for one frame; false when there is none. */
  spend(user: UserId): boolean {
    return this.#users.get(user)?.credit.take(this.#deps.clock.now()) ?? false;
  }

  /** To every connection of each of these users. */
  deliver(users: Iterable<UserId>, frame: ServerFrame): void {
    let text: string | null = null;
    for (const user of users) {
      for (const connection of this.#users.get(user)?.connections ?? []) {
        text ??= JSON.stringify(frame);
        connection.deliver(frame, text);
      }
    }
  }

  endSession(user: UserId, session: SessionId): void {
    for (const connection of this.#users.get(user)?.connections ?? []) {
      if (connection.session.id === session) {
        connection.close(closeCode.sessionOver, "The session is over");
      }
    }
  }

  /** Closes every connection and forgets everyone. */
  stop(code: CloseCode, reason: string): void {
    this.#stopSweep();
    const entries = [...this.#users.values()];
    // First, so that no connection that closes begins a time of grace.
    this.#users.clear();
    for (const entry of entries) {
      entry.leaving?.();
      for (const connection of entry.connections) connection.close(code, reason);
    }
  }

  #displaceOldest(entry: Entry): void {
    const [oldest, ...others] = entry.connections;
    if (others.length < socketsPerUser || !oldest) return;
    entry.connections = others;
    oldest.close(closeCode.displaced, `At most ${socketsPerUser} sockets; this was the oldest`);
  }

  #closeExpired(): void {
    const now = instantOf(this.#deps.clock.now());
    for (const { connections } of this.#users.values()) {
      for (const connection of connections) {
        if (connection.session.expiresAt <= now) {
          connection.close(closeCode.sessionOver, "The session is over");
        }
      }
    }
  }
}
