// What a chat shows of a room's items, in order: day breaks, where the unread begins, lines grouped
// by author and minute, system lines. Pure; what this user did and is on its way is shown as done.

import { amend, type Item, type ShownText } from "../../../protocol/log.ts";
import type { Group, Member, MessageId, UserId } from "../../../protocol/domain.ts";
import { dayKey } from "../../i18n/format.ts";
import type { Pending } from "../../state/pending.ts";

/** Of an instant, `2026-06-15T12:00:00.000Z`, up to its minute. */
const minuteLength = 16;

export interface ItemLine {
  readonly type: "item";
  readonly key: MessageId;
  readonly item: Item;
  /** Whether author and time are to be shown: not when the line goes on from the one before. */
  readonly isFirst: boolean;
  /** Whether a change of this user's is on its way. */
  readonly isChanging: boolean;
}

export type Line =
  | ItemLine
  | { readonly type: "day"; readonly key: string; readonly at: number }
  | { readonly type: "unread"; readonly key: "unread" };

export interface LinesOf {
  readonly items: readonly Item[];
  /** The item just above the first one, when there is one. */
  readonly before: Item | undefined;
  readonly pending: readonly Pending[];
  readonly me: UserId;
  /** The seq above which the texts of others are new, or null. */
  readonly unreadAbove: number | null;
}

/** The lines of a part of a log; texts that are not acknowledged are not among them. */
export function linesOf({ items, before, pending, me, unreadAbove }: LinesOf): Line[] {
  const lines: Line[] = [];
  const changes = changesOf(pending);
  let last = before;
  let isUnreadDue = unreadAbove !== null;
  for (const plain of items) {
    const item = overlay(plain, changes, me);
    const isNewDay = last === undefined || !isSameDay(last, item);
    if (isNewDay) {
      lines.push({ type: "day", key: `day ${dayKey(item.at)}`, at: Date.parse(item.at) });
    }
    const isUnread = isUnreadDue && item.seq > (unreadAbove ?? 0) && item.kind === "text" &&
      item.by !== me;
    if (isUnread) lines.push({ type: "unread", key: "unread" });
    if (isUnread) isUnreadDue = false;
    const isFirst = isNewDay || isUnread || !goesOn(last, item);
    lines.push({ type: "item", key: item.id, item, isFirst, isChanging: item !== plain });
    last = item;
  }
  return lines;
}

type Changes = ReadonlyMap<number, readonly Pending[]>;

function changesOf(pending: readonly Pending[]): Changes {
  const changes = new Map<number, Pending[]>();
  for (const one of pending) {
    if (one.operation.type === "send" || (one.refusal !== null && !one.isStored)) continue;
    changes.set(one.operation.seq, [...changes.get(one.operation.seq) ?? [], one]);
  }
  return changes;
}

function overlay(item: Item, changes: Changes, me: UserId): Item {
  const here = changes.get(item.seq);
  if (here === undefined || item.kind !== "text") return item;
  return here.reduce((text, one) => overlayOne(text, one, me), item);
}

function overlayOne(text: ShownText, { operation, at: ms }: Pending, me: UserId): ShownText {
  if (operation.type === "send") return text;
  const at = new Date(ms).toISOString();
  const base = { seq: operation.seq, id: operation.id, by: me, at, target: operation.seq };
  switch (operation.type) {
    case "edit":
      return amend(text, { ...base, kind: "edited", text: operation.text });
    case "erase":
      return amend(text, { ...base, kind: "erased" });
    case "react":
      return amend(text, { ...base, kind: "reacted", emoji: operation.emoji, on: operation.on });
  }
}

function goesOn(before: Item | undefined, item: Item): boolean {
  if (before?.kind !== "text" || item.kind !== "text" || before.by !== item.by) return false;
  return isSameMinute(before, item);
}

/**
 * Whole minutes are whole in every time zone, and instants are written in one way: no date has to
 * be made.
 */
function isSameMinute(a: Item, b: Item): boolean {
  return a.at.slice(0, minuteLength) === b.at.slice(0, minuteLength);
}

function isSameDay(a: Item, b: Item): boolean {
  return isSameMinute(a, b) || dayKey(a.at) === dayKey(b.at);
}

/** The last text of this user's that can be changed, or null. */
export function lastOwn(items: readonly Item[], me: UserId): ShownText | null {
  const found = items.findLast((item) => item.kind === "text" && item.by === me && !item.erased);
  return found?.kind === "text" ? found : null;
}

export interface Shelf {
  readonly group: Group;
  readonly me: UserId;
  /** The seq of the first item below the lines, or null at the end. */
  readonly next: number | null;
}

/**
 * Whether a member has read nothing since they came in later: what lies above that, they never see.
 */
function isBeforeJoining(lines: readonly Line[], { id, readSeq }: Member): boolean {
  return lines.some((line) =>
    line.type === "item" && line.item.kind === "joined" && line.item.by === id &&
    line.item.seq > readSeq
  );
}

/** Which members, besides `me`, have read exactly up to each line: by the key of that line. */
export function readMarks(
  lines: readonly Line[],
  { group, me, next }: Shelf,
): ReadonlyMap<string, readonly Member[]> {
  const marks = new Map<string, Member[]>();
  for (const member of group.members) {
    if (member.id === me || member.leftAt !== null || (next !== null && member.readSeq >= next)) {
      continue;
    }
    const last = lines.findLast((line) => line.type === "item" && line.item.seq <= member.readSeq);
    if (last !== undefined && !isBeforeJoining(lines, member)) {
      marks.set(last.key, [...marks.get(last.key) ?? [], member]);
    }
  }
  return marks;
}
