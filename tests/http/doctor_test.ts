// The doctor beside a Trio that runs, and where none does.

import assert from "node:assert/strict";
import { knownMigrations } from "../../db/migrate.ts";
import { lockFolder } from "../../db/pglite/file_lock.ts";
import { createAdminApi } from "../../routes/admin/admin_api.ts";
import { openAdminChannel } from "../../routes/admin/admin_channel.ts";
import { examine } from "../../tools/doctor.ts";
import { readEmbedded } from "../../tools/doctor/database_facts.ts";
import { described, type Finding } from "../../tools/doctor/findings.ts";
import { findRunning, forged, type Receiver, standIn, walk } from "../../tools/doctor/way.ts";
import { judgeWay } from "../../tools/doctor/way_findings.ts";
import { lastingPort } from "../../tools/lasting_port.ts";
import { spawn } from "../../tools/running.ts";
import { taskWords } from "../../tools/task_words.ts";
import { startServer, type TestServer } from "../support/server/server.ts";
import { emptyFolder, newDataDir } from "../support/store/kept_pglite.ts";

const root = new URL("../../", import.meta.url);
const random = "0123456789abcdef".repeat(3);

function said(findings: readonly Finding[], about: string): string | undefined {
  return findings.find((one) => one.about === about)?.state;
}

async function openChannel(server: TestServer, dataDir: string) {
  const api = createAdminApi({ ...server.deps, copies: { type: "postgres", command: "" } });
  const options = { dataDir, newToken: server.deps.newToken, report: () => {} };
  const channel = await openAdminChannel(api, options);
  return { [Symbol.asyncDispose]: async () => await channel?.close() };
}

Deno.test("[Z144] beside a Trio that runs the doctor asks it what has arrived, and a request without a token is not kept", async () => {
  await using folder = await emptyFolder("trio_doctor_");
  await using server = await startServer({ env: { PROXIES: "1" } });
  await using _channel = await openChannel(server, folder.path);
  await using receiver = await findRunning(folder.path);
  assert(receiver !== null);
  assert.deepEqual([receiver.running?.pid, receiver.running?.proxies], [Deno.pid, 1]);
  const found = await walk(server.url, receiver, []);
  const { arrival, ...rest } = found;
  assert.deepEqual([rest.status, rest.isTrio, rest.version], [200, true, "1.2.3"]);
  const upgrade = "websocket";
  const fromHere = { peer: "127.0.0.1", client: forged, forwardedFor: forged, upgrade };
  assert.deepEqual(arrival, fromHere);
  const findings = judgeWay(found, { proxies: 1, version: "1.2.3", running: receiver.running });
  assert.equal(said(findings, "X-Forwarded-For"), "wrong");
  assert.equal(await receiver.arrival("another"), null);
});

Deno.test("[Z144] [Z147] as a program it reads its settings from a file, and its exit code says whether a thing is wrong", async () => {
  await using folder = await emptyFolder("trio_doctor_");
  await using server = await startServer();
  await using _channel = await openChannel(server, folder.path);
  const file = `${folder.path}/env`;
  const words = await taskWords(root, { task: "doctor", file: "tools/doctor.ts" });
  const run = async (more: string) => {
    const lines = [`ORIGIN=${server.url}`, `DATA_DIR=${folder.path}`, "MAX_SOCKETS=100"];
    await Deno.writeTextFile(file, [...lines, "HOST=127.0.0.1", more].join("\n"));
    return await spawn([...words, "--env-file", file], { sign: null }).ended;
  };
  const well = await run("SOCKETS=native");
  assert.match(well.output, /ok {5}Trio .* It runs, as process \d+\n[^]*\nAll is well\.\n$/);
  assert.equal(well.code, 0);
  const wrong = await run("PROXIES=1");
  assert.match(wrong.output, /WRONG {2}Trio .* with other settings than the doctor was given/);
  assert.equal(wrong.code, 1);
  const unread = await spawn([...words, "--ca", `${folder.path}/none`], { sign: null }).ended;
  assert.match(unread.output, /^".*\/none" cannot be read \(.*\)\n$/);
  assert.equal(unread.code, 2);
});

Deno.test("[Z145] where no Trio runs the doctor stands in for it, and says what it finds without a secret", async () => {
  await using folder = await emptyFolder("trio_doctor_");
  const port = lastingPort();
  const canary = "Canary" + random;
  const env = {
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: folder.path,
    ORIGIN: `http://127.0.0.1:${port}`,
    SESSION_KEY: canary,
  };
  const findings = await examine(env, []);
  assert.equal(said(findings, env.ORIGIN), "well");
  assert.equal(said(findings, "the way of sockets"), "well");
  assert.equal(said(findings, "database"), "note");
  // The port is given back.
  await using taken = standIn({ host: "127.0.0.1", port, proxies: 0 });
  assert.notEqual(taken, null);
  assert.equal(said(await examine(env, []), "Trio"), "wrong");

  const secrets = {
    DATABASE_URL: `postgres://trio:${canary}@127.0.0.1:1/trio`,
    SESSION_KEYS: `a:${canary}`,
    CLUSTER_SECRET: canary,
    CLUSTER_NODE: "n1",
  };
  const unreached = await examine({ ...env, ...secrets }, []);
  assert.equal(said(unreached, "database"), "wrong");
  // One of several nodes.
  assert.equal(said(unreached, "Trio"), "note");
  const wrongs = [{ DATABASE_URL: `nonsense:${canary}@x` }, { SESSION_KEY: canary.slice(0, 9) }];
  const refused = await Promise.all(wrongs.map((more) => examine({ ...env, ...more }, [])));
  assert.deepEqual(refused.map((one) => said(one, "settings")), ["wrong", "wrong"]);
  const printed = described([...findings, ...unreached, ...refused.flat()]);
  assert.ok(!printed.includes("Canary"), printed);
});

Deno.test("[Z143] a way on which sockets hang is given up once, not for each request", async () => {
  let requests = 0;
  const never = Promise.withResolvers<Response>();
  await using proxy = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    if (new URL(request.url).pathname === "/healthz") return Response.json({ status: "doctor" });
    requests += 1;
    return never.promise;
  });
  const receiver: Receiver = {
    running: null,
    expect: () => Promise.resolve("token"),
    arrival: () => Promise.resolve(null),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const found = await walk(`http://127.0.0.1:${proxy.addr.port}`, receiver, [], 1_000);
  never.resolve(new Response());
  assert.deepEqual([found.isTrio, found.arrival, requests], [true, null, 1]);
});

Deno.test("[Z146] an embedded database is opened under its lock alone, and a process that has it is let be", async () => {
  await using folder = await newDataDir("trio_doctor_");
  assert.deepEqual(await readEmbedded(`${folder.path}/none`), { type: "none" });
  const release = await lockFolder(folder.path);
  assert.deepEqual(await readEmbedded(folder.path), { type: "in use" });
  await release();
  assert.deepEqual(await readEmbedded(folder.path), {
    type: "read",
    migrations: knownMigrations(),
  });
  await (await lockFolder(folder.path))();
  await Deno.writeTextFile(`${folder.path}/pg/PG_VERSION`, "9.6\n");
  assert.equal((await readEmbedded(folder.path)).type, "unreadable");
  await (await lockFolder(folder.path))();
});
