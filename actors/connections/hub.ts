// The connections of each user in this process. Delivers a frame to users, encoded once, and knows
// who is online: a user who has a socket, or had one a moment ago.

import { TokenBucket } from "../../protocol/token_bucket.ts";
import { type Cancel, type Clock, instantOf } from "../../protocol/clock.ts";
import type { Connection, End, Session } from "./connection.ts";
import { closeCode, type ServerFrame } from "../../protocol/frames.ts";
import type { Audience, SessionsEnd } from "../runtime/placement.ts";
import { type Limits, presenceGraceMs, socketsPerUser } from "../../protocol/limits.ts";
import type { Suspension } from "../../protocol/suspension.ts";
import type { SessionId, UserId } from "../../protocol/domain.ts";

/** Time between two checks for sessions that ran out; promise 6 of docs/protocol.md allows 2 s. */
const sweepMs = 1_000;

const displacedEnd = [
  closeCode.displaced,
  `At most ${socketsPerUser} sockets; this was the oldest`,
] as const;

/** Time between two shares of the connections that are closed one after the other. */
const drainStepMs = 50;

/** How the sockets of a suspended user end. The reason says until when; `null` is for good. */
export function suspendedEnd({ until }: Pick<Suspension, "until">) {
  const reason = until === null ? "Suspended for good" : `Suspended until ${until}`;
  return { code: closeCode.suspended, reason };
}

export interface HubDeps {
  readonly clock: Clock;
  readonly limits: Limits;
  /** Called when a user came online or went offline. */
  readonly onPresence: (user: UserId) => void;
  /** Called when a socket of a user was opened or has ended, after `onPresence`. */
  readonly onSockets?: (user: UserId) => void;
  /** Called when a user has spent credit for a frame. */
  readonly onSpend?: (user: UserId) => void;
}

/** A user who is online: connected, or leaving, which is cancelled when they come back in time. */
type Entry =
  | {
    readonly kind: "connected";
    /** The oldest first. Replaced and never changed, since delivering may close one. */
    readonly connections: readonly Connection[];
    credit: Credit;
  }
  | {
    readonly kind: "leaving";
    readonly connections: readonly [];
    credit: Credit;
    readonly cancel: Cancel;
  };

/** Frames that a user may send, over all sockets together. Null: all that there can be. */
type Credit = TokenBucket | null;

export class Hub implements Audience {
  readonly #deps: HubDeps;
  readonly #users = new Map<UserId, Entry>();
  readonly #stopSweep: Cancel;

  constructor(deps: HubDeps) {
    this.#deps = deps;
    this.#stopSweep = deps.clock.every(sweepMs, () => this.#sweep());
  }

  attach(connection: Connection): void {
    const { user } = connection.session;
    const entry = this.#users.get(user);
    if (!entry) {
      this.#users.set(user, { kind: "connected", connections: [connection], credit: null });
      this.#deps.onPresence(user);
      return this.#deps.onSockets?.(user);
    }
    const { credit } = entry;
    if (entry.kind === "leaving") entry.cancel();
    const connections = [...entry.connections, connection];
    const displaced = connections.length > socketsPerUser ? connections.shift() : undefined;
    // Before the oldest is closed, which detaches it.
    this.#users.set(user, { kind: "connected", connections, credit });
    this.#deps.onSockets?.(user);
    displaced?.close(...displacedEnd);
  }

  detach(connection: Connection): void {
    const { user } = connection.session;
    const entry = this.#users.get(user);
    if (entry?.kind !== "connected" || !entry.connections.includes(connection)) return;
    const { credit } = entry;
    const connections = entry.connections.filter((other) => other !== connection);
    if (connections.length > 0) {
      this.#users.set(user, { kind: "connected", connections, credit });
    } else {
      const cancel = this.#deps.clock.after(presenceGraceMs, () => this.#leave(user));
      this.#users.set(user, { kind: "leaving", connections: [], credit, cancel });
    }
    this.#deps.onSockets?.(user);
  }

  isOnline(user: UserId): boolean {
    return this.#users.has(user);
  }

  isConnected(user: UserId): boolean {
    return this.#users.get(user)?.kind === "connected";
  }

  /** Whether nobody is online here. */
  get isEmpty(): boolean {
    return this.#users.size === 0;
  }

  /** Spends the user's credit for one frame. False: there is none. */
  spend(user: UserId): boolean {
    const isLeft = this.#creditOf(user)?.take(this.#deps.clock.now()) ?? false;
    if (isLeft) this.#deps.onSpend?.(user);
    return isLeft;
  }

