// Tells clients apart by their address, for limits that no client may use up for all others.

import type { Context } from "hono";
import ipaddr from "ipaddr.js";

/** The address at the other end of a request's connection, as the driver knows it. */
export type PeerOf = (c: Context) => string;

/** An IPv6 network of this many 16-bit parts is given to one household or company as a whole. */
const networkParts = 4;

/**
 * The client's address. Of `X-Forwarded-For` only the entries of the server's own proxies are
 * believed, since any client can send that header.
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

/** One text for all addresses of one client. What is no address stays as it is. */
function clientOf(address: string): string {
  const host = withoutPort(address);
  if (!ipaddr.isValid(host)) return address;
  // IPv4 comes in two forms, plain and mapped into IPv6: both become the plain one.
  const parsed = ipaddr.process(host);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  return parsed.parts.slice(0, networkParts).map((part) => part.toString(16)).join(":");
}

/** Some proxies write the port, too: `192.0.2.1:443`, `[2001:db8::1]:443`. */
function withoutPort(address: string): string {
  const [, v6, v4] = /^\[([^\]]*)\]|^(.*\.\d+):\d+$/.exec(address) ?? [];
  return v6 ?? v4 ?? address;
}
