// The calls that only the account's page makes.

import type { ApiToken } from "../../protocol/api_tokens.ts";
import type { Instant, Preferences, SessionId } from "../../protocol/domain.ts";
import type { OwnReport } from "../../protocol/moderation.ts";
import type { Ask } from "../../client/net/api.ts";

/** One of the browsers in which the user is logged in. */
export interface OpenSession {
  readonly id: SessionId;
  readonly createdAt: Instant;
  readonly usedAt: Instant;
  /** Short words such as "Firefox, Windows", or null. */
  readonly agent: string | null;
  /** Whether it is the one that asks. */
  readonly current: boolean;
}

export interface Passkey {
  readonly id: string;
  readonly createdAt: Instant;
  readonly usedAt: Instant | null;
  readonly label: string | null;
}

export interface NewToken extends Pick<ApiToken, "name" | "scopes"> {
  readonly days: number;
}

export type AccountApi = ReturnType<typeof accountApi>;

export function accountApi(ask: Ask) {
  return {
    savePreferences: (preferences: Preferences) =>
      ask<{ preferences: Preferences }>("PUT", "/api/me/preferences", preferences),
    sessions: () => ask<{ sessions: readonly OpenSession[] }>("GET", "/api/me/sessions"),
    endSession: (id: SessionId) => ask<null>("DELETE", `/api/me/sessions/${id}`),
    /** How many are left. */
    recoveryCodes: () => ask<{ left: number }>("GET", "/api/me/recovery"),
    makeRecoveryCodes: (password: string) =>
      ask<{ codes: readonly string[] }>("POST", "/api/me/recovery", { password }),
    passkeys: () => ask<{ passkeys: readonly Passkey[] }>("GET", "/api/me/passkeys"),
    /** What the browser makes a passkey of. */
    passkeyOptions: (password: string) =>
      ask<PublicKeyCredentialCreationOptionsJSON>("POST", "/api/me/passkeys/options", { password }),
    addPasskey: (response: unknown, label: string) =>
      ask<{ passkey: Passkey }>("POST", "/api/me/passkeys", {
        response,
        ...label !== "" && { label },
      }),
    tokens: () => ask<{ tokens: readonly ApiToken[] }>("GET", "/api/me/tokens"),
    /** The token itself is told this once. */
    makeToken: (wanted: NewToken) =>
      ask<ApiToken & { token: string }>("POST", "/api/me/tokens", wanted),
    revokeToken: (id: SessionId) => ask<null>("DELETE", `/api/me/tokens/${id}`),
    /** What this user has told moderators. */
    reports: () => ask<{ reports: readonly OwnReport[] }>("GET", "/api/reports"),
    removePasskey: (id: string) =>
      ask<null>("DELETE", `/api/me/passkeys/${encodeURIComponent(id)}`),
  };
}
