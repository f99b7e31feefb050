// Sessions: while its row exists and has not expired, a user is logged in.

import type { Instant, SessionId, User, UserId } from "../../protocol/domain.ts";
import type { Sight } from "./devices.ts";

export interface NewSession {
  readonly id: SessionId;
  readonly user: UserId;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

export interface StoredSession {
  readonly user: User;
  readonly expiresAt: Instant;
}

export interface SessionStore {
  /** With where it was opened, both or neither. */
  openSession(session: NewSession, sight?: Sight): Promise<void>;
  /** Null when the session has ended, or has expired at `now`. */
  session(id: SessionId, now: Instant): Promise<StoredSession | null>;
  /** False: there was none. */
  endSession(id: SessionId): Promise<boolean>;
  /** Whether any session of the user has not ended and not expired at `now`. */
  hasSession(user: UserId, now: Instant): Promise<boolean>;
  /** Deletes the sessions that have expired at `now`. */
  purgeSessions(now: Instant): Promise<void>;
}
