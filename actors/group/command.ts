// What a group's actor is asked to do, and the messages that come of it, as yet without a place in
// the log. Pure.

import type { ClientFrame } from "../../protocol/frames.ts";
import type { Instant, Message, UserId } from "../../protocol/domain.ts";
import type { Added } from "./group_log.ts";

/** A frame that is about a group, as a command: whose it is instead of which group. */
export type GroupCommand =
  | WithUser<Exclude<ClientFrame, { type: "hello" | "ping" }>>
  /**
   * The store has changed the group that the user is in: its seat, a profile, or somebody has come
   * in, maybe the user.
   */
  | { readonly type: "welcome"; readonly user: UserId }
  /** What this member alone sees of the group may have changed. */
  | { readonly type: "show"; readonly user: UserId };
type WithUser<Frame> = Frame extends unknown ? Omit<Frame, "group"> & { readonly user: UserId }
  : never;
export type CommandOf<Type extends GroupCommand["type"]> = Extract<GroupCommand, { type: Type }>;

export function isSend(command: GroupCommand): command is CommandOf<"send"> {
  return command.type === "send";
}

export function textOf({ user, id, text }: CommandOf<"send">, at: Instant) {
  return { kind: "text", id, by: user, at, text, editedAt: null, erased: false } as const;
}

export function amendmentOf(command: CommandOf<"edit" | "erase" | "react">, at: Instant): Added {
  const { user: by, id, seq: target } = command;
  const named: Pick<Message & { by: UserId; target: number }, "id" | "by" | "at" | "target"> = {
    id,
    by,
    at,
    target,
  };
  switch (command.type) {
    case "edit":
      return { ...named, kind: "edited", text: command.text };
    case "erase":
      return { ...named, kind: "erased" };
    case "react":
      return { ...named, kind: "reacted", emoji: command.emoji, on: command.on };
  }
}
