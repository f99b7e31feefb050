// Sessions: while its row exists and has not expired, a user is logged in, or a program acts for
// them by an API token.

import type { Scope } from "../../protocol/api_tokens.ts";
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
  /** Of an API token; absent: it is a log-in. */
  readonly scopes?: readonly Scope[];
}

/** A log-in as its user is shown it. */
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
  /** Null when the session, log-in or token, has ended, or has expired at `now`. */
  session(id: SessionId, now: Instant): Promise<StoredSession | null>;
  /** Those of these that have ended, or have expired at `now`: log-ins and tokens. */
  endedSessions(ids: readonly SessionId[], now: Instant): Promise<readonly SessionId[]>;
  /** The user's log-ins that have not expired, the latest used first, at most `limit`. */
  sessionsOf(user: UserId, now: Instant, limit: number): Promise<readonly OwnSession[]>;
  /** Moves forward when sessions were last used; those that have ended are left out. */
  noteUses(uses: readonly SessionUse[]): Promise<void>;
  /** Ends a log-in. False: there was none, or not of this user where one is named. */
  endSession(id: SessionId, user?: UserId): Promise<boolean>;
  /** Whether any log-in of the user has not ended and not expired at `now`. */
  hasSession(user: UserId, now: Instant): Promise<boolean>;
  /** Deletes the sessions, tokens included, that have expired at `now`. */
  purgeSessions(now: Instant): Promise<void>;
}
