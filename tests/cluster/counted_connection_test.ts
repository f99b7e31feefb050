// Connections of a node count the messages of their groups, and are brought up to date from the
// store where one is missing.

import assert from "node:assert/strict";
import { Connection, type Socket } from "../../actors/connections/connection.ts";
import { Hub } from "../../actors/connections/hub.ts";
import { Resync } from "../../actors/connections/resync.ts";
import { TicketViews } from "../../actors/matchmaker/ticket_views.ts";
import type { GroupId, Message, SessionId, UserId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import { GroupHarness } from "../sim/checks/group_harness.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { settle } from "./support/turns.ts";

const group = "group" as GroupId;

function connect(user = "a" as UserId) {
  const frames: ServerFrame[] = [];
  const codes: number[] = [];
  const state = { gaps: 0, queued: 0 };
  const socket: Socket = {
    send: (text) => void frames.push(JSON.parse(text)),
    queued: () => state.queued,
    close: (code) => void codes.push(code),
  };
  const session = { user, id: "session" as SessionId, expiresAt: "2099-01-01T00:00:00.000Z" };
  const connection = new Connection(session, socket, defaultLimits, { ended() {} });
  connection.countMessages(() => void state.gaps++);
  const deliver = (frame: ServerFrame) => connection.deliver(frame, JSON.stringify(frame));
  return { connection, deliver, frames, codes, state };
}

const message = (seq: number, of = group): ServerFrame => ({
  type: "message",
  group: of,
  message: { seq } as Message,
});
const shown = (firstSeq: number, lastSeq: number): ServerFrame =>
  ({ type: "group", group: { id: group, firstSeq, lastSeq } }) as ServerFrame;
const seqsOf = (frames: readonly ServerFrame[]) =>
  frames.flatMap((frame) => frame.type === "message" ? [frame.message.seq] : []);

/** A connection that is live and has the group up to 3. */
function live() {
  const client = connect();
  client.connection.startResuming();
  client.connection.has(group, 3);
  client.connection.goLive();
  return client;
}

Deno.test("[U40] a message that comes twice or late is passed on once", () => {
  const { deliver, frames, state } = live();
  for (const seq of [4, 4, 3, 5, 4]) deliver(message(seq));
  assert.deepEqual([seqsOf(frames), state.gaps], [[4, 5], 0]);
});

Deno.test("[U40] the answer to a repeated frame is passed on though the client has its message", () => {
  const { connection, frames } = live();
  connection.answerInTurn(message(2), connection.seqOf(group));
  assert.deepEqual(seqsOf(frames), [2]);
});

Deno.test("[U40] it is not where the message has come since the frame, which was given twice then", () => {
  const { connection, deliver, frames } = live();
  deliver(message(4));
  connection.answerInTurn(message(4), 3);
  assert.deepEqual(seqsOf(frames), [4]);
});

Deno.test("[U41] after a gap nothing of a group is passed on until what is missing has come, then in order", () => {
  const { connection, deliver, frames, state } = live();
  deliver(message(5));
  deliver(message(6));
  deliver(message(6));
  assert.deepEqual([seqsOf(frames), state.gaps], [[], 1]);
  for (const seq of [4, 5]) {
    connection.answer(message(seq));
    connection.has(group, seq);
  }
  connection.goLive();
  assert.deepEqual([seqsOf(frames), state.gaps], [[4, 5, 6], 1]);
  deliver(message(7));
  assert.deepEqual(seqsOf(frames), [4, 5, 6, 7]);
});

Deno.test("[U41] what still lacks something after it was brought up to date calls again, and keeps all that waits", () => {
  const { connection, deliver, frames, state } = live();
  for (const seq of [5, 6]) deliver(message(seq));
  connection.goLive();
  assert.deepEqual([seqsOf(frames), state.gaps], [[], 2]);
  connection.has(group, 4);
  connection.goLive();
  assert.deepEqual(seqsOf(frames), [5, 6]);
});

Deno.test("[U42] a message of a group that the client does not know calls for it; one that was shown does not", () => {
  const { deliver, state, frames } = live();
  const other = "other" as GroupId;
  deliver(message(1, other));
  assert.equal(state.gaps, 1);
  const fresh = live();
  fresh.deliver({ ...shown(7, 8), group: { id: other, firstSeq: 7, lastSeq: 8 } } as ServerFrame);
  for (const seq of [7, 8]) fresh.deliver(message(seq, other));
  assert.deepEqual([seqsOf(fresh.frames), fresh.state.gaps], [[7, 8], 0]);
  assert.deepEqual(frames, []);
});

Deno.test("[U42] a group as it was before what the client has calls for a new look; after gone it is a new one", () => {
  const late = live();
  late.deliver(shown(1, 2));
  assert.equal(late.state.gaps, 1);
  const left = live();
  left.deliver({ type: "gone", group });
  left.deliver(shown(3, 3));
  left.deliver(message(3));
  assert.deepEqual([seqsOf(left.frames), left.state.gaps], [[3], 0]);
});

Deno.test("[U42] what the store does not show when it is read later was overtaken, and calls for no other look", () => {
  for (const frame of [shown(1, 2), message(1, "left" as GroupId), message(9)]) {
    const { connection, deliver, frames, state } = live();
    deliver(frame);
    assert.equal(state.gaps, 1);
    // As Resync does before it reads.
    connection.startResuming();
    deliver(message(4));
    connection.goLive();
    assert.deepEqual([seqsOf(frames), state.gaps], [[4], 1]);
    deliver(message(5));
    assert.deepEqual([seqsOf(frames), state.gaps], [[4, 5], 1]);
  }
});

/** A real group and store, with a client of its first member who has seen nothing of it. */
async function openResync() {
  const harness = await GroupHarness.open();
  const { clock, store } = harness;
  const client = connect(harness.user(0));
  const asked: string[] = [];
  const placement = {
    isOnline: () => true,
    askMatchmaker({ type }: { readonly type: string }) {
      asked.push(type);
      return Promise.resolve({ type: "done" } as const);
    },
  };
  const reports: string[] = [];
  const report = (event: string) => void reports.push(event);
  const deps = { store: harness.faults.store, clock, report, metDays: 0 };
  const resync = new Resync({
    ...deps,
    ...{ placement, limits: defaultLimits },
    tickets: new TicketViews(deps),
  });
  const pass = async (ms: number) => {
    await harness.pass(ms);
    await settle();
  };
  const close = async () => {
    resync.stop();
    await harness.close();
  };
  return { harness, store, client, resync, pass, close, asked, reports };
}

Deno.test("[U43] a connection is told what it lacks: groups, messages, partner, ticket, notice, and what is gone", async () => {
  const { harness, client, resync, pass, close, asked } = await openResync();
  const { connection, frames } = client;
  for (let count = 0; count < 3; count++) await harness.send(harness.user(1));
  connection.startResuming();
  connection.has(harness.group, 2);
  connection.has(group, 1);
  connection.goLive();
  resync.request(connection);
  await pass(100);
  assert.deepEqual(frames.map(({ type }) => type), [
    "gone",
    "message",
    "message",
    "group",
    "partner",
    "ticket",
    "notice",
  ]);
  assert.deepEqual(seqsOf(frames), [3, 4]);
  assert.deepEqual(connection.groups, [harness.group]);
  assert.deepEqual(asked, ["show_ticket"]);
  frames.splice(0);
  connection.forget(harness.group);
  resync.request(connection);
  await pass(100);
  assert.equal(frames[0]?.type, "group", "Before its messages");
  assert.deepEqual(seqsOf(frames), [1, 2, 3, 4]);
  await close();
});

Deno.test("[U43] while a connection is brought up to date what is delivered waits, and comes once", async () => {
  const { harness, client, resync, pass, close } = await openResync();
  const { connection, frames, deliver } = client;
  await harness.send(harness.user(1));
  const log = await harness.log();
  const frameOf = (at: number): ServerFrame => {
    const found = log[at];
    assert(found);
    return { type: "message", group: harness.group, message: found };
  };
  connection.startResuming();
  connection.has(harness.group, 1);
  connection.goLive();
  resync.request(connection);
  await null;
  deliver(frameOf(1));
  assert.deepEqual(frames, []);
  await pass(100);
  assert.deepEqual(seqsOf(frames), [2]);
  await close();
});

Deno.test("[U55] what was lost of a group that the user has left is looked for once, and is told to nobody", async () => {
  const { harness, store, client, resync, pass, close } = await openResync();
  const { connection, frames, deliver } = client;
  connection.countMessages(() => resync.request(connection));
  connection.startResuming();
  connection.has(harness.group, 6);
  connection.goLive();
  const left = { id: harness.newId(), by: harness.user(0), at: "2026-06-15T12:00:00.000Z" };
  const leave = { ...left, kind: "left", seq: 2 } as const;
  assert.equal(await store.leave({ group: harness.group, message: leave }), "stored");
  deliver(message(9, harness.group));
  await pass(3_000);
  const types = ["gone", "partner", "ticket", "notice"];
  assert.deepEqual(frames.map(({ type }) => type), types);
  deliver(message(10, harness.group));
  await pass(3_000);
  assert.deepEqual(frames.map(({ type }) => type), [...types, ...types.slice(1)]);
  await close();
});

Deno.test("[U55] a frame that shows or ends a group and came before the store was read is not passed on", async () => {
  const { harness, client, resync, pass, close } = await openResync();
  const { connection, frames, deliver } = client;
  connection.startResuming();
  connection.has(harness.group, 1);
  connection.goLive();
  connection.startResuming();
  deliver(shown(1, 1));
  deliver(message(1));
  deliver({ type: "gone", group: harness.group });
  resync.request(connection);
  deliver({ ...shown(1, 1), group: { id: "new", firstSeq: 1, lastSeq: 1 } } as ServerFrame);
  await pass(100);
  const groups = frames.flatMap((frame) => frame.type === "group" ? [frame.group.id] : []);
  assert.deepEqual(groups, [harness.group, "new"]);
  assert(!frames.some(({ type }) => type === "gone" || type === "message"));
  assert.deepEqual(connection.groups, [harness.group, "new"]);
  await close();
});

Deno.test("[U44] a fault of the store is tried again, and a connection whose hello is being answered waits", async () => {
  const { harness, client, resync, pass, close } = await openResync();
  const { connection, frames } = client;
  resync.request(connection);
  await pass(2_000);
  assert.deepEqual(frames, [], "Before hello there is nothing to tell");
  connection.startResuming();
  resync.request(connection);
  await pass(2_000);
  assert.deepEqual(frames, []);
  connection.goLive();
  harness.faults.fail("partner", "before");
  await pass(400);
  await pass(700);
  assert(frames.some(({ type }) => type === "ticket"));
  assert(connection.settled);
  await close();
});

Deno.test("[U44] what is lacking anew while a connection is brought up to date is told by another run", async () => {
  const { client, resync, pass, close } = await openResync();
  client.connection.startResuming();
  client.connection.goLive();
  for (let count = 0; count < 5; count++) resync.request(client.connection);
  await pass(500);
  assert.equal(client.frames.filter(({ type }) => type === "ticket").length, 2);
  resync.stop();
  resync.request(client.connection);
  await pass(500);
  assert.equal(client.frames.filter(({ type }) => type === "ticket").length, 2);
  await close();
});

/** Live clients of the harness's first member, who lack the group's messages. */
function lacking(harness: GroupHarness, count: number) {
  return Array.from({ length: count }, () => {
    const client = connect(harness.user(0));
    client.connection.startResuming();
    client.connection.has(harness.group, 0);
    client.connection.goLive();
    return client;
  });
}

Deno.test("[U48] while the store is away one connection at a time tries, one report tells of it, and then all are told", async () => {
  const { harness, resync, pass, close, reports } = await openResync();
  const clients = lacking(harness, 20);
  harness.faults.gone(true);
  resync.requestAll(clients.map(({ connection }) => connection));
  await pass(100);
  assert.equal(clients.filter(({ connection }) => !connection.settled).length, 0);
  let tries = 0;
  for (const { connection } of clients) {
    const start = connection.startResuming.bind(connection);
    connection.startResuming = () => (tries += 1, start());
  }
  await pass(5_000);
  assert(tries >= 4 && tries <= 10, `${tries} tries in 5 s`);
  assert.equal(reports.length, 1);
  harness.faults.gone(false);
  await pass(1_000);
  assert(clients.every(({ frames }) => frames.some(({ type }) => type === "notice")));
  harness.faults.gone(true);
  resync.requestAll(clients.map(({ connection }) => connection));
  await pass(100);
  assert.equal(reports.length, 2, "The next outage is another one");
  await close();
});

Deno.test("[U49] clients that do not read are cut off after 30 s, and those who wait are brought up to date", async () => {
  const { harness, resync, pass, close } = await openResync();
  const idle = lacking(harness, 8);
  const [reading] = lacking(harness, 1);
  assert(reading);
  for (const { state } of idle) state.queued = defaultLimits.queueBytes * 0.75;
  resync.requestAll([...idle, reading].map(({ connection }) => connection));
  await pass(29_000);
  assert.deepEqual(idle.flatMap(({ codes }) => codes), []);
  await pass(1_500);
  assert.deepEqual(idle.map(({ codes }) => codes), idle.map(() => [4408]));
  assert.deepEqual(seqsOf(reading.frames), [1]);
  await close();
});

Deno.test("[U45] clients are sent away one after the other over the time of a drain, and all in time", async () => {
  const clock = new FakeClock();
  const hub: Hub = new Hub({ clock, limits: defaultLimits, onPresence() {} });
  const closedAt: number[] = [];
  const start = clock.now();
  for (let at = 0; at < 40; at++) {
    const session = {
      ...{ user: `u${at % 13}` as UserId, id: "session" as SessionId },
      expiresAt: "2099-01-01T00:00:00.000Z",
    };
    const socket: Socket = {
      send() {},
      queued: () => 0,
      close: () => void closedAt.push(clock.now() - start),
    };
    const connection: Connection = new Connection(
      session,
      socket,
      defaultLimits,
      { ended: () => hub.detach(connection) },
    );
    hub.attach(connection);
  }
  let isOver = false;
  void hub.drain(2_000, { code: 1001, reason: "away" }).then(() => isOver = true);
  for (let ms = 0; ms < 2_000; ms += 50) {
    await settle();
    clock.advance(50);
  }
  await settle();
  assert(isOver);
  assert.equal(closedAt.length, 40);
  const half = closedAt.filter((at) => at < 1_000).length;
  assert(half >= 18 && half <= 22, `${half} in the first half`);
  assert((closedAt.at(-1) ?? 0) >= 1_900);
  hub.stop({ code: 1001, reason: "done" });
});
