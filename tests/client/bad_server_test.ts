// A session for programs whose server, or what stands before it, does not keep the protocol.

import assert from "node:assert/strict";
import type { GroupId } from "../../protocol/domain.ts";
import {
  ana,
  ben,
  groupOf,
  messageFrame,
  otherTrio,
  pongFrame,
  readyFrame,
  text,
  trio,
} from "../support/page/page.ts";
import { codeOf, me, page, settle, setUp, started } from "./suite/held_session.ts";

const heads = (seq: number, ...ids: readonly GroupId[]) =>
  pongFrame(Object.fromEntries(ids.map((id) => [id, seq])) as Record<GroupId, number>);

Deno.test("[Z190] a frame that is not as the protocol has it is told as malformed and changes nothing", async () => {
  const { session, wires, told, seqs } = await started();
  const malformed: string[] = [];
  session.on("malformed", ({ detail }) => malformed.push(detail));
  const message = text(1, ben);
  const bad: readonly unknown[] = [
    { type: "message", group: trio, message: null },
    { type: "message", group: trio },
    ...[0, -1, 1.5, "1", 2 ** 53].map((seq) => ({
      type: "message",
      group: trio,
      message: { ...message, seq },
    })),
    { type: "message", group: trio, message: { ...message, text: 7 } },
    { type: "message", group: trio, message: { ...message, kind: "edited" } },
    { type: "message", group: trio, message, asOf: "1" },
    { type: "group", group: { id: trio } },
    { type: "group", group: { ...groupOf(), members: [null] } },
    { type: "gone" },
    { type: "read", group: trio, user: ana },
    { type: "presence", group: trio, user: ana },
    { type: "ticket", ticket: 7 },
    { type: "error", id: 7, code: "invalid" },
    { type: "pong", heads: null },
    { type: "pong", heads: { [trio]: "1" } },
    [],
  ];
  told.splice(0);
  for (const frame of bad) wires.last.receive(frame);
  assert.equal(malformed.length, bad.length);
  assert.match(malformed[0] ?? "", /"message"/);
  assert.deepEqual(told, []);
  for (const type of ["end", "offline", "lost", "toString", "of a newer server"]) {
    wires.last.receive({ type });
  }
  wires.last.receive(messageFrame(message));
  assert.deepEqual([told.map(({ type }) => type), seqs()], [["message"], [1]]);
  assert.equal(malformed.length, bad.length);
  session.close();
});

Deno.test("[Z190] a start waits for a ready that is as the protocol has it", async () => {
  const { session, clock, wires, told } = setUp();
  const start = session.start();
  await settle();
  const { limits, ...rest } = readyFrame();
  const bad: readonly unknown[] = [
    { type: "ready" },
    rest,
    { ...rest, limits: { ...limits, framesPerSecond: 0 } },
    { ...rest, limits, groups: [{}] },
    { ...rest, limits, user: null },
  ];
  for (const frame of bad) {
    wires.last.open();
    wires.last.receive(frame);
    assert.ok(wires.last.isClosed);
    assert.equal(session.isOnline, false);
    const { length } = wires.opened;
    while (wires.opened.length === length) clock.advance(1_000);
  }
  assert.deepEqual(told, [{ type: "offline", code: "lost" }]);
  wires.last.welcome();
  await start;
  session.close();
});

Deno.test("[Z190] an answer over HTTP that is not as the protocol has it is a fault of the server", async () => {
  const { session, clock, http, wires, seqs } = setUp();
  http.answer("GET /api/me", 200, { user: null });
  const start = session.start();
  await settle();
  assert.equal(wires.opened.length, 0);
  http.answer("GET /api/me", 200, me);
  clock.advance(1_000);
  await settle();
  wires.last.welcome([groupOf()]);
  await start;
  const line = `GET /api/groups/${trio}/messages?after=0&limit=200`;
  for (const messages of [undefined, [null], [{ ...text(1, ben), by: 7 }], [text(1, ben)]]) {
    http.answer(line, 200, { messages, more: false });
    clock.advance(10_000);
    wires.last.receive(heads(1, trio));
    await settle();
  }
  assert.deepEqual(seqs(), [1]);
  for (const body of [{}, { group: null }, null]) {
    http.answer(`GET /api/groups/${otherTrio}`, 200, body);
    wires.last.receive(heads(0, trio, otherTrio));
    await settle();
  }
  assert.deepEqual(session.groups.map(({ id }) => id), [trio]);
  const answer = await session.api.group(otherTrio);
  assert.deepEqual(!answer.ok && answer.problem.code, "unexpected");
  session.close();
});

