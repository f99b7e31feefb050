// One group as the browser holds it: an unbroken run of its log, messages that arrived above a
// hole, and pending operations. Pure: every function returns a new state and leaves the given one
// as it was.

import { extend, fold, nothingShown, precede, type Shown } from "../../protocol/log.ts";
import type { Group, LeftMessage, Member, Message, UserId } from "../../protocol/domain.ts";
import { acknowledge, type Pending, refuseAmendments, setAside } from "./pending.ts";

/**
 * More messages than these do not wait above a hole: they are fetched with it, as the next page
 * of that length would be.
 */
const laterMost = 200;

export interface GroupState {
  readonly group: Group;
  /** Ascending and without a gap; its last seq is `head` unless it is empty. */
  readonly run: readonly Message[];
  /** The run as it is shown. */
  readonly shown: Shown;
  /** The seq up to which every message was shown, or can be loaded as history. */
  readonly head: number;
  /** Messages above a hole, ascending; shown once the hole is filled. */
  readonly later: readonly Message[];
  /** The highest head that a pong has told. */
  readonly toldHead: number;
  /** The highest seq that made a message that is held what it is; it may be above the head. */
  readonly asOf: number;
  readonly pending: readonly Pending[];
  /** Whether the log that this browser had is lost, or may be, and what is held is another one. */
  readonly wasLost: boolean;
  /** Null: nothing was lost since this program has begun. */
  readonly setBack: SetBack | null;
  /** Its place among the groups: the greatest is the one in which something came last. */
  readonly rank: number;
  /** Until when each member counts as typing, in milliseconds since 1970. */
  readonly typing: ReadonlyMap<UserId, number>;
}

/** That the server was put back to an earlier state, and messages that were held are lost. */
export interface SetBack {
  /** Where the log ended when that was told. */
  readonly seq: number;
  /** When the last message that is left came; null: others took the places of the lost ones. */
  readonly at: string | null;
}

export function newGroupState(group: Group): GroupState {
  return {
    group,
    run: [],
    shown: nothingShown,
    head: group.lastSeq,
    later: [],
    toldHead: 0,
    asOf: 0,
    pending: [],
    wasLost: false,
    setBack: null,
    rank: 0,
    typing: new Map(),
  };
}

/** A group with the end of its log as it was kept: ascending, without a gap. */
export function keptGroupState(group: Group, run: readonly Message[], asOf: number): GroupState {
  const head = run.at(-1)?.seq ?? group.lastSeq;
  return { ...newGroupState({ ...group, lastSeq: head }), run, shown: fold(run), head, asOf };
}

/**
 * A group after `ready`: what is held stays, unless it was lost or more was missed than is sent.
 */
export function resumeGroupState(
  old: GroupState | undefined,
  group: Group,
  me: UserId,
): GroupState {
  const fresh = newGroupState(group);
  if (old === undefined) return fresh;
  if (isLost(old, group)) {
    return { ...fresh, pending: refuseAmendments(old.pending), wasLost: true };
  }
  const now = regroup(old, group, me).group;
  const { wasLost } = old;
  if (group.gap) return { ...newGroupState(now), pending: setAside(old.pending, null), wasLost };
  return { ...old, group: now, toldHead: 0, typing: new Map() };
}

/** A log that has become shorter is another log: nothing that is held belongs to it. */
function isLost({ head }: GroupState, group: Group): boolean {
  return group.lost || group.lastSeq < head;
}

/** What a group's next state tells of a loss, by the `ready` that is about to change this one. */
export function setBackBy(old: GroupState, group: Group): SetBack | null {
  if (!isLost(old, group)) return old.setBack;
  const [left, lost] = [group.last?.at, old.group.last?.at];
  const isEnd = left !== undefined && lost !== undefined && left < lost;
  return { seq: group.lastSeq, at: isEnd ? left : null };
}

/**
 * A group after the `ready` of another history: of what is held, the run up to the head is what
 * `hello` has named, and all else may be lost, such as what lies above a hole, what was told to be
 * the last message, and how far members have read. So may a message above the head that has made
 * one of the run what it is.
 */
export function resumeInOtherHistory(old: GroupState, group: Group, me: UserId): GroupState {
  const readSeq = Math.min(old.group.readSeq, old.head);
  const pending = setAside(old.pending, null);
  const before = { ...old, group: { ...group, readSeq }, later: [], pending };
  const isAhead = old.asOf > old.head;
  return resumeGroupState(before, isAhead ? { ...group, gap: true } : group, me);
}