  /** Takes credit of a user for frames that were sent to another process. */
  charge(user: UserId, frames: number): void {
    this.#creditOf(user)?.charge(frames, this.#deps.clock.now());
  }

  /** How many sockets are open here, and how many users are online. */
  count(): { readonly sockets: number; readonly users: number } {
    let sockets = 0;
    for (const { connections } of this.#users.values()) sockets += connections.length;
    return { sockets, users: this.#users.size };
  }

  /** The users who are online here. */
  users(): Iterable<UserId> {
    return this.#users.keys();
  }

  /** The connections of a user, the oldest first. */
  connectionsOf(user: UserId): readonly Connection[] {
    return this.#users.get(user)?.connections ?? [];
  }

  /** Closes the oldest connections of a user, who has too many. */
  displace(user: UserId, count: number): void {
    for (const connection of this.connectionsOf(user).slice(0, count)) {
      connection.close(...displacedEnd);
    }
  }

  /**
   * Delivers a frame to every connection of these users, what is a role's to none of an API token.
   * `text`: the frame, where it is encoded.
   */
  deliver(users: Iterable<UserId>, frame: ServerFrame, text?: string): void {
    const isOfRole = frame.type === "reports";
    for (const user of users) {
      for (const connection of this.#users.get(user)?.connections ?? []) {
        if (isOfRole && connection.session.scopes !== undefined) continue;
        text ??= JSON.stringify(frame);
        connection.deliver(frame, text);
      }
    }
  }

  /** The sessions that have a connection, each once. */
  sessions(): readonly Session[] {
    const sessions: Session[] = [];
    for (const { connections: [first, ...others] } of this.#users.values()) {
      if (!first) continue;
      sessions.push(first.session);
      if (others.length === 0) continue;
      const known = new Set([first.session.id]);
      for (const { session } of others) {
        if (!known.has(session.id)) sessions.push(session);
        known.add(session.id);
      }
    }
    return sessions;
  }

  endSession(user: UserId, session: SessionId): void {
    for (const connection of this.#users.get(user)?.connections ?? []) {
      if (connection.session.id === session) {
        connection.close(closeCode.sessionOver, "The session is over");
      }
    }
  }

  /**
   * Closes every connection of the user, save those of the session `except`. Who is suspended does
   * not come back: they are offline at once.
   */
  endSessions(
    user: UserId,
    { code, reason, except = null }: SessionsEnd,
  ): void {
    for (const connection of this.#users.get(user)?.connections ?? []) {
      if (connection.session.id !== except) connection.close(code, reason);
    }
    const entry = this.#users.get(user);
    if (code !== closeCode.suspended || entry?.kind !== "leaving") return;
    entry.cancel();
    this.#leave(user);
  }

  /** Closes the connections one after the other, spread over this time. */
  async drain(ms: number, { code, reason }: End): Promise<void> {
    const { clock } = this.#deps;
    const end = clock.now() + ms;
    for (let left = end - clock.now(); left > 0; left = end - clock.now()) {
      const open = [...this.#users.values()].flatMap(({ connections }) => connections);
      if (open.length === 0) return;
      // As many as it takes to be done in time.
      const share = Math.ceil(open.length * drainStepMs / Math.max(left, drainStepMs));
      for (const connection of open.slice(0, share)) connection.close(code, reason);
      await new Promise<void>((resolve) => clock.after(Math.min(left, drainStepMs), resolve));
    }
  }

  /** Closes every connection and forgets every user. */
  stop({ code, reason }: End): void {
    this.#stopSweep();
    const entries = [...this.#users.values()];
    // First, so that no connection that closes makes its user "leaving".
    this.#users.clear();
    for (const entry of entries) {
      if (entry.kind === "leaving") entry.cancel();
      for (const connection of entry.connections) connection.close(code, reason);
    }
  }

  /** The user is offline. */
  #leave(user: UserId): void {
    this.#users.delete(user);
    this.#deps.onPresence(user);
  }

  /** Null: the user is not online here. */
  #creditOf(user: UserId): TokenBucket | null {
    const entry = this.#users.get(user);
    if (!entry) return null;
    const { clock, limits } = this.#deps;
    const allowance = { capacity: limits.burst, perSecond: limits.framesPerSecond };
    return entry.credit ??= new TokenBucket(allowance, clock.now());
  }

  #sweep(): void {
    const now = this.#deps.clock.now();
    const instant = instantOf(now);
    for (const entry of this.#users.values()) {
      // The memory of users who say nothing.
      if (entry.credit?.full(now)) entry.credit = null;
      for (const connection of entry.connections) {
        if (connection.session.expiresAt <= instant) {
          connection.close(closeCode.sessionOver, "The session is over");
        }
      }
    }
  }
}
