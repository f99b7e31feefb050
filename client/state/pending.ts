// Operations of this user that the server has not acknowledged, or has refused: a list in the order
// in which they were done, since they take effect in that order. Pure.

import type { ClientFrame, ErrorCode } from "../../protocol/frames.ts";
import type { Message, MessageId, UserId } from "../../protocol/domain.ts";

/** A frame that adds a message to a log; its id stays the same however often it is sent. */
export type Operation = Extract<
  ClientFrame,
  { readonly type: "send" | "edit" | "erase" | "react" }
>;

export interface Pending {
  readonly operation: Operation;
  /** Milliseconds since 1970, different for each operation of a browser: their order. */
  readonly at: number;
  /** Why it was refused. */
  readonly refusal: ErrorCode | null;
  /** Whether its message has come, and cannot be shown before what lies below it is there. */
  readonly isStored: boolean;
}

/** Whether a refusal passes by itself, so that the same frame may be taken later. */
export function isPassing(code: ErrorCode): boolean {
  return code === "slow_down" || code === "unavailable";
}

const lasting: ReadonlySet<string> = new Set<ErrorCode>([
  "invalid",
  "not_member",
  "not_yours",
  "too_long",
  "no_such_message",
]);

/** Whether the same frame may be taken later: not where the server refuses what it says. */
export function canRetry(code: string): boolean {
  return !lasting.has(code);
}

/** Whether an operation is still to be sent: it is neither stored nor refused for good. */
export function isWaiting({ refusal, isStored }: Pending): boolean {
  return !isStored && (refusal === null || isPassing(refusal));
}

/** The list with one operation where its time belongs, in place of another one with its id. */
export function enqueue(list: readonly Pending[], one: Pending): readonly Pending[] {
  return [...without(list, one.operation.id), one].sort((a, b) => a.at - b.at);
}

export function without(list: readonly Pending[], id: MessageId): readonly Pending[] {
  return list.some(({ operation }) => operation.id === id)
    ? list.filter(({ operation }) => operation.id !== id)
    : list;
}

/** The list with one operation refused, or no longer refused. */
export function mark(
  list: readonly Pending[],
  id: string,
  refusal: ErrorCode | null,
): readonly Pending[] {
  if (!list.some((one) => one.operation.id === id && one.refusal !== refusal)) return list;
  return list.map((one) => one.operation.id === id ? { ...one, refusal } : one);
}

/** The list without the operation that has become this message. */
export function acknowledge(
  list: readonly Pending[],
  message: Message,
  me: UserId,
): readonly Pending[] {
  return message.by === me ? without(list, message.id) : list;
}

/**
 * Marks the operation that has become this message as stored. Null: unmarks all, whose messages are
 * not held any more, so that they are sent again.
 */
export function setAside(list: readonly Pending[], message: Message | null): readonly Pending[] {
  if (message === null) return list.map((one) => one.isStored ? { ...one, isStored: false } : one);
  if (!list.some(({ operation }) => operation.id === message.id)) return list;
  return list.map((one) => one.operation.id === message.id ? { ...one, isStored: true } : one);
}

/**
 * The list after the log was lost: what was to change a message of it would change another one, and
 * is refused; a text that was to answer one answers none.
 */
export function refuseAmendments(list: readonly Pending[]): readonly Pending[] {
  return setAside(list, null).map((one) => {
    if (one.operation.type !== "send") return { ...one, refusal: "no_such_message" };
    const { reply: _reply, ...operation } = one.operation;
    return { ...one, operation };
  });
}

/** Whether an operation names a message by its seq. */
export function isAmendment({ type }: Operation): boolean {
  return type !== "send";
}