/**
 * A group after the `ready` of another history that was not asked about what is held: that may be
 * lost.
 */
export function beginAnew(old: GroupState | undefined, group: Group): GroupState {
  return { ...newGroupState(group), pending: refuseAmendments(old?.pending ?? []), wasLost: true };
}

/** The state with the group as it was told; what is newer, or holds for good, is kept. */
export function regroup(groupState: GroupState, group: Group, me: UserId): GroupState {
  const known = groupState.group;
  const { lastSeq, last, unread, readSeq } = known;
  const isOld = group.lastSeq < lastSeq;
  const now = {
    ...(isOld ? { ...group, lastSeq, last, unread, readSeq } : group),
    members: mergeMembers(known.members, group.members),
  };
  return {
    ...groupState,
    group: readUpTo(now, groupState.run, Math.max(readSeq, group.readSeq), me),
  };
}

/**
 * Members in the order of joining. A member who has left stays in the list, and a read pointer
 * never goes back, but where it is not shown any more.
 */
function mergeMembers(known: readonly Member[], told: readonly Member[]): Member[] {
  const later = told.filter(({ id }) => known.every((member) => member.id !== id));
  const both = known.map((member) => {
    const now = told.find(({ id }) => id === member.id) ?? member;
    const leftAt = now.leftAt ?? member.leftAt;
    const readSeq = now.unseen?.includes("receipts") ? 0 : Math.max(now.readSeq, member.readSeq);
    return { ...now, leftAt, readSeq };
  });
  return [...both, ...later];
}

function summarise(group: Group, message: Message, me: UserId): Group {
  if (message.seq <= group.lastSeq) return group;
  const unread = Math.max(0, group.unread + unreadChange(message, group.readSeq, me));
  return { ...group, lastSeq: message.seq, last: message, unread };
}

/** Whether a message counts as unread: another member's text that was not taken back. */
function countsAsUnread(message: Message, me: UserId): boolean {
  return message.kind === "text" && message.by !== me && !message.erased;
}

/**
 * What this message at the end of the log adds to the number of unread texts. Only the author of a
 * text takes it back, so a taking-back by this user concerns no unread text.
 */
function unreadChange(message: Message, readSeq: number, me: UserId): number {
  if (message.kind !== "erased") return countsAsUnread(message, me) ? 1 : 0;
  return message.by !== me && message.target > readSeq ? -1 : 0;
}

function without(
  typing: ReadonlyMap<UserId, number>,
  by: UserId | null,
): ReadonlyMap<UserId, number> {
  if (by === null || !typing.has(by)) return typing;
  return new Map([...typing].filter(([user]) => user !== by));
}

function append(groupState: GroupState, message: Message, me: UserId): GroupState {
  const group = summarise(groupState.group, message, me);
  return {
    ...groupState,
    group: message.kind === "left" ? depart(group, message) : group,
    run: withoutTexts(groupState.run, erasedBy([message])).concat([message]),
    shown: extend(groupState.shown, [message]),
    head: message.seq,
    pending: acknowledge(groupState.pending, message, me),
    typing: without(groupState.typing, message.by),
  };
}

/** A member who has left is not online: no presence is told any more. */
function depart(group: Group, { by, at }: LeftMessage): Group {
  return changeMember(group, by, { leftAt: at, online: false, away: false });
}

/** The seqs of the texts that these messages take back. */
function erasedBy(messages: readonly Message[]): ReadonlySet<number> {
  return new Set(messages.flatMap((message) => message.kind === "erased" ? [message.target] : []));
}

/** The messages without the texts that were taken back, in edits, too. */
function withoutTexts(
  messages: readonly Message[],
  erased: ReadonlySet<number>,
): readonly Message[] {
  if (erased.size === 0) return messages;
  return messages.map((message) => {
    if (message.kind === "edited" && erased.has(message.target)) return { ...message, text: "" };
    if (message.kind !== "text" || !erased.has(message.seq)) return message;
    return { ...message, text: "", editedAt: null, erased: true };
  });
}

function keepForLater(groupState: GroupState, message: Message, me: UserId): GroupState {
  if (groupState.later.some((other) => other.seq === message.seq)) return groupState;
  const later = [...groupState.later, message].sort((a, b) => a.seq - b.seq);
  const isTooMuch = later.length > laterMost;
  const last = later.at(-1)?.seq ?? 0;
  return {
    ...groupState,
    later: isTooMuch ? [] : later,
    toldHead: isTooMuch ? Math.max(groupState.toldHead, last) : groupState.toldHead,
    pending: message.by === me ? setAside(groupState.pending, message) : groupState.pending,
  };
}

