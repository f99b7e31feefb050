// The answer to hello, by the actors alone: what counts as missed.

import assert from "node:assert/strict";
import { Connection } from "../../actors/connections/connection.ts";
import { resume } from "../../actors/connections/resume.ts";
import type { GroupId, SessionId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import { Hall, type Listener } from "../support/matching/hall.ts";
import { newId } from "../support/store/store_cast.ts";

const resumeMessages = 3;

/** What hello is answered with. */
async function hello(
  hall: Hall,
  { id: user }: Listener,
  since: Record<GroupId, number>,
): Promise<ServerFrame[]> {
  const frames: ServerFrame[] = [];
  const session = { user, id: newId() as SessionId, expiresAt: "2099-01-01T00:00:00.000Z" };
  const socket = {
    send: (text: string) => void frames.push(JSON.parse(text)),
    queued: () => 0,
    close() {},
  };
  const connection = new Connection(session, socket, defaultLimits, () => {});
  await resume(connection, since, { ...hall.world, resumeMessages });
  return frames;
}

function groupIn([ready]: readonly ServerFrame[]) {
  assert(ready?.type === "ready");
  const [group] = ready.groups;
  assert(group);
  return group;
}

function seqsIn(frames: readonly ServerFrame[]): number[] {
  return frames.flatMap((frame) => frame.type === "message" ? [frame.message.seq] : []);
}

/** Anna, Bob and Clo, of whom Anna has quit after some texts; Dora has come in. */
async function withNewcomer(hall: Hall) {
  const [anna, bob, clo, dora] = await hall.people("anna", "bob", "clo", "dora");
  assert(anna && bob && clo && dora);
  const group = await hall.trio(anna, bob, clo);
  for (let texts = 0; texts < 4; texts++) await say(hall, bob, group);
  await hall.quit(anna, group);
  await hall.place(dora);
  assert.equal(
    await hall.ask({ type: "open_seat", user: bob.id, group, criteria: null }),
    "seat",
  );
  assert.equal(await hall.look(dora), null);
  return { bob, dora, group };
}

async function say(hall: Hall, { id: user }: Listener, group: GroupId): Promise<void> {
  const send = { type: "send", user, id: newId<"message">(), text: "a text" } as const;
  assert.equal((await hall.world.directory.ask(group, send)).type, "done");
}

Deno.test("[R2] [T40] what a latecomer may not see is not missed, also when the client names 0", async () => {
  await using hall = new Hall();
  const { bob, dora, group } = await withNewcomer(hall);
  const since = { [group]: 0 };
  const frames = await hello(hall, dora, since);
  assert.deepEqual([groupIn(frames).lastSeq, groupIn(frames).firstSeq], [7, 7]);
  assert.equal(groupIn(frames).gap, undefined);
  assert.deepEqual(seqsIn(frames), [7]);
  assert.equal(groupIn(await hello(hall, bob, since)).gap, true, "Bob has missed seven");
});

Deno.test("[R2] as many as the limit are sent, one more is a gap", async () => {
  await using hall = new Hall();
  const { dora, bob, group } = await withNewcomer(hall);
  for (let texts = 0; texts < 2; texts++) await say(hall, bob, group);
  const all = await hello(hall, dora, { [group]: 0 });
  assert.deepEqual(seqsIn(all), [7, 8, 9]);
  assert.equal(groupIn(all).gap, undefined);
  await say(hall, bob, group);
  const tooMuch = await hello(hall, dora, { [group]: 6 });
  assert.equal(groupIn(tooMuch).gap, true);
  assert.deepEqual(seqsIn(tooMuch), []);
  assert.deepEqual(seqsIn(await hello(hall, dora, { [group]: 7 })), [8, 9, 10]);
});

Deno.test("[R1] a client that has all, or says it has more, is sent nothing", async () => {
  await using hall = new Hall();
  const { bob, group } = await withNewcomer(hall);
  for (const seq of [7, 8, 1_000]) {
    const frames = await hello(hall, bob, { [group]: seq });
    assert.deepEqual(frames.map(({ type }) => type), ["ready"]);
  }
});
