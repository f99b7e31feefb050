// Tells the server how far this user has read: only what is on a screen that is shown, and a burst as one.

import type { Signal } from "@preact/signals";
import type { Cancel, Clock } from "../actors/clock.ts";
import type { ClientFrame, GroupId } from "../actors/protocol.ts";
import type { Pace } from "./pace.ts";
import { apply, type State } from "./state.ts";

const gatherMs = 250;

export interface ReaderDeps {
  readonly clock: Clock;
  readonly state: Signal<State>;
  readonly pace: Pace;
  /** False when there is no line, and then nothing was sent. */
  readonly send: (frame: ClientFrame) => boolean;
}

export class Reader {
  readonly #deps: ReaderDeps;
  #group: GroupId | null = null;
  #isVisible = true;
  #isAtEnd = true;
  #cancel: Cancel | null = null;

  constructor(deps: ReaderDeps) {
    this.#deps = deps;
  }

  look(group: GroupId | null): void {
    this.#group = group;
    this.#isAtEnd = true;
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
    state.value = apply(state.value, { type: "read", group, user: user.id, seq: room.head }, 0);
  }
}
