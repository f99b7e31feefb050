// What the doctor says of given facts.

import assert from "node:assert/strict";
import { createProbes } from "../../routes/admin/probes.ts";
import { readSettings } from "../../settings.ts";
import type { EmbeddedFacts, PostgresFacts } from "../../tools/doctor/database_facts.ts";
import { judgeEmbedded, judgePostgres, judgeSchema } from "../../tools/doctor/database_findings.ts";
import { described, type Finding, isAllWell } from "../../tools/doctor/findings.ts";
import type { Machine } from "../../tools/doctor/machine_facts.ts";
import { judgeMachine } from "../../tools/doctor/machine_findings.ts";
import { judgeSettings } from "../../tools/doctor/settings_findings.ts";
import { forged, type Way } from "../../tools/doctor/way.ts";
import { judgeRunning, judgeWay, proxiesSeen } from "../../tools/doctor/way_findings.ts";

/** What is said of one thing, as `state about`, and that its sentence fits. */
function said(findings: readonly Finding[], about: string): string {
  const found = findings.filter((one) => one.about === about);
  assert.equal(found.length, 1, `${about}: ${JSON.stringify(findings)}`);
  return found[0]?.state ?? "";
}

const https = { ORIGIN: "https://trio.example", SOCKETS: "ws" };
const random = "0123456789abcdef".repeat(3);

Deno.test("[Z140] settings that are right by themselves and wrong together are told, each with what to do", () => {
  const cases: [Record<string, string>, string, Finding["state"]][] = [
    [{}, "ORIGIN", "note"],
    [{ HOST: "0.0.0.0" }, "ORIGIN", "wrong"],
    [{ ORIGIN: "http://trio.example" }, "ORIGIN", "wrong"],
    [{ ORIGIN: "http://localhost:8000" }, "ORIGIN", "well"],
    [https, "ORIGIN", "well"],
    [{}, "PROXIES", "well"],
    [{ ...https, PROXIES: "0" }, "PROXIES", "wrong"],
    [https, "PROXIES", "well"],
    [{ ...https, HOST: "0.0.0.0" }, "PROXIES", "note"],
    [{}, "sockets", "well"],
    [{ ORIGIN: "https://trio.example" }, "sockets", "wrong"],
    [{ PROXIES: "1" }, "sockets", "wrong"],
    [{ HOST: "0.0.0.0", SOCKETS: "native" }, "sockets", "wrong"],
    [https, "sockets", "well"],
    [{}, "push", "note"],
    [https, "push", "well"],
    [{ ORIGIN: "https://localhost" }, "push", "note"],
    [{ PUSH_SUBJECT: "mailto:me@trio.example" }, "push", "well"],
    [{ PUSH_HOSTS: "off" }, "push", "note"],
    [{}, "keys", "well"],
    [{ SESSION_KEY: random }, "keys", "well"],
    [{ SESSION_KEY: "secret".repeat(6) }, "keys", "wrong"],
    [{ SESSION_KEYS: `a:${random},b:${"ab".repeat(20)}` }, "keys", "wrong"],
  ];
  for (const [env, about, state] of cases) {
    const findings = judgeSettings(readSettings(env));
    assert.equal(said(findings, about), state, `${about} ${JSON.stringify(env)}`);
  }
});

const machine: Machine = {
  folder: { mode: 0o40700, uid: 1000, open: [] },
  uid: 1000,
  freeBytes: 2 ** 40,
  openFiles: 65_536,
  memoryBytes: 4 * 2 ** 30,
  memoryLimit: null,
  hasPage: true,
};

