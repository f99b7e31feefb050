// Turns a text that came over a socket into a ClientFrame, or into a refusal. By hand and not by
// valibot, since it is on the path of every message: see
// docs/decisions/0006-frames-are-decoded-by-hand.md.

import type { ClientFrame, ErrorCode } from "./frames.ts";
import type { GroupId, MessageId } from "./domain.ts";
import type { Limits } from "./limits.ts";
import { isId, isSeq } from "./ids.ts";
import { emojiForm, reactionForm, type TextFault, textFault } from "./rules.ts";

export interface Refusal {
  readonly code: ErrorCode;
  readonly detail: string;
}
export type Decoded =
  | { readonly ok: true; readonly frame: ClientFrame }
  | { readonly ok: false; readonly id: string | null; readonly refusal: Refusal };

type Fields = Record<string, unknown>;
/** How frames of one type are read. */
interface FrameReader {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  /** Called when all required fields are there and no unknown one. */
  readonly read: (fields: Fields, limits: Limits) => ClientFrame | Refusal;
}

const readers: ReadonlyMap<unknown, FrameReader> = new Map<unknown, FrameReader>([
  ["hello", { required: [], optional: ["since", "history"], read: hello }],
  ["send", { required: ["group", "id", "text"], optional: ["reply"], read: send }],
  ["edit", { required: ["group", "id", "seq", "text"], read: edit }],
  ["erase", { required: ["group", "id", "seq"], read: erase }],
  ["react", { required: ["group", "id", "seq", "emoji", "on"], read: react }],
  ["read", { required: ["group", "seq"], read: read }],
  ["typing", { required: ["group"], read: ({ group }) => ofGroup("typing", group) }],
  ["quit", { required: ["group"], read: ({ group }) => ofGroup("quit", group) }],
  ["ping", { required: [], read: () => ({ type: "ping" }) }],
]);

/** The types of frames that a client may send. */
export const frameTypes: readonly string[] = [...readers.keys()].map(String);

/** Reads one text frame. Never throws. A refusal echoes the frame's `id` when that is a string. */
export function decode(text: string, limits: Limits): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused(null, invalid("Expected a JSON object in a text frame"));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refused(null, invalid("Expected a JSON object"));
  }
  const fields = value as Fields;
  const id = typeof fields.id === "string" ? fields.id : null;
  const result = readFields(fields, limits);
  return "code" in result ? refused(id, result) : { ok: true, frame: result };
}

const textDuties: Readonly<Record<TextFault, string>> = {
  empty: "not be empty",
  nul: "not contain NUL",
  surrogates: "not contain lone surrogates",
  invisible: "show something",
};

/** The text as it is stored, trimmed; or the reason why it cannot be. */
export function cleanText(text: unknown, limits: Limits): string | Refusal {
  if (typeof text !== "string") return invalid('"text" must be a string');
  const trimmed = text.trim();
  const fault = textFault(trimmed);
  if (fault !== null) return invalid(`"text" must ${textDuties[fault]}`);
  if (trimmed.length > limits.textLength) {
    return {
      code: "too_long",
      detail: `"text" has ${trimmed.length} code units, at most ${limits.textLength} fit`,
    };
  }
  return trimmed;
}

function readFields(fields: Fields, limits: Limits): ClientFrame | Refusal {
  const reader = readers.get(fields.type);
  if (!reader) return invalid(`Unknown "type", expected one of ${[...readers.keys()].join(", ")}`);
  const fault = fieldFault(fields, reader);
  return fault === null ? reader.read(fields, limits) : invalid(fault);
}

/** Which field is missing or unknown; null: none. What JSON.parse made has own fields alone. */
function fieldFault(fields: Fields, { required, optional }: FrameReader): string | null {
  let found = 0;
  let unknown: string | null = null;
  for (const name in fields) {
    if (required.includes(name)) found++;
    else if (name !== "type" && !optional?.includes(name)) unknown ??= name;
  }
  if (found < required.length) {
    const missing = required.find((name) => !Object.hasOwn(fields, name));
    return `"${missing}" is missing`;
  }
  return unknown === null ? null : `Unknown field ${JSON.stringify(unknown.slice(0, 40))}`;
}