function settle(groupState: GroupState, me: UserId): GroupState {
  let next = groupState;
  for (const message of groupState.later) {
    if (message.seq === next.head + 1) next = append(next, message, me);
  }
  const later = next.later.filter((message) => message.seq > next.head);
  return { ...next, later };
}

/**
 * Puts a message where it belongs: at the end, or aside until what lies before it is there. A
 * message that is there already changes nothing.
 */
export function place(groupState: GroupState, message: Message, me: UserId): GroupState {
  if (message.seq <= groupState.head) {
    return { ...groupState, pending: acknowledge(groupState.pending, message, me) };
  }
  if (message.seq > groupState.head + 1) return keepForLater(groupState, message, me);
  const next = append(groupState, message, me);
  return recount(next.later.length === 0 ? next : settle(next, me), me);
}

/**
 * Counts what is unread by the messages that are held. The number that was told may be older than
 * they are, or than this user's read pointer.
 */
function recount(groupState: GroupState, me: UserId): GroupState {
  const { group, run } = groupState;
  return { ...groupState, group: { ...group, unread: unreadAbove(group, run, group.readSeq, me) } };
}

/** The state with what it holds as it was at this seq, or later. */
export function heldAsOf(groupState: GroupState, asOf: number): GroupState {
  return asOf > groupState.asOf ? { ...groupState, asOf } : groupState;
}

/** The seq below which older messages are to be asked for. */
export function oldest(groupState: GroupState): number {
  return groupState.run[0]?.seq ?? groupState.head + 1;
}

/** Whether there are messages below those that are held which this user may see. */
export function hasOlder(groupState: GroupState): boolean {
  return oldest(groupState) > groupState.group.firstSeq;
}

/**
 * Puts older messages, ascending, before the run; a page that does not end right below it changes
 * nothing.
 */
export function prepend(groupState: GroupState, older: readonly Message[]): GroupState {
  if (older.length === 0 || older[older.length - 1]?.seq !== oldest(groupState) - 1) {
    return groupState;
  }
  // The server may have read them before a text was taken back that is known as such here.
  const clean = withoutTexts(older, erasedBy(groupState.run));
  return {
    ...groupState,
    run: clean.concat(groupState.run),
    shown: precede(groupState.shown, clean),
  };
}

/** The seq after which messages are missing, or null when none is known to be. */
export function hole(groupState: GroupState): number | null {
  return groupState.later.length > 0 || groupState.toldHead > groupState.head
    ? groupState.head
    : null;
}

/**
 * The number of others' texts above `seq`: counted where the run reaches far enough, else the most
 * that it can be.
 */
function unreadAbove(
  { unread, readSeq, lastSeq }: Group,
  run: readonly Message[],
  seq: number,
  me: UserId,
) {
  const first = run[0]?.seq ?? Infinity;
  const last = run.at(-1)?.seq ?? 0;
  // The run has no gap.
  const count = (from: number, to: number) =>
    run.slice(from + 1 - first, to + 1 - first).filter((message) => countsAsUnread(message, me))
      .length;
  if (seq >= lastSeq) return 0;
  if (first <= seq + 1 && last >= lastSeq) return count(seq, lastSeq);
  if (first <= readSeq + 1 && last >= seq) return Math.max(0, unread - count(readSeq, seq));
  return Math.min(unread, lastSeq - seq);
}

function readUpTo(group: Group, run: readonly Message[], seq: number, me: UserId): Group {
  if (seq <= group.readSeq) return group;
  return { ...group, readSeq: seq, unread: unreadAbove(group, run, seq, me) };
}

/** Moves a read pointer forward; a smaller seq changes nothing. */
export function markRead(
  groupState: GroupState,
  user: UserId,
  seq: number,
  me: UserId,
): GroupState {
  const member = groupState.group.members.find((each) => each.id === user);
  if (member === undefined || member.readSeq >= seq) return groupState;
  const group = changeMember(groupState.group, user, { readSeq: seq });
  if (user !== me) return { ...groupState, group };
  return { ...groupState, group: readUpTo(group, groupState.run, seq, me) };
}

/** The group with one member's fields changed. */
export function changeMember(group: Group, user: UserId, change: Partial<Member>): Group {
  const members = group.members.map((member) =>
    member.id === user ? { ...member, ...change } : member
  );
  return { ...group, members };
}
