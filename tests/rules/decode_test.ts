// The decoder: every frame that docs/protocol.md names passes, everything else is refused, and
// nothing throws.

import assert from "node:assert/strict";
import fc from "fast-check";
import { cleanText, decode } from "../../protocol/decode.ts";
import { defaultLimits } from "../../protocol/limits.ts";

const group = "01890a5d-ac96-774b-bcce-b302099a8057";
const id = "01890a5d-ac96-774b-bcce-b302099a8058";

function refusalOf(value: unknown): string {
  const decoded = decode(typeof value === "string" ? value : JSON.stringify(value), defaultLimits);
  assert(!decoded.ok, `Accepted ${JSON.stringify(value)}`);
  return decoded.refusal.code;
}

Deno.test("[X1] what is no JSON object is refused as invalid", () => {
  for (const text of ["", "{", "null", "[]", "1", '"hello"', "\u0000", '{"type":"ping"} x']) {
    assert.equal(refusalOf(text), "invalid");
  }
});

Deno.test("[X2] an unknown type, a missing field and an unknown field are refused as invalid", () => {
  const bad = [
    {},
    { type: 1 },
    { type: null },
    { type: "constructor" },
    { type: "Hello" },
    { type: "ping", extra: 1 },
    { type: "send", group, id },
    { type: "send", group, id, text: "a", by: id },
    { type: "read", group },
    { type: "typing" },
    { type: "quit", group, id },
    { type: "edit", group, id, seq: 2 },
    { type: "erase", group, id, seq: 2, text: "a" },
    { type: "react", group, id, seq: 2, emoji: "👍" },
  ];
  for (const frame of bad) assert.equal(refusalOf(frame), "invalid");
});

Deno.test("[X3] a field of another type or form is refused as invalid", () => {
  const bad = [
    { type: "hello", since: null },
    { type: "hello", since: [1] },
    { type: "hello", since: { nonsense: 1 } },
    { type: "hello", history: null },
    { type: "hello", since: {}, history: 1 },
    { type: "hello", since: { [group]: "1" } },
    { type: "send", group: group.toUpperCase(), id, text: "a" },
    { type: "send", group, id: "1", text: "a" },
    { type: "send", group, id, text: 1 },
    { type: "send", group, id, text: null },
    { type: "send", group, id, text: "a", reply: null },
    { type: "send", group, id, text: "a", reply: "2" },
    { type: "send", group, id, text: "a", reply: -1 },
    { type: "send", group, id, text: "a", reply: 2 ** 53 },
    { type: "read", group, seq: "1" },
    { type: "read", group, seq: 1.5 },
    { type: "typing", group: [group] },
    { type: "edit", group, id, seq: null, text: "a" },
    { type: "react", group, id, seq: 2, emoji: "👍", on: 1 },
    ...["", " ", "👍👍", "ab", "\n", "\0", "\ud83d", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 7].map((emoji) => (
      { type: "react", group, id, seq: 2, emoji, on: true }
    )),
  ];
  for (const frame of bad) assert.equal(refusalOf(frame), "invalid");
});

Deno.test("[X4] __proto__ as a key is an unknown field, and pollutes nothing", () => {
  assert.equal(refusalOf('{"type":"ping","__proto__":{"polluted":true}}'), "invalid");
  assert.equal(refusalOf(`{"type":"hello","since":{"__proto__":{"polluted":true}}}`), "invalid");
  assert.equal(refusalOf('{"__proto__":{"type":"ping"}}'), "invalid");
  assert.equal(Reflect.get({}, "polluted"), undefined);
});

Deno.test("[X5] a seq of -1, of 2^53, or past what JSON can hold is refused as invalid", () => {
  for (const seq of [-1, 2 ** 53, 1e300]) {
    assert.equal(refusalOf({ type: "read", group, seq }), "invalid");
    assert.equal(refusalOf({ type: "hello", since: { [group]: seq } }), "invalid");
  }
  assert(decode(JSON.stringify({ type: "read", group, seq: 2 ** 53 - 1 }), defaultLimits).ok);
});

