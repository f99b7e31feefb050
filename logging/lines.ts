// An entry as a line: an object of JSON for programs, a sentence for a terminal. What clients sent
// may be in an error's words: a line stays one line, nothing in it controls a terminal that shows
// it, and what an error quotes is left out.

import { type Details, type EventName, events } from "./events.ts";

/** Controls, invisible marks that reorder or hide, line and paragraph separators, surrogates. */
const unshowable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** From the first mark to the last one, since what is quoted may have marks of its own. */
const quoted = /"[^]*"|`[^]*`|(?<![\p{L}\p{N}])'[^]*'|“[^]*”/gu;
const messageMost = 300;

/** The text as one line, with what is not to be shown written as `\u{…}`. */
export function logLine(text: string): string {
  return text.replace(unshowable, (mark) => `\\u{${mark.codePointAt(0)?.toString(16)}}`);
}

/** One object of JSON. */
export function jsonLine(at: number, event: EventName, details: Details): string {
  const { level, says } = events[event];
  const { error, ...others } = details;
  const thrown = "error" in details && { error: thrownOf(error) };
  const time = new Date(at).toISOString();
  const line = JSON.stringify({ time, level, event, message: says, ...others, ...thrown });
  // JSON has such marks within its strings alone.
  return line.replace(
    unshowable,
    (mark) =>
      Array.from(utf16(mark), (unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join(""),
  );
}

/** A line for a terminal. */
export function humanLine(at: number, event: EventName, details: Details): string {
  const time = new Date(at).toISOString();
  return logLine(`${time} ${events[event].level.padEnd(7)} ${sentence(event, details)}`);
}

/** What people read on a terminal when the program serves. */
export function greeting({ version, url, database, durability, sockets, node }: Details): string[] {
  const lines = [
    `Trio ${version} is at ${url}`,
    `database: ${database}; durability: ${durability}; sockets: ${sockets}`,
    // Bots come to the balancer in front of nodes, which no node knows.
    ...node === undefined ? [`Alone? Company for one: deno task bots --url ${url}`] : [],
  ];
  return lines.map(logLine);
}

/** What an entry says, without its time. */
export function sentence(event: EventName, details: Details): string {
  const { error, reason, ...others } = details;
  const parts = [
    events[event].says,
    ...reason === undefined ? [] : [reason],
    ..."error" in details ? [thrownOf(error).message] : [],
  ];
  const facts = Object.entries(others).map(([name, value]) => `${name}=${value}`).join(" ");
  return parts.join(": ") + (facts && ` (${facts})`);
}

interface Thrown {
  readonly type: string;
  readonly message: string;
  /** Of Postgres or of the system. */
  readonly code?: string;
  readonly constraint?: string;
  /** Functions and places of the program. */
  readonly stack?: string;
}

function thrownOf(thrown: unknown): Thrown {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: "No error was thrown" };
  const { name, message, stack } = thrown;
  const { code, constraint } = thrown as { code?: unknown; constraint?: unknown };
  const frames = framesOf(message, stack ?? "");
  return {
    type: name,
    message: withoutQuotes(message),
    ...(isCode(code) && { code }),
    ...(isCode(constraint) && { constraint }),
    ...(frames.length > 0 && { stack: frames.join("\n") }),
  };
}

/**
 * The places alone. A stack begins with the message, whose own lines may look like places; where it
 * does not, the message was changed, and what the stack begins with is not known.
 */
function framesOf(message: string, stack: string): readonly string[] {
  const at = stack.indexOf(message);
  if (at < 0) return [];
  const [, ...lines] = stack.slice(at + message.length).split("\n");
  return lines.filter((line) => /^\s+at /.test(line)).map((line) => line.trim());
}

/** A value that a client sent stands in quotes, where a parser or a database tells of it. */
function withoutQuotes(message: string): string {
  const [line = ""] = message.replace(quoted, (whole) => `${whole[0]}…${whole.at(-1)}`).split("\n");
  return line.length > messageMost ? `${line.slice(0, messageMost)}…` : line;
}

function isCode(code: unknown): code is string {
  return typeof code === "string" && /^\w{1,63}$/.test(code);
}

function utf16(mark: string): number[] {
  return Array.from({ length: mark.length }, (_, at) => mark.charCodeAt(at));
}
