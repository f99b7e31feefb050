// The memory store's state, and the log and groups in it, as db/groups/ has them.

import type {
  Amendment,
  Criteria,
  EditedMessage,
  ErasedMessage,
  GroupId,
  Instant,
  Message,
  Preferences,
  TicketId,
  UserId,
  Why,
  Wish,
} from "../../../protocol/domain.ts";
import type {
  AmendRefusal,
  AppendOutcome,
  Page,
  Range,
  StoredMessage,
} from "../../../db/store/logs.ts";
import type { AuditId, NoticeId, ReportId } from "../../../protocol/moderation.ts";
import { type Suspension, suspensionAt } from "../../../protocol/suspension.ts";
import type { NewPasskey } from "../../../db/store/passkeys.ts";
import type { NewSubscription, PushKey } from "../../../db/store/pushes.ts";
import type { Wait } from "../../../db/store/waits.ts";
import type { Account, NewUser, StoredProfile } from "../../../db/store/users.ts";
import type {
  KeptEntry,
  KeptNotice,
  KeptPush,
  KeptReport,
  KeptSession,
  KeptStanding,
  Reach,
} from "./memory_kept.ts";

export type Kept<T> = { -readonly [Name in keyof T]: T[Name] };

/** An open ticket: of a user, of two partners, or of the members of the group whose seat it is. */
export interface KeptTicket {
  readonly id: TicketId;
  readonly since: Instant;
  readonly seat: GroupId | null;
  readonly criteria: Map<UserId, Criteria>;
  sleptAt: Instant | null;
  wokenAt: Instant | null;
  isAlone: boolean;
  /** Of a seat: the member who is away, whose place it is. */
  readonly placeOf: UserId | null;
}

/** What a ticket that is new has besides its people. */
export const awake = { sleptAt: null, wokenAt: null, isAlone: false, placeOf: null } as const;

export interface KeptWish {
  readonly user: UserId;
  readonly since: Instant;
  readonly wish: Wish;
}

export interface KeptMember {
  readonly id: UserId;
  readonly joinedAt: Instant;
  /** The ticket by which they came. */
  readonly ticket: Pick<KeptTicket, "id" | "since" | "wokenAt">;
  readonly criteria: Criteria;
  /** The partner with whom they came. */
  readonly cameWith: UserId | null;
  /** In the last seat of the group; null: it had none. */
  seated: Criteria | null;
  readonly firstSeq: number;
  readSeq: number;
  /** A newcomer whom the group's actor has not shown to the group. */
  isUnshown: boolean;
  leftAt: Instant | null;
  /** Of their "left". */
  leftSeq: number | null;
  /** Whether a newcomer has taken their place, since they were away. */
  isReplaced: boolean;
}

export interface KeptGroup {
  name: string;
  readonly formedAt: Instant;
  /** Null: with who deleted their account. */
  why: Why | null;
  readonly members: KeptMember[];
  /** Ascending. */
  readonly log: StoredMessage[];
  /** By seq: the number of each message among those of all groups. */
  readonly arrivals: Map<number, number>;
}

export interface KeptInvite {
  readonly inviter: UserId;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  usedAt: Instant | null;
}

export type KeptUser = Kept<Omit<NewUser, "profile"> & Account> & {
  passwordVersion: number;
  /** Its deletion was asked for. */
  isDeleted: boolean;
  preferences: Preferences;
};

export type KeptPasskey = Kept<NewPasskey> & { usedAt: Instant | null };

export type KeptSubscription = NewSubscription & {
  /** When it was made first; `at` is when it was renewed. */
  readonly createdAt: Instant;
};

/** What is noted of the changes of a profile. */
export interface ProfileMarks {
  /** Absent: with the account. */
  birthDateSetAt?: Instant;
  isCorrected?: boolean;
  sexChangedAt?: Instant;
}

/** Where an account was seen. */
export interface KeptSight {
  readonly seenAt: Instant;
  /** Whether the account was made there. */
  readonly isNew: boolean;
  /** Grows with each that is stored, and with each block. */
  readonly arrival: number;
}

