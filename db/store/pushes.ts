// Pushes: who has subscribed to them, and what is still to be sent. What a push says is read when
// it is sent, so that none tells of what was read, edited or taken back meanwhile.

import type { GroupId, Instant, SessionId, UserId } from "../../protocol/domain.ts";
import type { PushContent } from "../../protocol/push_content.ts";

/** The key pair by which push services know this server (RFC 8292), in base64url. */
export interface PushKey {
  /** An uncompressed point. */
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Where a browser is reached, and the keys for it. */
export interface PushTarget {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export interface NewSubscription extends PushTarget {
  /** It ends with it. */
  readonly session: SessionId;
  /** Groups whose texts are not pushed to it. */
  readonly muted: readonly GroupId[];
  readonly at: Instant;
}

/** A group that these users were put in. */
export interface PushedMatch {
  readonly group: GroupId;
  readonly users: readonly UserId[];
  readonly at: Instant;
}

/** A text that came while this user had no socket. */
export interface AwayText {
  readonly group: GroupId;
  readonly seq: number;
  readonly user: UserId;
  /** Up to where the user had read then; the pointer may be on its way to the store. */
  readonly readSeq: number;
  readonly at: Instant;
}

/** A push that is to be sent now. */
export interface Push {
  readonly id: number;
  readonly target: PushTarget;
  readonly content: PushContent;
  /** Of the text that it tells; else 0. */
  readonly seq: number;
  /** How often it was taken, with this time. */
  readonly attempts: number;
  readonly queuedAt: Instant;
}

export interface TakenPushes {
  readonly pushes: readonly Push[];
  /** Whether there may be more that are due. */
  readonly more: boolean;
}

/** What became of a push: "gone" ends its subscription. */
export type PushOutcome =
  | { readonly type: "sent" }
  | { readonly type: "again"; readonly at: Instant }
  | { readonly type: "dropped" }
  | { readonly type: "gone" };

export interface PushStore {
  /** Keeps the key pair, unless there is one. Answers the one that there is. */
  keepPushKey(key: PushKey): Promise<PushKey>;
  /**
   * Adds a subscription, or replaces the one of this endpoint, whoever had it. Of too many of one
   * user the oldest ends. False: the session is over.
   */
  subscribe(subscription: NewSubscription): Promise<boolean>;
  /** Ends the user's subscription of this endpoint, if there is one. */
  unsubscribe(user: UserId, endpoint: string): Promise<void>;
  /** Queues a push for each subscription that these users had then. */
  queueMatches(matches: readonly PushedMatch[], at: Instant): Promise<void>;
  /**
   * Queues a push for each subscription that the user had then, unless it was sent one about the
   * group that is not read; not where the user may not see the text, has read it or has muted the
   * group.
   */
  queueTexts(texts: readonly AwayText[], at: Instant): Promise<void>;
  /** Queues a push for each subscription of these users: their tickets have fallen asleep. */
  queueAsleep(users: readonly UserId[], at: Instant): Promise<void>;
  /**
   * Takes pushes that are due, which are due again at `leasedUntil` unless they are settled before.
   * Those that have nothing to tell any more are forgotten.
   */
  takePushes(range: {
    readonly now: Instant;
    readonly leasedUntil: Instant;
    readonly limit: number;
  }): Promise<TakenPushes>;
  /** Says what became of a push that was taken. */
  settlePush(push: Pick<Push, "id" | "seq">, outcome: PushOutcome): Promise<void>;
  /** Forgets pushes of texts that were sent, once the group is read or left. */
  purgePushes(): Promise<void>;
}
