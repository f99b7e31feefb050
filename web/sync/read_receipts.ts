// Tells the server how far this user has read: only what is on a screen that is shown, and a burst
// as one. What the server did not take is told again, after a refusal that passes and after a loss
// of the line.

import type { Signal } from "@preact/signals";
import type { Cancel, Clock } from "../../protocol/clock.ts";
import type { ClientFrame, ServerFrame } from "../../protocol/frames.ts";
import type { Group, GroupId } from "../../protocol/domain.ts";
import { Backoff } from "../net/backoff.ts";
import type { FrameCredit } from "../net/frame_credit.ts";
import { isPassing } from "../state/pending.ts";
import { apply, type State } from "../state/state.ts";

const gatherMs = 250;
const leastPauseMs = 500;

export interface ReadReceiptsDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly state: Signal<State>;
  readonly credit: FrameCredit;
  /** False when there is no line, and then nothing was sent. */
  readonly send: (frame: ClientFrame) => boolean;
}

export class ReadReceipts {
  readonly #deps: ReadReceiptsDeps;
  readonly #backoff: Backoff;
  /** How far was read in each group, until the server says the same. */
  readonly #unconfirmed = new Map<GroupId, number>();
  /** Of which of them the server is to be told now. */
  readonly #due = new Set<GroupId>();
  #group: GroupId | null = null;
  #isVisible = true;
  #isAtEnd = true;
  #cancel: Cancel | null = null;
  #cancelTell: Cancel | null = null;
  #cancelAgain: Cancel | null = null;

  constructor(deps: ReadReceiptsDeps) {
    this.#deps = deps;
    this.#backoff = new Backoff(deps.random);
  }

  look(group: GroupId | null): void {
    this.#group = group;
    // Not for every look: where a log opens is told before it is looked at, or after.
    if (group === null) this.#isAtEnd = true;
    this.readSoon();
  }

  show(isVisible: boolean): void {
    this.#isVisible = isVisible;
    // A tab that is being closed is hidden first, and may not live until it would be told else.
    if (!isVisible) this.#tell();
    this.readSoon();
  }

  /** Whether the end of the log is on the screen: what lies below the screen is not read. */
  stand(isAtEnd: boolean): void {
    this.#isAtEnd = isAtEnd;
    this.readSoon();
  }

  /** What the server said, after the state has taken it in. */
  hear(frame: ServerFrame): void {
    if (frame.type === "ready") this.#compare(frame.groups);
    if (frame.type === "read" && frame.user === this.#deps.state.value.user?.id) {
      this.#confirmed(frame.group, frame.seq);
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
    this.#cancel ??= this.#deps.clock.after(gatherMs, () => this.#read());
  }

  #isReading(): boolean {
    return this.#group !== null && this.#isVisible && this.#isAtEnd;
  }

  /**
   * What comes right behind what was read, while that is looked at, never counts as new; it is told
   * with the next.
   */
  #follow(group: GroupId, seq: number): void {
    const known = this.#deps.state.value.groups.get(group)?.group.readSeq;
    if (group === this.#group && this.#isReading() && known === seq - 1) this.#mark(group, seq);
  }

  #read(): void {
    this.#cancel = null;
    const { groups } = this.#deps.state.value;
    const groupState = this.#group === null ? undefined : groups.get(this.#group);
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
   * What was read and the server does not know, was lost with the line before, or with the page.
   */
  #compare(groups: readonly Group[]): void {
    this.#unconfirmed.clear();
    for (const { id, readSeq } of groups) {
      const read = this.#deps.state.value.groups.get(id)?.group.readSeq ?? 0;
      if (read > readSeq) this.#unconfirmed.set(id, read);
    }
    this.#tellAgain();
  }

  #confirmed(group: GroupId, seq: number): void {
    if (seq >= (this.#unconfirmed.get(group) ?? Infinity)) this.#unconfirmed.delete(group);
    this.#backoff.reset();
  }

  #pause(): void {
    if (this.#unconfirmed.size === 0) return;
    this.#cancelAgain?.();
    const ms = leastPauseMs + this.#backoff.next();
    this.#cancelAgain = this.#deps.clock.after(ms, () => this.#tellAgain());
  }

  #tellAgain(): void {
    this.#cancelAgain?.();
    this.#cancelAgain = null;
    for (const group of this.#unconfirmed.keys()) this.#due.add(group);
    this.#tell();
  }

  /** Without a line nothing is told: the next one begins with a comparison. */
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
