// Placement: which actor a command goes to, and where the sockets of users are. Actors, routes and
// jobs ask it alone, so that they do not know how many processes there are. `in_process.ts` fills
// it within one, `cluster/` over several.

import type { GroupId, SessionId, UserId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { End } from "../connections/connection.ts";
import type { GroupAnswer, GroupCommand } from "../group/command.ts";
import type { MatchmakerAnswer, MatchmakerCommand } from "../matchmaker/command.ts";

/** The users who are connected, wherever their sockets are. */
export interface Audience {
  /** Delivers a frame to every socket of these users. `text`: the frame, where it is encoded. */
  deliver(users: Iterable<UserId>, frame: ServerFrame, text?: string): void;
  /** Whether a user has a socket, or had one a moment ago. */
  isOnline(user: UserId): boolean;
  /** Whether a socket of the user is open. */
  isConnected(user: UserId): boolean;
}

/** Which sockets of a user end, and how. */
export interface SessionsEnd extends End {
  /** The sockets of this session stay; null or absent: none do. */
  readonly except?: SessionId | null;
}

/** What users spend: frames, and requests that write. */
export type Spending = "frames" | "writes";
export type Charge = (user: UserId, count: number) => void;

export interface Placement extends Audience {
  /** Never rejects. */
  askGroup(group: GroupId, command: GroupCommand): Promise<GroupAnswer>;
  /** As `askGroup`, without a promise for each message. `answered` must not throw. */
  askGroupThen(
    group: GroupId,
    command: GroupCommand,
    answered: (answer: GroupAnswer) => void,
  ): void;
  /** Never rejects. */
  askMatchmaker(command: MatchmakerCommand): Promise<MatchmakerAnswer>;
  /**
   * Brings the sockets of these users up to date from the store, where an actor that is about to
   * move could not show them something. Within one process: when they connect again.
   */
  refresh(users: Iterable<UserId>): void;
  /** Closes the sockets of a session that has ended. */
  endSession(user: UserId, session: SessionId): void;
  /** Closes the sockets of a user. */
  endSessions(user: UserId, end: SessionsEnd): void;
  /** Resolves when what any process delivers to a user reaches the sockets that they have here. */
  attached(user: UserId): Promise<void>;
  /**
   * Has something that users spend count in every process. `charge` is called with what was spent
   * elsewhere; what is given is to be called with what is spent here.
   */
  shareSpending(kind: Spending, charge: Charge): (user: UserId) => void;
  /** Has the jobs begun soon that the database holds. */
  wakeJobs(): void;
}
