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

/** `key`: at least 32 random characters. */
export function createTokens(key: string): Tokens {
  const secret = new TextEncoder().encode(key);
  return {
    sign: (session) => new SignJWT({ sid: session }).setProtectedHeader({ alg: algorithm }).sign(secret),
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, secret, { algorithms: [algorithm] });
        return isId<"session">(payload.sid) ? payload.sid : null;
      } catch {
        return null;
      }
    },
  };
}
