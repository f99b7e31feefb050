// Which network a client is in, and what is stored of it.

import assert from "node:assert/strict";
import { createKeyedHash } from "../../routes/auth/keyed_hash.ts";
import { clientAddress } from "../../routes/limits/client_address.ts";
import { clientNetwork } from "../../routes/limits/client_network.ts";

const networkOf = (peer: string) => clientNetwork(clientAddress(peer, undefined, 0));

Deno.test("[A230] a network is an IPv4 address or an IPv6 /64; this machine and private networks are none", () => {
  for (const address of ["203.0.113.7", "8.8.8.8", "172.32.0.1", "11.0.0.1", "192.169.0.1"]) {
    assert.equal(networkOf(address), address);
    assert.equal(networkOf(`::ffff:${address}`), address);
  }
  assert.equal(networkOf("2001:db8:1:2::5"), networkOf("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  assert.notEqual(networkOf("2001:db8:1:2::5"), networkOf("2001:db8:1:3::5"));
  for (
    const address of [
      ...["127.0.0.1", "127.9.9.9", "::1", "::", "0.0.0.0", "::ffff:127.0.0.1"],
      ...["10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.2", "::ffff:10.0.0.1"],
      ...["169.254.1.1", "fe80::1", "fd00:1:2:3::4", "fc00::1", "100.64.0.1", "64:ff9b::808:808"],
      ...["", "unknown", "1", "/run/trio.sock", "a:b:c:g"],
    ]
  ) {
    assert.equal(networkOf(address), null, address);
  }
});

Deno.test("[A231] what is stored of a device or network is a hash by each key, equal for equal values alone", () => {
  const [one, other] = ["a".repeat(32), "b".repeat(32)];
  const hash = createKeyedHash([one]);
  assert.deepEqual(hash("device", "x"), hash("device", "x"));
  assert.match(hash("device", "x")[0] ?? "", /^[\w-]{22}$/);
  const all = [
    ...hash("device", "x"),
    ...hash("device", "y"),
    ...hash("network", "x"),
    ...createKeyedHash([other])("device", "x"),
  ];
  assert.equal(new Set(all).size, 4);
  // A key that was replaced still finds what it stored.
  assert.deepEqual(createKeyedHash([other, one])("device", "x")[1], hash("device", "x")[0]);
});
