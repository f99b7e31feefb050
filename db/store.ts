// All that other folders know of the database: plain data in, plain data out, times as the wire writes them.
// A method that throws has failed without saying whether it took effect; an expected refusal is a value.

import type {
  Criteria,
  Day,
  GroupId,
  Instant,
  Message,
  MessageId,
  SessionId,
  Sex,
  TicketId,
  User,
  UserId,
  Why,
} from "../actors/protocol.ts";

/** A profile as it is kept; the age is worked out on the day of use. */
export interface StoredProfile {
  readonly birthDate: Day;
  readonly sex: Sex;
}

export interface Account {
  readonly user: User;
  readonly profile: StoredProfile | null;
}

export interface NewUser extends Account {
  /** The username after NFKC and case folding: unique. */
  readonly usernameKey: string;
  /** A PHC string. */
  readonly passwordHash: string;
  readonly at: Instant;
}

export interface Credentials extends Account {
  readonly passwordHash: string;
}

export interface StoredSession {
  readonly id: SessionId;
  readonly user: UserId;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

export interface OpenTicket {
  readonly id: TicketId;
  readonly user: User;
  readonly profile: StoredProfile;
  readonly criteria: Criteria;
  readonly since: Instant;
  /** Users who may not be in a group with this one: a block in either direction, or a group in common now. */
  readonly apart: readonly UserId[];
}

export interface NewTicket {
  /** Used unless the user has an open ticket, which keeps its id and its `since`. */
  readonly id: TicketId;
  readonly user: UserId;
  readonly criteria: Criteria;
  readonly at: Instant;
}

export interface NewGroup {
  readonly id: GroupId;
  /** Of message 1, "formed". */
  readonly messageId: MessageId;
  readonly at: Instant;
  readonly why: Why;
  /** The three open tickets to close, in the order of joining. */
  readonly tickets: readonly { readonly id: TicketId; readonly user: UserId }[];
}

export interface StoredMember {
  readonly id: UserId;
  readonly username: string;
  readonly profile: StoredProfile;
  readonly firstSeq: number;
  readonly readSeq: number;
  readonly leftAt: Instant | null;
}

/** A group as one member sees it, without what only memory knows. */
export interface StoredGroup {
  readonly id: GroupId;
  readonly name: string;
  readonly members: readonly StoredMember[];
  readonly formedAt: Instant;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly readSeq: number;
  readonly unread: number;
  readonly last: Message | null;
  /** Absent in groups from before it was kept. */
  readonly why?: Why;
}

/** What a group's actor starts from. */
export interface Roster {
  readonly lastSeq: number;
  readonly members: readonly {
    readonly id: UserId;
    readonly readSeq: number;
    readonly leftAt: Instant | null;
  }[];
}

/** One message to be added to a log at exactly its `seq`. */
export interface NewMessage {
  readonly group: GroupId;
  readonly message: Message;
}

export type AppendOutcome =
  | { readonly type: "stored" }
  /** The same author gave this id to a message of this group before: that message, as it is now. */
  | { readonly type: "repeated"; readonly message: Message }
  /** Another message has that `seq`: whoever asked knows an old state of the group. */
  | { readonly type: "conflict" };

/** Which run of a log: the `limit` messages just below `before` (the last ones when null), or just above `after`. */
export type Range =
  | { readonly before: number | null; readonly limit: number }
  | { readonly after: number; readonly limit: number };

/** Up to where a user has read a group. */
export interface Reading {
  readonly user: UserId;
  readonly group: GroupId;
  readonly seq: number;
}

/** Why a text cannot be edited, erased or reacted to. */
export type AmendRefusal = "no_such_message" | "not_yours";

export interface Page {
  /** Ascending. */
  readonly messages: readonly Message[];
  /** Whether the log goes on beyond this page, in the direction asked for. */
  readonly more: boolean;
}

/** A group of a user, and who else is in it now. */
export interface Company {
  readonly group: GroupId;
  readonly others: readonly UserId[];
}

export interface Store {
  /** Adds an account. False: the username is taken, and nothing was changed. */
  createUser(user: NewUser): Promise<boolean>;
  credentials(usernameKey: string): Promise<Credentials | null>;
  account(user: UserId): Promise<Account | null>;
  /** "waiting": refused while a ticket of the user is open. */
  setProfile(user: UserId, profile: StoredProfile): Promise<"stored" | "waiting">;

  openSession(session: StoredSession): Promise<void>;
  /** The session and whose it is, when it has not ended and not expired at `now`. */
  session(id: SessionId, now: Instant): Promise<{ readonly user: User; readonly expiresAt: Instant } | null>;
  /** False when there was none. */
  endSession(id: SessionId): Promise<boolean>;

  /** Opens a ticket, or gives the open one new criteria. */
  placeTicket(ticket: NewTicket): Promise<OpenTicket | "profile_required" | "sex_undisclosed">;
  /** Closes the user's open ticket without a group; false when none was open. */
  withdrawTicket(user: UserId, at: Instant): Promise<boolean>;
  /** The user's open ticket as it is now. */
  openTicket(user: UserId): Promise<OpenTicket | null>;
  /** Every open ticket, the oldest first. */
  openTickets(): Promise<OpenTicket[]>;
  /**
   * Closes exactly these three tickets and writes the group, its members and message 1, or changes nothing.
   * False: a ticket was not open any more, two of the three are apart now, or a wall lies between them.
   */
  formGroup(group: NewGroup): Promise<boolean>;
  /** Neither of the two may be put in a group with the other from now on. */
  block(blocker: UserId, blocked: UserId, at: Instant): Promise<void>;

  /** The groups that the user is in, latest activity first. */
  groups(user: UserId): Promise<StoredGroup[]>;
  /** Null to anyone who is not a member now. */
  group(user: UserId, group: GroupId): Promise<StoredGroup | null>;
  /** Null when there is no such group. */
  roster(group: GroupId): Promise<Roster | null>;
  /** For each group of the user, who else is in it now. */
  company(user: UserId): Promise<Company[]>;
  /** For each group of the user, its last seq. */
  heads(user: UserId): Promise<Record<GroupId, number>>;
  /** Null to anyone who is not a member now; never a message below the user's `firstSeq`. */
  messages(user: UserId, group: GroupId, range: Range): Promise<Page | null>;

  append(message: NewMessage): Promise<AppendOutcome>;
  /**
   * Adds an "edited", "erased" or "reacted" message and does to its target what it says, both or neither. The text is
   * kept with its target alone: "edited" messages are read with the target's text as it is now. Refused: there is no
   * such text, or it is erased ("no_such_message"); it is somebody else's ("not_yours").
   */
  amend(
    message: NewMessage,
  ): Promise<AppendOutcome | { readonly type: "refused"; readonly code: AmendRefusal }>;
  /** Adds the message "left" and ends its author's membership, both or neither. */
  leave(message: NewMessage): Promise<"stored" | "conflict">;
  /** Moves read pointers forward, all of them or none; a smaller `seq` changes nothing. */
  markRead(readings: readonly Reading[]): Promise<void>;

  /** Whether the database can be reached and its schema is the program's. */
  ready(): Promise<boolean>;
}
