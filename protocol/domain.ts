// What every side speaks of, as the wire has it: ids, people, criteria, tickets, groups, and the
// messages of their logs. Types alone.

export type Id<Name extends string> = string & { readonly __id: Name };
export type UserId = Id<"user">;
export type GroupId = Id<"group">;
export type MessageId = Id<"message">;
export type TicketId = Id<"ticket">;
export type SessionId = Id<"session">;

/** RFC 3339, UTC, with milliseconds. */
export type Instant = string;
/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;
/** Null: not disclosed. */
export type Sex = "female" | "male" | "other" | null;

export interface User {
  readonly id: UserId;
  /** Empty: the account is deleted. */
  readonly username: string;
  /** Only when true. */
  readonly deleted?: true;
  /** Only when true: the account is a program's, for its life. */
  readonly bot?: true;
}

/** What a user tells of themselves for others to see. */
export interface SelfDescription {
  /** Primary language subtags of BCP 47, the preferred one first. */
  readonly languages: readonly string[];
  readonly interests: readonly string[];
  readonly about: string | null;
}

export interface Profile extends SelfDescription {
  readonly birthDate: Day;
  /** Whole years, in UTC, on the day of use. */
  readonly age: number;
  readonly sex: Sex;
}

export interface Criteria {
  readonly sex: "same" | "any";
  /** The most years that may lie between this user and another member; null: any age. */
  readonly age: number | null;
  readonly widen: boolean;
  /** Lets `widen` raise `sex` to "any" as well, after a long wait; absent: false. */
  readonly widenSex?: boolean;
  /** Lets bots be among the others; absent: false. Of a bot it says nothing. */
  readonly bots?: boolean;
}

/** What people ask of the others, however it widens while they wait. */
export type Wish = Pick<Criteria, "sex" | "age">;

/**
 * A change that would help, and within how many seconds: of the criteria, or of the profile, which
 * would have this language besides. `bots`: bots would be let in.
 */
export type Hint =
  | { readonly language: string; readonly within: number }
  | { readonly bots: true; readonly within: number }
  | { readonly age: number; readonly within: number }
  | { readonly sex: "any"; readonly within: number }
  | { readonly age: number; readonly sex: "any"; readonly within: number };

/** Why these three were matched. */
export interface Why {
  /** Years between the youngest and the oldest. */
  readonly ageSpan: number;
  readonly sameSex: boolean;
  /** Those whose criteria had been widened. */
  readonly widened: readonly UserId[];
  /** The languages of all three. Absent: the group was formed before profiles had any. */
  readonly languages?: readonly string[];
  /** The interests of at least two of the three; absent as `languages`. */
  readonly interests?: readonly string[];
}

export interface Ticket {
  readonly id: TicketId;
  readonly criteria: Criteria;
  readonly effective: Criteria;
  readonly since: Instant;
  /** Whether its people were away for so long that it is not matched until one is back. */
  readonly asleep: boolean;
  /** When one of its people came back to it: its wait counts from then. Absent: it never slept. */
  readonly wokenAt?: Instant;
  /** Whether nobody waits whom its people could ever meet, however wide criteria may become. */
  readonly alone: boolean;
  /** How many users wait with a ticket that is awake, this one included. */
  readonly waiting: number;
  /** Seconds, or null while too little is known. */
  readonly estimate: number | null;
  /** At most two; absent: none. */
  readonly hints?: readonly Hint[];
  /** The partner with whom this user searches; absent: they search alone. */
  readonly with?: User;
}

/** A link that makes two users partners, once. */
export interface Invite {
  /** 128 random bits, in base64url. The server keeps only a hash of them. */
  readonly token: string;
  readonly link: string;
  readonly expiresAt: Instant;
}

/**
 * What a user gives of themselves to the members of their groups, and is given of them: up to where
 * they have read, that they type, that they are there. Both ways or neither.
 */
export interface Preferences {
  readonly receipts: boolean;
  readonly typing: boolean;
  readonly presence: boolean;
}
export type Preference = keyof Preferences;
/** What of a member a group may not show. */
export type Unseen = Exclude<Preference, "typing">;

