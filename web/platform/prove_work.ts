// Proof of work for a sign-up: a number that, hashed behind a challenge, gives a hash that begins
// with so many zero bits. Numbers are tried in turn, some hundreds at a time: the browser hashes
// beside the page's own work, which goes on.

import type { Challenge, Proof } from "../../client/net/api.ts";

const atOnce = 512;
/** Past so many times the numbers that are usual, there is none: chance has it so once in 10^13. */
const mostTimes = 30;

/** Null where a browser hashes nothing, which is so on plain HTTP, or where no number is found. */
export async function prove({ challenge, bits }: Challenge): Promise<Proof | null> {
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) return null;
  const encoder = new TextEncoder();
  const isRight = async (nonce: string) => {
    const hash = await subtle.digest("SHA-256", encoder.encode(`${challenge}.${nonce}`));
    return beginsWithZeros(new Uint8Array(hash), bits);
  };
  for (let from = 0; from < mostTimes * 2 ** bits; from += atOnce) {
    const nonces = Array.from({ length: atOnce }, (_, at) => String(from + at));
    const found = (await Promise.all(nonces.map(isRight))).indexOf(true);
    if (found >= 0) return { challenge, nonce: String(from + found) };
  }
  return null;
}

function beginsWithZeros(hash: Uint8Array, bits: number): boolean {
  const whole = Math.floor(bits / 8);
  const isZero = hash.subarray(0, whole).every((byte) => byte === 0);
  return isZero && (bits % 8 === 0 || (hash[whole] ?? 0) >> (8 - bits % 8) === 0);
}
