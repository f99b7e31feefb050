// The network of a client, for rules that look beyond one account: an IPv4 address, or an IPv6 /64.

import ipaddr from "ipaddr.js";

/**
 * Addresses that many clients share who have nothing in common, or that say nothing of where a
 * client is: this machine, a company's own network, a provider's, a translator's.
 */
const noNetwork: ReadonlySet<string> = new Set([
  "loopback",
  "private",
  "linkLocal",
  "uniqueLocal",
  "unspecified",
  "carrierGradeNat",
  "rfc6052",
]);

/** The network of a client as `clientAddress` names it; null: none. */
export function clientNetwork(client: string): string | null {
  // The first half of an IPv6 address.
  const address = /^([\da-f]+:){3}[\da-f]+$/.test(client) ? `${client}::` : client;
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  return isAddress && !noNetwork.has(ipaddr.parse(address).range()) ? client : null;
}
