// Backups by the operator's command, with the rights of its task, of the real server while people
// write.

import assert from "node:assert/strict";
import type { GroupId, Message } from "../../protocol/domain.ts";
import type { Client } from "../../tools/client.ts";
import { personAt } from "../support/faults/crowd.ts";
import { Sender } from "../support/faults/sender.ts";
import { runAdmin } from "../support/server/admin_command.ts";
import { startServer } from "../support/server/process.ts";
import { formTrio, type Trio } from "../support/server/trio.ts";
import { emptyFolder } from "../support/store/kept_pglite.ts";

const env = { FRAMES_PER_SECOND: "100000", BURST: "100000" };
const inFlight = 8;

/** The whole log, in pages. */
async function readAll(client: Client, group: GroupId): Promise<readonly Message[]> {
  const log: Message[] = [];
  for (;;) {
    const after = log.length;
    const { status, body } = await client.get(`/api/groups/${group}/messages?after=${after}`);
    assert.equal(status, 200);
    const { messages } = body as { readonly messages: readonly Message[] };
    if (messages.length === 0) return log;
    log.push(...messages);
  }
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o777;
}

Deno.test("[Z106] [Z107] a backup that is made while people write has all that was acknowledged before, and a server restored from it goes on", async () => {
  await using folder = await emptyFolder("trio-backup-");
  const [dataDir, elsewhere] = [`${folder.path}/data`, `${folder.path}/elsewhere`];
  const file = `${folder.path}/one.backup`;
  await Deno.mkdir(dataDir);
  await using server = await startServer({ dataDir, env });
  const trios = [await formTrio(server.url, "left"), await formTrio(server.url, "right")];
  const senders = trios.map(({ group }) => new Sender(group, inFlight));
  let isMade = false;
  let before: readonly ReadonlyMap<string, number>[] = [];
  const writing = senders.map(async (sender, at) => {
    const { people: [client] } = trios[at] as Trio;
    while (!isMade) {
      const line = await sender.send(client, 100);
      await line.close();
      await sender.listen(line);
    }
  });
  const making = (async () => {
    await Promise.all(senders.map((sender) => enough(sender)));
    before = senders.map(({ acknowledged }) => new Map(acknowledged));
    const made = await runAdmin(dataDir, "backup", file);
    isMade = true;
    return made;
  })();
  const made = await making;
  await Promise.all(writing);
  assert.equal(made.code, 0, made.wrong);
  assert.match(made.out, /has 6 users, 2 groups and \d+ messages/);
  assert.equal(await modeOf(file), 0o600);
  assert.deepEqual(await namesIn(dataDir), ["admin.sock", "lock", "pg", "session.key"]);
  assert.deepEqual(await namesIn(folder.path), ["data", "one.backup"]);
  const [bob] = trios[0]?.people.slice(1) ?? [];
  assert(bob);
  const ahead = await bob.connect();
  const { history } = await ahead.hello();
  await ahead.close();

  assert.match((await runAdmin(elsewhere, "restore", file)).out, /has 6 users, 2 groups/);
  await using restored = await startServer({ dataDir: elsewhere, env });
  for (const [at, sender] of senders.entries()) {
    const { group, people } = trios[at] as Trio;
    const [acknowledged, log] = [
      before[at],
      await readAll(personAt(restored.url, people[1].cookie), group),
    ];
    assert(acknowledged && acknowledged.size >= 100);
    assert.deepEqual(log.map(({ seq }) => seq), log.map((_, index) => index + 1), "Dense");
    for (const [id, seq] of acknowledged) assert.equal(log[seq - 1]?.id, id);
    for (const message of log.slice(1)) {
      const sent = sender.sent.find(({ id }) => id === message.id);
      assert.equal(message.kind === "text" && message.text, sent?.text);
    }
    // Something was lost, which the restored server must tell.
    assert(log.length < sender.acknowledged.size + 1, "Nobody wrote while it was made");
  }
  const again = await personAt(restored.url, bob.cookie).connect();
  const group = trios[0]?.group as GroupId;
  const since = { [group]: (senders[0]?.acknowledged.size ?? 0) + 1 } as Record<GroupId, number>;
  const { groups } = await again.hello(since, history);
  assert.deepEqual(groups.map(({ id, gap, lost }) => [id, gap, lost]), [[group, true, true]]);
  await again.close();
  const trio = await formTrio(restored.url, "new");
  const sender = new Sender(trio.group, inFlight);
  await (await sender.send(trio.people[0], 10)).close();
});

async function enough(sender: Sender): Promise<void> {
  while (sender.acknowledged.size < 100) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}
