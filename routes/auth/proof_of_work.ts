// A proof of work: a client finds a number that makes a hash begin with zeros. The challenge is
// signed, so that nothing is kept of one that nobody solves; one that was solved counts once.

import { timingSafeEqual } from "node:crypto";
import { instantOf } from "../../protocol/clock.ts";
import type { Deps } from "../deps.ts";

/** As a client sends it. */
export interface Proof {
  readonly challenge: string;
  /** A decimal number. */
  readonly nonce: string;
}

/** For a hash that begins with so many zero bits, 16,384 are tried, on average. */
export const proofBits = 14;

const lifetimeMs = 300_000;
/** Longer than a challenge is valid, also where a clock was set back a little. */
const usedOnce = { capacity: 1, everyMs: 2 * lifetimeMs };
const randomBytes = 12;
const timeBytes = 6;
/** In base64url: of time and random bytes, and of the hash that signs them. */
const [signedLength, macLength] = [24, 22];
const base64url = { alphabet: "base64url" } as const;

export interface ProofOfWork {
  /** base64url. */
  challenge(): string;
  /** Whether the proof is right, in time, and was not used before. It is used now. */
  use(proof: Proof): Promise<boolean>;
}

export function createProofOfWork(
  { store, clock, keyedHash }: Pick<Deps, "store" | "clock" | "keyedHash">,
): ProofOfWork {
  const macsOf = (signed: string) => keyedHash("work", signed);

  const isOwn = (challenge: string) => {
    const [signed, mac] = [challenge.slice(0, signedLength), challenge.slice(signedLength)];
    return mac.length === macLength && macsOf(signed).some((own) => isEqual(own, mac)) &&
      timeOf(signed) > clock.now();
  };

  return {
    challenge() {
      const bytes = crypto.getRandomValues(new Uint8Array(timeBytes + randomBytes));
      new DataView(bytes.buffer).setUint16(0, Math.floor((clock.now() + lifetimeMs) / 2 ** 32));
      new DataView(bytes.buffer).setUint32(2, (clock.now() + lifetimeMs) % 2 ** 32);
      const signed = bytes.toBase64(base64url);
      return signed + (macsOf(signed)[0] ?? "");
    },
    async use({ challenge, nonce }) {
      if (!isOwn(challenge) || !await isSolved({ challenge, nonce })) return false;
      const [key = ""] = keyedHash("proof", challenge);
      return await store.takePace(key, usedOnce, instantOf(clock.now())) === 0;
    },
  };
}

/** Until when a challenge is valid. */
function timeOf(signed: string): number {
  const view = new DataView(Uint8Array.fromBase64(signed, base64url).buffer);
  return view.getUint16(0) * 2 ** 32 + view.getUint32(2);
}

async function isSolved({ challenge, nonce }: Proof): Promise<boolean> {
  const text = new TextEncoder().encode(`${challenge}.${nonce}`);
  const hash = new DataView(await crypto.subtle.digest("SHA-256", text));
  return Math.clz32(hash.getUint32(0)) >= proofBits;
}

function isEqual(own: string, mac: string): boolean {
  const [a, b] = [own, mac].map((text) => new TextEncoder().encode(text));
  return a !== undefined && b !== undefined && a.length === b.length && timingSafeEqual(a, b);
}
