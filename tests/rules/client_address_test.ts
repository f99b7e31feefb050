// Which addresses count as one client.

import assert from "node:assert/strict";
import { clientAddress, siteOf } from "../../routes/limits/client_address.ts";

const clientOf = (peer: string) => clientAddress(peer, undefined, 0);

const nonsense = [
  "unknown",
  "_hidden",
  "",
  "1::2::3",
  "fe80::1%lan-0",
  "7",
  "0x7f.1",
  "192.0.2",
  "192.0.2.256",
  "010.0.0.1",
];

Deno.test("[A16] an IPv4 address is one client, in both of its forms and with any port", () => {
  for (const address of ["192.0.2.7", "::ffff:192.0.2.7", "::FFFF:c000:207", "192.0.2.7:443"]) {
    assert.equal(clientOf(address), "192.0.2.7", address);
  }
  assert.notEqual(clientOf("192.0.2.8"), clientOf("192.0.2.7"));
});

Deno.test("[A16] an IPv6 network of 64 bits is one client, however its addresses are written", () => {
  const same = [
    "2001:db8:0:7::1",
    "2001:DB8:0:7:ffff:ffff:ffff:ffff",
    "2001:0db8:0000:0007:0:0:0:2",
    "[2001:db8:0:7::3]:443",
    "[2001:db8:0:7::3]",
  ];
  for (const address of same) assert.equal(clientOf(address), "2001:db8:0:7", address);
  for (const other of ["2001:db8:0:8::1", "2001:db8:1:7::1", "2001:db8::7"]) {
    assert.notEqual(clientOf(other), "2001:db8:0:7", other);
  }
});

Deno.test("[A16] a peer without an address is a client of its own, and no error", () => {
  for (const address of nonsense) assert.equal(clientOf(address), address);
});

Deno.test("[A81] what a proxy hands on and is no address counts as nothing: the peer is the client", () => {
  for (const address of nonsense) {
    assert.equal(clientAddress("192.0.2.7", `203.0.113.1, ${address}`, 1), "192.0.2.7", address);
    assert.equal(clientAddress("unknown", address, 1), "unknown", address);
  }
});

Deno.test("[A80] a site is 24 bits of IPv4, or 48 of IPv6", () => {
  const sites: [string, string][] = [
    ["192.0.2.7", "192.0.2"],
    ["::ffff:192.0.2.8", "192.0.2"],
    ["192.0.20.7", "192.0.20"],
    ["2001:db8:1:2::3", "2001:db8:1"],
    ["2001:db8:1::", "2001:db8:1"],
    ["2001:db8:10:2::3", "2001:db8:10"],
    ["::1", "0:0:0"],
    ["unknown", "unknown"],
  ];
  for (const [address, site] of sites) {
    assert.equal(siteOf(clientOf(address)), site, address);
  }
});

Deno.test("[A16] of a chain of proxies the entry that the own ones wrote first is believed, and nothing before it", () => {
  const chain = "203.0.113.1, 198.51.100.2 , 198.51.100.3";
  assert.equal(clientAddress("127.0.0.1", chain, 0), "127.0.0.1");
  assert.equal(clientAddress("127.0.0.1", chain, 1), "198.51.100.3");
  assert.equal(clientAddress("127.0.0.1", chain, 2), "198.51.100.2");
  // With fewer entries than proxies the header is not theirs.
  assert.equal(clientAddress("127.0.0.1", chain, 4), "127.0.0.1");
  assert.equal(clientAddress("127.0.0.1", undefined, 1), "127.0.0.1");
  assert.equal(clientAddress("127.0.0.1", "", 1), "127.0.0.1");
});
