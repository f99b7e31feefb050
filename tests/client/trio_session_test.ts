// The session for programs: what it sends and tells, and how it starts and ends.

import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultLimits } from "../../protocol/limits.ts";
import type { GroupId, Message } from "../../protocol/domain.ts";
import {
  ana,
  ben,
  groupOf,
  messageFrame,
  messageId,
  otherTrio,
  pongFrame,
  readyFrame,
  text,
  trio,
} from "../support/page/page.ts";
import { FakeServer, type Fate } from "../support/page/page_server.ts";
import { codeOf, me, page, settle, setUp, started } from "./suite/held_session.ts";

Deno.test("[Z173] what happens on the way changes neither what is told nor what is sent: each once, in order", async () => {
  const fates: readonly Fate[] = [
    ...["answer", "answer", "unavailable", "slow_down"] as const,
    ...["store and say nothing", "drop"] as const,
  ];
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.constant("send" as const) },
    { weight: 2, arbitrary: fc.constant("say" as const) },
    { weight: 4, arbitrary: fc.constantFrom(...fates) },
    { weight: 1, arbitrary: fc.constantFrom("cut" as const, "accept" as const) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 12_000 }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { session, clock, wires, seqs } = setUp();
      const server = new FakeServer(wires, [trio]);
      const start = session.start();
      await settle();
      server.accept();
      await start;
      const sent: Promise<Message>[] = [];
      const act = (what: typeof steps[number]) => {
        if (typeof what === "number") return clock.advance(what);
        if (what === "send") return sent.push(session.send(trio, `line ${sent.length}`));
        if (what === "say") return server.say(trio, (seq) => text(seq, ben));
        if (what === "cut") return server.cut();
        return what === "accept" ? server.accept() : server.serve(what);
      };
      steps.forEach(act);
      for (let turn = 0; turn < 400; turn++) {
        server.accept();
        while (server.serve("answer"));
        clock.advance(500);
      }
      const log = server.logs.get(trio) ?? [];
      assert.deepEqual(seqs(), log.map(({ seq }) => seq));
      const own = (await Promise.all(sent)).map(({ id }) => id);
      assert.deepEqual(log.filter(({ by }) => by === ana).map(({ id }) => id), own);
      session.close();
    }),
    { numRuns: 60 },
  );
});

Deno.test("[Z176] a start tries again while the server is away or busy, and rejects what it refuses", async () => {
  const { session, clock, http, wires, told } = setUp();
  http.isDown = true;
  const start = session.start();
  for (const status of [503, 408, 429, 200]) {
    await settle();
    assert.equal(wires.opened.length, 0);
    http.isDown = false;
    http.answer("GET /api/me", status, status === 200 ? me : { code: "busy" });
    clock.advance(30_000);
  }
  await settle();
  assert.deepEqual(told.splice(0), [{ type: "offline", code: "unreachable" }]);
  wires.last.lose();
  clock.advance(1_000);
  wires.last.welcome();
  await start;
  wires.last.lose();
  clock.advance(1_000);
  wires.last.lose();
  await settle();
  assert.deepEqual(told.slice(1), [{ type: "offline", code: "lost" }], "It was told twice");
  session.close();

  const behindProxy = setUp();
  void codeOf(behindProxy.session.start());
  await settle();
  behindProxy.wires.last.lose();
  await settle();
  assert.deepEqual(behindProxy.told, [{ type: "offline", code: "no_socket" }]);
  behindProxy.session.close();

  const refused = setUp();
  refused.http.answer("GET /api/me", 401, { code: "unauthenticated" });
  assert.equal(await codeOf(refused.session.start()), "unauthenticated");
  assert.deepEqual(refused.told, [], "It had not begun, and did not end");
});

Deno.test("[Z176] a start that is closed, or whose token may have no socket, rejects", async () => {
  const { session, http, wires, told } = setUp();
  const start = codeOf(session.start());
  await settle();
  session.close();
  assert.equal(await start, "closed");
  assert.ok(wires.last.isClosed);

  http.answer("GET /api/groups", 403, { code: "insufficient_scope" });
  told.splice(0);
  const again = codeOf(session.start());
  await settle();
  wires.last.lose();
  assert.equal(await again, "insufficient_scope");
  assert.deepEqual(told, [{ type: "end", reason: "refused" }]);
});

