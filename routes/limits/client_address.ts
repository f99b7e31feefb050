// Whom a request comes from, as far as one address can be told from another: for limits that no
// single client may use up for all.

import type { Context } from "hono";

/** The address at the other end of a request's connection, as the driver knows it. */
export type PeerOf = (c: Context) => string;

/**
 * The client's address. Of `X-Forwarded-For` only what `proxies` proxies of ours have written is
 * believed: anybody can send that header.
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | undefined,
  proxies: number,
): string {
  if (proxies === 0 || forwardedFor === undefined) return clientOf(peer);
  const hops = forwardedFor.split(",");
  return clientOf(hops.at(-proxies)?.trim() || peer);
}

/**
 * All addresses of one client alike: an IPv6 network of 64 bits is somebody's whole, and IPv4 comes
 * in two forms.
 */
function clientOf(address: string): string {
  const [, v4] = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(address) ?? [];
  if (v4 !== undefined) return v4;
  const [, v6 = address] = /^\[([^\]]*)\]/.exec(address) ?? [];
  const [head = "", tail = ""] = v6.split("::");
  const [left, right] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  return [...left, ...zeros, ...right].slice(0, 4).join(":");
}

function groups(text: string): string[] {
  return text.split(":").filter(Boolean).map((group) =>
    group.toLowerCase().replace(/^0+(?=.)/, "")
  );
}
