// What actors tell of their work where it is measured. They know nothing of who adds it up.

import type { ClientFrame } from "../../protocol/frames.ts";
import type { Wish } from "../../protocol/domain.ts";

/** One person's wait, which has just come to its end in a trio. */
export interface FormedWait {
  readonly wish: Wish;
  readonly ms: number;
}

/** The waits of one mailbox's commands. */
export interface MailboxMeasures {
  /** In ms; differences alone mean something. */
  now(): number;
  /** A command was taken up that had waited for so long; 0: nothing was before it. */
  waited(ms: number): void;
}

/**
 * What lies on the path of a message. Each call there is time that messages take, so that none is
 * made unless measuring is on.
 */
export interface PathMeasures {
  /** In ms; differences alone mean something. */
  now(): number;
  /**
   * A frame that came in at `since` has been answered. `isDone`: what it asked for is stored, and
   * every member was sent it.
   */
  answered(type: ClientFrame["type"], isDone: boolean, since: number): void;
  readonly mailboxes: Readonly<Record<"group" | "matchmaker", MailboxMeasures>>;
}

export interface ActorMeasures {
  /** A trio, or a free place of a group, found its people, who had waited for so long. */
  formed(what: "trio" | "seat", waits: readonly FormedWait[]): void;
  /** A push service took a push, or will not. */
  pushed(outcome: "sent" | "failed"): void;
  /** Null: nothing is measured on the path of a message. */
  readonly path: PathMeasures | null;
}

/** What waits for a match now, and is awake. */
export interface WaitingCount {
  readonly tickets: number;
  /** On these tickets, without bots. */
  readonly people: number;
  /** Free places of groups. */
  readonly seats: number;
}
