// Token bucket, connection and directory, each by itself.

import assert from "node:assert/strict";
import { TokenBucket } from "../../protocol/token_bucket.ts";
import { Connection, type Socket } from "../../actors/connections/connection.ts";
import { Directory } from "../../actors/runtime/directory.ts";
import { ReadReceipts } from "../../actors/group/read_receipts.ts";
import { Hub } from "../../actors/connections/hub.ts";
import { hubPlacement } from "../support/hub_placement.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import type { GroupId, SessionId, UserId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { Store } from "../../db/store/store.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";

const group = "01890a5d-ac96-774b-bcce-b302099a8057" as GroupId;
const session = {
  user: "01890a5d-ac96-774b-bcce-b302099a8058" as UserId,
  id: "01890a5d-ac96-774b-bcce-b302099a8059" as SessionId,
  expiresAt: "2027-01-01T00:00:00.000Z",
};

class RecordingSocket implements Socket {
  readonly sent: ServerFrame[] = [];
  waiting = 0;
  code: number | null = null;
  send = (text: string) => void this.sent.push(JSON.parse(text));
  queued = () => this.waiting;
  close = (code: number) => void (this.code = code);
}

function text(seq: number): ServerFrame {
  const id = `01890a5d-ac96-774b-bcce-${String(seq).padStart(12, "0")}`;
  const message = { seq, kind: "left", id, by: session.user, at: session.expiresAt };
  return { type: "message", group, message } as ServerFrame;
}

function deliver(connection: Connection, frame: ServerFrame): void {
  connection.deliver(frame, JSON.stringify(frame));
}

Deno.test("[C3] a bucket gives its burst at once, then its rate, and a clock set back takes nothing away", () => {
  const bucket = new TokenBucket({ capacity: 2, perSecond: 10 }, 1_000);
  assert.deepEqual([bucket.take(1_000), bucket.take(1_000), bucket.take(1_000)], [
    true,
    true,
    false,
  ]);
  assert.equal(bucket.waitMs(1_000), 100);
  assert.deepEqual([bucket.take(1_099), bucket.take(1_100)], [false, true]);
  assert.equal(bucket.take(0), false);
  assert.equal(bucket.take(100), true);
  assert(bucket.full(10_000));
});

Deno.test("[C4] while a client resumes, live frames wait, and those that it has are left out", () => {
  const socket = new RecordingSocket();
  const connection = new Connection(session, socket, defaultLimits, { ended() {} });
  deliver(connection, text(1));
  connection.startResuming();
  deliver(connection, text(2));
  deliver(connection, text(3));
  assert.deepEqual(socket.sent, []);
  connection.has(group, 2);
  connection.has(group, 1);
  connection.goLive();
  assert.deepEqual(socket.sent, [text(3)]);
  deliver(connection, text(3));
  deliver(connection, text(4));
  assert.deepEqual(socket.sent, [text(3), text(3), text(4)]);
});

Deno.test("[C5] [S40] a reader for whom more than queueBytes wait is closed 4408, while resuming, too, and gets nothing more", () => {
  const limits = { ...defaultLimits, queueBytes: 1_000 };
  const slow = new RecordingSocket();
  let ended = 0;
  const live = new Connection(session, slow, limits, { ended: () => void (ended += 1) });
  live.startResuming();
  live.goLive();
  const long = { type: "error", id: null, code: "invalid", detail: "…".repeat(2_000) } as const;
  for (const sent of [1, 2]) {
    live.answer(long);
    assert.deepEqual([slow.code, slow.sent.length], [null, sent], "It is longer than the queue");
    slow.waiting = 0;
  }
  slow.waiting = 1_000;
  live.answer(long);
  assert.equal(slow.code, null);
  slow.waiting = 1_001;
  deliver(live, text(3));
  assert.equal(slow.code, 4408);
  deliver(live, text(4));
  assert.equal(slow.sent.length, 3);
  live.lost();
  assert.equal(ended, 1);
  const held = new RecordingSocket();
  const resuming = new Connection(session, held, limits, { ended() {} });
  resuming.startResuming();
  for (let seq = 1; seq <= 20; seq++) deliver(resuming, text(seq));
  assert.equal(held.code, 4408);
});

/** A directory whose actors go after a second without a command. */
function openDirectory(store: Store = createMemoryStore()) {
  const clock = new FakeClock();
  const hub = new Hub({ clock, limits: defaultLimits, onPresence() {} });
  const reports: string[] = [];
  const details: unknown[] = [];
  const report = (event: string, more: unknown = null) => {
    reports.push(event);
    details.push(more);
  };
  const readReceipts = new ReadReceipts({ store, clock, report });
  const directory = new Directory({
    store,
    placement: hubPlacement(hub),
    clock,
    readReceipts,
    newId: () => session.user,
    report,
    idleMs: 1_000,
  });
  const ask = () => directory.ask(group, { type: "typing", user: session.user });
  const close = async () => {
    await directory.stop();
    await readReceipts.stop();
    hub.stop({ code: 1001, reason: "done" });
  };
  return { clock, directory, reports, details, ask, close };
}

Deno.test("[C6] a group's actor that nobody asks goes away, and comes back when it is asked", async () => {
  const { clock, directory, reports, ask, close } = openDirectory();
  assert.deepEqual((await ask()).type, "refused");
  assert.equal(directory.size, 1);
  clock.advance(900);
  await ask();
  clock.advance(900);
  assert.equal(directory.size, 1);
  clock.advance(1_500);
  assert.equal(directory.size, 0);
  assert.equal((await ask()).type, "refused");
  await close();
  assert.deepEqual(await ask(), {
    type: "refused",
    code: "unavailable",
    detail: "The server is stopping; try again",
  });
  assert.deepEqual(reports, []);
});

Deno.test("[Z40] turns of many groups that are slow at once are one entry of the log, with how many others there are", async () => {
  const inner = createMemoryStore();
  const gate = Promise.withResolvers<void>();
  const { clock, directory, reports, details, close } = openDirectory({
    ...inner,
    async groupMembers(id) {
      await gate.promise;
      return await inner.groupMembers(id);
    },
  });
  const groups = Array.from({ length: 300 }, () => crypto.randomUUID() as GroupId);
  const answers = groups.map((id) => directory.ask(id, { type: "typing", user: session.user }));
  clock.advance(4_000);
  assert.deepEqual(reports, ["turn_slow"]);
  assert.deepEqual(details, [{ group: groups[0], command: "typing", ms: 1_000, others: 299 }]);
  gate.resolve();
  await Promise.all(answers);
  await close();
});

Deno.test("[C6] a group's actor that is at work stays, however long ago it was asked", async () => {
  const inner = createMemoryStore();
  const gate = Promise.withResolvers<void>();
  const { clock, directory, ask, close } = openDirectory({
    ...inner,
    async groupMembers(id) {
      await gate.promise;
      return await inner.groupMembers(id);
    },
  });
  const answer = ask();
  clock.advance(3_000);
  assert.equal(directory.size, 1, "Another actor would write to the same log");
  gate.resolve();
  assert.equal((await answer).type, "refused");
  clock.advance(1_000);
  assert.equal(directory.size, 0);
  await close();
});
