// Placement within one process: every actor and every socket is here.

import type { UserId } from "../../protocol/domain.ts";
import type { Hub } from "../connections/hub.ts";
import type { Matchmaker } from "../matchmaker/matchmaker.ts";
import type { Directory } from "./directory.ts";
import type { WaitingCount } from "./actor_measures.ts";
import type { Placement } from "./placement.ts";

/** What there is once, however many processes there are: the matchmaker, and the jobs. */
export interface Singletons {
  readonly matchmaker: Pick<Matchmaker, "ask">;
  wakeJobs(): void;
  /** What waits for a match; null: it is being loaded. */
  waiting(): WaitingCount | null;
  /** Takes no more commands. Resolves when those that were taken are done. */
  stop(): Promise<void>;
}

/** What a placement places. */
export interface Parts {
  readonly hub: Hub;
  /** A directory for the actors of all groups, or of some. */
  readonly newDirectory: (placement: Placement) => Directory;
  readonly newSingletons: (placement: Placement) => Singletons;
  /** Tells the co-members of a user whether the user is online now. */
  readonly announce: (user: UserId) => void;
  /** Tells those co-members alone who are connected to this process. Never rejects. */
  readonly announceHere: (user: UserId) => Promise<void>;
  /** Brings the sockets of a user here up to date, where frames may have been lost. */
  readonly resync: (user: UserId) => void;
}

/** A placement that is filled. */
export interface Placed {
  readonly placement: Placement;
  /** Whether frames may be lost, doubled, or come in another order than they were made in. */
  readonly mayLoseFrames: boolean;
  /** To be called when a user came online in this process, or went offline here. */
  readonly presenceChanged: (user: UserId) => void;
  /** To be called when a socket of a user was opened here, or has ended. Absent: it need not. */
  readonly socketsChanged?: (user: UserId) => void;
  /** How many groups' actors are in memory in this process. */
  readonly groupActors: () => number;
  /** What waits for a match; null: another process knows, or it is being loaded. */
  readonly waiting: () => WaitingCount | null;
  /**
   * Lets every actor do what it had taken, then calls `settle`, which stores what is left and shows
   * it.
   */
  stop(settle: () => Promise<void>): Promise<void>;
}

export type Place = (parts: Parts) => Placed;

export const placeInProcess: Place = ({ hub, newDirectory, newSingletons, announce }) => {
  const placement: Placement = {
    askGroup: (group, command) => directory.ask(group, command),
    askGroupThen: (group, command, answered) => directory.askThen(group, command, answered),
    askMatchmaker: (command) => singletons.matchmaker.ask(command),
    deliver: (users, frame, text) => hub.deliver(users, frame, text),
    isOnline: (user) => hub.isOnline(user),
    isConnected: (user) => hub.isConnected(user),
    refresh: () => {},
    endSession: (user, session) => hub.endSession(user, session),
    endSessions: (user, end) => hub.endSessions(user, end),
    attached: () => Promise.resolve(),
    shareSpending: () => () => {},
    wakeJobs: () => singletons.wakeJobs(),
  };
  const directory = newDirectory(placement);
  const singletons = newSingletons(placement);
  return {
    placement,
    mayLoseFrames: false,
    presenceChanged: announce,
    groupActors: () => directory.size,
    waiting: () => singletons.waiting(),
    async stop(settle) {
      await Promise.all([directory.stop(), singletons.stop()]);
      await settle();
    },
  };
};