Deno.test("[Z176] the end of a session says why, and what waits for an answer rejects", async () => {
  for (
    const [code, reason, said, more] of [
      [4401, "", "session_over", {}],
      [4403, "Suspended for good", "suspended", { until: null }],
      [4403, "Suspended", "suspended", {}],
      [4409, "", "displaced", {}],
    ] as const
  ) {
    const { session, wires, told } = await started();
    assert.match(await codeOf(session.start()), /started already/);
    const sent = codeOf(session.send(trio, "hello"));
    wires.last.lose(code, reason);
    assert.equal(await sent, said);
    assert.deepEqual(told.at(-1), { type: "end", reason: said, ...more });
    assert.equal(session.isOnline, false);
    assert.equal(await codeOf(session.send(trio, "hello")), "closed");
  }
});

Deno.test("[Z176] a text that is sent again under its id while it waits is sent once", async () => {
  const { session, wires } = await started();
  const id = messageId(1);
  const both = [session.send(trio, "hello", { id }), session.send(trio, "hello", { id })];
  assert.equal(wires.last.of("send").length, 1);
  wires.last.receive(messageFrame(text(1, ana, { id, text: "hello" })));
  assert.deepEqual((await Promise.all(both)).map(({ seq }) => seq), [1, 1]);
  assert.equal(wires.last.of("send").length, 1);
  session.close();
});

Deno.test("[Z176] a text is acknowledged by whatever brings its message: above a gap, or fetched", async () => {
  const { session, wires, http, clock, seqs } = await started();
  const ids = [messageId(1), messageId(2)];
  const [first, second] = ids.map((id) => session.send(trio, "hello", { id }));
  const later = text(3, ana, { id: ids[0] as Message["id"] });
  wires.last.receive(messageFrame(later));
  assert.equal((await first)?.seq, 3);
  await settle();
  assert.deepEqual(seqs(), [], "It stands above a gap");
  const missing = [
    text(1, ben),
    text(2, ben),
    later,
    text(4, ana, { id: ids[1] as Message["id"] }),
  ];
  http.answer(`GET /api/groups/${trio}/messages?after=0&limit=200`, 200, page(...missing));
  clock.advance(1_000);
  wires.last.receive(pongFrame({ [trio]: 4 } as Record<GroupId, number>));
  assert.equal((await second)?.seq, 4);
  assert.deepEqual(seqs(), [1, 2, 3, 4]);
  session.close();
});

Deno.test("[Z176] a frame that is too large for the server is not sent again", async () => {
  const { session, wires, clock } = await started();
  const large = codeOf(session.send(trio, "large"));
  const small = session.send(trio, "small");
  wires.last.lose(1009);
  assert.equal(await large, "too_long");
  while (wires.opened.length === 1) clock.advance(1_000);
  wires.last.welcome();
  assert.deepEqual(wires.last.of("send").map((frame) => (frame as { text: string }).text), [
    "small",
  ]);
  session.close();
  assert.equal(await codeOf(small), "closed");
});

Deno.test("[Z176] a session that is started again goes on from where it was, with nothing that had ended", async () => {
  const { session, wires, http, clock, told } = await started({}, [groupOf({ lastSeq: 5 })]);
  session.read(trio, 5);
  const ended = codeOf(session.send(trio, "ended"));
  session.close();
  assert.equal(await ended, "closed");

  http.isDown = true;
  const given = codeOf(session.start());
  await settle();
  session.close();
  assert.equal(await given, "closed");
  http.isDown = false;
  const { length } = http.asked;
  clock.advance(60_000);
  await settle();
  assert.equal(http.asked.length, length, "It was asked for a start that had ended");

  told.splice(0);
  const overtaken = codeOf(session.start());
  session.close();
  const again = session.start();
  await settle();
  assert.equal(await overtaken, "closed");
  assert.equal(wires.opened.filter(({ isClosed }) => !isClosed).length, 1);
  wires.last.open();
  assert.deepEqual(wires.last.sent, [{
    type: "hello",
    since: { [trio]: 5 },
    history: "a history",
  }]);
  wires.last.receive(readyFrame([groupOf({ lastSeq: 6 })]));
  await again;
  wires.last.receive(messageFrame(text(6, ben)));
  assert.equal(wires.last.sent.length, 1, "What had ended was sent");
  assert.deepEqual(told.map(({ type }) => type), ["end", "ready", "message"]);
  session.close();
});

Deno.test("[Z176] what was meant for a group that the user has left rejects", async () => {
  const { session, wires, clock } = await started({}, [groupOf(), groupOf({ id: otherTrio })]);
  const [first, second] = [trio, otherTrio].map((group) => codeOf(session.send(group, "hello")));
  wires.last.receive({ type: "gone", group: trio });
  assert.equal(await first, "not_member");
  wires.last.lose();
  clock.advance(1_000);
  wires.last.welcome([]);
  assert.equal(await second, "not_member");
  session.close();
});

