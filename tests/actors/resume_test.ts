// The answer to hello, by the actors alone: what counts as missed.

import assert from "node:assert/strict";
import { Connection } from "../../actors/connections/connection.ts";
import { resume } from "../../actors/connections/resume.ts";
import type { GroupId, SessionId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import type { Store } from "../../db/store/store.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { Hall, type Listener } from "../support/matching/hall.ts";
import { newId } from "../support/store/store_cast.ts";

const resumeMessages = 3;

/** A socket that says hello; `frames`: what it is sent. */
function helloOn(
  hall: Hall,
  { id: user }: Listener,
  since: Record<GroupId, number>,
  attached = () => Promise.resolve(),
) {
  const frames: ServerFrame[] = [];
  const session = { user, id: newId() as SessionId, expiresAt: "2099-01-01T00:00:00.000Z" };
  const socket = {
    waiting: 0,
    code: null as number | null,
    send: (text: string) => void frames.push(JSON.parse(text)),
    queued: () => socket.waiting,
    close: (code: number) => void (socket.code = code),
  };
  const connection = new Connection(session, socket, defaultLimits, { ended() {} });
  hall.world.hub.attach(connection);
  const { isOnline, askMatchmaker } = hall.world.placement;
  const placement = { isOnline, askMatchmaker, attached };
  const deps = { ...hall.world, placement, resumeMessages };
  const resumed = () => resume(connection, { since }, deps);
  return { frames, socket, resumed };
}

/** What hello is answered with. */
async function hello(
  hall: Hall,
  person: Listener,
  since: Record<GroupId, number>,
): Promise<ServerFrame[]> {
  const { frames, resumed } = helloOn(hall, person, since);
  await resumed();
  return frames.slice();
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

/** Long enough for everything that waits only for its turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await null;
}

async function say(hall: Hall, { id: user }: Listener, group: GroupId): Promise<void> {
  const send = { type: "send", user, id: newId<"message">(), text: "a text" } as const;
  assert.equal((await hall.world.placement.askGroup(group, send)).type, "done");
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

Deno.test("[R1] [C4] a message that comes while ready is made is told once: by ready, or after it", async () => {
  const inner = createMemoryStore();
  let gate: Promise<void> | null = null;
  const store: Store = {
    ...inner,
    async groups(user) {
      await gate;
      return await inner.groups(user);
    },
  };
  await using hall = new Hall({ store });
  const { bob, group } = await withNewcomer(hall);
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  const { frames, resumed } = helloOn(hall, bob, {} as Record<GroupId, number>);
  const end = resumed();
  await say(hall, bob, group);
  assert.deepEqual(frames, []);
  resolve();
  await end;
  await say(hall, bob, group);
  assert.equal(groupIn(frames).lastSeq, 8);
  assert.deepEqual(seqsIn(frames), [9]);
});

Deno.test("[N43] what was held back of a group that the user has left meanwhile is told to nobody", async () => {
  const inner = createMemoryStore();
  let gate: Promise<void> | null = null;
  const store: Store = {
    ...inner,
    async groups(user) {
      await gate;
      return await inner.groups(user);
    },
  };
  await using hall = new Hall({ store });
  const { bob, dora, group } = await withNewcomer(hall);
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  const { frames, resumed } = helloOn(hall, bob, { [group]: 7 });
  const end = resumed();
  await say(hall, dora, group);
  const left = { kind: "left", id: newId<"message">(), by: bob.id, at: "2026-06-15T12:00:00.000Z" };
  const message = { ...left, seq: 9 } as const;
  assert.equal(await inner.leave({ group, message: { ...message, kind: "left" } }), "stored");
  resolve();
  await end;
  assert.deepEqual(frames.map(({ type }) => type), ["ready", "gone"]);
});

Deno.test("[U47] hellos that wait for the other nodes keep no turn from others, and read nothing once their clients are gone", async () => {
  const inner = createMemoryStore();
  let reads = 0;
  const account: Store["account"] = (user) => (reads += 1, inner.account(user));
  await using hall = new Hall({ store: { ...inner, account } });
  const { bob } = await withNewcomer(hall);
  const { promise, resolve } = Promise.withResolvers<void>();
  const waiting = Array.from({ length: 100 }, () => helloOn(hall, bob, {}, () => promise));
  const ends = waiting.map(({ resumed }) => resumed());
  assert.deepEqual((await hello(hall, bob, {})).map(({ type }) => type), ["ready"]);
  reads = 0;
  resolve();
  await Promise.all(ends);
  // Five sockets of a user are open at most, and the last of them was answered above.
  const answered = waiting.map(({ frames }) => frames.length);
  assert.deepEqual(answered, [...Array(96).fill(0), ...Array(4).fill(1)]);
  assert.equal(reads, 4);
});

Deno.test("[R1] a client that reads slowly is sent what it missed as it takes it, and is not cut off", async () => {
  await using hall = new Hall();
  const { bob, group } = await withNewcomer(hall);
  const { frames, socket, resumed } = helloOn(hall, bob, { [group]: 4 });
  socket.waiting = defaultLimits.queueBytes * 0.75;
  const end = resumed();
  await settle();
  hall.clock.advance(60);
  await settle();
  assert.deepEqual(frames.map(({ type }) => type), ["ready"]);
  socket.waiting = defaultLimits.queueBytes / 4;
  hall.clock.advance(20);
  await end;
  assert.deepEqual(seqsIn(frames), [5, 6, 7]);
  assert.equal(socket.code, null);
});

Deno.test("[J9] what is told while it is stored that a user is there comes by ready, and not again", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using hall = new Hall({ store: faulty.store });
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  const group = await hall.trio(anna, bob, clo);
  const hanging = faulty.hang("comeBack");
  const { frames, resumed } = helloOn(hall, anna, {});
  const done = resumed();
  await new Promise((resolve) => setTimeout(resolve));
  await hall.world.placement.askGroup(group, { type: "read", user: bob.id, seq: 1 });
  const id = newId<"message">();
  await hall.world.placement.askGroup(group, { type: "send", user: bob.id, id, text: "there" });
  await new Promise((resolve) => setTimeout(resolve));
  hanging.letGo();
  await done;
  const types = frames.map(({ type }) => type);
  assert.deepEqual(types.filter((type) => type !== "ticket"), ["ready"]);
  assert.equal(groupIn(frames).lastSeq, 2);
});
