// Password hashing: Argon2id as a PHC string, off the event loop, few at a time. Past a bounded
// queue a hash is refused, so that a flood of log-ins cannot pile up.

import { timingSafeEqual } from "node:crypto";
import { siteOf } from "../limits/client_address.ts";
import { createFairQueue } from "../limits/fair_queue.ts";

interface Parameters {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Uint8Array<ArrayBuffer>;
}

/** What OWASP's password storage cheat sheet gives for Argon2id (RFC 9106). */
const parametersNow = { memory: 19_456, passes: 2, parallelism: 1 };
const saltBytes = 16;
const hashBytes = 32;
/** An unknown name is checked against this, at the same cost. No hash is that short. */
const nobody = {
  parameters: { ...parametersNow, salt: new Uint8Array(saltBytes) },
  hash: new Uint8Array(0),
};
/** Hashes that may wait for a core. */
const hashQueue = 64;

/** Within a turn: nothing else waits. */
export interface Hashing {
  /** A PHC string with a salt of its own. */
  hash(password: string): Promise<string>;
  /**
   * Whether this password was hashed. Without a hash to compare with (null) it is false, after the
   * same work.
   */
  verify(password: string, phc: string | null): Promise<boolean>;
}

export interface Passwords {
  /** Runs what hashes, one password after the other, in the client's turn. Throws Busy. */
  inTurn<T>(client: string, task: (hashing: Hashing) => Promise<T>): Promise<T>;
  /** `hash` in a turn of its own. Throws Busy. */
  hash(password: string, client: string): Promise<string>;
  /** `verify` in a turn of its own. Throws Busy. */
  verify(password: string, phc: string | null, client: string): Promise<boolean>;
}

const hashing: Hashing = {
  async hash(password) {
    const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
    const hash = await argon2id(password, { ...parametersNow, salt });
    const { memory, passes, parallelism } = parametersNow;
    return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${toBase64(salt)}$${
      toBase64(hash)
    }`;
  },
  async verify(password, phc) {
    const { parameters, hash: expected } = phc === null ? nobody : parsePhc(phc);
    const hash = await argon2id(password, parameters);
    // An unknown name's hash has another length, which `timingSafeEqual` does not take.
    return hash.length === expected.length && timingSafeEqual(hash, expected);
  },
};

/** `running`: how many passwords are hashed at a time. */
export function createPasswords(running: number): Passwords {
  const queue = createFairQueue({ running, waiting: hashQueue, siteOf });
  return {
    inTurn: (client, task) => queue(client, () => task(hashing)),
    hash: (password, client) => queue(client, () => hashing.hash(password)),
    verify: (password, phc, client) => queue(client, () => hashing.verify(password, phc)),
  };
}

async function argon2id(password: string, { salt, ...costs }: Parameters): Promise<Uint8Array> {
  const secret = new TextEncoder().encode(password);
  // The types do not know this key format yet; for Argon2id plain "raw" is refused.
  const format = "raw-secret" as "raw";
  const key = await crypto.subtle.importKey(format, secret, "Argon2id", false, ["deriveBits"]);
  const algorithm = { name: "Argon2id", nonce: salt, ...costs };
  const bits = await crypto.subtle.deriveBits(algorithm, key, hashBytes * 8);
  return new Uint8Array(bits);
}

/** A stored hash and the parameters that it was made with, which may differ from today's. */
function parsePhc(phc: string): { parameters: Parameters; hash: Uint8Array } {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(phc);
  if (!match) throw new Error("A stored password hash is not an Argon2id PHC string");
  const [, memory, passes, parallelism, salt = "", hash = ""] = match;
  const costs = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  };
  return { parameters: { ...costs, salt: fromBase64(salt) }, hash: fromBase64(hash) };
}

function toBase64(bytes: Uint8Array): string {
  return bytes.toBase64({ omitPadding: true });
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(text);
}
