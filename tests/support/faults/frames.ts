// Frames that no good client sends: valid ones with a few random changes, to their values or their
// text, or sent as binary. Schemas say which of them the protocol has, not the server's own
// decoder.

import * as v from "valibot";
import type { GroupId } from "../../../protocol/domain.ts";
import { emojiForm, reactionForm, showsSomething } from "../../../protocol/rules.ts";
import type { Random } from "../../../tools/random.ts";

type Fields = Record<string, unknown>;
export type Mutant = string | Uint8Array<ArrayBuffer>;

const depths = [1, 50, 1_000] as const;
/** Of a frame in UTF-8; a bigger one would end its socket. */
const frameBytes = 16_384;
const encoder = new TextEncoder();
const oddTexts = [
  "",
  " ",
  "\0",
  "\u{fffd}",
  "\ud800",
  "a\udc00",
  "🫠".repeat(40),
  "x".repeat(4_001),
  "\u202e",
  "é́",
] as const;
const oddNumbers = [0, -1, -0, 1.5, 2 ** 53 - 1, 2 ** 53, 1e308, -1e308, 1e-7] as const;
const oddNames = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "",
  "TYPE",
  "seq ",
  "n".repeat(300),
] as const;
const pieces = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  "\\",
  "\\u0000",
  "\\ud800",
  "1e999",
  "null",
  "\u2028",
  "\t",
  "é",
] as const;

/** A valid frame of any type about this group, each with an id of its own. */
export function validFrame(random: Random, group: GroupId, most: number): Fields {
  const id = uuid(random);
  const seq = random.whole(1, most);
  return random.pick([
    { type: "send", group, id, text: `text ${id}` },
    { type: "send", group, id, text: ` ${"long ".repeat(random.whole(1, 100))}\n` },
    { type: "send", group, id, text: `answer ${id}`, reply: seq },
    { type: "edit", group, id, seq, text: "edited" },
    { type: "erase", group, id, seq },
    {
      type: "react",
      group,
      id,
      seq,
      emoji: random.pick(["👍", "👩‍👩‍👧‍👦", "é", "❤️"]),
      on: random.chance(0.5),
    },
    { type: "read", group, seq },
    { type: "typing", group },
    { type: "quit", group },
    { type: "hello", since: { [group]: seq } },
    { type: "ping" },
  ]);
}

function uuid(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random.below(16).toString(16)).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The frame with some changes, or none; now and then as a binary frame. */
export function mutate(random: Random, frame: Fields): Mutant {
  let fields: unknown = frame;
  while (random.chance(0.5)) fields = changeValue(random, fields as Fields);
  let text = JSON.stringify(fields);
  while (random.chance(0.35)) text = changeText(random, text);
  const sent = text.toWellFormed();
  const bytes = encoder.encode(sent);
  if (bytes.length > frameBytes) return mutate(random, frame);
  return random.chance(0.05) ? bytes : sent;
}

function changeValue(random: Random, fields: Fields): Fields {
  const name = random.pick(Object.keys(fields)) ?? "type";
  const { [name]: _left, ...rest } = fields;
  return random.pick<() => Fields>([
    () => rest,
    () => ({ ...fields, [name]: oddValue(random, fields[name]) }),
    () => ({ ...fields, [name]: oddValue(random, fields[name]) }),
    () =>
      Object.fromEntries([...Object.entries(fields), [
        random.pick(oddNames),
        oddValue(random, null),
      ]]),
    () => ({ ...rest, [random.pick(oddNames)]: fields[name] }),
    () => ({
      ...fields,
      type: random.pick(["send", "edit", "erase", "react", "read", "typing", "ping", "Send"]),
    }),
  ])();
}

function oddValue(random: Random, value: unknown): unknown {
  return random.pick<() => unknown>([
    () => null,
    () => random.chance(0.5),
    () => random.pick(oddNumbers),
    () => random.pick(oddTexts),
    () => [value],
    () => ({ value, toString: "x" }),
    () =>
      JSON.parse(
        '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
      ),
    () => Array.from({ length: random.pick(depths) }).reduce((inner: unknown) => [inner], value),
    () => JSON.stringify(value ?? null).toUpperCase(),
    () =>
      (typeof value === "string" ? value : JSON.stringify(value ?? null)) + random.pick(oddTexts),
  ])();
}

function changeText(random: Random, text: string): string {
  const at = random.whole(0, text.length);
  const end = at + random.below(8);
  return random.pick<() => string>([
    () => text.slice(0, at),
    () => text.slice(0, at) + text.slice(end),
    () => text.slice(0, at) + random.pick(pieces) + text.slice(at),
    () =>
      text.slice(0, at) +
      String.fromCharCode(text.charCodeAt(at) ^ (1 << random.below(7))) +
      text.slice(at + 1),
    () => text.slice(0, end) + text.slice(at),
    () =>
      text.replace(
        /\d+/,
        random.pick(["1e999", "-0", "00", "0x10", "9".repeat(400), "2.0", "1E1"]),
      ),
    () => text.replace(/^\{/, `{"${random.pick(["type", "id", "group", "__proto__"])}": "send", `),
    () =>
      random.pick([
        `[${text}]`,
        `${text}${text}`,
        ` ${text}\n`,
        `\u{feff}${text}`,
        `"${text}"`,
        "null",
        "[]",
      ]),
  ])();
}

/** Whether the protocol has such a frame. A second hello it has not. */
export function readFrame(sent: Mutant): v.InferOutput<typeof frame> | null {
  if (typeof sent !== "string") return null;
  try {
    const read = v.safeParse(frame, JSON.parse(sent));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(4_000),
  v.check((one) => !one.includes("\0") && one.isWellFormed() && showsSomething(one)),
);
/** Emojis, and what earlier versions took for one and may be taken off. */
const emoji = v.pipe(v.string(), v.maxLength(16), v.check((one) => one.isWellFormed()));
const reaction = v.pipe(
  v.strictObject({ type: v.literal("react"), group: id, id, seq, emoji, on: v.boolean() }),
  v.check(({ emoji, on }) => (on ? emojiForm : reactionForm)(emoji) !== null),
);
const frame = v.variant("type", [
  v.strictObject({
    ...{ type: v.literal("send"), group: id, id, text },
    reply: v.exactOptional(seq),
  }),
  v.strictObject({ type: v.literal("edit"), group: id, id, seq, text }),
  v.strictObject({ type: v.literal("erase"), group: id, id, seq }),
  reaction,
  v.strictObject({ type: v.literal("read"), group: id, seq }),
  v.strictObject({ type: v.literal("typing"), group: id }),
  v.strictObject({ type: v.literal("quit"), group: id }),
  v.strictObject({ type: v.literal("ping") }),
]);
