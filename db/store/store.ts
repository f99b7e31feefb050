// All that other folders know of the database: plain data in, plain data out, times as the wire
// writes them. A method that throws has failed without saying whether it took effect; an expected
// refusal is a value.

import type {
  Day,
  GroupId,
  Instant,
  Member,
  Message,
  Seat,
  SessionId,
  Sex,
  User,
  UserId,
  Why,
} from "../../protocol/domain.ts";
import type { PersonalStore } from "./own_data.ts";
import type { TicketStore } from "./ticket_store.ts";

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

export interface StoredMember {
  readonly id: UserId;
  readonly username: string;
  readonly profile: StoredProfile;
  readonly firstSeq: number;
  readonly readSeq: number;
  readonly leftAt: Instant | null;
  /** As the wire has it. */
  readonly again?: Member["again"];
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
  readonly seat?: Seat;
}

/** What a group's actor starts from. */
export interface Roster {
  readonly lastSeq: number;
  readonly members: readonly {
    readonly id: UserId;
    readonly firstSeq: number;
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

/**
 * Which run of a log: the `limit` messages just below `before` (the last ones when null), or just
 * above `after`.
 */
export type Range =
  | { readonly before: number | null; readonly limit: number }
  | { readonly after: number; readonly limit: number };

export interface NewReport {
  readonly id: string;
  readonly group: GroupId;
  readonly by: UserId;
  readonly about: UserId;
  readonly reason: string;
  readonly at: Instant;
}

/** Up to where a user has read a group. */
export interface ReadPointer {
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
export interface CoMembers {
  readonly group: GroupId;
  readonly others: readonly UserId[];
}

export interface Store extends TicketStore, PersonalStore {
  /** Adds an account. False: the username is taken, and nothing was changed. */
  createUser(user: NewUser): Promise<boolean>;
  credentials(usernameKey: string): Promise<Credentials | null>;
  account(user: UserId): Promise<Account | null>;
  /**
   * "waiting": refused while a ticket of the user, or the seat of a group of theirs, is open.
   * "age_wall": on this UTC day the new birth date is on another side of the walls than the old
   * one, and than somebody with whom they are together.
   */
  setProfile(
    user: UserId,
    profile: StoredProfile,
    day: Day,
  ): Promise<"stored" | "waiting" | "age_wall">;

  openSession(session: StoredSession): Promise<void>;
  /** The session and whose it is, when it has not ended and not expired at `now`. */
  session(
    id: SessionId,
    now: Instant,
  ): Promise<{ readonly user: User; readonly expiresAt: Instant } | null>;
  /** False when there was none. */
  endSession(id: SessionId): Promise<boolean>;
  /** Whether any session of the user has not ended and not expired at `now`. */
  hasSession(user: UserId, now: Instant): Promise<boolean>;
  /** Forgets sessions that expired before `now`. */
  purgeSessions(now: Instant): Promise<void>;

  /** The groups that the user is in, latest activity first. */
  groups(user: UserId): Promise<StoredGroup[]>;
  /** Null to anyone who is not a member now. */
  group(user: UserId, group: GroupId): Promise<StoredGroup | null>;
  /** Null when there is no such group. */
  roster(group: GroupId): Promise<Roster | null>;
  /** For each group of the user, who else is in it now. */
  coMembers(user: UserId): Promise<CoMembers[]>;
  /** For each group of the user, its last seq. */
  heads(user: UserId): Promise<Record<GroupId, number>>;
  /** Null to anyone who is not a member now; never a message below the user's `firstSeq`. */
  messages(user: UserId, group: GroupId, range: Range): Promise<Page | null>;

  append(message: NewMessage): Promise<AppendOutcome>;
  /**
   * Adds messages of one group at places that follow each other, all or none. False: none; to
   * append each by itself says which one was repeated or in conflict, if it was of this run at all.
   */
  appendRun(run: readonly NewMessage[]): Promise<boolean>;
  /**
   * Adds an "edited", "erased" or "reacted" message and does to its target what it says, both or
   * neither. The text is kept with its target alone: "edited" messages are read with the target's
   * text as it is now. Refused: there is no such text, or it is erased ("no_such_message"); it is
   * somebody else's ("not_yours").
   */
  amend(
    message: NewMessage,
  ): Promise<AppendOutcome | { readonly type: "refused"; readonly code: AmendRefusal }>;
  /** Adds the message "left" and ends its author's membership, both or neither. */
  leave(message: NewMessage): Promise<"stored" | "conflict">;
  /** Moves read pointers forward, all of them or none; a smaller `seq` changes nothing. */
  markRead(pointers: readonly ReadPointer[]): Promise<void>;

  /**
   * Keeps what a member told the operator about another; false: they are in no group together, now
   * or before.
   */
  report(report: NewReport): Promise<boolean>;

  /** Whether the database can be reached and its schema is the program's. */
  ready(): Promise<boolean>;
}
