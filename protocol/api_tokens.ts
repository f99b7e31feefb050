// API tokens, by which programs act for a user: what each of their scopes lets them do.

import type { Instant, SessionId } from "./domain.ts";
import type { ClientFrame } from "./frames.ts";

/**
 * "read": all that the user is shown. "chat": what is said in a trio. "match": with whom the user
 * is put together, and stays. "profile": what the user tells of themselves.
 */
export const scopes = ["read", "chat", "match", "profile"] as const;
export type Scope = typeof scopes[number];

/** A token as its user is shown it. */
export interface ApiToken {
  readonly id: SessionId;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** Null: it was never used. */
  readonly lastUsedAt: Instant | null;
}

/** UTF-16 code units of a token's name. */
export const tokenNameMost = 64;
/** Days that a token may last. */
export const tokenDaysMost = 365;
/** Tokens of one user. */
export const tokensMost = 20;

/** What a socket needs besides: each of its frames shows something. */
export const scopeOfSocket: Scope = "read";

export const scopeOfFrame: Readonly<Record<ClientFrame["type"], Scope>> = {
  hello: "read",
  ping: "read",
  send: "chat",
  edit: "chat",
  erase: "chat",
  react: "chat",
  read: "chat",
  typing: "chat",
  quit: "match",
};

/** Who acts: by an API token, which has scopes, or by a log-in, which may do all. */
interface Acting {
  readonly scopes?: readonly Scope[];
}

/** Whether a session may do what one of these scopes is needed for; none: no token may. */
export function allows({ scopes }: Acting, needed: readonly Scope[]): boolean {
  return scopes === undefined || needed.some((one) => scopes.includes(one));
}
