// The operator's channel, from the words of the command to what users notice.

import assert from "node:assert/strict";
import { createAdminApi } from "../../routes/admin/admin_api.ts";
import { openAdminChannel } from "../../routes/admin/admin_channel.ts";
import type { Copies } from "../../db/store/copies.ts";
import type { AuditEntry } from "../../protocol/moderation.ts";
import { type AdminAnswer, askTrio, withCopy } from "../../tools/admin/admin_connection.ts";
import { readWords } from "../../tools/admin/admin_request.ts";
import { taskWords } from "../../tools/task_words.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { report } from "../support/server/moderators.ts";
import { connected, formTrio, password, signUp } from "../support/server/people.ts";
import { endOf } from "../support/server/patience.ts";
import { startServer as startProcess } from "../support/server/process.ts";
import { startServer, type TestServer } from "../support/server/server.ts";

async function newFolder() {
  const path = await Deno.makeTempDir({ prefix: "trio_admin_" });
  const remove = () => Deno.remove(path, { recursive: true });
  return { path, [Symbol.asyncDispose]: remove };
}

const ofPostgres: Copies = { type: "postgres", command: "pg_dump" };

async function openChannel(
  server: Pick<TestServer, "deps">,
  dataDir: string,
  copies: Copies = ofPostgres,
) {
  const notices: string[] = [];
  const channel = await openAdminChannel(createAdminApi({ ...server.deps, copies }), {
    dataDir,
    newToken: server.deps.newToken,
    report: (event) => void notices.push(event),
  });
  return { channel, notices, [Symbol.asyncDispose]: async () => await channel?.close() };
}

/** Asks as `deno task admin` does. */
async function admin(dataDir: string, ...words: string[]): Promise<AdminAnswer | null> {
  const read = readWords(words);
  assert(read.type === "run", JSON.stringify(read));
  return await askTrio(dataDir, read.request);
}

async function statusOf(dataDir: string, ...words: string[]): Promise<number | null> {
  return (await admin(dataDir, ...words))?.status ?? null;
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o777;
}

Deno.test("[A150] the operator's channel is a socket of its owner alone, which goes with the program", async () => {
  await using folder = await newFolder();
  await using server = await startServer();
  await signUp(server, "anna");
  assert.equal(await statusOf(folder.path, "user", "anna"), null);
  const socket = `${folder.path}/admin.sock`;
  {
    await using opened = await openChannel(server, folder.path);
    assert.notEqual(opened.channel, null);
    assert.equal(await modeOf(socket), 0o600);
    assert.equal(await statusOf(folder.path, "user", "anna"), 200);
    assert.equal(await statusOf(folder.path, "user", "nobody"), 404);
    await using second = await openChannel(server, folder.path);
    assert.deepEqual([second.channel, second.notices.length], [null, 1]);
  }
  assert.equal(await statusOf(folder.path, "user", "anna"), null);
  // What a process that was killed has left behind.
  await Deno.writeTextFile(socket, "");
  await using opened = await openChannel(server, folder.path);
  assert.deepEqual([await modeOf(socket), opened.notices], [0o600, []]);
  assert.equal(await statusOf(folder.path, "user", "anna"), 200);
});

Deno.test("[A150] where there can be no socket, a port answers who has the token of a file of its owner", async () => {
  await using folder = await newFolder();
  await using server = await startServer();
  await signUp(server, "anna");
  // No socket's path may be so long.
  const dataDir = `${folder.path}/${"long".repeat(40)}`;
  await Deno.mkdir(dataDir);
  const file = `${dataDir}/admin.token`;
  {
    await using opened = await openChannel(server, dataDir);
    assert.deepEqual(opened.notices, []);
    assert.equal(await modeOf(file), 0o600);
    assert.equal(await statusOf(dataDir, "user", "anna"), 200);
    const { port, token } = JSON.parse(await Deno.readTextFile(file));
    const url = `http://127.0.0.1:${port}/users/anna`;
    for (const wrong of ["", `${token}x`, token.slice(1)]) {
      const answer = await fetch(url, { headers: { "trio-token": wrong } });
      assert.deepEqual([answer.status, await answer.text()], [401, ""]);
    }
  }
  assert.equal(await statusOf(dataDir, "user", "anna"), null);
  await assert.rejects(Deno.stat(file), Deno.errors.NotFound);
});

