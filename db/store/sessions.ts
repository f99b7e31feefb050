// Sessions: while its row exists and has not expired, a user is logged in.

import type { Instant, SessionId, User, UserId } from "../../protocol/domain.ts";
import type { Sight } from "./devices.ts";

export interface NewSession {
  readonly id: SessionId;
  readonly user: UserId;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** The browser and its system in short words; absent or null: not known. */
  readonly agent?: string | null;
}

export interface StoredSession {
  readonly user: User;
  readonly expiresAt: Instant;
}

/** A session as its user is shown it. */
export interface OwnSession {
  readonly id: SessionId;
  readonly createdAt: Instant;
  readonly usedAt: Instant;
  readonly agent: string | null;
}

export interface SessionUse {
  readonly session: SessionId;
  readonly at: Instant;
}

export interface SessionStore {
  /**
   * With where it was opened, both or neither. False, and none is opened: the password is not the
   * one of this version any more, the account is deleted, or the user is suspended. Without a
   * version the password does not matter.
   */
  openSession(session: NewSession, sight?: Sight, passwordVersion?: number): Promise<boolean>;
  /** Null when the session has ended, or has expired at `now`. */
  session(id: SessionId, now: Instant): Promise<StoredSession | null>;
  /** The user's sessions that have not expired, the latest used first, at most `limit`. */
  sessionsOf(user: UserId, now: Instant, limit: number): Promise<readonly OwnSession[]>;
  /** Moves forward when sessions were last used; those that have ended are left out. */
  noteUses(uses: readonly SessionUse[]): Promise<void>;
  /** False: there was none, or not of this user where one is named. */
  endSession(id: SessionId, user?: UserId): Promise<boolean>;
  /** Whether any session of the user has not ended and not expired at `now`. */
  hasSession(user: UserId, now: Instant): Promise<boolean>;
  /** Deletes the sessions that have expired at `now`. */
  purgeSessions(now: Instant): Promise<void>;
}
