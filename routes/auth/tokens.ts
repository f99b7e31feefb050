// The session cookie: a signed token that names a session row. The row decides; the signature keeps
// guesses away from the database.

import { jwtVerify, SignJWT } from "jose";
import type { SessionId } from "../../protocol/domain.ts";
import { isId } from "../../protocol/ids.ts";
import type { SessionKey } from "../../settings.ts";

export interface Tokens {
  sign(session: SessionId): Promise<string>;
  /** The session that a token names, or null when none of the keys has signed it. */
  verify(token: string): Promise<SessionId | null>;
}

const algorithm = "HS256";
/** Verified tokens that are remembered; past this number the oldest is forgotten. */
const rememberedMost = 20_000;
const hmac = { name: "HMAC", hash: "SHA-256" };

/**
 * Of several keys the first one signs, and all verify; a text is one key without an id. Each secret
 * has at least 32 random characters.
 */
export function createTokens(keyOrKeys: string | readonly SessionKey[]): Tokens {
  const keys = typeof keyOrKeys === "string" ? [{ id: null, secret: keyOrKeys }] : keyOrKeys;
  const remembered = new Map<string, SessionId>();
  const made = new Map<SessionKey, Promise<CryptoKey>>();
  // Made once: from plain bytes jose makes a key for each request.
  const imported = (key: SessionKey) => {
    const promise = made.get(key) ?? importKey(key);
    made.set(key, promise);
    return promise;
  };
  const remember = (token: string, session: SessionId) => {
    const [first] = remembered.size < rememberedMost ? [] : remembered.keys();
    if (first !== undefined) remembered.delete(first);
    remembered.set(token, session);
  };
  return {
    async sign(session) {
      const [key] = keys;
      if (key === undefined) throw new Error("There is no key to sign a session with");
      const header = { alg: algorithm, ...(key.id !== null && { kid: key.id }) };
      return await new SignJWT({ sid: session }).setProtectedHeader(header).sign(
        await imported(key),
      );
    },
    async verify(token) {
      const known = remembered.get(token);
      if (known !== undefined) return known;
      for (const key of keys) {
        const session = await verified(token, await imported(key));
        if (session === null) continue;
        remember(token, session);
        return session;
      }
      return null;
    },
  };
}

function importKey({ secret }: SessionKey): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey("raw", bytes, hmac, false, ["sign", "verify"]);
}

async function verified(token: string, key: CryptoKey): Promise<SessionId | null> {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: [algorithm] });
    return isId<"session">(payload.sid) ? payload.sid : null;
  } catch {
    return null;
  }
}