Deno.test("[A151] the operator names moderators, suspends and lifts, and reads reports; each act is in the trail as theirs", async () => {
  await using folder = await newFolder();
  await using server = await startServer();
  await using _opened = await openChannel(server, folder.path);
  const run = (...words: string[]) => statusOf(folder.path, ...words);
  const { anna, bob, group } = await formTrio(server);
  const queue = async () => (await anna.client.get("/api/moderation/reports")).status;
  assert.equal(await queue(), 404);
  assert.equal(await run("role", "ANNA", "moderator"), 204);
  assert.equal(await queue(), 200);
  assert.equal(await run("role", "anna", "user"), 204);
  assert.equal(await queue(), 404);
  await report(anna, group, bob);
  const reports = (await admin(folder.path, "reports", "--limit", "1"))?.body;
  assert.deepEqual((reports as { reports: unknown[] }).reports.length, 1);
  const line = await connected(bob);
  assert.equal(await run("suspend", "bob", "--days", "3", "--note", "rude"), 204);
  assert.equal((await endOf(line)).code, 4403);
  assert.equal((await server.client().logIn("bob", password)).status, 403);
  const user = (await admin(folder.path, "user", "bob"))?.body as Record<string, unknown>;
  assert.deepEqual([user.suspended, user.online, user.groups], [true, false, [group]]);
  assert.equal(await run("lift", "bob", "--note", "sorry"), 204);
  assert.equal(await run("lift", "bob", "--note", "sorry"), 404);
  assert.equal((await server.client().logIn("bob", password)).status, 200);
  assert.equal(await run("suspend", "bob", "--note", "rude again"), 204);
  const { entries } = (await admin(folder.path, "audit"))?.body as {
    readonly entries: readonly AuditEntry[];
  };
  assert.deepEqual(entries.map(({ by, action, days, note }) => [by, action, days, note]), [
    [null, "ban", null, "rude again"],
    [null, "lift", null, "sorry"],
    [null, "suspend", 3, "rude"],
    [null, "role", null, "user"],
    [null, "role", null, "moderator"],
  ]);
});

Deno.test("[A152] the operator lets a user in again by a recovery code, and deletes an account", async () => {
  await using folder = await newFolder();
  await using server = await startServer();
  await using _opened = await openChannel(server, folder.path);
  const anna = await signUp(server, "anna");
  const answer = await admin(folder.path, "reset-password", "anna");
  const { code } = answer?.body as { readonly code: string };
  const recovered = await server.client().request("POST", "/api/session/recovery", {
    username: "anna",
    code,
    password: "another long secret",
  });
  assert.deepEqual([answer?.status, recovered.status], [201, 200]);
  assert.equal((await anna.client.get("/api/me")).status, 401);
  const read = readWords(["delete", "anna"]);
  assert.equal(read.type, "wrong");
  assert.equal(await statusOf(folder.path, "delete", "anna", "--yes"), 204);
  assert.equal((await server.client().logIn("anna", "another long secret")).status, 401);
  assert.equal(await statusOf(folder.path, "reset-password", "anna"), 404);
  const { entries } = (await admin(folder.path, "audit"))?.body as {
    readonly entries: readonly AuditEntry[];
  };
  assert.deepEqual(entries.map(({ action, about }) => [action, about.id]), [
    ["delete", anna.user.id],
    ["recovery", anna.user.id],
  ]);
});

