// Backups by the operator's command, with the rights of its task, of the real server while people
// write.

import assert from "node:assert/strict";
import type { GroupId, Message, MessageId } from "../../protocol/domain.ts";
import type { Client } from "../../tools/client.ts";
import { personAt } from "../support/faults/crowd.ts";
import { runAdmin } from "../support/server/admin_command.ts";
import { startServer } from "../support/server/process.ts";
import { formTrio, type Trio } from "../support/server/trio.ts";
import { emptyFolder } from "../support/store/kept_pglite.ts";

const env = { FRAMES_PER_SECOND: "100000", BURST: "100000" };
/** Texts that must be there before the backup begins. */
const fewest = 50;
/** Between two texts from then on: who writes without a pause keeps the backup from its end. */
const pauseMs = 20;

/** A member who writes one text after the other, each with a later change of it now and then. */
class Writer {
  /** What was acknowledged, by its seq. */
  readonly acknowledged: Message[] = [];
  readonly #trio: Trio;
  readonly #begun = Promise.withResolvers<void>();

  constructor(trio: Trio) {
    this.#trio = trio;
  }

  /** Resolves when it has written enough for a backup to show something. */
  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  async write(isOver: () => boolean): Promise<void> {
    const { group, people: [client] } = this.#trio;
    const line = await client.connect();
    await line.hello();
    for (let number = 1; !isOver() || number <= fewest; number++) {
      const id = crypto.randomUUID() as MessageId;
      const before = this.acknowledged.at(-1);
      const text = `text ${number}, `.repeat(20);
      line.send(
        number % 5 === 0 && before?.kind === "text"
          ? { type: "edit", group, id, seq: before.seq, text }
          : { type: "send", group, id, text },
      );
      const { message } = await line.next("message", ({ message }) => message.id === id);
      this.acknowledged.push(message);
      if (number === fewest) this.#begun.resolve();
      if (number >= fewest && !isOver()) await pause();
    }
    await line.close();
  }

  /** The log that this one wrote, up to some seq, as it must read there. */
  asOf(last: number): readonly (readonly [Message["id"], string | null])[] {
    const known = this.acknowledged.filter(({ seq }) => seq <= last);
    const texts = new Map<number, string>();
    for (const message of known) {
      if (message.kind === "text") texts.set(message.seq, message.text);
      if (message.kind === "edited") texts.set(message.target, message.text);
    }
    return known.map((message) => [
      message.id,
      texts.get(message.kind === "edited" ? message.target : message.seq) ?? null,
    ]);
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pauseMs));
}

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

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

Deno.test("[Z106] [Z107] [Z116] a backup that is made while people write has all that was acknowledged before, and a server restored from it goes on", async () => {
  await using folder = await emptyFolder("trio-backup-");
  const [dataDir, elsewhere] = [`${folder.path}/data`, `${folder.path}/elsewhere`];
  const file = `${folder.path}/one.backup`;
  await Deno.mkdir(dataDir);
  await using server = await startServer({ dataDir, env });
  const trios = [await formTrio(server.url, "left"), await formTrio(server.url, "right")];
  const writers = trios.map((trio) => new Writer(trio));
  let isMade = false;
  const writing = Promise.all(writers.map((writer) => writer.write(() => isMade)));
  await Promise.all(writers.map(({ begun }) => begun));
  const before = writers.map(({ acknowledged }) => acknowledged.length);
  const made = await runAdmin(dataDir, "backup", file);
  isMade = true;
  await writing;
  assert.equal(made.code, 0, made.wrong);
  assert.match(made.out, /has 6 users, 2 groups and \d+ messages/);
  assert.deepEqual(await namesIn(dataDir), ["admin.sock", "lock", "pg", "session.key"]);
  assert.deepEqual(await namesIn(folder.path), ["data", "one.backup"]);
  const [{ group, people: [, bob] }] = trios as [Trio, Trio];
  const ahead = await bob.connect();
  const { history } = await ahead.hello();
  await ahead.close();

  assert.match((await runAdmin(elsewhere, "restore", file)).out, /has 6 users, 2 groups/);
  // Of a Trio that was killed.
  const left = `copy-${crypto.randomUUID()}`;
  await Deno.mkdir(`${elsewhere}/${left}`);
  await using restored = await startServer({ dataDir: elsewhere, env });
  assert(!(await namesIn(elsewhere)).includes(left));
  for (const [at, writer] of writers.entries()) {
    const { group, people } = trios[at] as Trio;
    const log = await readAll(personAt(restored.url, people[1].cookie), group);
    assert.deepEqual(log.map(({ seq }) => seq), log.map((_, index) => index + 1), "A hole");
    assert(log.length > (before[at] ?? Infinity), "Something acknowledged is missing");
    const texts = log.slice(1).map((message) => [message.id, "text" in message && message.text]);
    assert.deepEqual(texts, writer.asOf(log.length));
    assert(log.length <= writer.acknowledged.length, "Nobody wrote meanwhile");
  }
  const again = await personAt(restored.url, bob.cookie).connect();
  const since = { [group]: (writers[0]?.acknowledged.length ?? 0) + 1 } as Record<GroupId, number>;
  const { groups } = await again.hello(since, history);
  assert.deepEqual(groups.map(({ id, gap, lost }) => [id, gap, lost]), [[group, true, true]]);
  await again.close();
  await new Writer(await formTrio(restored.url, "new")).write(() => true);
});
