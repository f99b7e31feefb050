// Brings pending deeds to the server: of each group one at a time, in their order, so that a
// refusal in the middle never changes it; under the same id until it is answered; no faster, and
// nothing larger, than the server allows.

import type { Signal } from "@preact/signals";
import type { Cancel, Clock } from "../../protocol/clock.ts";
import type { ClientFrame, ErrorCode, ServerFrame } from "../../protocol/frames.ts";
import type { GroupId, MessageId } from "../../protocol/domain.ts";
import { Backoff } from "../net/backoff.ts";
import { bytesOf } from "../net/message_size.ts";
import type { FrameCredit } from "../net/frame_credit.ts";
import { isPassing, isWaiting } from "../state/pending.ts";
import { refuseOperation, type State } from "../state/state.ts";

/** A deed that is not answered for so long is sent again. */
const answerWithinMs = 10_000;
/** A refusal that would pass by itself is shown once it has lasted so long. */
const lastsMs = 15_000;
const leastPauseMs = 500;

export interface SendQueueDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly state: Signal<State>;
  readonly credit: FrameCredit;
  /** False when there is no line, and then nothing was sent. */
  readonly send: (frame: ClientFrame) => boolean;
}

interface InFlight {
  readonly id: MessageId;
  readonly bytes: number;
  readonly cancel: Cancel;
}

/** A group whose first deed was refused for now. */
interface Pause {
  readonly since: number;
  readonly backoff: Backoff;
  until: number;
}

export class SendQueue {
  readonly #deps: SendQueueDeps;
  readonly #inFlight = new Map<GroupId, InFlight>();
  readonly #pauses = new Map<GroupId, Pause>();
  #cancelFlush: Cancel | null = null;

  constructor(deps: SendQueueDeps) {
    this.#deps = deps;
  }

  /** Sends what may be sent now, and comes back by itself for what may be sent later. */
  flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    const { state, clock } = this.#deps;
    const waits = [...state.value.groups.keys()].map((group) => this.#sendNext(group)).filter((
      ms,
    ) => ms > 0);
    if (waits.length > 0) this.#cancelFlush = clock.after(Math.min(...waits), () => this.flush());
  }

  /** Sends a group's first deed now, however often it was refused before. */
  retryNow(group: GroupId): void {
    this.#pauses.delete(group);
    this.flush();
  }

  /** What the server said, after the state has taken it in. */
  hear(frame: ServerFrame): void {
    if (frame.type === "message") this.#answered(frame.group, frame.message.id);
    else if (frame.type === "error") this.#refused(frame.id, frame.code);
    else if (frame.type === "gone") this.#settle(frame.group);
  }

  /** The largest deed that is on its way, or undefined. */
  largest(): MessageId | undefined {
    return [...this.#inFlight.values()].toSorted((a, b) => b.bytes - a.bytes)[0]?.id;
  }

  /** The line was lost: whatever was on its way is to be sent again once there is a new one. */
  onDisconnect(): void {
    for (const group of [...this.#inFlight.keys()]) this.#settle(group);
    this.#pauses.clear();
    this.#cancelFlush?.();
    this.#cancelFlush = null;
  }

  /** Milliseconds after which there is more to do, or 0. */
  #sendNext(group: GroupId): number {
    const { state, clock, credit, send } = this.#deps;
    const next = state.value.groups.get(group)?.pending.find(isWaiting);
    if (next === undefined || this.#inFlight.has(group)) return 0;
    const bytes = bytesOf(next.operation);
    if (bytes > state.value.limits.frameBytes) {
      state.value = refuseOperation(state.value, next.operation.id, "too_long");
      return this.#sendNext(group);
    }
    const pausedMs = (this.#pauses.get(group)?.until ?? 0) - clock.now();
    const waitMs = pausedMs > 0 ? pausedMs : credit.take(state.value.limits, clock.now());
    if (waitMs > 0) return waitMs;
    if (!send(next.operation)) return 0;
    const cancel = clock.after(
      answerWithinMs,
      () => this.#refused(next.operation.id, "unavailable"),
    );
    this.#inFlight.set(group, { id: next.operation.id, bytes, cancel });
    return 0;
  }

  #answered(group: GroupId, id: MessageId): void {
    if (this.#inFlight.get(group)?.id !== id) return;
    this.#settle(group);
    this.#pauses.delete(group);
    this.flush();
  }

  #refused(id: string | null, code: ErrorCode): void {
    const flown = [...this.#inFlight].filter(([, flight]) =>
      id === null ? isPassing(code) : flight.id === id
    );
    for (const [group, flight] of flown) {
      this.#settle(group);
      if (isPassing(code)) this.#pause(group, flight.id, code);
      else this.#pauses.delete(group);
    }
    if (flown.length > 0) this.flush();
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
    this.#inFlight.get(group)?.cancel();
    this.#inFlight.delete(group);
  }
}