Deno.test("[Z141] a machine that is short of disk, files or memory, and a folder that others may read, are told at their bounds", () => {
  const mebibyte = 2 ** 20;
  const cases: [Partial<Machine>, string, Finding["state"], Record<string, string>?][] = [
    [{}, "data folder", "well"],
    [{ folder: null }, "data folder", "note"],
    [{ folder: { mode: 0o40750, uid: 1000, open: [] } }, "data folder", "wrong"],
    [{ folder: { mode: 0o40700, uid: 1000, open: ["session.key"] } }, "data folder", "wrong"],
    [{ folder: { mode: 0o41777, uid: 0, open: [] } }, "data folder", "wrong"],
    [{ uid: 1001 }, "data folder", "wrong"],
    [{ uid: 0 }, "data folder", "well"],
    [{ freeBytes: null }, "disk", "note"],
    [{ freeBytes: 64 * mebibyte - 1 }, "disk", "wrong"],
    [{ freeBytes: 64 * mebibyte }, "disk", "note"],
    [{ freeBytes: 8 * 64 * mebibyte }, "disk", "well"],
    [{ freeBytes: 1 }, "disk", "note", { DISK_MARGIN_MB: "0" }],
    [{ freeBytes: 1 }, "disk", "well", { DATABASE_URL: "postgres://db/trio" }],
    [{ openFiles: 20_255 }, "open files", "wrong", { ORIGIN: "https://trio.example" }],
    [{ openFiles: 20_255 }, "open files", "note"],
    [{ openFiles: 20_256 }, "open files", "well"],
    [{ openFiles: null }, "open files", "note"],
    [{ openFiles: 1_024 }, "open files", "well", { MAX_SOCKETS: "768" }],
    [{}, "memory", "well"],
    [{ memoryLimit: 2 * 2 ** 30 }, "memory", "wrong"],
    [{ memoryLimit: 2 * 2 ** 30 }, "memory", "well", { MEMORY_MB: "1536" }],
    [{}, "memory", "note", { MEMORY_MB: "0" }],
    [{}, "page", "well"],
    [{ hasPage: false }, "page", "wrong"],
  ];
  for (const [change, about, state, env = {}] of cases) {
    const findings = judgeMachine({ ...machine, ...change }, readSettings(env));
    assert.equal(said(findings, about), state, `${about} ${JSON.stringify([change, env])}`);
  }
});

const postgres: PostgresFacts = {
  version: 150_004,
  encoding: "UTF8",
  isEncrypted: false,
  address: "127.0.0.1",
  isStandby: false,
  isReadOnly: false,
  schema: "public",
  mayCreate: true,
  foreignTable: null,
  fsync: "on",
  synchronousCommit: "on",
  fullPageWrites: "on",
  connections: { most: 97, used: 3 },
  now: 1_000_000,
  migrations: ["a", "b"],
  isOwned: false,
};

Deno.test("[Z142] of a database it is told whether it can be used, is of this program, keeps what is acknowledged, and knows the time", () => {
  const expected = { migrations: ["a", "b"], now: 1_000_000 };
  const cases: [Partial<PostgresFacts>, string, Finding["state"]][] = [
    [{}, "database", "well"],
    [{ isStandby: true }, "database", "wrong"],
    [{ isReadOnly: true }, "database", "wrong"],
    [{ encoding: "SQL_ASCII" }, "database", "wrong"],
    [{ version: 140_020 }, "database", "note"],
    [{ address: "10.0.0.9" }, "database", "note"],
    [{ address: "10.0.0.9", isEncrypted: true }, "database", "well"],
    [{}, "rights", "well"],
    [{ schema: null }, "rights", "wrong"],
    [{ mayCreate: false }, "rights", "wrong"],
    [{ foreignTable: "users" }, "rights", "wrong"],
    [{ connections: { most: 14, used: 1 } }, "connections", "wrong"],
    [{}, "schema", "well"],
    [{}, "durability", "well"],
    [{ fsync: "off" }, "durability", "wrong"],
    [{ fullPageWrites: "off" }, "durability", "wrong"],
    [{ synchronousCommit: "off" }, "durability", "wrong"],
    [{ synchronousCommit: "local" }, "durability", "well"],
    [{ now: 1_002_000 }, "Postgres' clock", "well"],
    [{ now: 1_002_001 }, "Postgres' clock", "wrong"],
    [{ now: 997_999 }, "Postgres' clock", "wrong"],
  ];
  for (const [change, about, state] of cases) {
    const findings = judgePostgres({ ...postgres, ...change }, expected);
    assert.equal(said(findings, about), state, `${about} ${JSON.stringify(change)}`);
  }
  const schemas: [string[], Finding["state"]][] = [
    [[], "well"],
    [["a"], "note"],
    [["a", "b"], "well"],
    [["a", "b", "c"], "wrong"],
  ];
  for (const [applied, state] of schemas) {
    assert.equal(judgeSchema(applied, ["a", "b"]).state, state, applied.join());
  }
  const embedded: [EmbeddedFacts, Finding["state"]][] = [
    [{ type: "none" }, "note"],
    [{ type: "in use" }, "well"],
    [{ type: "another account's" }, "note"],
    [{ type: "unreadable", why: "no room" }, "wrong"],
    [{ type: "read", migrations: ["a", "b"] }, "well"],
  ];
  for (const [facts, state] of embedded) {
    assert.equal(said(judgeEmbedded(facts, ["a", "b"]), "database"), state, facts.type);
  }
});

