// Tells the server how far this user has read: only what is on a screen that is shown, and a burst as one. What the
// server did not take is told again, after a refusal that passes and after a loss of the line.

import type { Signal } from "@preact/signals";
import type { Cancel, Clock } from "../actors/clock.ts";
import type { ClientFrame, Group, GroupId, ServerFrame } from "../actors/protocol.ts";
import { Backoff } from "./backoff.ts";
import type { Pace } from "./pace.ts";
import { isPassing } from "./pending.ts";
import { apply, type State } from "./state.ts";

const gatherMs = 250;
const leastPauseMs = 500;

export interface ReaderDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly state: Signal<State>;
  readonly pace: Pace;
  /** False when there is no line, and then nothing was sent. */
  readonly send: (frame: ClientFrame) => boolean;
}

export class Reader {
  readonly #deps: ReaderDeps;
  readonly #backoff: Backoff;
  /** How far was told of each group, until the server says the same. */
  readonly #untold = new Map<GroupId, number>();
  #group: GroupId | null = null;
  #isVisible = true;
  #isAtEnd = true;
  #cancel: Cancel | null = null;
  #cancelAgain: Cancel | null = null;

  constructor(deps: ReaderDeps) {
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
    if (frame.type === "gone") this.#untold.delete(frame.group);
    // A refused `read` has no id.
    if (frame.type === "error" && frame.id === null && isPassing(frame.code)) this.#pause();
    this.readSoon();
  }

  /** Sends the pointer a moment from now, if there is then something to tell. */
  readSoon(): void {
    if (!this.#isReading()) return;
    this.#cancel ??= this.#deps.clock.after(gatherMs, () => this.#read());
  }

  #isReading(): boolean {
    return this.#group !== null && this.#isVisible && this.#isAtEnd;
  }

  #read(): void {
    this.#cancel = null;
    const { clock, state, pace, send } = this.#deps;
    const { user, rooms, limits } = state.value;
    const group = this.#group;
    const room = group === null ? undefined : rooms.get(group);
    if (group === null || room === undefined || user === null || !this.#isReading()) return;
    if (room.run.length === 0 || room.group.readSeq >= room.head) return;
    if (pace.take(limits, clock.now()) > 0) return this.readSoon();
    if (!send({ type: "read", group, seq: room.head })) return;
    this.#untold.set(group, room.head);
    state.value = apply(state.value, { type: "read", group, user: user.id, seq: room.head }, 0);
  }

  /** What was read and the server does not know, was lost with the line before, or with the page. */
  #compare(groups: readonly Group[]): void {
    this.#untold.clear();
    for (const { id, readSeq } of groups) {
      const read = this.#deps.state.value.rooms.get(id)?.group.readSeq ?? 0;
      if (read > readSeq) this.#untold.set(id, read);
    }
    this.#tellAgain([...this.#untold.keys()]);
  }

  #confirmed(group: GroupId, seq: number): void {
    if (seq >= (this.#untold.get(group) ?? Infinity)) this.#untold.delete(group);
    this.#backoff.reset();
  }

  #pause(): void {
    if (this.#untold.size === 0) return;
    this.#cancelAgain?.();
    const ms = leastPauseMs + this.#backoff.next();
    this.#cancelAgain = this.#deps.clock.after(ms, () => this.#tellAgain([...this.#untold.keys()]));
  }

  #tellAgain(groups: readonly GroupId[]): void {
    this.#cancelAgain?.();
    this.#cancelAgain = null;
    const { clock, state, pace, send } = this.#deps;
    for (const [index, group] of groups.entries()) {
      const seq = this.#untold.get(group);
      if (seq === undefined) continue;
      const waitMs = pace.take(state.value.limits, clock.now());
      if (waitMs > 0) {
        this.#cancelAgain = clock.after(waitMs, () => this.#tellAgain(groups.slice(index)));
        return;
      }
      if (!send({ type: "read", group, seq })) return;
    }
  }
}
