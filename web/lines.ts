// What a chat shows of a room, in order: day breaks, lines grouped by author and minute, system lines. Pure; a kind of
// message that is not known takes no room.

import type { Group, Member, Message, MessageId, UserId } from "../actors/protocol.ts";
import { dayKey } from "./i18n/format.ts";
import type { Room } from "./room.ts";

const minuteMs = 60_000;

export type Line =
  | { readonly type: "day"; readonly key: string; readonly at: number }
  | {
    readonly type: "text";
    readonly key: MessageId;
    readonly seq: number;
    readonly by: UserId;
    readonly at: number;
    readonly text: string;
    readonly isErased: boolean;
    /** Whether author and time are to be shown: not when the line goes on from the one before. */
    readonly isFirst: boolean;
  }
  | { readonly type: "formed"; readonly key: MessageId; readonly seq: number }
  | { readonly type: "left"; readonly key: MessageId; readonly seq: number; readonly by: UserId };

/** The lines of the messages held; pending ones are not among them. */
export function linesOf(room: Room): Line[] {
  const lines: Line[] = [];
  let day = "";
  for (const message of room.run) {
    const at = Date.parse(message.at);
    const isNewDay = dayKey(at) !== day;
    const line = lineOf(message, isNewDay ? undefined : lines.at(-1));
    if (line === null) continue;
    if (isNewDay) lines.push({ type: "day", key: `day ${message.seq}`, at });
    lines.push(line);
    day = dayKey(at);
  }
  return lines;
}

function lineOf(message: Message, before: Line | undefined): Line | null {
  const { id: key, seq } = message;
  switch (message.kind) {
    case "text": {
      const { by, text, erased: isErased } = message;
      const at = Date.parse(message.at);
      return { type: "text", key, seq, by, at, text, isErased, isFirst: !goesOn(before, by, at) };
    }
    case "formed":
      return { type: "formed", key, seq };
    case "left":
      return { type: "left", key, seq, by: message.by };
    default:
      return null;
  }
}

function goesOn(before: Line | undefined, by: UserId, at: number): boolean {
  if (before?.type !== "text" || before.by !== by) return false;
  return Math.floor(before.at / minuteMs) === Math.floor(at / minuteMs);
}

/** Which members, besides `me`, have read exactly up to each line: by the key of that line. */
export function readMarks(
  lines: readonly Line[],
  group: Group,
  me: UserId,
): ReadonlyMap<string, readonly Member[]> {
  const marks = new Map<string, Member[]>();
  for (const member of group.members) {
    if (member.id === me || member.leftAt !== null) continue;
    const last = lines.findLast((line) => line.type !== "day" && line.seq <= member.readSeq);
    if (last !== undefined) marks.set(last.key, [...marks.get(last.key) ?? [], member]);
  }
  return marks;
}
