// Groups: who is in them, what each member sees of them, and how far each has read.

import type {
  Group,
  GroupId,
  Instant,
  Member,
  Preference,
  User,
  UserId,
} from "../../protocol/domain.ts";
import type { NewMessage } from "./logs.ts";
import type { StoredProfile } from "./users.ts";

export interface StoredMember extends User {
  /** Null: the account is deleted. */
  readonly profile: StoredProfile | null;
  readonly firstSeq: number;
  readonly readSeq: number;
  /** Null: a member now. */
  readonly leftAt: Instant | null;
  /** When they last had a socket, as far as is known, or came in. For the server alone. */
  readonly seenAt: Instant;
  /** Only for who came in later, as the wire has it. */
  readonly position?: Member["position"];
  /** What the viewer is not shown, as the wire has it. */
  readonly unseen?: Member["unseen"];
  /** The viewer's rematch wish, as the wire has it. */
  readonly again?: Member["again"];
}

/** A group as one member sees it, without what only memory knows. */
export interface StoredGroup extends Omit<Group, "members" | "gap" | "lost"> {
  readonly members: readonly StoredMember[];
}

/** What a group's actor starts from. */
export interface GroupMembers {
  readonly lastSeq: number;
  /** Also those who have left, in the order of joining. */
  readonly members: readonly {
    readonly id: UserId;
    readonly firstSeq: number;
    readonly readSeq: number;
    readonly leftAt: Instant | null;
    /** Of their "left"; null: a member now. */
    readonly leftSeq: number | null;
    /** Whether a newcomer has taken their place, since they were away. */
    readonly isReplaced: boolean;
    /** What they have switched off; absent: nothing. */
    readonly off?: readonly Preference[];
    /** Whether this is a newcomer who has not been shown to the group. */
    readonly isUnshown: boolean;
  }[];
}

/** A group of a user, and who else is in it now. */
export interface CoMembers {
  readonly group: GroupId;
  readonly others: readonly UserId[];
}

/** Up to where a user has read a group. */
export interface ReadPointer {
  readonly user: UserId;
  readonly group: GroupId;
  readonly seq: number;
}

export interface GroupStore {
  /** The groups that the user is in, latest activity first. */
  groups(user: UserId): Promise<StoredGroup[]>;
  /** Null unless the user is a member now. */
  group(user: UserId, group: GroupId): Promise<StoredGroup | null>;
  /** Null: there is no such group. */
  groupMembers(group: GroupId): Promise<GroupMembers | null>;
  /** Those of these groups in which a newcomer has taken the user's place. */
  lostPlaces(user: UserId, groups: readonly GroupId[]): Promise<readonly GroupId[]>;
  /** These newcomers have been shown to the group. */
  markShown(group: GroupId, users: readonly UserId[]): Promise<void>;
  /** For each group of the user, who else is in it now. */
  coMembers(user: UserId): Promise<CoMembers[]>;
  /** Like `coMembers`, but of the others those alone to whom the user's presence is shown. */
  presenceViewers(user: UserId): Promise<CoMembers[]>;
  /** For each group of the user, its last seq. */
  heads(user: UserId): Promise<Record<GroupId, number>>;
  /**
   * Adds the message "left" and ends its author's membership, both or neither. Who leaves two
   * partners within `leavesSoonMs` has their ticket again and is kept apart from the two.
   */
  leave(message: NewMessage): Promise<"stored" | "conflict">;
  /** Moves read pointers forward, all of them or none; a smaller `seq` changes nothing. */
  markRead(pointers: readonly ReadPointer[]): Promise<void>;
}