Deno.test("[Z176] up to where was read is told again until the server has it, at the pace of the server", async () => {
  const { session, wires, clock } = await started({}, [groupOf({ lastSeq: 9 })]);
  const reads = () => wires.last.of("read");
  session.read(trio, 5);
  session.read(trio, 4);
  assert.deepEqual(reads(), [{ type: "read", group: trio, seq: 5 }]);
  wires.last.lose();
  clock.advance(1_000);
  wires.last.welcome([groupOf({ lastSeq: 9 })]);
  assert.equal(reads().length, 1, "It was not told again");
  wires.last.receive({ type: "read", group: trio, user: ana, seq: 5 });
  wires.last.lose();
  clock.advance(1_000);
  wires.last.welcome([groupOf({ lastSeq: 9, readSeq: 5 })]);
  assert.equal(reads().length, 0);
  for (let typed = 0; typed < 2 * defaultLimits.burst; typed++) session.typing(trio);
  session.read(trio, 6);
  assert.equal(reads().length, 0, "It would be too fast");
  clock.advance(1_000);
  assert.deepEqual(reads(), [{ type: "read", group: trio, seq: 6 }]);
  assert.ok(wires.last.sent.length < defaultLimits.burst);
  session.close();
});

Deno.test("[Z177] what a listener throws is uncaught, and keeps the event from no other listener", async () => {
  const { session, wires } = await started();
  const thrown: string[] = [];
  const onError = (event: ErrorEvent) => {
    event.preventDefault();
    thrown.push(event.error.message);
  };
  addEventListener("error", onError);
  session.on("message", () => {
    throw new Error("the program's own fault");
  });
  let heard = 0;
  session.on("message", () => heard += 1);
  for (const seq of [1, 2]) wires.last.receive(messageFrame(text(seq, ben)));
  await settle();
  removeEventListener("error", onError);
  assert.deepEqual([heard, thrown.length, thrown[0]], [2, 2, "the program's own fault"]);
  session.close();
});

Deno.test("[Z177] events are told one after the other, also those that a listener brings about, and to every listener", async () => {
  const { session, wires, told } = await started();
  const order: string[] = [];
  const stop = session.on("message", () => {
    session.close();
    order.push("the first listener");
  });
  session.on("message", () => order.push("the second listener"));
  session.on("end", () => order.push("the end"));
  const events = session.events();
  wires.last.receive(messageFrame(text(1, ben)));
  assert.deepEqual(order, ["the first listener", "the second listener", "the end"]);
  const all = [];
  for await (const { type } of events) all.push(type);
  assert.deepEqual(all, ["message", "end"]);
  assert.deepEqual(await events.next(), { done: true, value: undefined });
  stop();
  assert.equal(told.length, 3);
});

Deno.test("[Z177] events that are asked for at once come in turn, and end with the iterator", async () => {
  const { session, wires } = await started();
  const events = session.events();
  const asked = [events.next(), events.next()];
  for (const seq of [1, 2, 3]) wires.last.receive(messageFrame(text(seq, ben)));
  const came = (await Promise.all(asked)).map(({ value }) => value);
  assert.deepEqual(
    came.map((event) => event?.type === "message" && event.message.seq),
    [1, 2],
  );
  await events.return?.();
  assert.equal((await events.next()).done, true, "What has come was not let go of");
  const left = session.events();
  let ended: unknown = "It waits on";
  void left.next().then((result) => ended = result);
  await left.return?.();
  await settle();
  assert.deepEqual(ended, { done: true, value: undefined });
  session.close();
});

Deno.test("[Z184] up to where was read of a group that has ended is not told to the next", async () => {
  const { session, wires, clock } = await started({}, [groupOf({ lastSeq: 9 })]);
  const reconnect = (groups = [groupOf({ lastSeq: 9 })]) => {
    wires.last.lose();
    clock.advance(1_000);
    wires.last.welcome(groups);
  };
  session.read(trio, 5);
  wires.last.receive({ type: "gone", group: trio });
  reconnect();
  assert.deepEqual(wires.last.of("read"), []);
  session.read(trio, 5);
  reconnect([]);
  assert.deepEqual(wires.last.of("read"), [], "It has ended meanwhile");
  reconnect();
  assert.deepEqual(wires.last.of("read"), []);
  session.close();
});