Deno.test("[Z192] many groups that only a pong tells of are asked for at once, and one after the other pong", async () => {
  const { session, http, wires, told } = await started();
  const idOf = (at: number) => `${trio.slice(0, -5)}${10_000 + at}` as GroupId;
  const many = Array.from({ length: 20_000 }, (_, at) => idOf(at));
  const found = groupOf({ id: idOf(3), lastSeq: 0 });
  http.answer("GET /api/groups", 200, { groups: [groupOf(), found] });
  const letCome = http.hold("GET /api/groups");
  const { length } = http.asked;
  wires.last.receive(heads(0, trio, ...many));
  wires.last.receive(heads(0, trio, ...many.slice(0, 2)));
  wires.last.receive(heads(0, trio, ...many.map((id) => `${id.slice(0, -5)}x` as GroupId)));
  await settle();
  assert.deepEqual(http.asked.slice(length), ["GET /api/groups"]);
  letCome();
  await settle();
  assert.deepEqual(session.groups.map(({ id }) => id).toSorted(), [trio, found.id].toSorted());
  wires.last.receive(heads(0, ...many));
  await settle();
  assert.deepEqual(http.asked.slice(length).filter((line) => !line.includes("messages")), [
    "GET /api/groups",
    "GET /api/groups",
  ]);
  assert.ok(session.group(trio), "It is in the list");
  http.answer("GET /api/groups", 200, { groups: [found] });
  wires.last.receive(heads(0, ...many));
  await settle();
  assert.equal(session.group(trio), null);
  assert.deepEqual(told.at(-1), { type: "gone", group: trio });
  session.close();
});

Deno.test("[Z193] nothing more is asked for once the session is closed", async () => {
  const { session, clock, http, wires } = await started();
  const pageAfter = (after: number) => ({
    messages: Array.from({ length: 200 }, (_, at) => text(after + 1 + at, ben)),
    more: true,
  });
  for (let after = 0; after <= 4_000; after += 200) {
    http.answer(`GET /api/groups/${trio}/messages?after=${after}&limit=200`, 200, pageAfter(after));
  }
  wires.last.receive(messageFrame(text(1e9, ben)));
  await settle();
  session.close();
  const start = codeOf(session.start());
  session.close();
  assert.equal(await start, "closed");
  const { length } = http.asked;
  clock.advance(60_000);
  await settle();
  assert.equal(http.asked.length, length);
});

Deno.test("[Z193] the holes of many groups are filled a few at a time", async () => {
  const ids = Array.from({ length: 9 }, (_, at) => `${trio.slice(0, -1)}${at + 1}` as GroupId);
  const { session, http, wires, seqs } = await started({}, ids.map((id) => groupOf({ id })));
  const lines = ids.map((id) => `GET /api/groups/${id}/messages?after=0&limit=200`);
  for (const line of lines) http.answer(line, 200, page(text(1, ben)));
  const holds = lines.map((line) => http.hold(line));
  const { length } = http.asked;
  wires.last.receive(heads(1, ...ids));
  await settle();
  for (let at = 0; at < 5; at++) {
    assert.deepEqual(http.asked.slice(length), lines.slice(0, 4 + at));
    holds[at]?.();
    await settle();
  }
  holds.forEach((letCome) => letCome());
  await settle();
  for (const id of ids) assert.deepEqual(seqs(id), [1]);
  session.close();
});