Deno.test("[Z116] a copy is there for as long as the command is, and a Trio that stops leaves it to the command", async () => {
  await using folder = await newFolder();
  await using server = await startServer();
  const removals: ReturnType<typeof Promise.withResolvers<void>>[] = [];
  let isRemoved = false;
  const copies: Copies = {
    type: "embedded",
    make() {
      isRemoved = false;
      const removal = Promise.withResolvers<void>();
      removals.push(removal);
      const remove = () => {
        isRemoved = true;
        removal.resolve();
        return Promise.resolve();
      };
      return Promise.resolve({ name: `copy-${removals.length}`, remove });
    },
  };
  const stop = new AbortController();
  const deps = { ...server.deps, stopping: stop.signal };
  await using _opened = await openChannel({ deps }, folder.path, copies);
  const used = await withCopy(folder.path, (answer) => {
    assert.deepEqual(answer, { status: 201, body: { type: "embedded", name: "copy-1" } });
    assert(!isRemoved);
    return Promise.resolve("used");
  });
  assert.equal(used, "used");
  await removals[0]?.promise;
  const fails = () => Promise.reject(new TypeError("The command failed"));
  await assert.rejects(withCopy(folder.path, fails), /The command failed/);
  await removals[1]?.promise;
  await withCopy(folder.path, () => Promise.resolve(stop.abort()));
  await server.client().get("/api/me");
  assert(!isRemoved);

  await using elsewhere = await newFolder();
  await using _other = await openChannel(server, elsewhere.path);
  assert.deepEqual(await withCopy(elsewhere.path, (answer) => Promise.resolve(answer)), {
    status: 200,
    body: { type: "postgres", command: "pg_dump" },
  });
  const full: Copies = { type: "embedded", make: () => Promise.reject(new Error("make room")) };
  await using last = await newFolder();
  await using _full = await openChannel(server, last.path, full);
  const refused = await withCopy(last.path, (answer) => Promise.resolve(answer));
  assert.equal(refused?.status, 503);
  assert.match(JSON.stringify(refused?.body), /make room/);
});

Deno.test("[A151] a code or a deletion that is cut off half-way is in the trail, too", async () => {
  const { store, fail } = createFaultyStore(createMemoryStore());
  await using server = await startServer({ store });
  const anna = await signUp(server, "anna");
  const api = createAdminApi({ ...server.deps, copies: ofPostgres });
  for (
    const [call, path, method] of [
      ["addRecoveryCodes", "/users/anna/recovery", "POST"],
      ["requestDeletion", "/users/anna", "DELETE"],
    ] as const
  ) {
    fail(call, "after");
    assert.equal((await api.request(path, { method })).status, 503);
  }
  const trail = await store.auditTrail({ after: null, limit: 9 });
  assert.deepEqual(trail?.entries.map(({ action, about }) => [action, about.id]), [
    ["delete", anna.user.id],
    ["recovery", anna.user.id],
  ]);
});

Deno.test("[A153] the command does with the rights of its task what the operator says, and says in a sentence what is wrong", async () => {
  await using folder = await newFolder();
  const root = new URL("../../", import.meta.url);
  const dataDir = folder.path;
  const words = await taskWords(root, { task: "admin", file: "tools/admin.ts", dataDir });
  const run = async (...named: string[]) => {
    const command = new Deno.Command(Deno.execPath(), {
      args: [...words, ...named],
      cwd: root,
      env: { DATA_DIR: dataDir, NO_COLOR: "1" },
    });
    const { code, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    return { code, out: decoder.decode(stdout), wrong: decoder.decode(stderr) };
  };
  assert.deepEqual(await run("audit"), {
    code: 1,
    out: "",
    wrong: `No Trio that you may command has the data folder "${dataDir}"\n`,
  });
  await using server = await startProcess({ dataDir });
  const { status } = await fetch(`${server.url}/api/users`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "anna", password }),
  }).then(async (answer) => (await answer.text(), answer));
  assert.equal(status, 201);
  assert.deepEqual(await run("role", "anna", "moderator"), {
    code: 0,
    out: '"anna" has the role "moderator"\n',
    wrong: "",
  });
  const user = await run("user", "anna");
  assert.deepEqual([user.code, JSON.parse(user.out).role], [0, "moderator"]);
  assert.deepEqual(await run("user", "bob"), {
    code: 1,
    out: "",
    wrong: "No user has this name\n",
  });
  assert.equal((await run("--help")).code, 0);
  assert.equal((await run("forgive", "anna")).code, 2);
});
