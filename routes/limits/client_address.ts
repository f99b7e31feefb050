// Tells clients apart by their address, for limits that no client may use up for all others.

import type { Context } from "hono";
import ipaddr from "ipaddr.js";

/** The address at the other end of a request's connection, as the driver knows it. */
export type PeerOf = (c: Context) => string;

/** IPv6 in 16-bit parts: so many are given to one household or company, and to one site. */
const clientParts = 4;
const siteParts = 3;

/**
 * The client's address. Of `X-Forwarded-For` only the entries of the server's own proxies are
 * believed, since any client can send that header, and only an address: a proxy may hand on what it
 * was sent.
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | undefined,
  proxies: number,
): string {
  const forwarded = proxies === 0 ? undefined : forwardedFor?.split(",").at(-proxies)?.trim();
  return clientOf(forwarded ?? "") ?? clientOf(peer) ?? peer;
}

/**
 * The site that a client is in, of IPv4 the first 24 bits and of IPv6 the first 48, by what
 * `clientAddress` gives. A peer without an address is a site of its own.
 */
export function siteOf(client: string): string {
  if (ipaddr.IPv4.isValidFourPartDecimal(client)) return client.replace(/\.\d+$/, "");
  return client.split(":").slice(0, siteParts).join(":");
}

/** One text for all addresses of one client; null for what is no address. */
function clientOf(address: string): string | null {
  const host = withoutPort(address);
  // Other forms of IPv4, a lone number among them, are read by ipaddr.js and sent by nobody.
  if (!ipaddr.IPv4.isValidFourPartDecimal(host) && !ipaddr.IPv6.isValid(host)) return null;
  // IPv4 comes in two forms, plain and mapped into IPv6: both become the plain one.
  const parsed = ipaddr.process(host);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  return parsed.parts.slice(0, clientParts).map((part) => part.toString(16)).join(":");
}

/** Some proxies write the port, too: `192.0.2.1:443`, `[2001:db8::1]:443`. */
function withoutPort(address: string): string {
  const [, v6, v4] = /^\[([^\]]*)\]|^(.*\.\d+):\d+$/.exec(address) ?? [];
  return v6 ?? v4 ?? address;
}
