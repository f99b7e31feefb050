// Brings pending operations to the server: of each group one at a time, in their order, so that a
// refusal in the middle never changes it. An operation keeps its id until it is answered. Nothing
// is sent faster, and nothing larger, than the server allows.

import type { Cancel } from "../../protocol/clock.ts";
import type { ErrorCode, ServerFrame } from "../../protocol/frames.ts";
import type { GroupId, MessageId } from "../../protocol/domain.ts";
import { Backoff } from "../net/backoff.ts";
import { bytesOf } from "../net/message_size.ts";
import { isPassing, isWaiting, type Operation } from "../state/pending.ts";
import { refuseOperation } from "../state/state.ts";
import type { SendDeps } from "./send_deps.ts";

/** An operation that is not answered for so long is sent again. */
const answerWithinMs = 10_000;
/** A refusal that would pass by itself is shown once it has lasted so long. */
const lastsMs = 15_000;
const leastPauseMs = 500;

interface InFlight {
  readonly id: MessageId;
  readonly bytes: number;
  readonly cancelTimeout: Cancel;
}

/** A group whose first operation was refused for now. */
interface Pause {
  readonly since: number;
  readonly backoff: Backoff;
  until: number;
}

export class SendQueue {
  readonly #deps: SendDeps;
  readonly #inFlight = new Map<GroupId, InFlight>();
  readonly #pauses = new Map<GroupId, Pause>();
  #cancelFlush: Cancel | null = null;

  constructor(deps: SendDeps) {
    this.#deps = deps;
  }

  /** Sends what may be sent now, and comes back by itself for what may be sent later. */
  flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    const { state, clock } = this.#deps;
    const groups = [...state.value.groups.keys()];
    const waits = groups.map((group) => this.#sendNext(group)).filter((ms) => ms > 0);
    if (waits.length > 0) this.#cancelFlush = clock.after(Math.min(...waits), () => this.flush());
  }

  /** Sends a group's first operation now, however often it was refused before. */
  retryNow(group: GroupId): void {
    this.#pauses.delete(group);
    this.flush();
  }

  /** Called after the state has taken the frame in. */
  onFrame(frame: ServerFrame): void {
    if (frame.type === "message") this.#onAnswer(frame.group, frame.message.id);
    else if (frame.type === "error") this.#onRefusal(frame.id, frame.code);
    else if (frame.type === "gone") this.#settle(frame.group);
  }

  /** The largest operation in flight, or undefined. */
  largest(): MessageId | undefined {
    return [...this.#inFlight.values()].toSorted((a, b) => b.bytes - a.bytes)[0]?.id;
  }

  /** Everything in flight is pending again, to be sent over the next connection. */
  onDisconnect(): void {
    for (const group of [...this.#inFlight.keys()]) this.#settle(group);
    this.#pauses.clear();
    this.#cancelFlush?.();
    this.#cancelFlush = null;
  }

  /** Milliseconds after which there is more to do, or 0. */
  #sendNext(group: GroupId): number {
    const { state, clock, credit } = this.#deps;
    const next = state.value.groups.get(group)?.pending.find(isWaiting);
    if (next === undefined || this.#inFlight.has(group)) return 0;
    const { operation } = next;
    const bytes = bytesOf(operation);
    if (bytes > state.value.limits.frameBytes) {
      state.value = refuseOperation(state.value, operation.id, "too_long");
      return this.#sendNext(group);
    }
    const pausedMs = (this.#pauses.get(group)?.until ?? 0) - clock.now();
    const waitMs = pausedMs > 0 ? pausedMs : credit.take(state.value.limits, clock.now());
    if (waitMs <= 0) this.#send(operation, bytes);
    return Math.max(0, waitMs);
  }

  #send(operation: Operation, bytes: number): void {
    const { group, id } = operation;
    if (!this.#deps.send(operation)) return;
    const cancelTimeout = this.#deps.clock.after(
      answerWithinMs,
      () => this.#onRefusal(id, "unavailable"),
    );
    this.#inFlight.set(group, { id, bytes, cancelTimeout });
  }

  #onAnswer(group: GroupId, id: MessageId): void {
    if (this.#inFlight.get(group)?.id !== id) return;
    this.#settle(group);
    this.#pauses.delete(group);
    this.flush();
  }

  /** A refusal without an id may be of anything in flight. */
  #onRefusal(id: string | null, code: ErrorCode): void {
    const refused = [...this.#inFlight].filter(([, flight]) =>
      id === null ? isPassing(code) : flight.id === id
    );
    for (const [group, flight] of refused) {
      this.#settle(group);
      if (isPassing(code)) this.#pause(group, flight.id, code);
      else this.#pauses.delete(group);
    }
    if (refused.length > 0) this.flush();
  }

  #pause(group: GroupId, id: MessageId, code: ErrorCode): void {
    const { clock, random, state } = this.#deps;
    const now = clock.now();
    const pause = this.#pauses.get(group) ??
      { since: now, backoff: new Backoff(random), until: now };
    pause.until = now + leastPauseMs + pause.backoff.next();
    this.#pauses.set(group, pause);
    if (now - pause.since >= lastsMs) state.value = refuseOperation(state.value, id, code);
  }

  #settle(group: GroupId): void {
    this.#inFlight.get(group)?.cancelTimeout();
    this.#inFlight.delete(group);
  }
}
