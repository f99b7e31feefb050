// The user's pending operations and drafts. An operation is shown at once, kept over a reload, and
// sent under one id over any number of reconnections until it is acknowledged, so that it takes
// effect once and in its order.

import { signal } from "@preact/signals";
import type { GroupId, Message, MessageId, UserId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import {
  type Draft,
  type HalfEdit,
  type LocalStore,
  nothingUnsent,
  type Unsent,
} from "../storage/local_store.ts";
import {
  enqueue,
  isPassing,
  type Operation,
  type Pending,
  refuseAmendments,
  without,
} from "../../client/state/pending.ts";
import type { SendDeps } from "../../client/sync/send_deps.ts";
import { SendQueue } from "../../client/sync/send_queue.ts";
import { refuseOperation, withPending } from "../../client/state/state.ts";

/** Shorter than a `typing` frame holds: typing that goes on is seen without a break. */
const typingEachMs = 3_000;
/** A browser that is slower to read what it keeps must not hold up what is done now. */
const loadWithinMs = 3_000;

interface OutboxDeps extends SendDeps {
  readonly newId: () => string;
  readonly localStore: LocalStore;
}

type Change =
  | { readonly type: "send"; readonly text: string; readonly reply?: number }
  | { readonly type: "edit"; readonly seq: number; readonly text: string }
  | { readonly type: "erase"; readonly seq: number }
  | { readonly type: "react"; readonly seq: number; readonly emoji: string; readonly on: boolean };

export class Outbox {
  /** What was typed and not sent, by group. */
  readonly drafts = signal<ReadonlyMap<GroupId, string>>(new Map());
  /** The text that is being changed, by group. */
  readonly edits = signal<ReadonlyMap<GroupId, HalfEdit>>(new Map());
  /** The seq of the text that the next one is to answer, by group. */
  readonly replies = signal<ReadonlyMap<GroupId, number>>(new Map());
  readonly #deps: OutboxDeps;
  readonly #sendQueue: SendQueue;
  /** What was kept over a reload, and whose group is not there yet; null before it is loaded. */
  #kept: readonly Pending[] | null = null;
  #typedAt = 0;
  #lastAt = 0;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
    this.#sendQueue = new SendQueue({
      ...deps,
      send: (frame) => this.#kept !== null && deps.send(frame),
    });
    // One browser has one draft of a group: what one tab has sent, no other goes on offering.
    deps.localStore.onDraft = (user, group, draft) => {
      if (user === this.#user()) this.#take(group, draft);
    };
  }

  /** `reply`: the seq of the text that it answers, or null. */
  send(group: GroupId, text: string, reply: number | null = null): void {
    this.#do(group, reply === null ? { type: "send", text } : { type: "send", text, reply });
    this.#typedAt = 0;
  }

  edit(group: GroupId, seq: number, text: string): void {
    this.#do(group, { type: "edit", seq, text });
  }

  erase(group: GroupId, seq: number): void {
    this.#do(group, { type: "erase", seq });
  }

  react(group: GroupId, seq: number, emoji: string, on: boolean): void {
    this.#do(group, { type: "react", seq, emoji, on });
  }

  /**
   * Sends a refused operation again, under the id that it has: behind later ones, if these were not
   * held up by it.
   */
  retry(group: GroupId, id: MessageId): void {
    const one = this.#pendingOf(group).find(({ operation }) => operation.id === id);
    if (one === undefined) return;
    const keepsPlace = one.refusal === null || isPassing(one.refusal);
    this.#put({ ...one, at: keepsPlace ? one.at : this.#nextAt(), refusal: null });
    this.#sendQueue.retryNow(group);
  }

  /** Takes a refused operation out for good. */
  giveUp(group: GroupId, id: MessageId): void {
    this.#change(group, (list) => without(list, id));
    this.#forget(id);
    this.#sendQueue.flush();
  }

  /** Called after the state has taken the frame in. */
  onFrame(frame: ServerFrame): void {
    if (frame.type === "ready") {
      this.#adopt(true);
      this.#keepChanged();
    }
    if (frame.type === "message" && frame.message.by === this.#user()) {
      this.#forget(frame.message.id);
    }
    if (frame.type === "message") this.#endDraft(frame.group, frame.message);
    if (frame.type === "error" && frame.id !== null) this.#keepRefusal(frame.id);
    this.#sendQueue.onFrame(frame);
    if (frame.type === "ready") this.#sendQueue.flush();
  }

  /**
   * A frame was too large for the server, which closed the connection: the largest operation in
   * flight is refused, or it would close each next one.
   */
  rejectTooLarge(): void {
    const { state } = this.#deps;
    const id = this.#sendQueue.largest();
    if (id === undefined) return;
    state.value = refuseOperation(state.value, id, "too_long");
    this.#keepRefusal(id);
  }

  onDisconnect(): void {
    this.#sendQueue.onDisconnect();
  }

  /** Forgets everything that was meant for a group. */
  leave(group: GroupId): void {
    for (const { operation } of this.#pendingOf(group)) this.#forget(operation.id);
    this.#keepDraft(group, { text: "", edit: null, reply: null });
  }

  /**
   * Goes on with what was kept of this user. Nothing is sent before that, so that the order is
   * kept; what comes very late is sent behind what was done meanwhile.
   */
  async load(): Promise<void> {
    const user = this.#user();
    if (user === undefined) return;
    const cancel = this.#deps.clock.after(loadWithinMs, () => {
      if (this.#user() === user && this.#kept === null) this.#restore(nothingUnsent);
    });
    const unsent = await this.#deps.localStore.unsent(user);
    cancel();
    if (this.#user() === user) this.#restore(unsent);
  }

  /** Sends nothing until `load`. */
  pause(): void {
    this.#kept = null;
    this.#sendQueue.onDisconnect();
  }

  /** Tells the others that this user is typing, as often as they need to know. */
  type(group: GroupId): void {
    const { clock, credit, state, send } = this.#deps;
    const now = clock.now();
    if (now - this.#typedAt < typingEachMs || credit.take(state.value.limits, now) > 0) return;
    if (send({ type: "typing", group })) this.#typedAt = now;
  }

  setDraft(group: GroupId, text: string): void {
    this.#keepDraft(group, { ...this.#draftOf(group), text });
  }

  /** Null: nothing is being changed any more. */
  setEdit(group: GroupId, edit: HalfEdit | null): void {
    this.#keepDraft(group, { ...this.#draftOf(group), edit });
  }

  /** The text that the next one is to answer; it ends a change that goes on. Null: none. */
  setReply(group: GroupId, reply: number | null): void {
    this.#keepDraft(group, { ...this.#draftOf(group), edit: null, reply });
  }

  /** Forgets what was typed. */
  clearDrafts(): void {
    this.drafts.value = new Map();
    this.edits.value = new Map();
    this.replies.value = new Map();
  }

  #draftOf(group: GroupId): Draft {
    return {
      text: this.drafts.value.get(group) ?? "",
      edit: this.edits.value.get(group) ?? null,
      reply: this.replies.value.get(group) ?? null,
    };
  }

  #keepDraft(group: GroupId, draft: Draft): void {
    this.#take(group, draft);
    const user = this.#user();
    if (user !== undefined) this.#deps.localStore.draft(user, group, draft);
  }

  #take(group: GroupId, { text, edit, reply }: Draft): void {
    this.drafts.value = new Map(this.drafts.value).set(group, text);
    this.edits.value = withEntry(this.edits.value, group, edit);
    this.replies.value = withEntry(this.replies.value, group, reply);
  }

  /** A text that was taken back meanwhile is neither changed nor answered. */
  #endDraft(group: GroupId, message: Message): void {
    const isOver = message.kind === "erased" &&
      this.edits.value.get(group)?.seq === message.target;
    if (isOver) this.setEdit(group, null);
    const isGone = message.kind === "erased" && this.replies.value.get(group) === message.target;
    if (isGone) this.setReply(group, null);
  }

  #do(group: GroupId, change: Change): void {
    const id = this.#deps.newId() as MessageId;
    this.#put({
      operation: namedOperation(group, id, change),
      at: this.#nextAt(),
      refusal: null,
      isStored: false,
    });
    this.#sendQueue.flush();
  }

  #put(one: Pending): void {
    const user = this.#user();
    this.#change(one.operation.group, (list) => enqueue(list, one));
    if (user !== undefined) this.#deps.localStore.put(user, one);
  }

  #restore({ pending, drafts, edits, replies }: Unsent): void {
    this.#kept = pending;
    this.#lastAt = Math.max(this.#lastAt, ...pending.map(({ at }) => at));
    // A group in which something was typed meanwhile has all of it as it is now.
    const isUntouched = ([group]: readonly [GroupId, unknown]) => !this.drafts.value.has(group);
    this.edits.value = new Map([...[...edits].filter(isUntouched), ...this.edits.value]);
    this.replies.value = new Map([...[...replies].filter(isUntouched), ...this.replies.value]);
    this.drafts.value = new Map([...drafts, ...this.drafts.value]);
    this.#adopt(this.#deps.state.value.isComplete);
    this.#sendQueue.flush();
  }

  /**
   * Puts what was kept into the groups that are there. Once all groups are known, what is left
   * belongs to none of them and is forgotten.
   */
  #adopt(isComplete: boolean): void {
    const { state } = this.#deps;
    const kept = this.#kept ?? [];
    const isThere = ({ operation }: Pending) => state.value.groups.has(operation.group);
    for (const one of kept.filter(isThere)) {
      this.#change(
        one.operation.group,
        (list) => list.some(isSame(one)) ? list : enqueue(list, this.#adopted(one)),
      );
    }
    const left = kept.filter((one) => !isThere(one));
    if (isComplete) left.forEach(({ operation }) => this.#forget(operation.id));
    if (this.#kept !== null) this.#kept = isComplete ? [] : left;
  }

  /** What was to change a message of a log that was lost would change another one. */
  #adopted(one: Pending): Pending {
    const { wasLost } = this.#deps.state.value.groups.get(one.operation.group) ?? {};
    return wasLost ? refuseAmendments([one])[0] ?? one : one;
  }

  /** What is pending in the groups whose log was lost is not what it was. */
  #keepChanged(): void {
    const user = this.#user();
    for (const { wasLost, pending, group } of this.#deps.state.value.groups.values()) {
      if (!wasLost || user === undefined) continue;
      for (const one of pending) this.#deps.localStore.put(user, one);
      if (this.replies.value.has(group.id)) this.setReply(group.id, null);
    }
  }

  #keepRefusal(id: string): void {
    const user = this.#user();
    for (const { pending } of this.#deps.state.value.groups.values()) {
      const one = pending.find(({ operation, refusal }) => operation.id === id && refusal !== null);
      if (one !== undefined && user !== undefined) this.#deps.localStore.put(user, one);
    }
  }

  #forget(id: MessageId): void {
    const user = this.#user();
    if (user !== undefined) this.#deps.localStore.drop(user, id);
  }

  #nextAt(): number {
    this.#lastAt = Math.max(this.#deps.clock.now(), this.#lastAt + 1);
    return this.#lastAt;
  }

  #pendingOf(group: GroupId): readonly Pending[] {
    return this.#deps.state.value.groups.get(group)?.pending ?? [];
  }

  #change(group: GroupId, change: (list: readonly Pending[]) => readonly Pending[]): void {
    const { state } = this.#deps;
    state.value = withPending(state.value, group, change);
  }

  #user(): UserId | undefined {
    return this.#deps.state.value.user?.id;
  }
}

function withEntry<Value>(
  map: ReadonlyMap<GroupId, Value>,
  group: GroupId,
  value: Value | null,
): ReadonlyMap<GroupId, Value> {
  const next = new Map(map);
  if (value === null) next.delete(group);
  else next.set(group, value);
  return next;
}

function isSame({ operation }: Pending) {
  return (other: Pending) => other.operation.id === operation.id;
}

function namedOperation(group: GroupId, id: MessageId, change: Change): Operation {
  return { ...change, group, id };
}
