// What the start task grants of the network.

import assert from "node:assert/strict";
import { netGrant } from "../../tools/net_grant.ts";

Deno.test("[E52] the server may listen where HOST and PORT say, reach its database, and nothing else", () => {
  const admin = "unix:/d/admin.sock,127.0.0.1:0";
  const granted = (env: Record<string, string>, addresses: readonly string[] = []) =>
    netGrant({ DATA_DIR: "/d", ...env }, () => addresses).replace(`,${admin}`, "");
  assert.equal(netGrant({ DATA_DIR: "/d" }), `localhost:8000,127.0.0.1:8000,[::1]:8000,${admin}`);
  assert.match(netGrant({}), /,unix:\/[^,]*[^,.]\/data\/admin\.sock,127\.0\.0\.1:0$/);
  assert.equal(granted({ HOST: "::", PORT: "0" }), "[::]:0");
  const host = { HOST: "trio.example", PORT: "80" };
  assert.equal(granted(host, ["192.0.2.1"]), "trio.example:80,192.0.2.1:80");
  const own = { HOST: "127.0.0.1" };
  const databases: [Record<string, string>, string][] = [
    [{ DATABASE_URL: "postgres://a:b@db.example:5433/trio" }, "db.example:5433"],
    [{ DATABASE_URL: "postgres://[2001:db8::1]/trio" }, "[2001:db8::1]:5432"],
    [{ DATABASE_URL: "postgres:///trio", PGHOST: "db", PGPORT: "6432" }, "db:6432"],
    [{ DATABASE_URL: "postgres://x/trio?host=other" }, "other:5432"],
  ];
  for (const [env, address] of databases) {
    assert.equal(granted({ ...own, ...env }), `127.0.0.1:8000,${address}`);
  }
  assert.equal(granted({ ...own, DATABASE_URL: "nonsense" }), "127.0.0.1:8000");
  for (const bad of [{ PORT: "abc" }, { PORT: "65536" }, { HOST: "a,b" }]) {
    assert.equal(netGrant({ DATA_DIR: "/d", ...bad }, () => []), admin);
  }
});