Deno.test("[X6] a text that is empty, has NUL or a lone surrogate is invalid; one over the limit is too_long", () => {
  const send = (text: string) => ({ type: "send", group, id, text });
  for (const text of ["", " \n\t ", "a\0b", "\ud800", "a\udc00b"]) {
    assert.equal(refusalOf(send(text)), "invalid");
  }
  for (const text of ["\u200b", "\u2060\u2063", " \u202e\n\u3164"]) {
    assert.equal(refusalOf(send(text)), "invalid", "It shows nothing");
    assert.equal(refusalOf({ type: "edit", group, id, seq: 2, text }), "invalid");
  }
  assert.equal(refusalOf(send("a".repeat(4001))), "too_long");
  assert.equal(refusalOf(send("😀".repeat(2000) + "a")), "too_long");
  assert.equal(cleanText("😀".repeat(2000), defaultLimits), "😀".repeat(2000));
});

Deno.test("[S1] every frame that the protocol names is read, and a text is trimmed with its line breaks kept", () => {
  const good = [
    { type: "hello" },
    { type: "hello", since: {} },
    { type: "hello", since: { [group]: 0 } },
    { type: "hello", history: "" },
    { type: "hello", since: { [group]: 0 }, history: "any" },
    { type: "send", group, id, text: "a\nb" },
    { type: "edit", group, id, seq: 2, text: "a" },
    { type: "erase", group, id, seq: 2 },
    { type: "react", group, id, seq: 2, emoji: "👩‍👩‍👧‍👦", on: false },
    { type: "read", group, seq: 3 },
    { type: "typing", group },
    { type: "quit", group },
    { type: "ping" },
  ];
  for (const frame of good) {
    assert.deepEqual(decode(JSON.stringify(frame), defaultLimits), { ok: true, frame });
  }
  const decoded = decode(
    JSON.stringify({ type: "send", group, id, text: "  a\nb \n" }),
    defaultLimits,
  );
  assert(decoded.ok && decoded.frame.type === "send");
  assert.equal(decoded.frame.text, "a\nb");
});

Deno.test("[X7] a refusal echoes the frame's id when that is a string, else null", () => {
  const idOf = (value: unknown) => {
    const decoded = decode(JSON.stringify(value), defaultLimits);
    return decoded.ok ? undefined : decoded.id;
  };
  assert.equal(idOf({ type: "send", group, id, text: "" }), id);
  assert.equal(idOf({ type: "nonsense", id: "x" }), "x");
  assert.equal(idOf({ type: "nonsense", id: 7 }), null);
  assert.equal(idOf([]), null);
});

Deno.test("[X8] whatever comes, decoding answers and never throws", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.record({
      type: fc.constantFrom(
        "hello",
        "send",
        "edit",
        "erase",
        "react",
        "read",
        "typing",
        "quit",
        "ping",
        "x",
      ),
      group: fc.oneof(fc.constant(group), fc.anything()),
      id: fc.oneof(fc.constant(id), fc.anything()),
      seq: fc.anything(),
      text: fc.anything(),
      since: fc.anything(),
    }, { requiredKeys: [] }).map((value) => fc.stringify(value)),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const decoded = decode(text, defaultLimits);
      assert.equal(typeof decoded.ok, "boolean");
      if (!decoded.ok) assert.notEqual(decoded.refusal.detail, "");
    }),
    { numRuns: 3000 },
  );
});

Deno.test("[X63] an emoji is taken in its one form; what a log of before holds beside emojis can be taken off", () => {
  const react = (emoji: string, on: boolean) => {
    const frame = { type: "react", group, id, seq: 2, emoji, on };
    const decoded = decode(JSON.stringify(frame), defaultLimits);
    return decoded.ok && decoded.frame.type === "react" ? decoded.frame.emoji : null;
  };
  for (const on of [true, false]) {
    assert.equal(react("👍\ufe0f", on), "👍");
    assert.equal(react("❤", on), "❤\ufe0f");
    for (const emoji of ["\u200b", "\u202e", "ab", " "]) assert.equal(react(emoji, on), null);
  }
  for (const emoji of ["→", "a", "é", ":"]) {
    assert.equal(react(emoji, true), null, emoji);
    assert.equal(react(emoji, false), emoji);
  }
});
