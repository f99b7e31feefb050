// A server of one or two groups for the page's session: it stores each id once, forgets what it was
// not yet told, and refuses, stays silent or loses its answer when the test says so.

import type { ClientFrame, ServerFrame } from "../../../protocol/frames.ts";
import type { GroupId, Message } from "../../../protocol/domain.ts";
import { ana, type FakeWire, groupOf, messageFrame, readyFrame, type Wires } from "./page.ts";

/** What becomes of one frame: stored or not, and what is heard of it. */
export type Fate =
  | "answer"
  | "unavailable"
  | "slow_down"
  | "invalid"
  | "store and say nothing"
  | "drop";

type Operation = Extract<ClientFrame, { id: string }>;
type Hello = Extract<ClientFrame, { type: "hello" }>;

export class FakeServer {
  readonly logs = new Map<GroupId, Message[]>();
  /** Refused for good, until the test forgets it. */
  readonly refused = new Set<string>();
  /** How often each fate befell a frame. */
  readonly fates = new Map<Fate, number>();
  readonly #wires: Wires;
  readonly #served = new WeakMap<FakeWire, number>();

  constructor(wires: Wires, groups: readonly GroupId[]) {
    this.#wires = wires;
    for (const group of groups) this.logs.set(group, []);
  }

  /** Whether the newest line has got to ready. */
  get isUp(): boolean {
    return !this.#wires.last.isClosed && this.#served.has(this.#wires.last);
  }

  get heads(): Record<GroupId, number> {
    return Object.fromEntries([...this.logs].map(([id, log]) => [id, log.length]));
  }

  /** Lets the newest line open, and answers its hello with what was missed. */
  accept(): void {
    const wire = this.#wires.last;
    if (wire.isClosed || wire.sent.length > 0) return;
    wire.open();
    const { since = {} } = wire.sent[0] as Hello;
    this.#served.set(wire, 1);
    wire.receive(
      readyFrame([...this.logs].map(([id, log]) => groupOf({ id, lastSeq: log.length }))),
    );
    for (const [group, log] of this.logs) {
      for (const message of log.slice(since[group] ?? log.length)) {
        wire.receive(messageFrame(message, group));
      }
    }
  }

  /** Handles the next frame that came over the newest line; false when there is none. */
  serve(fate: Fate): boolean {
    const wire = this.#wires.last;
    const next = this.#served.get(wire);
    const frame = next === undefined ? undefined : wire.sent[next] as ClientFrame | undefined;
    if (wire.isClosed || next === undefined || frame === undefined) return false;
    this.#served.set(wire, next + 1);
    if ("id" in frame) this.#handle(wire, frame, fate);
    else if (frame.type === "ping") wire.receive({ type: "pong", heads: this.heads });
    return true;
  }

  /** Someone else says something. */
  say(group: GroupId, message: (seq: number) => Message): void {
    const log = this.logs.get(group) ?? [];
    const said = message(log.length + 1);
    log.push(said);
    this.#show(messageFrame(said, group));
  }

  cut(code?: number): void {
    if (!this.#wires.last.isClosed) this.#wires.last.lose(code);
  }

  #handle(wire: FakeWire, frame: Operation, chosen: Fate): void {
    // What is not allowed once is not allowed the next time.
    const fate = this.refused.has(frame.id) ? "invalid" : chosen;
    this.fates.set(fate, (this.fates.get(fate) ?? 0) + 1);
    if (fate === "drop") return;
    if (fate === "answer" || fate === "store and say nothing") {
      const message = this.#store(frame);
      if (fate === "answer") this.#show(messageFrame(message, frame.group));
      return;
    }
    // What was stored under an id is answered with its message, never refused.
    if (fate === "invalid" && this.#stored(frame) !== undefined) return;
    if (fate === "invalid") this.refused.add(frame.id);
    wire.receive({ type: "error", id: frame.id, code: fate, detail: "" });
  }

  #stored({ group, id }: Operation): Message | undefined {
    return this.logs.get(group)?.find((message) => message.id === id);
  }

  #store(frame: Operation): Message {
    const stored = this.#stored(frame);
    if (stored !== undefined) return stored;
    const log = this.logs.get(frame.group) ?? [];
    const base = { seq: log.length + 1, id: frame.id, by: ana, at: new Date(0).toISOString() };
    const message: Message = frame.type === "react"
      ? { ...base, kind: "reacted", target: frame.seq, emoji: frame.emoji, on: frame.on }
      : {
        ...base,
        kind: "text",
        text: "text" in frame ? frame.text : "",
        editedAt: null,
        erased: false,
        reply: null,
      };
    log.push(message);
    return message;
  }

  /** A line that has not got to ready hears nothing; nor does one that is closed. */
  #show(frame: ServerFrame): void {
    if (this.isUp) this.#wires.last.receive(frame);
  }
}