const way: Way = {
  origin: "https://trio.example",
  status: 200,
  why: "",
  isTrio: true,
  version: "1.2.3",
  clockAhead: 0,
  hasHsts: true,
  arrival: {
    peer: "127.0.0.1",
    client: "198.51.100.4",
    forwardedFor: "198.51.100.4",
    upgrade: "websocket",
  },
};

Deno.test("[Z143] of the way by ORIGIN it is told whether it leads to Trio, lets sockets through, and adds to X-Forwarded-For as often as PROXIES says", () => {
  const running = { pid: 7, version: "1.2.3", proxies: 1, sockets: "ws" };
  const own = { proxies: 1, version: "1.2.3", running };
  const arriving = (change: Partial<NonNullable<Way["arrival"]>>): Partial<Way> => ({
    arrival: { ...way.arrival, ...change } as NonNullable<Way["arrival"]>,
  });
  const forwarded = (text: string | null) => arriving({ forwardedFor: text });
  const cases: [Partial<Way>, string, Finding["state"]][] = [
    [{}, way.origin, "well"],
    [{ status: null, why: "invalid peer certificate: UnknownIssuer" }, way.origin, "wrong"],
    [{ status: 502, isTrio: false }, way.origin, "wrong"],
    [{ version: "1.2.2" }, "version", "note"],
    [{ clockAhead: -3_000 }, "the proxy's clock", "well"],
    [{ clockAhead: -3_001 }, "the proxy's clock", "wrong"],
    [{ hasHsts: false }, "TLS", "wrong"],
    [{ arrival: null }, "sockets", "wrong"],
    [{}, "the way of sockets", "well"],
    [arriving({ upgrade: null }), "the way of sockets", "wrong"],
    [{}, "X-Forwarded-For", "well"],
    [forwarded(null), "X-Forwarded-For", "wrong"],
    [forwarded(forged), "X-Forwarded-For", "wrong"],
    [forwarded(`${forged}, 198.51.100.4`), "X-Forwarded-For", "well"],
    [forwarded("198.51.100.4, 10.0.0.1"), "X-Forwarded-For", "wrong"],
  ];
  for (const [change, about, state] of cases) {
    const findings = judgeWay({ ...way, ...change }, own);
    assert.equal(said(findings, about), state, `${about} ${JSON.stringify(change)}`);
  }
  const seen = [null, "", forged, `${forged}, a`, `${forged}, a, b`, "a", "a, b"];
  assert.deepEqual(seen.map(proxiesSeen), [0, 0, 0, 1, 2, 1, 2]);
  assert.equal(judgeRunning(running, { proxies: 1, sockets: "ws" }).state, "well");
  assert.equal(judgeRunning(running, { proxies: 0, sockets: "ws" }).state, "wrong");
});

Deno.test("[Z144] of the tokens for requests the newest eight count", () => {
  let count = 0;
  const probes = createProbes(() => String(count++));
  const arrival = { peer: "127.0.0.1", client: "127.0.0.1", forwardedFor: null, upgrade: null };
  const tokens = Array.from({ length: 9 }, () => probes.expect());
  for (const token of [...tokens, "unknown"]) probes.note(token, () => arrival);
  const kept = [...tokens, "unknown"].filter((token) => probes.arrival(token) !== null);
  assert.deepEqual(kept, tokens.slice(1));
});

Deno.test("[Z147] findings are lines, harmless to a terminal, and one that is wrong is the exit code's", () => {
  const findings: Finding[] = [
    { about: "a", state: "well", sentence: "x" },
    { about: "bc", state: "note", sentence: "y\n\u001b[2Jz" },
  ];
  assert.equal(described(findings), "ok     a   x\nnote   bc  y\\u{a}\\u{1b}[2Jz\n\nAll is well.");
  assert.equal(isAllWell(findings), true);
  const more: Finding[] = [...findings, { about: "d", state: "wrong", sentence: "w" }];
  assert.match(described(more), /\nWRONG {2}d {3}w\n\n1 thing is wrong\.$/);
  assert.equal(isAllWell(more), false);
});
