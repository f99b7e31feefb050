// The reducer: all that a client knows, and how one frame of the server changes it. Pure: the same
// frames give the same state, in whatever order they arrive. Unknown frames are ignored.

import type {
  Criteria,
  Group,
  GroupId,
  Message,
  Profile,
  Ticket,
  User,
  UserId,
} from "../../protocol/domain.ts";
import type { ErrorCode, ServerFrame } from "../../protocol/frames.ts";
import { defaultLimits, type Limits, typingHoldsMs } from "../../protocol/limits.ts";
import type { Notice, Role } from "../../protocol/moderation.ts";
import { bytesOf } from "../net/message_size.ts";
import { isPassing, mark, type Pending } from "./pending.ts";
import {
  beginAnew,
  changeMember,
  type GroupState,
  heldAsOf,
  markRead,
  newGroupState,
  place,
  prepend,
  regroup,
  resumeGroupState,
  resumeInOtherHistory,
  setBackBy,
} from "./group_state.ts";

export interface State {
  /** Null until it is known who is logged in. */
  readonly user: User | null;
  readonly profile: Profile | null;
  readonly ticket: Ticket | null;
  /** What this user asked for the last time. */
  readonly lastCriteria: Criteria | null;
  /** The user with whom this one looks for a third. */
  readonly partner: User | null;
  readonly groups: ReadonlyMap<GroupId, GroupState>;
  /** The server's history in which the groups were shown; null: not known. */
  readonly history: string | null;
  /** The groups of which the last hello said what is held. */
  readonly named: ReadonlySet<GroupId>;
  readonly limits: Limits;
  /** Whether `ready` has come: before it, an empty list of groups says nothing. */
  readonly isComplete: boolean;
  /** The group that was formed while this page was open, and was not looked at yet. */
  readonly matched: GroupId | null;
  /** What a moderator says to this user, until it is read. */
  readonly notice: Notice | null;
  readonly role: Role;
  /** Another object whenever the lists of moderators may have changed; null: not known how many. */
  readonly reports: { readonly open: number | null };
  /** How far the server's clock is ahead of this one, in milliseconds; 0 before it is known. */
  readonly serverAheadMs: number;
}

/** Where the state is held: replaced as a whole. A signal is one. */
export interface StateCell {
  value: State;
}

export const emptyState: State = {
  user: null,
  profile: null,
  ticket: null,
  lastCriteria: null,
  partner: null,
  groups: new Map(),
  history: null,
  named: new Set(),
  limits: defaultLimits,
  isComplete: false,
  matched: null,
  notice: null,
  role: "user",
  reports: { open: null },
  serverAheadMs: 0,
};

/** A smaller difference is the way that a frame has come, not the clocks. */
const clocksDifferMs = 1_000;

type Frame<Type extends ServerFrame["type"]> = Extract<ServerFrame, { type: Type }>;

/** The state after a frame that arrived at `now`, in milliseconds since 1970. */
export function apply(state: State, frame: ServerFrame, now: number): State {
  return noteServerTime(applyFrame(state, frame, now), frame, now);
}

/** The time by the server's clock, to which the times of tickets and messages belong. */
export function serverNow(state: State, now: number): number {
  return now + state.serverAheadMs;
}

/** A server of before tells no time. */
function noteServerTime(state: State, frame: ServerFrame, now: number): State {
  if (frame.type !== "ready" && frame.type !== "pong") return state;
  const told = "now" in frame ? Date.parse(String(frame.now)) : NaN;
  const isSame = Math.abs(told - serverNow(state, now)) <= clocksDifferMs;
  return Number.isNaN(told) || isSame ? state : { ...state, serverAheadMs: told - now };
}

function applyFrame(state: State, frame: ServerFrame, now: number): State {
  switch (frame.type) {
    case "ready":
      return ready(state, frame);
    case "message":
      return placeMessage(state, frame);
    case "group":
      return putGroup(state, frame.group);
    case "gone":
      return removeGroup(state, frame.group);
    case "ticket":
      return { ...state, ticket: frame.ticket };
    case "partner":
      return { ...state, partner: frame.partner };
    case "read":
      return withGroup(
        state,
        frame.group,
        (groupState, me) => markRead(groupState, frame.user, frame.seq, me),
      );
    case "typing":
      return withTyping(state, frame, now);
    case "presence":
      return withPresence(state, frame);
    case "notice":
      return { ...state, notice: frame.notice };
    case "reports":
      return { ...state, reports: { open: frame.open } };
    case "error":
      return noteRefusal(state, frame);
    case "pong":
      return noteHeads(state, frame.heads);
    default:
      return state;
  }
}

