// What the start task grants of the network.

import assert from "node:assert/strict";
import { netGrant } from "../../tools/net_grant.ts";

Deno.test("[E52] the server may listen where HOST and PORT say, reach its database, and nothing else", () => {
  const admin = "unix:/d/admin.sock,127.0.0.1:0";
  const off = { PUSH_HOSTS: "off" };
  const granted = (env: Record<string, string>, addresses: readonly string[] = []) =>
    netGrant({ DATA_DIR: "/d", ...off, ...env }, () => addresses).replace(`,${admin}`, "");
  const here = "localhost:8000,127.0.0.1:8000,[::1]:8000";
  assert.equal(netGrant({ DATA_DIR: "/d", ...off }), `${here},${admin}`);
  assert.match(
    netGrant({ DATA_DIR: "/d" }),
    /,fcm\.googleapis\.com:443,.*,\*\.notify\.windows\.com:443,unix:/,
  );
  const pushes = { PUSH_HOSTS: "push.example,127.0.0.1:9000,[::1]:9001" };
  const [first] = here.split(",");
  assert.equal(granted(pushes), `${first},push.example:443,127.0.0.1:9000,[::1]:9001`);
  assert.equal(granted({ PUSH_HOSTS: "no host" }), first);
  assert.equal(granted({ METRICS_PORT: "9464" }), `${first},127.0.0.1:9464`);
  for (const METRICS_PORT of ["0", "", "abc", "65536"]) {
    assert.equal(granted({ METRICS_PORT }), first);
  }
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
    assert.equal(netGrant({ DATA_DIR: "/d", ...off, ...bad }, () => []), admin);
  }
});
