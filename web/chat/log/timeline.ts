// What a chat shows of a log, in order: day breaks, the time after a pause, the unread line, texts
// in runs of one author, system lines. Pending changes are shown as made. Pure.

import { amend, type Item, type ShownText, textAt } from "../../../protocol/log.ts";
import type { Group, Member, MessageId, UserId } from "../../../protocol/domain.ts";
import { dayKey } from "../../i18n/format.ts";
import type { SetBack } from "../../../client/state/group_state.ts";
import type { Pending } from "../../../client/state/pending.ts";

/** The characters of an instant, `2026-06-15T12:00:00.000Z`, up to its minute. */
const minuteLength = 16;
/** Without a word for so long, the talk begins anew: with the time, and a run of its own. */
const pauseMs = 5 * 60_000;

export interface ItemLine {
  readonly type: "item";
  readonly key: MessageId;
  readonly item: Item;
  /** Whether it begins a run: the author is shown, once for all lines of the run. */
  readonly isFirst: boolean;
  /** Whether a change by this user is pending. */
  readonly isChanging: boolean;
  /** The text that it answers; null: it answers none, or that is not loaded. */
  readonly quoted: ShownText | null;
}

export type Line =
  | ItemLine
  /** Also the time of the first line of the day. */
  | { readonly type: "day"; readonly key: string; readonly at: number }
  | { readonly type: "pause"; readonly key: string; readonly at: number }
  /** Messages are lost; `at`: when the last one before them came, where that is known. */
  | { readonly type: "setBack"; readonly key: string; readonly at: string | null }
  | { readonly type: "unread"; readonly key: "unread" };

export interface LinesOf {
  readonly items: readonly Item[];
  /** All that is loaded. */
  readonly all: readonly Item[];
  /** The item right above the first one, if there is one. */
  readonly before: Item | undefined;
  readonly pending: readonly Pending[];
  readonly me: UserId;
  /** The seq above which the texts of others are new, or null. */
  readonly unreadAbove: number | null;
  readonly setBack: SetBack | null;
}

/** The lines of a part of a log; pending texts are not among them. */
export function linesOf(
  { items, all, before, pending, me, unreadAbove, setBack }: LinesOf,
): Line[] {
  const lines: Line[] = [];
  const changes = changesOf(pending);
  let last = before;
  let isUnreadDue = unreadAbove !== null;
  for (const plain of items) {
    const item = overlay(plain, changes, me);
    const isSetBack = setBack !== null && item.seq > setBack.seq && (last?.seq ?? 0) <= setBack.seq;
    if (isSetBack) lines.push(lineOf(setBack));
    const isNewDay = last === undefined || !isSameDay(last, item);
    const isAfterPause = last !== undefined && !isNewDay && isPaused(last, item);
    if (isNewDay) {
      lines.push({ type: "day", key: `day ${dayKey(item.at)}`, at: Date.parse(item.at) });
    } else if (isAfterPause) {
      lines.push({ type: "pause", key: `pause ${item.id}`, at: Date.parse(item.at) });
    }
    const isUnread = isUnreadDue && item.seq > (unreadAbove ?? 0) && item.kind === "text" &&
      item.by !== me;
    if (isUnread) lines.push({ type: "unread", key: "unread" });
    if (isUnread) isUnreadDue = false;
    const isFirst = isNewDay || isSetBack || isAfterPause || isUnread || !goesOn(last, item);
    const quoted = item.kind === "text" && item.reply !== null ? textAt(all, item.reply) : null;
    lines.push({ type: "item", key: item.id, item, isFirst, isChanging: item !== plain, quoted });
    last = item;
  }
  const isEnd = last?.seq === all.at(-1)?.seq;
  if (setBack !== null && last && isEnd && last.seq <= setBack.seq) lines.push(lineOf(setBack));
  return lines;
}

function lineOf({ seq, at }: SetBack): Line {
  return { type: "setBack", key: `set back ${seq}`, at };
}

/** Whether two lines with one key look the same: a day begins earlier once older items are there. */
export function isSameLine(a: Line, b: Line): boolean {
  if (a.type !== "item" || b.type !== "item") {
    return a.key === b.key && ("at" in a ? a.at : null) === ("at" in b ? b.at : null);
  }
  return a.item === b.item && a.isFirst === b.isFirst && a.isChanging === b.isChanging &&
    a.quoted === b.quoted;
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

/** Whether a text that is said now begins a run: below a pause, or words of another. */
export function beginsRun(before: Item | undefined, by: UserId, at: number): boolean {
  return before?.kind !== "text" || before.by !== by || at - Date.parse(before.at) >= pauseMs;
}

function goesOn(before: Item | undefined, item: Item): boolean {
  return before?.kind === "text" && item.kind === "text" && before.by === item.by;
}

function isPaused(before: Item, item: Item): boolean {
  return !isSameMinute(before, item) && Date.parse(item.at) - Date.parse(before.at) >= pauseMs;
}

/**
 * Minutes begin at the same instant in every time zone: two texts can be compared without a date.
 */
function isSameMinute(a: Item, b: Item): boolean {
  return a.at.slice(0, minuteLength) === b.at.slice(0, minuteLength);
}

function isSameDay(a: Item, b: Item): boolean {
  return isSameMinute(a, b) || dayKey(a.at) === dayKey(b.at);
}

/** The last text that this user can change, or null. */
export function lastOwn(items: readonly Item[], me: UserId): ShownText | null {
  const found = items.findLast((item) => item.kind === "text" && item.by === me && !item.erased);
  return found?.kind === "text" ? found : null;
}

export interface Readers {
  readonly group: Group;
  readonly me: UserId;
  /** The seq of the first item below the lines, or null at the end. */
  readonly next: number | null;
}

/** Whether a newcomer has read nothing yet: lines above their joining they never see. */
function isBeforeJoining(lines: readonly Line[], { id, readSeq }: Member): boolean {
  return lines.some((line) =>
    line.type === "item" && line.item.kind === "joined" && line.item.by === id &&
    line.item.seq > readSeq
  );
}

/** The members besides `me` whose read pointer stands at a line, by the key of that line. */
export function readMarks(
  lines: readonly Line[],
  { group, me, next }: Readers,
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
