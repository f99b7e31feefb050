// Answers over HTTP that come when the session has moved on.

import assert from "node:assert/strict";
import type { GroupId } from "../../protocol/domain.ts";
import {
  ben,
  groupOf,
  messageFrame,
  otherTrio,
  pongFrame,
  readyFrame,
  text,
  trio,
} from "../support/page/page.ts";
import { codeOf, page, settle, setUp, started } from "./suite/held_session.ts";

Deno.test("[Z181] what was asked for a refused socket says nothing of a later one that is open", async () => {
  for (const [status, body] of [[200, { groups: [] }], [503, {}], [403, {}]] as const) {
    const { session, clock, wires, http, told } = await started();
    http.answer("GET /api/groups", status, body);
    const letCome = http.hold("GET /api/groups");
    wires.last.lose();
    clock.advance(1_000);
    wires.last.lose();
    clock.advance(1_000);
    wires.last.welcome();
    assert.ok(http.asked.includes("GET /api/groups"));
    letCome();
    await settle();
    assert.ok(session.isOnline);
    assert.deepEqual(told.map(({ type }) => type), ["ready", "offline", "ready"]);
    wires.last.lose();
    assert.deepEqual(told.at(-1), { type: "offline", code: "lost" });
    session.close();
  }
});

Deno.test("[Z181] nor of the session that was started meanwhile", async () => {
  const { session, wires, http, told } = setUp();
  http.answer("GET /api/groups", 403, { code: "insufficient_scope" });
  const letCome = http.hold("GET /api/groups");
  const ended = codeOf(session.start());
  await settle();
  wires.last.lose();
  session.close();
  assert.equal(await ended, "closed");
  const start = codeOf(session.start());
  letCome();
  await settle();
  wires.last.welcome();
  assert.equal(await start, "done");
  assert.deepEqual(told.map(({ type }) => type), ["end", "ready"]);
  session.close();
});

Deno.test("[Z181] what is found after the end is not told until the session is started again", async () => {
  const { session, wires, http, told, seqs } = await started();
  const asked = `GET /api/groups/${trio}/messages?after=0&limit=200`;
  http.answer(asked, 200, page(text(1, ben), text(2, ben)));
  http.answer(`GET /api/groups/${otherTrio}`, 200, { group: groupOf({ id: otherTrio }) });
  const letCome = [http.hold(asked), http.hold(`GET /api/groups/${otherTrio}`)];
  wires.last.receive(pongFrame({ [trio]: 2, [otherTrio]: 0 } as Record<GroupId, number>));
  session.close();
  for (const letOne of letCome) letOne();
  await settle();
  assert.deepEqual(told.map(({ type }) => type), ["ready", "end"]);
  const start = session.start();
  await settle();
  wires.last.open();
  assert.deepEqual(wires.last.of("hello"), [
    { type: "hello", since: { [trio]: 0 }, history: "a history" },
  ]);
  wires.last.receive(readyFrame([groupOf({ lastSeq: 2 })]));
  await start;
  for (const seq of [1, 2]) wires.last.receive(messageFrame(text(seq, ben)));
  assert.deepEqual(seqs(), [1, 2]);
  session.close();
});
