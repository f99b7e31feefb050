// Recovery codes: 140 random bits each, in letters and digits that nobody takes for each other. The
// server keeps only hashes: so many bits need no slow one.

import type { Store } from "../../db/store/store.ts";
import type { Instant, UserId } from "../../protocol/domain.ts";

/** Crockford's base 32. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const length = 28;
const partLength = 4;
/** Codes that a user has at a time. */
const codesEach = 10;

/** Such as "k7mq-2x9d-0ahz-w4tn-c8rv-5e3j-yb6p". */
function newRecoveryCode(): string {
  const letters = Array.from(
    crypto.getRandomValues(new Uint8Array(length)),
    // 256 is a multiple of 32: each letter is as likely as the others.
    (byte) => alphabet[byte % alphabet.length],
  ).join("");
  return (letters.match(new RegExp(`.{${partLength}}`, "g")) ?? []).join("-");
}

/**
 * SHA-256 of a code, in hex. Case, spaces and hyphens do not matter, and letters that are not in
 * the alphabet count as the digits that they look like.
 */
export async function hashRecoveryCode(code: string): Promise<string> {
  const letters = code.toLowerCase().replaceAll(/[\s-]/g, "")
    .replaceAll("o", "0").replaceAll(/[il]/g, "1");
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(letters));
  return new Uint8Array(hash).toHex();
}

/** Ten codes in place of those of before; null: the account is deleted. */
export async function replaceRecoveryCodes(
  user: UserId,
  at: Instant,
  store: Pick<Store, "setRecoveryCodes">,
): Promise<readonly string[] | null> {
  const codes = Array.from({ length: codesEach }, newRecoveryCode);
  const hashes = await Promise.all(codes.map(hashRecoveryCode));
  return await store.setRecoveryCodes({ user, hashes, at }) ? codes : null;
}

/**
 * One code more, for a user whom the operator lets in again; null: there is no such account, or it
 * is deleted. Those of before stay.
 */
export async function recoveryCodeFor(
  user: UserId,
  at: Instant,
  store: Pick<Store, "addRecoveryCodes">,
): Promise<string | null> {
  const code = newRecoveryCode();
  const hashes = [await hashRecoveryCode(code)];
  return await store.addRecoveryCodes({ user, hashes, at }) ? code : null;
}