export interface State {
  readonly users: Map<UserId, KeptUser>;
  readonly profileMarks: Map<UserId, ProfileMarks>;
  readonly lastSeen: Map<UserId, Instant>;
  /** By user: the hashes of devices and networks. */
  readonly devices: Map<UserId, Map<string, KeptSight>>;
  readonly networks: Map<UserId, Map<string, KeptSight>>;
  /** By key: when all is there again. */
  readonly paces: Map<string, number>;
  /** When each was last noted to work. */
  readonly matchmakers: Map<string, Instant>;
  readonly waits: Map<number, readonly Wait[]>;
  /** By ticket and user: what was asked last, also by tickets that are closed. */
  readonly wishes: Map<string, KeptWish>;
  readonly pushKeys: Map<"key", PushKey>;
  /** By endpoint, the one that was renewed first before the others. */
  readonly subscriptions: Map<string, KeptSubscription>;
  readonly pushes: Map<number, KeptPush>;
  /** By device: until when its user's age counts as refused. */
  readonly deviceRefusals: Map<string, Instant>;
  readonly sessions: Map<string, KeptSession>;
  /** By user: the hashes of the codes. */
  readonly recoveryCodes: Map<UserId, Set<string>>;
  readonly passkeys: Map<string, KeptPasskey>;
  /** When the deletions that are not done were asked for. */
  readonly deletions: Map<UserId, Instant>;
  readonly reservedUsernames: Map<string, Instant>;
  readonly reaches: Map<string, Reach>;
  readonly pairLeavers: Map<
    string,
    { readonly leaver: UserId; readonly left: UserId; readonly at: Instant }
  >;
  readonly pairRests: Map<UserId, Instant>;
  /** By blocker and blocked: among sights. */
  readonly blockArrivals: Map<string, number>;
  /** Open tickets by user: two partners have the same one. */
  readonly tickets: Map<UserId, KeptTicket>;
  /** Open seats by group. */
  readonly seats: Map<GroupId, KeptTicket>;
  readonly groups: Map<GroupId, KeptGroup>;
  /** The groups in which a user is or was. */
  readonly memberships: Map<UserId, GroupId[]>;
  readonly invites: Map<string, KeptInvite>;
  readonly partners: Map<UserId, UserId>;
  /** By blocker: the blocked users, and since when. */
  readonly blocks: Map<UserId, Map<UserId, Instant>>;
  /** By user: the users they would meet again, and since when. */
  readonly rematchWishes: Map<UserId, Map<UserId, Instant>>;
  readonly reports: Map<ReportId, KeptReport>;
  readonly notices: Map<NoticeId, KeptNotice>;
  /** In the order of the trail. */
  readonly audit: Map<AuditId, KeptEntry>;
  /** Of users who were ever more, or less, than plain users. */
  readonly standings: Map<UserId, KeptStanding>;
  /** By device and banned user. */
  readonly barredDevices: Map<
    string,
    { readonly device: string; readonly about: UserId; readonly until: Instant }
  >;
  /** By history: the last arrival before it began. */
  readonly histories: Map<string, number>;
  lastArrival: number;
}

export function newState(): State {
  return {
    users: new Map(),
    profileMarks: new Map(),
    lastSeen: new Map(),
    devices: new Map(),
    networks: new Map(),
    paces: new Map(),
    waits: new Map(),
    wishes: new Map(),
    pushKeys: new Map(),
    subscriptions: new Map(),
    pushes: new Map(),
    matchmakers: new Map(),
    deviceRefusals: new Map(),
    reaches: new Map(),
    pairLeavers: new Map(),
    pairRests: new Map(),
    blockArrivals: new Map(),
    sessions: new Map(),
    recoveryCodes: new Map(),
    passkeys: new Map(),
    deletions: new Map(),
    reservedUsernames: new Map(),
    tickets: new Map(),
    seats: new Map(),
    groups: new Map(),
    memberships: new Map(),
    invites: new Map(),
    partners: new Map(),
    blocks: new Map(),
    rematchWishes: new Map(),
    reports: new Map(),
    notices: new Map(),
    audit: new Map(),
    standings: new Map(),
    barredDevices: new Map(),
    histories: new Map(),
    lastArrival: 0,
  };
}

/** Makes a state that others hold the same as another one. */
export function putBack(state: State, kept: State): void {
  const { lastArrival, ...maps } = kept;
  state.lastArrival = lastArrival;
  for (const name of Object.keys(maps) as (keyof typeof maps)[]) {
    const map = state[name] as Map<unknown, unknown>;
    map.clear();
    for (const [key, value] of maps[name]) map.set(key, value);
  }
}

export function pageOf(log: readonly StoredMessage[], range: Range): Page {
  const { limit } = range;
  if ("after" in range) {
    const run = log.filter(({ seq }) => seq > range.after);
    return { messages: run.slice(0, limit), more: run.length > limit };
  }
  const run = log.filter(({ seq }) => range.before === null || seq < range.before);
  return { messages: run.slice(Math.max(0, run.length - limit)), more: run.length > limit };
}

/** Whether the two are or were in their group at the same time. */
export function wereTogether(one: KeptMember, other: KeptMember): boolean {
  return one.firstSeq < (other.leftSeq ?? Infinity) && other.firstSeq < (one.leftSeq ?? Infinity);
}

