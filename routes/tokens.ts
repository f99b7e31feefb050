// The session cookie: a signed token that names a session row. The row decides; the signature only keeps guesses
// away from the database.

import { jwtVerify, SignJWT } from "jose";
import type { SessionId } from "../actors/protocol.ts";
import { isId } from "../actors/values.ts";

export interface Tokens {
  sign(session: SessionId): Promise<string>;
  /** The session that a token names, or null when it was not signed here. */
  verify(token: string): Promise<SessionId | null>;
}

const algorithm = "HS256";
const hmac = { name: "HMAC", hash: "SHA-256" };

/** `key`: at least 32 random characters. */
export function createTokens(key: string): Tokens {
  const bytes = new TextEncoder().encode(key);
  let made: Promise<CryptoKey> | null = null;
  // Made once: of plain bytes jose would make one for each request.
  const secret = () => made ??= crypto.subtle.importKey("raw", bytes, hmac, false, ["sign", "verify"]);
  return {
    async sign(session) {
      return await new SignJWT({ sid: session }).setProtectedHeader({ alg: algorithm }).sign(await secret());
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, await secret(), { algorithms: [algorithm] });
        return isId<"session">(payload.sid) ? payload.sid : null;
      } catch {
        return null;
      }
    },
  };
}
