// Solves the proof of work that a sign-up may ask for, as a client does.

import { createHash } from "node:crypto";

export interface Asked {
  readonly challenge: string;
  readonly bits: number;
}

/** The first number whose hash begins with so many zero bits. */
export function solve({ challenge, bits }: Asked): { challenge: string; nonce: string } {
  for (let nonce = 0;; nonce++) {
    const hash = createHash("sha256").update(`${challenge}.${nonce}`).digest();
    if (Math.clz32(hash.readUInt32BE(0)) >= bits) return { challenge, nonce: String(nonce) };
  }
}

/** A number that is no proof. */
export function fail({ challenge, bits }: Asked): { challenge: string; nonce: string } {
  for (let nonce = 0;; nonce++) {
    const hash = createHash("sha256").update(`${challenge}.${nonce}`).digest();
    if (Math.clz32(hash.readUInt32BE(0)) < bits) return { challenge, nonce: String(nonce) };
  }
}
