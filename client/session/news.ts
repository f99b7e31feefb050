// What a state has for a program: messages that it was not told of, and operations that were
// refused. A program is told each message once and keeps what it wants, so that the state keeps
// none: a program that runs for months holds as much as one that has just begun. Pure.

import type { GroupId } from "../../protocol/domain.ts";
import type { ErrorCode } from "../../protocol/frames.ts";
import { nothingShown } from "../../protocol/log.ts";
import { type GroupState, newGroupState } from "../state/group_state.ts";
import { isPassing, type Operation, without } from "../state/pending.ts";
import type { State } from "../state/state.ts";
import type { EventOf } from "./session_events.ts";

export interface Refused {
  readonly operation: Operation;
  readonly code: ErrorCode;
}

export interface News {
  /** The state without what is told. */
  readonly state: State;
  readonly messages: readonly EventOf<"message">[];
  readonly refused: readonly Refused[];
}

/** Takes out of the state what a program is to be told. */
export function takeNews(state: State): News {
  const messages: EventOf<"message">[] = [];
  const refused: Refused[] = [];
  const groups = new Map(state.groups);
  for (const [group, before] of state.groups) {
    const { run, asOf, pending } = before;
    for (const message of run) messages.push({ type: "message", group, message, asOf });
    const over = pending.flatMap(({ operation, refusal }) =>
      refusal === null || isPassing(refusal) ? [] : [{ operation, code: refusal }]
    );
    refused.push(...over);
    if (run.length + over.length === 0) continue;
    const left = over.reduce((list, { operation }) => without(list, operation.id), pending);
    groups.set(group, { ...before, run: [], shown: nothingShown, pending: left });
  }
  const isNothing = messages.length + refused.length === 0;
  return { state: isNothing ? state : { ...state, groups }, messages, refused };
}

export interface Resumed {
  readonly state: State;
  /** Groups of which what was told may be lost. */
  readonly lost: readonly EventOf<"lost">[];
}

/**
 * The state after `ready`, for a program that is told every message. What was missed is fetched
 * where it was not sent: for a page it is enough to show the end of the log. A group that is new
 * is told from its first message on, unless the program has just begun.
 */
export function resume(before: State, after: State): Resumed {
  const lost: EventOf<"lost">[] = [];
  const isOther = before.history !== null && before.history !== after.history;
  const resumed = (now: GroupState): GroupState => {
    const { group, head, wasLost } = now;
    const held = before.groups.get(group.id);
    if (held === undefined) return before.history === null ? now : fromItsStart(now);
    if (wasLost || (isOther && held.asOf > held.head)) {
      lost.push({ type: "lost", group: group.id, seq: head });
      return { ...now, wasLost: false };
    }
    const isNamed = after.named.has(group.id);
    if (isNamed && !group.gap) return now;
    return { ...now, head: held.head, toldHead: group.lastSeq };
  };
  const groups = new Map([...after.groups].map(([id, group]) => [id, resumed(group)]));
  return { state: { ...after, groups }, lost };
}

/** The state after a `group` frame: a group that is new is told from its first message on. */
export function withNewGroup(before: State, after: State, id: GroupId, toldHead = 0): State {
  const group = after.groups.get(id);
  if (group === undefined || before.groups.has(id)) return after;
  const fresh = { ...fromItsStart(group), toldHead };
  return { ...after, groups: new Map(after.groups).set(id, fresh) };
}

/** What was not acknowledged when the session ended was refused, and is not sent by the next. */
export function withoutPending(state: State): State {
  const groups = new Map([...state.groups].map(([id, group]) => [id, { ...group, pending: [] }]));
  return { ...state, groups };
}

/** As told up to this seq before, in another run of the program. */
export function toldUpTo(id: GroupId, seq: number, asOf: number): GroupState {
  const group = {
    id,
    name: "",
    members: [],
    formedAt: "",
    firstSeq: 1,
    lastSeq: seq,
    readSeq: 0,
    unread: 0,
    last: null,
  };
  return { ...newGroupState(group), asOf };
}

function fromItsStart(state: GroupState): GroupState {
  const { firstSeq, lastSeq } = state.group;
  return { ...state, head: firstSeq - 1, toldHead: lastSeq, wasLost: false };
}
