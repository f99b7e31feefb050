// The session cookie: a signed token that names a session row. The row decides; the signature keeps
// guesses away from the database.

import { jwtVerify, SignJWT } from "jose";
import type { SessionId } from "../../protocol/domain.ts";
import { isId } from "../../protocol/ids.ts";

export interface Tokens {
  sign(session: SessionId): Promise<string>;
  /** The session that a token names, or null when the token was not signed with this key. */
  verify(token: string): Promise<SessionId | null>;
}

const algorithm = "HS256";
/** Verified tokens that are remembered; past this number the oldest is forgotten. */
const rememberedMost = 20_000;
const hmac = { name: "HMAC", hash: "SHA-256" };

/** `key`: at least 32 random characters. */
export function createTokens(key: string): Tokens {
  const bytes = new TextEncoder().encode(key);
  const remembered = new Map<string, SessionId>();
  let made: Promise<CryptoKey> | null = null;
  // Made once: from plain bytes jose makes a key for each request.
  const secret = () =>
    made ??= crypto.subtle.importKey("raw", bytes, hmac, false, ["sign", "verify"]);
  const remember = (token: string, session: SessionId) => {
    const [first] = remembered.size < rememberedMost ? [] : remembered.keys();
    if (first !== undefined) remembered.delete(first);
    remembered.set(token, session);
  };
  return {
    async sign(session) {
      return await new SignJWT({ sid: session }).setProtectedHeader({ alg: algorithm }).sign(
        await secret(),
      );
    },
    async verify(token) {
      const known = remembered.get(token);
      if (known !== undefined) return known;
      try {
        const { payload } = await jwtVerify(token, await secret(), { algorithms: [algorithm] });
        if (!isId<"session">(payload.sid)) return null;
        remember(token, payload.sid);
        return payload.sid;
      } catch {
        return null;
      }
    },
  };
}
