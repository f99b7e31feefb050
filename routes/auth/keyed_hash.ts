// Keyed hashes: what is stored of a device, of a network, of a name that is given up, and what
// signs a challenge. Equal values have equal hashes, and without the server's key a hash tells
// nothing.

import { createHmac } from "node:crypto";

/** What a value is of. Hashes of different kinds have nothing in common. */
type Kind =
  | "device"
  | "network"
  | "username"
  | "challenge"
  | "answered"
  | "guess"
  | "sign-up"
  | "rate"
  | "work"
  | "proof"
  | "token";

/**
 * The hashes of a value, one by each of the server's keys: while a key is replaced by another, what
 * was stored by the former one is still found.
 */
export type KeyedHash = (kind: Kind, value: string) => readonly string[];

/** 128 bits in base64url. */
const hashLength = 22;

/** `keys`: those that sign and verify sessions. Hashes are made with keys derived from them. */
export function createKeyedHash(keys: readonly string[]): KeyedHash {
  const derived = keys.map((key) => createHmac("sha256", key).update("trio keyed hash").digest());
  return (kind, value) =>
    derived.map((key) =>
      createHmac("sha256", key).update(`${kind} ${value}`).digest("base64url").slice(0, hashLength)
    );
}
