// Tells the server how far this user has read: only what is on a screen that is shown, and a burst as one.

import type { Signal } from "@preact/signals";
import type { Cancel, Clock } from "../actors/clock.ts";
import type { ClientFrame, GroupId } from "../actors/protocol.ts";
import { apply, type State } from "./state.ts";

const gatherMs = 250;

export class Reader {
  readonly #clock: Clock;
  readonly #state: Signal<State>;
  readonly #send: (frame: ClientFrame) => boolean;
  #group: GroupId | null = null;
  #isVisible = true;
  #cancel: Cancel | null = null;

  constructor(clock: Clock, state: Signal<State>, send: (frame: ClientFrame) => boolean) {
    this.#clock = clock;
    this.#state = state;
    this.#send = send;
  }

  look(group: GroupId | null): void {
    this.#group = group;
    this.readSoon();
  }

  show(isVisible: boolean): void {
    this.#isVisible = isVisible;
    this.readSoon();
  }

  /** Sends the pointer a moment from now, if there is then something to tell. */
  readSoon(): void {
    if (this.#group === null || !this.#isVisible) return;
    this.#cancel ??= this.#clock.after(gatherMs, () => this.#read());
  }

  #read(): void {
    this.#cancel = null;
    const { user, rooms } = this.#state.value;
    const group = this.#group;
    const room = group === null ? undefined : rooms.get(group);
    if (group === null || room === undefined || user === null || !this.#isVisible) return;
    if (room.run.length === 0) return;
    if (room.group.readSeq >= room.head || !this.#send({ type: "read", group, seq: room.head })) return;
    this.#state.value = apply(this.#state.value, { type: "read", group, user: user.id, seq: room.head }, 0);
  }
}