/** Numbers a message among those of all groups. */
export function arrive(state: State, { arrivals }: KeptGroup, { seq }: Message): void {
  state.lastArrival += 1;
  arrivals.set(seq, state.lastArrival);
}

export function add(state: State, group: KeptGroup, message: Message): AppendOutcome {
  const { log } = group;
  const known = log.find(({ by, id }) => by !== null && by === message.by && id === message.id);
  if (known !== undefined) return { type: "repeated", message: known };
  if (log.some(({ seq }) => seq === message.seq)) return { type: "conflict" };
  log.push({ ...message });
  log.sort((a, b) => a.seq - b.seq);
  arrive(state, group, message);
  return { type: "stored" };
}

/** Adds an amendment and applies it to its target and to the edits of that. */
export function amend(
  state: State,
  group: KeptGroup,
  message: Message,
): AppendOutcome | { type: "refused"; code: AmendRefusal } {
  if (message.kind !== "edited" && message.kind !== "erased" && message.kind !== "reacted") {
    throw new Error(`A message of kind "${message.kind}" is about no other`);
  }
  const before = [...group.log];
  const outcome = add(state, group, message);
  if (outcome.type !== "stored") return outcome;
  const code = refusalOf(group, message);
  if (code !== null) {
    group.log.splice(0, group.log.length, ...before);
    group.arrivals.delete(message.seq);
    return { type: "refused", code };
  }
  if (message.kind !== "reacted") {
    group.log.forEach((each, at) => group.log[at] = amended(each, message));
  }
  return outcome;
}

/** Applies an "erased" message that is in the log. */
export function applyErasure(group: KeptGroup, message: Message): void {
  if (message.kind !== "erased") return;
  group.log.forEach((each, at) => group.log[at] = amended(each, message));
}

function refusalOf(
  { log, members }: KeptGroup,
  { by, kind, target }: Amendment,
): AmendRefusal | null {
  const text = log.find(({ seq }) => seq === target);
  const firstSeq = members.find(({ id }) => id === by)?.firstSeq ?? Infinity;
  if (text?.kind !== "text" || text.erased || target < firstSeq) return "no_such_message";
  return kind !== "reacted" && text.by !== by ? "not_yours" : null;
}

function amended(message: Message, by: EditedMessage | ErasedMessage): StoredMessage {
  const text = by.kind === "edited" ? by.text : "";
  const asOf = by.seq;
  if (message.kind === "edited" && message.target === by.target && message.seq !== by.seq) {
    return { ...message, text, asOf };
  }
  if (message.kind !== "text" || message.seq !== by.target) return message;
  return by.kind === "edited"
    ? { ...message, text, editedAt: by.at, asOf }
    : { ...message, text, erased: true, asOf };
}

export function headOf({ log }: KeptGroup): number {
  return log.at(-1)?.seq ?? 0;
}

export function currentGroups(state: State, user: UserId): [GroupId, KeptGroup][] {
  return everGroups(state, user).filter(([, { members }]) => isCurrent(members, user));
}

/** The groups in which the user is or was. */
export function everGroups(state: State, user: UserId): [GroupId, KeptGroup][] {
  return (state.memberships.get(user) ?? []).flatMap((id): [GroupId, KeptGroup][] => {
    const group = state.groups.get(id);
    return group === undefined ? [] : [[id, group]];
  });
}

export function isCurrent(members: readonly KeptMember[], user: UserId): boolean {
  return members.some(({ id, leftAt }) => id === user && leftAt === null);
}

export function userOf(state: State, id: UserId): KeptUser {
  const user = state.users.get(id);
  if (user === undefined) throw new Error(`There is no user with the id "${id}"`);
  return user;
}

export function profileOf(state: State, id: UserId): StoredProfile {
  const { profile } = userOf(state, id);
  if (profile === null) throw new Error(`The user "${id}" has no profile`);
  return { ...profile };
}

/** The last suspension, over or not. */
export function suspensionOf(state: State, id: UserId): Suspension | null {
  return state.standings.get(id)?.suspension ?? null;
}

export function isSuspended(state: State, id: UserId, now: Instant): boolean {
  return suspensionAt(suspensionOf(state, id), now) !== null;
}

/** When a member was last there, as far as is known, or came in. */
export function seenAt(state: State, { id, joinedAt }: KeptMember): Instant {
  const last = state.lastSeen.get(id) ?? userOf(state, id).at;
  return last > joinedAt ? last : joinedAt;
}

/** Whether others are shown that a member is away. */
export function isAway(state: State, member: KeptMember, silentBefore: Instant | null): boolean {
  return silentBefore !== null && userOf(state, member.id).preferences.presence &&
    !state.deletions.has(member.id) && seenAt(state, member) < silentBefore;
}

export function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
