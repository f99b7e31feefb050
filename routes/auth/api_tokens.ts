// API tokens on the wire: `trio_`, a secret of 128 random bits, and a tag that the server's key
// makes of it. The tag keeps guesses away from the database, which has a hash of the whole.

import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { KeyedHash } from "./keyed_hash.ts";

/** What scanners for secrets that got out find it by. */
const prefix = "trio_";
const secretLength = 22;
const tagLength = 21;
const form = new RegExp(`^${prefix}([\\w-]{${secretLength}})([\\w-]{${tagLength}})$`);

/** The protocol of a socket that says, besides a token, what it speaks. */
export const socketProtocol = "trio";

/** `secret`: 128 random bits in base64url. */
export function apiTokenOf(secret: string, keyedHash: KeyedHash): string {
  const [tag = ""] = tagsOf(secret, keyedHash);
  return prefix + secret + tag;
}

/** By what a token is found; null: none of the server's keys has made it. */
export function hashApiToken(token: string, keyedHash: KeyedHash): string | null {
  const [, secret, tag] = form.exec(token) ?? [];
  if (secret === undefined || tag === undefined) return null;
  if (!tagsOf(secret, keyedHash).includes(tag)) return null;
  return createHash("sha256").update(token).digest("hex");
}

function tagsOf(secret: string, keyedHash: KeyedHash): readonly string[] {
  return keyedHash("token", secret).map((hash) => hash.slice(0, tagLength));
}

/**
 * What a request says by `Authorization: Bearer`, token or not; null: nothing. Another scheme is
 * for a proxy in front.
 */
export function sentToken(c: Context): string | null {
  const found = /^bearer(?:$| +(.*))/i.exec(c.req.header("authorization") ?? "");
  return found === null ? null : (found[1] ?? "").trim();
}

/**
 * What the handshake of a socket says by its protocols, where a client can set no other header;
 * null: nothing.
 */
export function protocolToken(c: Context): string | null {
  return protocolsOf(c).find((one) => one.startsWith(prefix)) ?? null;
}

/** Whether a socket asks to be told that it speaks this protocol. */
export function namesProtocol(c: Context): boolean {
  return protocolsOf(c).includes(socketProtocol);
}

function protocolsOf(c: Context): readonly string[] {
  return (c.req.header("sec-websocket-protocol") ?? "").split(",").map((one) => one.trim());
}
