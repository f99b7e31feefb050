// 100,000 frames that no good client sends, to the real routes and actors and to the real process:
// each is answered as the protocol says, nobody else notices, and the log has exactly what was
// valid.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type { GroupId, Message, MessageId } from "../../protocol/domain.ts";
import type { Client, Line } from "../../tools/client.ts";
import { Random } from "../../tools/random.ts";
import { mutate, readFrame, validFrame } from "../support/faults/frames.ts";
import { sendGarbled } from "../support/faults/garbled.ts";
import { openProber, type Prober, type Tally } from "../support/faults/prober.ts";
import { emptyFolder } from "../support/store/kept_pglite.ts";
import { connected, formTrio } from "../support/server/people.ts";
import { endOf } from "../support/server/patience.ts";
import { startServer as startProcess } from "../support/server/process.ts";
import { drivers, startServer } from "../support/server/server.ts";
import { formTrio as formTrioAt, type Trio } from "../support/server/trio.ts";

const seed = 20_260_401;
/** On each driver. */
const frames = 50_000;
const sockets = 4;
/** Texts to aim at, from seq 2 on. */
const anchors = 40;
/**
 * Invalid frames that one socket may send before it is sent away, and the time in which it may
 * again.
 */
const invalidAtOnce = 30;
/**
 * On the process: each takes one socket until it is sent away, and three that send broken bytes.
 */
const attacks = 25;
/** Attacks at a time; a user has five sockets at most. */
const atOnce = 3;
const env = { BURST: "100000", FRAMES_PER_SECOND: "100000" };

async function say(line: Line, group: GroupId, text: string): Promise<Message> {
  const id = v7() as MessageId;
  line.send({ type: "send", group, id, text });
  return (await line.next("message", ({ message }) => message.id === id)).message;
}

async function readLog(client: Client, group: GroupId): Promise<Message[]> {
  const log: Message[] = [];
  for (let more = true; more;) {
    const path = `/api/groups/${group}/messages?after=${log.length}&limit=200`;
    const { body } = await client.get<{ messages: Message[]; more: boolean }>(path);
    log.push(...body.messages);
    more = body.more;
  }
  return log;
}

/** What was sent and stored is there, each once, and nothing else is. */
function assertLog(log: readonly Message[], tally: Tally, others: number): void {
  assert.deepEqual(log.map(({ seq }) => seq), log.map((_, index) => index + 1));
  const mine = log.slice(1 + anchors).filter(({ id }) =>
    tally.said.has(id) || tally.amended.has(id)
  );
  assert.equal(new Set(mine.map(({ id }) => id)).size, tally.said.size + tally.amended.size);
  assert.equal(log.length, 1 + anchors + mine.length + others);
  for (const message of mine) {
    if (message.kind !== "text" || message.erased || message.editedAt !== null) continue;
    assert.equal(message.text, tally.said.get(message.id));
  }
}

for (const driver of drivers) {
  Deno.test(`[X20] ${frames} mutated frames are answered one by one, harm nobody, and only the valid ones are stored: ${driver}`, async () => {
    await using server = await startServer({ sockets: driver, env });
    const { anna, bob, group } = await formTrio(server);
    const random = new Random(seed);
    const [a, b] = [await connected(anna), await connected(bob)];
    for (let anchor = 0; anchor < anchors; anchor++) {
      await say(anchor % 2 ? a : b, group, `anchor ${anchor}`);
    }
    await a.close();
    const counts = { refused: 0, pongs: 0, noted: 0, amendsRefused: 0 };
    const tally: Tally = { said: new Map(), amended: new Set(), counts };
    const options = { group, sure: 1 + anchors, tally };
    const probers: Prober[] = [];
    for (let one = 0; one < sockets; one++) probers.push(await openProber(anna.client, options));
    let others = 0;
    for (let sent = 0; sent < frames;) {
      const prober = random.pick(probers);
      assert(prober);
      if (prober.send(mutate(random, validFrame(random, group, anchors)))) sent++;
      if (prober.invalid < invalidAtOnce) continue;
      await Promise.all(probers.map((one) => one.settled()));
      for (const one of probers) one.invalid = 0;
      server.clock.advance(invalidAtOnce * 1_000);
      await say(b, group, `bob ${others++}`);
    }
    await Promise.all(probers.map((one) => one.settled()));
    assertLog(await readLog(bob.client, group), tally, others);
    assert.deepEqual(server.reports, []);
    assert(!("polluted" in {}));
    const told = { ...counts, said: tally.said.size, amended: tally.amended.size, others };
    assert(Object.values(told).every((count) => count > 100), `Seed ${seed}: too little happened`);
    console.log(`Seed ${seed}: ${JSON.stringify(told)}`);
    await Promise.all([b.close(), ...probers.map((one) => one.close())]);
  });
}

