// What this user writes, on its way to the server. A line keeps its id until it is acknowledged, over any number of
// reconnections, so that it takes its place once.

import { type Signal, signal } from "@preact/signals";
import type { Clock } from "../actors/clock.ts";
import type { ClientFrame, GroupId, MessageId } from "../actors/protocol.ts";
import { addPending, dropPending, type State } from "./state.ts";

/** A `typing` frame holds longer than this, so that one who goes on typing is seen to. */
const typingEachMs = 3_000;

interface OutboxDeps {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly state: Signal<State>;
  /** False when there is no line, and then nothing was sent. */
  readonly send: (frame: ClientFrame) => boolean;
}

export class Outbox {
  /** What was typed and not sent, by group. */
  readonly drafts = signal<ReadonlyMap<GroupId, string>>(new Map());
  readonly #deps: OutboxDeps;
  #typedAt = 0;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  send(group: GroupId, text: string): void {
    this.#put(group, this.#deps.newId() as MessageId, text);
  }

  /** Sends a refused line again, under the id it has. */
  retry(group: GroupId, id: MessageId): void {
    const line = this.#deps.state.value.rooms.get(group)?.pending.find((each) => each.id === id);
    if (line !== undefined) this.#put(group, id, line.text);
  }

  giveUp(group: GroupId, id: MessageId): void {
    const { state } = this.#deps;
    state.value = dropPending(state.value, group, id);
  }

  /** Sends every line again that was neither acknowledged nor refused. */
  resend(): void {
    for (const [group, room] of this.#deps.state.value.rooms) {
      for (const { id, text, refusal } of room.pending) {
        if (refusal === null) this.#deps.send({ type: "send", group, id, text });
      }
    }
  }

  /** Tells the others that this user is typing, as often as they need to know. */
  type(group: GroupId): void {
    const now = this.#deps.clock.now();
    if (now - this.#typedAt < typingEachMs) return;
    if (this.#deps.send({ type: "typing", group })) this.#typedAt = now;
  }

  setDraft(group: GroupId, text: string): void {
    this.drafts.value = new Map(this.drafts.value).set(group, text);
  }

  clearDrafts(): void {
    this.drafts.value = new Map();
  }

  #put(group: GroupId, id: MessageId, text: string): void {
    const { state, clock, send } = this.#deps;
    state.value = addPending(state.value, group, { id, text, at: clock.now(), refusal: null });
    send({ type: "send", group, id, text });
    this.#typedAt = 0;
  }
}
