// What a program gives in a wrong form: a program in JavaScript has no types that say so.

import assert from "node:assert/strict";
import { newId } from "../../client/chance.ts";
import { ana, messageFrame, messageId, text, trio } from "../support/page/page.ts";
import { codeOf, settle, started } from "./suite/held_session.ts";

type Call = "send" | "edit" | "erase" | "react" | "read" | "typing";
type Untyped = Readonly<Record<Call, (...given: readonly unknown[]) => Promise<unknown>>>;

const noIds = [7, null, {}, "", "an id", messageId(1).toUpperCase().replace("1", "A")];
const noSeqs = [undefined, null, NaN, Infinity, -1, 1.5, "1", 1n];

Deno.test("[Z182] an operation of a wrong form is refused at once, and the next is sent", async () => {
  const { session, wires, told } = await started();
  const untyped = session as unknown as Untyped;
  const calls = [
    ...noIds.flatMap((id) => [untyped.send(trio, "hello", { id }), untyped.send(id, "hello")]),
    ...noSeqs.flatMap((
      seq,
    ) => [
      untyped.edit(trio, seq, "hello"),
      untyped.erase(trio, seq),
      untyped.react(trio, seq, "👍"),
    ]),
    ...noSeqs.slice(1).map((reply) => untyped.send(trio, "hello", { reply })),
    ...[undefined, null, 7, 7n].flatMap((
      no,
    ) => [untyped.send(trio, no), untyped.edit(trio, 1, no)]),
    ...[untyped.react(trio, 1, undefined), untyped.react(trio, 1, "👍", 1)],
  ];
  for (const code of await Promise.all(calls.map(codeOf))) assert.equal(code, "invalid");
  assert.deepEqual(wires.last.sent.slice(1), []);
  const sent = session.send(trio, "hello", { id: messageId(1) });
  wires.last.receive(messageFrame(text(1, ana, { text: "hello" })));
  assert.equal((await sent).seq, 1);
  assert.deepEqual(told.map(({ type }) => type), ["ready", "message"]);
  session.close();
});

Deno.test("[Z182] so are a seq that was read and the group of what is told of the user", async () => {
  const { session, wires } = await started();
  const untyped = session as unknown as Untyped;
  const refused = { name: "TrioError", code: "invalid" };
  for (const seq of noSeqs) assert.throws(() => untyped.read(trio, seq), refused);
  for (const id of noIds) {
    assert.throws(() => untyped.read(id, 1), refused);
    assert.throws(() => untyped.typing(id), refused);
  }
  await settle();
  assert.deepEqual(wires.last.sent.slice(1), []);
  session.close();
});

Deno.test("[Z185] an id that the client makes is a UUID that begins with the time", () => {
  const before = Date.now();
  const ids = Array.from({ length: 100 }, newId);
  for (const id of ids) {
    assert.match(id, /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    const at = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
    assert(at >= before && at <= Date.now());
  }
  assert.equal(new Set(ids).size, ids.length);
});
