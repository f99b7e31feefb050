// Turns what is stored into what a client is shown: adds ages, which depend on the day, and who is
// online, and tells what a message is apart from what made it so. Pure.

import type { StoredGroup, StoredMember } from "../../db/store/groups.ts";
import type { Page, StoredMessage } from "../../db/store/logs.ts";
import type { StoredProfile } from "../../db/store/users.ts";
import { ageOn } from "../../protocol/age.ts";
import { type Clock, dayOf, instantOf } from "../../protocol/clock.ts";
import type {
  Day,
  Group,
  GroupId,
  Instant,
  Member,
  Message,
  Profile,
  SelfDescription,
  TextMessage,
  UserId,
} from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { Audience } from "../runtime/placement.ts";

/** What is added to stored facts. */
export interface Now {
  readonly day: Day;
  readonly isOnline: (user: UserId) => boolean;
  /** Members whose last socket was before then are away; null: nobody is. */
  readonly silentBefore: Instant | null;
}

export interface NowDeps {
  readonly clock: Clock;
  readonly placement: Pick<Audience, "isOnline">;
  /** A member without a socket for so long is away; 0 or absent: never. */
  readonly silentMs?: number;
}

export function nowOf({ clock, placement, silentMs = 0 }: NowDeps): Now {
  const now = clock.now();
  return {
    day: dayOf(now),
    isOnline: (user) => placement.isOnline(user),
    silentBefore: silentMs > 0 ? instantOf(now - silentMs) : null,
  };
}

export function profileView(profile: StoredProfile, day: Day): Profile {
  const { birthDate, sex } = profile;
  return { birthDate, age: ageOn(birthDate, day), sex, ...descriptionOf(profile) };
}

export function groupView(group: StoredGroup, now: Now): Group {
  return { ...group, members: group.members.map((member) => memberView(member, now)) };
}

/** The frame that shows a message. */
export function messageFrame(
  group: GroupId,
  message: StoredMessage,
): Extract<ServerFrame, { type: "message" }> {
  const { asOf } = message;
  // Nearly always: a message that was just stored is what it was made.
  if (asOf === undefined) return { type: "message", group, message };
  return { type: "message", group, message: messageView(message), asOf };
}

/**
 * `messageFrame` of a text as it was made, encoded as JSON.stringify does, in half the time: by
 * hand, since it is on the path of every message.
 */
export function encodeText(
  group: GroupId,
  { id, by, at, text, reply, seq }: Omit<TextMessage, "kind" | "editedAt" | "erased">,
): string {
  return `{"type":"message","group":"${group}","message":{"kind":"text","id":"${id}","by":"${by}",` +
    `"at":"${at}","text":${JSON.stringify(text)},"editedAt":null,"erased":false,` +
    `"reply":${reply},"seq":${seq}}}`;
}

/** What a page of a log is answered with. */
export interface PageView {
  readonly messages: readonly Message[];
  readonly more: boolean;
  /** The highest seq above the page that made one of its messages what it is; absent: none did. */
  readonly asOf?: number;
}

export function pageView({ messages, more }: Page): PageView {
  const asOf = Math.max(0, ...messages.map((message) => message.asOf ?? 0));
  const isAbove = asOf > (messages.at(-1)?.seq ?? 0);
  return { messages: messages.map(messageView), more, ...(isAbove && { asOf }) };
}

/** A message without what only the server needs. */
export function messageView(message: StoredMessage): Message {
  if (message.asOf === undefined) return message;
  const { asOf: _asOf, ...view } = message;
  return view as Message;
}

/** Nothing where the account is deleted, or the member has left. */
function descriptionOf(profile: StoredProfile | null): SelfDescription {
  const { languages = [], interests = [], about = null } = profile ?? {};
  return { languages, interests, about };
}

function memberView(member: StoredMember, now: Now): Member {
  const { id, username, deleted, bot, profile, leftAt, position, unseen, again, seenAt } = member;
  const isShown = leftAt === null && !unseen?.includes("presence");
  const online = isShown && now.isOnline(id);
  const readSeq = unseen?.includes("receipts") ? 0 : member.readSeq;
  const seen = {
    id,
    username,
    ...(deleted && { deleted }),
    ...(bot && { bot }),
    age: profile && ageOn(profile.birthDate, now.day),
    sex: profile?.sex ?? null,
    ...descriptionOf(leftAt === null ? profile : null),
    online,
    away: isShown && !online && now.silentBefore !== null && seenAt < now.silentBefore,
    readSeq,
    leftAt,
    ...(position !== undefined && { position }),
    ...(unseen && { unseen }),
  };
  return again === undefined ? seen : { ...seen, again };
}
