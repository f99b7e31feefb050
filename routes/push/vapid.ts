// How the server proves to push services who sends: its key pair, and a token signed with it
// (RFC 8292).

import { SignJWT } from "jose";
import type { PushKey } from "../../db/store/pushes.ts";
import type { Clock } from "../../protocol/clock.ts";
import { base64url, publicJwk } from "./points.ts";

/** A token is right for so long at most 24 hours; half of it leaves room for clocks. */
const tokenSeconds = 12 * 3_600;
/** A token is used for so long, since to sign one for each push costs more than the push. */
const reusedMs = 3_600_000;
/** Origins whose tokens are kept: a host below a wildcard is the client's choice. */
const keptMost = 100;

const curve = { name: "ECDSA", namedCurve: "P-256" } as const;

/** A new pair. */
export async function newPushKey(): Promise<PushKey> {
  const pair = await crypto.subtle.generateKey(curve, true, ["sign", "verify"]);
  const point = await crypto.subtle.exportKey("raw", pair.publicKey);
  const { d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  if (d === undefined) throw new Error("A key pair was made without its private key");
  return { publicKey: base64url(new Uint8Array(point)), privateKey: d };
}

export interface VapidDeps {
  readonly key: PushKey;
  readonly subject: string;
  readonly clock: Clock;
}

/** Gives the header `Authorization` for a push service's origin. */
export function createVapid({ key, subject, clock }: VapidDeps) {
  const signing = importKey(key);
  const kept = new Map<string, { readonly value: string; readonly until: number }>();
  return async (origin: string): Promise<string> => {
    const now = clock.now();
    const known = kept.get(origin);
    if (known && known.until > now) return known.value;
    const token = await new SignJWT().setProtectedHeader({ alg: "ES256", typ: "JWT" })
      .setAudience(origin).setSubject(subject)
      .setExpirationTime(Math.floor(now / 1_000) + tokenSeconds).sign(await signing);
    const value = `vapid t=${token}, k=${key.publicKey}`;
    if (kept.size >= keptMost) kept.clear();
    kept.set(origin, { value, until: now + reusedMs });
    return value;
  };
}

function importKey({ publicKey, privateKey: d }: PushKey): Promise<CryptoKey> {
  const point = Uint8Array.fromBase64(publicKey, { alphabet: "base64url" });
  const jwk = { ...publicJwk(point), d };
  return crypto.subtle.importKey("jwk", jwk, curve, false, ["sign"]);
}
