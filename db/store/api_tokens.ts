// API tokens: sessions by which programs act for a user.

import type { ApiToken, Scope } from "../../protocol/api_tokens.ts";
import type { Instant, SessionId, UserId } from "../../protocol/domain.ts";
import type { StoredSession } from "./sessions.ts";

export interface NewToken {
  readonly id: SessionId;
  readonly user: UserId;
  /** SHA-256 of the token, in hex. */
  readonly hash: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** "full": the user has as many. "gone": the account is deleted, or the user suspended. */
export type TokenOutcome = "added" | "full" | "gone";

/** A session that a token was found to name. */
export interface TokenSession extends StoredSession {
  readonly id: SessionId;
}

export interface ApiTokenStore {
  /** `most`: how many the user may have that have not expired. */
  addToken(token: NewToken, most: number): Promise<TokenOutcome>;
  /** The user's tokens that have not expired at `now`, the latest made first. */
  apiTokens(user: UserId, now: Instant): Promise<readonly ApiToken[]>;
  /** Null: no token has this hash, or it has expired at `now`. */
  tokenSession(hash: string, now: Instant): Promise<TokenSession | null>;
  /** False: the user has no such token. */
  endToken(id: SessionId, user: UserId): Promise<boolean>;
}
