// Tells the server how far this user has read: only what is on a screen that is looked at, and
// several messages at once. A read pointer that the server did not take is told again, after a
// refusal that passes and after a lost connection.

import type { Cancel } from "../../protocol/clock.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { Group, GroupId } from "../../protocol/domain.ts";
import { Backoff } from "../../client/net/backoff.ts";
import { isPassing } from "../../client/state/pending.ts";
import { apply } from "../../client/state/state.ts";
import type { SendDeps } from "../../client/sync/send_deps.ts";

const gatherMs = 250;
const leastPauseMs = 500;

export class ReadReceipts {
  readonly #deps: SendDeps;
  readonly #backoff: Backoff;
  /** The read pointer of each group that the server has not confirmed. */
  readonly #unconfirmed = new Map<GroupId, number>();
  /** The groups whose read pointer is to be told now. */
  readonly #due = new Set<GroupId>();
  #activeGroup: GroupId | null = null;
  #isVisible = true;
  #isAtEnd = true;
  #cancelRead: Cancel | null = null;
  #cancelTell: Cancel | null = null;
  #cancelTellAgain: Cancel | null = null;

  constructor(deps: SendDeps) {
    this.#deps = deps;
    this.#backoff = new Backoff(deps.random);
  }

  /** The group whose log is on the screen, or null. */
  setActiveGroup(group: GroupId | null): void {
    this.#activeGroup = group;
    // Not for every group: `setAtEnd` may come before or after it.
    if (group === null) this.#isAtEnd = true;
    this.readSoon();
  }

  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    // A tab that is being closed is hidden first, and may not live until the next turn.
    if (!isVisible) this.#tell();
    this.readSoon();
  }

  /** Whether the end of the log is on the screen: what lies below the screen is not read. */
  setAtEnd(isAtEnd: boolean): void {
    this.#isAtEnd = isAtEnd;
    this.readSoon();
  }

  /** Called after the state has taken the frame in. */
  onFrame(frame: ServerFrame): void {
    if (frame.type === "ready") this.#compare(frame.groups);
    if (frame.type === "read" && frame.user === this.#deps.state.value.user?.id) {
      this.#confirm(frame.group, frame.seq);
    }
    if (frame.type === "gone") this.#unconfirmed.delete(frame.group);
    // A refused `read` has no id.
    if (frame.type === "error" && frame.id === null && isPassing(frame.code)) this.#pause();
    if (frame.type === "message") this.#follow(frame.group, frame.message.seq);
    this.readSoon();
  }

  /** Reads up to the end a moment from now, if it is then on the screen. */
  readSoon(): void {
    if (!this.#isReading()) return;
    this.#cancelRead ??= this.#deps.clock.after(gatherMs, () => this.#read());
  }

  #isReading(): boolean {
    return this.#activeGroup !== null && this.#isVisible && this.#isAtEnd;
  }

  /**
   * A message that comes right behind the read pointer of a log that is being read never counts as
   * unread. The server is told of it with the next turn.
   */
  #follow(group: GroupId, seq: number): void {
    const known = this.#deps.state.value.groups.get(group)?.group.readSeq;
    const isFollowed = group === this.#activeGroup && this.#isReading() && known === seq - 1;
    if (isFollowed) this.#mark(group, seq);
  }

  #read(): void {
    this.#cancelRead = null;
    const { groups } = this.#deps.state.value;
    const groupState = this.#activeGroup === null ? undefined : groups.get(this.#activeGroup);
    const isSeen = groupState !== undefined && groupState.run.length > 0 && this.#isReading();
    if (isSeen && groupState.group.readSeq < groupState.head) {
      this.#mark(groupState.group.id, groupState.head);
    }
    this.#tell();
  }

  #mark(group: GroupId, seq: number): void {
    const { state } = this.#deps;
    const { user } = state.value;
    if (user === null) return;
    this.#unconfirmed.set(group, seq);
    this.#due.add(group);
    state.value = apply(state.value, { type: "read", group, user: user.id, seq }, 0);
  }

  /**
   * A read pointer that the server does not know was lost with the connection or the page before.
   */
  #compare(groups: readonly Group[]): void {
    this.#unconfirmed.clear();
    for (const { id, readSeq } of groups) {
      const read = this.#deps.state.value.groups.get(id)?.group.readSeq ?? 0;
      if (read > readSeq) this.#unconfirmed.set(id, read);
    }
    this.#tellAgain();
  }

  #confirm(group: GroupId, seq: number): void {
    if (seq >= (this.#unconfirmed.get(group) ?? Infinity)) this.#unconfirmed.delete(group);
    this.#backoff.reset();
  }

  #pause(): void {
    if (this.#unconfirmed.size === 0) return;
    this.#cancelTellAgain?.();
    const ms = leastPauseMs + this.#backoff.next();
    this.#cancelTellAgain = this.#deps.clock.after(ms, () => this.#tellAgain());
  }

  #tellAgain(): void {
    this.#cancelTellAgain?.();
    this.#cancelTellAgain = null;
    for (const group of this.#unconfirmed.keys()) this.#due.add(group);
    this.#tell();
  }

  /** Without a connection nothing is told: the next one begins with a comparison. */
  #tell(): void {
    this.#cancelTell?.();
    this.#cancelTell = null;
    const { clock, state, credit, send } = this.#deps;
    for (const group of this.#due) {
      const seq = this.#unconfirmed.get(group);
      if (seq !== undefined) {
        const waitMs = credit.take(state.value.limits, clock.now());
        if (waitMs > 0) return void (this.#cancelTell = clock.after(waitMs, () => this.#tell()));
        if (!send({ type: "read", group, seq })) return;
      }
      this.#due.delete(group);
    }
  }
}
