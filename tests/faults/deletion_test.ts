// A deletion in the real process: killed in its midst, and searched for on the disk.

import assert from "node:assert/strict";
import { createJournal } from "../../db/groups/journal.ts";
import { createStore } from "../../db/open.ts";
import { createEmbedded } from "../../db/pglite/pglite.ts";
import type { Group } from "../../protocol/domain.ts";
import { Client } from "../../tools/client.ts";
import { newMessageId, open, password } from "../support/server/people.ts";
import { until } from "../support/server/patience.ts";
import { startServer } from "../support/server/process.ts";
import { allRows } from "../support/store/all_rows.ts";
import { emptyFolder } from "../support/store/kept_pglite.ts";

const canaries = ["Canarina", "1987-03-21", "Wintergreen"];
const profile = { birthDate: "1987-03-21", sex: "female" } as const;
const texts = 100;
const env = { BURST: "1000", FRAMES_PER_SECOND: "1000" };

async function newcomer(url: string, username: string): Promise<Client> {
  const client = new Client(url);
  const ofOthers = { ...profile, birthDate: "1988-03-21" };
  const isCanary = username === canaries[0];
  const account = { username, password, profile: isCanary ? profile : ofOthers };
  assert.equal((await client.signUp(account)).status, 201);
  assert.equal((await client.put("/api/ticket", { criteria: open })).status, 200);
  return client;
}

/** Signs three up, lets the first talk, and deletes that account. */
async function deleteOne(url: string): Promise<Client> {
  const [canary, bob] = [
    await newcomer(url, "Canarina"),
    await newcomer(url, "bob"),
    await newcomer(url, "chloé"),
  ];
  const line = await canary.connect();
  const { groups: [group] } = await line.hello();
  assert(group);
  for (let count = 0; count < texts; count++) {
    const id = newMessageId();
    line.send({ type: "send", group: group.id, id, text: `Wintergreen ${count}` });
    await line.next("message", ({ message }) => message.id === id);
  }
  assert.equal((await canary.request("DELETE", "/api/me", { password })).status, 204);
  await line.closed;
  return bob;
}

/** Waits until a co-member is shown the group without the name. */
async function goneFor(bob: Client): Promise<void> {
  let names = "";
  await until("the deletion is done", () => names === "bob, chloé", async () => {
    const { body } = await bob.get<{ groups: readonly Group[] }>("/api/groups");
    names = body.groups.map(({ name }) => name).join();
  });
}

// PGlite leaves timers of up to 10 s behind.
Deno.test(
  "[A122] a server that is killed goes on with a deletion at its next start, and leaves no word of it in its rows and its log",
  {
    sanitizeOps: false,
    sanitizeResources: false,
  },
  async () => {
    await using folder = await emptyFolder("trio-deletion-");
    const dataDir = folder.path;
    await using first = await startServer({ dataDir, env });
    // What is loaded when it is first asked for is granted, too.
    const { status } = await new Client(first.url).request(
      "POST",
      "/api/session/passkey/options",
      {},
    );
    assert.equal(status, 200);
    const bob = await deleteOne(first.url);
    const { output: before } = await first.stop("SIGKILL");
    await using second = await startServer({ dataDir, env });
    const again = new Client(second.url);
    again.cookie = bob.cookie;
    await goneFor(again);
    const { output: after } = await second.stop();
    const db = await createEmbedded({ dataDir: `${dataDir}/pg` });
    try {
      assert.deepEqual(await createStore(db, createJournal(db)).deletions(9), []);
      const rows = await allRows(db);
      for (const word of canaries) assert(!rows.includes(word), `"${word}" is in a row`);
      assert(rows.includes("bob"));
    } finally {
      await db.destroy();
    }
    for (const word of canaries) assert(!(before + after).includes(word), `"${word}" was printed`);
  },
);