function hello({ since, history }: Fields): ClientFrame | Refusal {
  if (history !== undefined && typeof history !== "string") {
    return invalid('"history" must be a string');
  }
  const named = history === undefined ? {} : { history };
  if (since === undefined) return { type: "hello", ...named };
  if (typeof since !== "object" || since === null || Array.isArray(since)) {
    return invalid('"since" must be an object of group ids and seqs');
  }
  for (const [group, seq] of Object.entries(since)) {
    if (!isId(group)) {
      return invalid('"since" must have group ids, UUIDs in lower case, as its keys');
    }
    if (!isSeq(seq)) return invalid(`"since.${group}" must be a whole number from 0 to 2^53 - 1`);
  }
  return { type: "hello", since: since as Record<GroupId, number>, ...named };
}

function send(fields: Fields, limits: Limits): ClientFrame | Refusal {
  const text = cleanText(fields.text, limits);
  if (typeof text !== "string") return text;
  const operation = operationOf(fields);
  if ("code" in operation) return operation;
  const { reply } = fields;
  if (reply === undefined) return { type: "send", ...operation, text };
  return isSeq(reply) ? { type: "send", ...operation, text, reply } : notASeq("reply");
}

function edit(fields: Fields, limits: Limits): ClientFrame | Refusal {
  const text = cleanText(fields.text, limits);
  if (typeof text !== "string") return text;
  const amendment = amendmentOf(fields);
  return "code" in amendment ? amendment : { type: "edit", ...amendment, text };
}

function erase(fields: Fields): ClientFrame | Refusal {
  const amendment = amendmentOf(fields);
  return "code" in amendment ? amendment : { type: "erase", ...amendment };
}

function react(fields: Fields): ClientFrame | Refusal {
  const { on } = fields;
  if (typeof on !== "boolean") return invalid('"on" must be true or false');
  // What a log of before holds, and is no emoji, can still be taken off.
  const formOf = on ? emojiForm : reactionForm;
  const emoji = typeof fields.emoji === "string" ? formOf(fields.emoji) : null;
  if (emoji === null) return invalid('"emoji" must be one emoji, as RGI_Emoji of Unicode has it');
  const amendment = amendmentOf(fields);
  return "code" in amendment ? amendment : { type: "react", ...amendment, emoji, on };
}

function read({ group, seq }: Fields): ClientFrame | Refusal {
  if (!isId<"group">(group)) return notAnId("group");
  return isSeq(seq) ? { type: "read", group, seq } : notASeq("seq");
}

/** The fields of a frame that adds a message. */
function operationOf({ group, id }: Fields): { group: GroupId; id: MessageId } | Refusal {
  if (!isId<"group">(group)) return notAnId("group");
  return isId<"message">(id) ? { group, id } : notAnId("id");
}

/** The fields of a frame that adds a message about an earlier one. */
function amendmentOf(fields: Fields): { group: GroupId; id: MessageId; seq: number } | Refusal {
  const operation = operationOf(fields);
  if ("code" in operation) return operation;
  return isSeq(fields.seq) ? { ...operation, seq: fields.seq } : notASeq("seq");
}

function ofGroup(type: "typing" | "quit", group: unknown): ClientFrame | Refusal {
  return isId<"group">(group) ? { type, group } : notAnId("group");
}

function notASeq(field: string): Refusal {
  return invalid(`"${field}" must be a whole number from 0 to 2^53 - 1`);
}

function notAnId(field: string): Refusal {
  return invalid(`"${field}" must be a UUID in lower case`);
}

function invalid(detail: string): Refusal {
  return { code: "invalid", detail };
}

function refused(id: string | null, refusal: Refusal): Decoded {
  return { ok: false, id, refusal };
}