/** The state with one group changed; a group that is not there changes nothing. */
export function withGroup(
  state: State,
  id: GroupId,
  change: (groupState: GroupState, me: UserId) => GroupState,
): State {
  const groupState = state.groups.get(id);
  if (groupState === undefined || state.user === null) return state;
  const next = change(groupState, state.user.id);
  return next === groupState ? state : { ...state, groups: new Map(state.groups).set(id, next) };
}

/** The state with older messages, ascending and as they were at `asOf`, put before what is held. */
export function addOlder(
  state: State,
  id: GroupId,
  older: readonly Message[],
  asOf = 0,
): State {
  return withGroup(state, id, (groupState) => heldAsOf(prepend(groupState, older), asOf));
}

/** The state with the pending operations of one group changed. */
export function withPending(
  state: State,
  id: GroupId,
  change: (list: readonly Pending[]) => readonly Pending[],
): State {
  return withGroup(state, id, (groupState) => {
    const pending = change(groupState.pending);
    return pending === groupState.pending ? groupState : { ...groupState, pending };
  });
}

/** The state without the typists whose time has passed at `now`. */
export function expireTypists(state: State, now: number): State {
  return [...state.groups.keys()].reduce(
    (next, id) => withGroup(next, id, (groupState) => withoutExpiredTypists(groupState, now)),
    state,
  );
}

/** The first frame of a connection. */
export function helloOf({ history }: State, since: Readonly<Record<GroupId, number>>) {
  return { type: "hello", since, ...(history !== null && { history }) } as const;
}

/**
 * What `hello` says is held: of as many groups as fit in a frame, latest activity first. The heads
 * of a pong make up for the others.
 */
export function since(state: State): Record<GroupId, number> {
  const named: Record<GroupId, number> = {};
  let left = state.limits.frameBytes - bytesOf(helloOf(state, {}));
  for (const { group, head } of latestFirst(state)) {
    // Without the brackets, and with a comma.
    left -= JSON.stringify({ [group.id]: head }).length - 1;
    if (left < 0) break;
    named[group.id] = head;
  }
  return named;
}

/**
 * The groups, latest activity first: by what came last and not by its time, since the server's
 * clock may be set back.
 */
export function latestFirst(state: State): GroupState[] {
  return [...state.groups.values()].sort((a, b) => b.rank - a.rank);
}

/** The number of unread texts in all groups. */
export function unread(state: State): number {
  return [...state.groups.values()].reduce((sum, groupState) => sum + groupState.group.unread, 0);
}

/** The groups in which a user is together with this one now. */
export function groupsWith({ groups }: State, user: UserId): GroupId[] {
  return [...groups.values()].flatMap(({ group: { id, members } }) =>
    members.some((member) => member.id === user && member.leftAt === null) ? [id] : []
  );
}

function ready(state: State, frame: Frame<"ready">): State {
  const known = state.user?.id === frame.user.id ? state : emptyState;
  const { user, profile, ticket, partner, limits, history } = frame;
  const isOther = known.history !== null && history !== known.history;
  const groups = new Map(frame.groups.map((group, at) => {
    const rank = frame.groups.length - at;
    const held = known.groups.get(group.id);
    const isUnasked = isOther && !known.named.has(group.id);
    const setBack = held === undefined ? null : setBackBy(held, group);
    if (isUnasked) return [group.id, { ...beginAnew(held, group), rank, setBack }];
    const resumed = held && isOther
      ? resumeInOtherHistory(held, group, user.id)
      : resumeGroupState(held, group, user.id);
    return [group.id, { ...resumed, rank, setBack }];
  }));
  const matched = keepKnown(formedMeanwhile(state, frame) ?? state.matched, groups);
  return {
    user,
    profile,
    ticket: withKnownHints(ticket, known.ticket),
    // What is asked for now was chosen last, perhaps on another device, or by another start.
    lastCriteria: ticket?.with === undefined && ticket?.criteria || known.lastCriteria,
    partner,
    limits,
    groups,
    history,
    named: known.named,
    isComplete: true,
    matched,
    // A server of before tells neither.
    notice: frame.notice ?? null,
    role: frame.role ?? "user",
    reports: { open: null },
    serverAheadMs: state.serverAheadMs,
  };
}

