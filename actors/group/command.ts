// What a group's actor is asked to do, and what it answers. Each command is of one user, a member
// of the group.

import type { StoredMessage } from "../../db/store/logs.ts";
import type { Traced } from "../../logging/tracing.ts";
import type { Refusal } from "../../protocol/decode.ts";
import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";
import type { ClientFrame } from "../../protocol/frames.ts";

interface OfUser extends Pick<Traced, "trace"> {
  readonly user: UserId;
}
/** A frame of the wire about a group, of its user and without the group. */
type AskedBy<Frame> = Frame extends { readonly group: GroupId }
  ? OfUser & Readonly<Omit<Frame, "group">>
  : never;

/** First "send", "edit", "erase", "react", "read", "typing" and "quit", as the wire has them. */
export type GroupCommand =
  | AskedBy<ClientFrame>
  /**
   * The account of this user, who is or was a member, is deleted: takes back a part of their texts,
   * and lets them leave when none is left.
   */
  | (OfUser & { readonly type: "delete_member" })
  /** The stored group has changed for all: its seat, a profile, or a newcomer, maybe this user. */
  | (OfUser & { readonly type: "group_changed" })
  /** Loads the log, so that the members are shown what is stored next by other hands. */
  | (OfUser & { readonly type: "wake" })
  /** What this member alone sees of the group may have changed. */
  | (OfUser & { readonly type: "view_changed" });

export type GroupAnswer =
  | { readonly type: "done" }
  /** A part is done: the command is to be repeated. */
  | { readonly type: "more" }
  /** The author gave this id before: the message that it got then. */
  | { readonly type: "repeated"; readonly message: StoredMessage }
  /** `isFault`: "unavailable" for a fault of the program, for which frames have no code. */
  | ({ readonly type: "refused"; readonly isFault?: boolean } & Refusal);

export type CommandOf<Type extends GroupCommand["type"]> = Extract<
  GroupCommand,
  { readonly type: Type }
>;

/** Texts that are stored in one turn, at most. */
const textsMost = 50;

/** Whether it is a text that answers none: what one answers is looked up first. */
export function isPlainSend(command: GroupCommand): command is CommandOf<"send"> {
  return command.type === "send" && command.reply === undefined;
}

/** The message of a text, without its place in the log. */
export function textOf({ user: by, id, text, reply }: CommandOf<"send">, at: Instant) {
  const kind = "text" as const;
  return { kind, id, by, at, text, editedAt: null, erased: false, reply: reply ?? null };
}

/**
 * Whether the next command goes in the same turn: texts that wait one after the other do; a repeat
 * of a text waits until that is stored.
 */
export function goTogether(run: readonly GroupCommand[], next: GroupCommand): boolean {
  return isPlainSend(next) && run.length < textsMost &&
    run.every((command) =>
      isPlainSend(command) && (command.id !== next.id || command.user !== next.user)
    );
}