/** The ticket of a group that looks for a third. */
export interface Seat extends Pick<Ticket, "id" | "since"> {
  /** The member who is away, whose place a newcomer takes; absent: the place is free. */
  readonly placeOf?: UserId;
}

/** Of a deleted account there is nothing of what it told of itself. */
export interface Member extends User, SelfDescription {
  /** Null: the account is deleted. */
  readonly age: number | null;
  readonly sex: Sex;
  readonly online: boolean;
  /** Whether they have had no socket for days. */
  readonly away: boolean;
  readonly readSeq: number;
  readonly leftAt: Instant | null;
  /** How many joined before the member. Absent: as many as stand before them in the list. */
  readonly position?: number;
  /**
   * What the viewer is not shown of the member, since one of the two has switched it off: then
   * `readSeq` is 0, and `online` and `away` false. Absent: nothing.
   */
  readonly unseen?: readonly Unseen[];
  /**
   * The viewer would be matched with this member again, or both would. Absent: the viewer has not
   * said so.
   */
  readonly again?: "asked" | "mutual";
}

/** A group as one of its members sees it. */
export interface Group {
  readonly id: GroupId;
  readonly name: string;
  /** In the order of joining. */
  readonly members: readonly Member[];
  readonly formedAt: Instant;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly readSeq: number;
  /** Texts of the others above `readSeq`. */
  readonly unread: number;
  readonly last: Message | null;
  /** Absent: the group was formed before it was stored, or the viewer came in later. */
  readonly why?: Why;
  /** Two members who came in as partners; absent: each came alone. */
  readonly together?: readonly [UserId, UserId];
  /** Absent: no third is looked for. */
  readonly seat?: Seat;
  /**
   * Only in `ready`, and only when true: nothing is sent of what was missed. The client fetches it
   * over HTTP.
   */
  readonly gap?: boolean;
  /** Only with a gap, and only when true: what the client has is not in the log any more. */
  readonly lost?: boolean;
}

interface MessageBase {
  readonly seq: number;
  readonly id: MessageId;
  readonly at: Instant;
}
export interface FormedMessage extends MessageBase {
  readonly kind: "formed";
  readonly by: null;
  readonly members: readonly UserId[];
  /** Two of them who came as partners; absent: each came alone. */
  readonly together?: readonly [UserId, UserId];
}
export interface TextMessage extends MessageBase {
  readonly kind: "text";
  readonly by: UserId;
  readonly text: string;
  readonly editedAt: Instant | null;
  readonly erased: boolean;
  /** The seq of the text that this one answers; null: of none that the viewer may see. */
  readonly reply: number | null;
}
/** A text was changed: `text` is the target's text as it is now. */
export interface EditedMessage extends MessageBase {
  readonly kind: "edited";
  readonly by: UserId;
  readonly target: number;
  readonly text: string;
}
/** A text was taken back. */
export interface ErasedMessage extends MessageBase {
  readonly kind: "erased";
  readonly by: UserId;
  readonly target: number;
}
/** One emoji was put on a text, or taken off it. */
export interface ReactedMessage extends MessageBase {
  readonly kind: "reacted";
  readonly by: UserId;
  readonly target: number;
  readonly emoji: string;
  readonly on: boolean;
}
/** `by` came in after the group was formed. */
export interface JoinedMessage extends MessageBase {
  readonly kind: "joined";
  readonly by: UserId;
  /** The partner with whom they came; absent: they came alone. */
  readonly with?: UserId;
}
export interface LeftMessage extends MessageBase {
  readonly kind: "left";
  readonly by: UserId;
  /** Absent: they left; "away": they were away, and a newcomer has taken their place. */
  readonly reason?: "away";
}
/** A message about an earlier text of the log. */
export type Amendment = EditedMessage | ErasedMessage | ReactedMessage;
export type Message = FormedMessage | TextMessage | Amendment | JoinedMessage | LeftMessage;
export type MessageKind = Message["kind"];