/** `ready` tells no hints. A `ticket` frame follows it, with those of now. */
function withKnownHints(ticket: Ticket | null, known: Ticket | null): Ticket | null {
  const isSame = ticket?.id === known?.id &&
    JSON.stringify(ticket?.criteria) === JSON.stringify(known?.criteria);
  if (!ticket || !isSame || !known?.hints) return ticket;
  return { hints: known.hints, ...ticket };
}

function formedMeanwhile(state: State, frame: Frame<"ready">): GroupId | null {
  if (state.ticket === null || frame.ticket !== null) return null;
  return frame.groups.find((group) => !state.groups.has(group.id))?.id ?? null;
}

function keepKnown(id: GroupId | null, groups: ReadonlyMap<GroupId, GroupState>): GroupId | null {
  return id !== null && groups.has(id) ? id : null;
}

function placeMessage(state: State, { group, message, asOf = 0 }: Frame<"message">): State {
  return withRank(state, group, (groupState, me) => heldAsOf(place(groupState, message, me), asOf));
}

/** `withGroup`; a group whose log has grown by it stands first. */
function withRank(
  state: State,
  id: GroupId,
  change: (groupState: GroupState, me: UserId) => GroupState,
): State {
  return withGroup(state, id, (before, me) => {
    const next = change(before, me);
    return next.group.lastSeq > before.group.lastSeq ? { ...next, rank: topRank(state) + 1 } : next;
  });
}

function topRank({ groups }: State): number {
  return Math.max(0, ...[...groups.values()].map(({ rank }) => rank));
}

function putGroup(state: State, group: Group): State {
  if (state.groups.has(group.id)) {
    return withRank(state, group.id, (groupState, me) => regroup(groupState, group, me));
  }
  const rank = topRank(state) + 1;
  return {
    ...state,
    groups: new Map(state.groups).set(group.id, { ...newGroupState(group), rank }),
    matched: group.id,
  };
}

function removeGroup(state: State, id: GroupId): State {
  if (!state.groups.has(id)) return state;
  const groups = new Map(state.groups);
  groups.delete(id);
  return { ...state, groups, matched: state.matched === id ? null : state.matched };
}

function withTyping(state: State, { group, user }: Frame<"typing">, now: number): State {
  return withGroup(state, group, (groupState, me) => {
    if (user === me) return groupState;
    return { ...groupState, typing: new Map(groupState.typing).set(user, now + typingHoldsMs) };
  });
}

function withoutExpiredTypists(groupState: GroupState, now: number): GroupState {
  const still = [...groupState.typing].filter(([, until]) => until > now);
  return still.length === groupState.typing.size
    ? groupState
    : { ...groupState, typing: new Map(still) };
}

function withPresence(state: State, { group, user, online }: Frame<"presence">): State {
  return withGroup(state, group, (groupState) => ({
    ...groupState,
    group: changeMember(groupState.group, user, { online, ...(online && { away: false }) }),
  }));
}

/** A refusal that passes by itself is no failure yet: the send queue knows when it has lasted. */
function noteRefusal(state: State, { id, code }: Frame<"error">): State {
  return id === null || isPassing(code) ? state : refuseOperation(state, id, code);
}

/** The state with the operation of this id refused, in whatever group; there may be none. */
export function refuseOperation(state: State, id: string, code: ErrorCode): State {
  return [...state.groups.keys()].reduce(
    (next, group) => withPending(next, group, (list) => mark(list, id, code)),
    state,
  );
}

function noteHeads(state: State, heads: Readonly<Record<GroupId, number>>): State {
  const ids = Object.keys(heads) as GroupId[];
  return ids.reduce(
    (next, id) => withGroup(next, id, (groupState) => noteHead(groupState, heads[id] ?? 0)),
    state,
  );
}

function noteHead(groupState: GroupState, seq: number): GroupState {
  return seq > groupState.toldHead ? { ...groupState, toldHead: seq } : groupState;
}