/** Says hello and sends frames until it is sent away for them; the ids of those that were valid. */
async function barrage(client: Client, group: GroupId, random: Random): Promise<string[]> {
  const line = await client.connect();
  await line.hello();
  const ids: string[] = [];
  for (let ended = false; !ended;) {
    const mutant = mutate(random, validFrame(random, group, anchors));
    const frame = readFrame(mutant);
    if (frame?.type === "quit") continue;
    if (frame !== null && "id" in frame) ids.push(frame.id);
    line.sendRaw(mutant);
    // Nothing may be under way behind the frame for which it is sent away: a native socket drops
    // who is not quiet then.
    if (frame === null) ended = await isSentAway(line);
  }
  assert.equal((await endOf(line)).code, 4400);
  return ids;
}

/** Whether an invalid frame, the last one that was sent, ended the line; else it is answered. */
async function isSentAway(line: Line): Promise<boolean> {
  // The wait for the answer fails with the line.
  const answered = line.next("error", ({ code }) => code === "invalid" || code === "too_long");
  return await Promise.race([line.closed.then(() => true), answered.then(() => false, () => true)]);
}

/** One attack after the other until all are done, each with what must be stored of it. */
async function attack(
  url: string,
  { group, people: [anna, bob, chloe] }: Trio,
  left: { attacks: number },
) {
  const other = await bob.connect();
  await other.hello();
  const sent = new Set<string>();
  while (left.attacks-- > 0) {
    const random = new Random(seed + left.attacks);
    const garbled = [1, 2, 3].map(() =>
      sendGarbled(url, { cookie: chloe.cookie, random, leavesEarly: true })
    );
    const [ids] = await Promise.all([barrage(anna, group, random), ...garbled]);
    for (const id of ids) sent.add(id);
    sent.add((await say(other, group, `bob ${left.attacks}`)).id);
  }
  await other.close();
  return sent;
}

async function attackProcess(driver: typeof drivers[number]): Promise<void> {
  await using folder = await emptyFolder("trio-fuzz-");
  await using server = await startProcess({
    dataDir: folder.path,
    env: { ...env, SOCKETS: driver },
  });
  const trio = await formTrioAt(server.url, "fuzz");
  const left = { attacks };
  const done = Array.from({ length: atOnce }, () => attack(server.url, trio, left));
  const sent = new Set((await Promise.all(done)).flatMap((ids) => [...ids]));
  const { group, people: [, bob, chloe] } = trio;
  const log = await readLog(bob, group);
  assert.deepEqual(log.map(({ seq }) => seq), log.map((_, index) => index + 1));
  for (const { id } of log.slice(1)) assert(sent.has(id), `Nobody sent "${id}"`);
  assert.equal(log.filter(({ kind, by }) => kind === "left" || by === null).length, 1);
  assert.equal((await chloe.get("/healthz")).status, 200);
  const { code, output } = await server.stop();
  assert.equal(code, 0, output);
  assert.doesNotMatch(output, /rejected|panicked|Error/i, output);
}

/** For steps that go on beside each other. */
const beside = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };

Deno.test("[X21] mutated frames and broken bytes leave a process of each driver and everybody else well", async (t) => {
  await Promise.all(
    drivers.map((driver) =>
      t.step({ ...beside, name: `[X21] ${driver}`, fn: () => attackProcess(driver) })
    ),
  );
});
