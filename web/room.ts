// One group as this browser holds it: an unbroken run of its log, what arrived above a hole, and lines not yet
// acknowledged. Pure: every function returns a new Room and leaves the given one as it was.

import { extend, fold, nothingShown, precede, type Shown } from "../actors/log.ts";
import type { Group, Member, Message, UserId } from "../actors/protocol.ts";
import { acknowledge, type Pending, setAside } from "./pending.ts";

export interface Room {
  readonly group: Group;
  /** Ascending and without a gap; its last seq is `head` unless it is empty. */
  readonly run: readonly Message[];
  /** The run as it is shown. */
  readonly shown: Shown;
  /** Everything up to here was shown, or can be loaded as history. */
  readonly head: number;
  /** Arrived above a hole, ascending; shown once the hole is filled. */
  readonly later: readonly Message[];
  /** The last seq that the server has been heard to have. */
  readonly heard: number;
  readonly pending: readonly Pending[];
  /** Until when each member counts as typing, in milliseconds since 1970. */
  readonly typing: ReadonlyMap<UserId, number>;
}

export function newRoom(group: Group): Room {
  return {
    group,
    run: [],
    shown: nothingShown,
    head: group.lastSeq,
    later: [],
    heard: 0,
    pending: [],
    typing: new Map(),
  };
}

/** The room with the end of its log as it was kept: ascending, without a gap. */
export function keptRoom(group: Group, run: readonly Message[]): Room {
  const head = run.at(-1)?.seq ?? group.lastSeq;
  return { ...newRoom({ ...group, lastSeq: head }), run, shown: fold(run), head };
}

/** The room after `ready`: what is held stays, unless too much was missed to be sent. */
export function resumeRoom(old: Room | undefined, group: Group): Room {
  const fresh = newRoom(group);
  if (old === undefined) return fresh;
  if (group.gap || group.lastSeq < old.head) return { ...fresh, pending: setAside(old.pending, null) };
  return { ...old, group, heard: 0, typing: new Map() };
}

/** The room with its members changed; what the log has told since is kept. */
export function regroup(room: Room, group: Group): Room {
  if (group.lastSeq >= room.group.lastSeq) return { ...room, group };
  const { lastSeq, last, unread, readSeq } = room.group;
  return { ...room, group: { ...group, lastSeq, last, unread, readSeq } };
}

function isText(message: Message): boolean {
  return message.kind === "text";
}

function summarise(group: Group, message: Message, me: UserId): Group {
  if (message.seq <= group.lastSeq) return group;
  const isUnread = isText(message) && message.by !== me && message.seq > group.readSeq;
  return { ...group, lastSeq: message.seq, last: message, unread: group.unread + (isUnread ? 1 : 0) };
}

function without(typing: ReadonlyMap<UserId, number>, by: UserId | null): ReadonlyMap<UserId, number> {
  if (by === null || !typing.has(by)) return typing;
  return new Map([...typing].filter(([user]) => user !== by));
}

function append(room: Room, message: Message, me: UserId): Room {
  return {
    ...room,
    group: summarise(room.group, message, me),
    run: room.run.concat([message]),
    shown: extend(room.shown, [message]),
    head: message.seq,
    pending: acknowledge(room.pending, message, me),
    typing: without(room.typing, message.by),
  };
}

function keepForLater(room: Room, message: Message, me: UserId): Room {
  if (room.later.some((other) => other.seq === message.seq)) return room;
  const later = [...room.later, message].sort((a, b) => a.seq - b.seq);
  return { ...room, later, pending: message.by === me ? setAside(room.pending, message) : room.pending };
}

function settle(room: Room, me: UserId): Room {
  let next = room;
  for (const message of room.later) {
    if (message.seq === next.head + 1) next = append(next, message, me);
  }
  const later = next.later.filter((message) => message.seq > next.head);
  return { ...next, later };
}

/** Puts a message where it belongs: at the end, or aside until what lies before it is there. Twice is once. */
export function place(room: Room, message: Message, me: UserId): Room {
  if (message.seq <= room.head) return { ...room, pending: acknowledge(room.pending, message, me) };
  if (message.seq > room.head + 1) return keepForLater(room, message, me);
  const next = append(room, message, me);
  return next.later.length === 0 ? next : settle(next, me);
}

/** The seq below which older messages are to be asked for. */
export function oldest(room: Room): number {
  return room.run[0]?.seq ?? room.head + 1;
}

/** Whether messages that this user may see lie below what is held. */
export function hasOlder(room: Room): boolean {
  return oldest(room) > room.group.firstSeq;
}

/** Puts older messages, ascending, before the run; a page that does not end right below it changes nothing. */
export function prepend(room: Room, older: readonly Message[]): Room {
  if (older.length === 0 || older[older.length - 1]?.seq !== oldest(room) - 1) return room;
  return { ...room, run: older.concat(room.run), shown: precede(room.shown, older) };
}

/** The seq after which messages are missing, or null when none is known to be. */
export function hole(room: Room): number | null {
  return room.later.length > 0 || room.heard > room.head ? room.head : null;
}

function unreadAbove(room: Room, seq: number, me: UserId): number {
  if (seq >= room.group.lastSeq) return 0;
  if (oldest(room) > seq + 1) return Math.min(room.group.unread, room.group.lastSeq - seq);
  return room.run.filter((message) => message.seq > seq && isText(message) && message.by !== me).length;
}

/** Moves a read pointer forward; a smaller seq changes nothing. */
export function markRead(room: Room, user: UserId, seq: number, me: UserId): Room {
  const member = room.group.members.find((each) => each.id === user);
  if (member === undefined || member.readSeq >= seq) return room;
  const group = changeMember(room.group, user, { readSeq: seq });
  if (user !== me) return { ...room, group };
  return { ...room, group: { ...group, readSeq: seq, unread: unreadAbove(room, seq, me) } };
}

/** The group with one member's fields changed. */
export function changeMember(group: Group, user: UserId, change: Partial<Member>): Group {
  const members = group.members.map((member) => member.id === user ? { ...member, ...change } : member);
  return { ...group, members };
}
