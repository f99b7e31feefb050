// What a session tells a program, and who listens. Events are told one after the other, also those
// that a listener brings about.

import type { GroupId, Instant, Message } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";

/** Why a session has ended: nothing more is tried until it is started again. */
export type EndReason =
  /** The program closed it. */
  | "closed"
  /** The server knows the session, or the token, no more. */
  | "session_over"
  /** A moderator suspended the user. */
  | "suspended"
  /** The user has opened more than five sockets, and this was the oldest. */
  | "displaced"
  /** The server does not let this user, or this token, have a socket. */
  | "refused";

export type SessionEvent =
  /** The frames of the protocol, as they come; `group` of a new group, too, when it was missed. */
  | Exclude<ServerFrame, { readonly type: "message" | "error" | "pong" }>
  /** A message of a log: each once, in the order of the log, and without a gap. */
  | {
    readonly type: "message";
    readonly group: GroupId;
    readonly message: Message;
    /** The highest seq that made a message of this group what it was when it was told. */
    readonly asOf: number;
  }
  /**
   * The server's database was put back to an earlier state: what was told of this group may be
   * lost. Messages go on above `seq`; those up to it can be read anew by `api.messagesAfter`.
   */
  | { readonly type: "lost"; readonly group: GroupId; readonly seq: number }
  /** There is no connection. It is tried again and again, and `ready` says that it is back. */
  | {
    readonly type: "offline";
    /** `lost`, `no_socket` where only HTTP is answered, or of a problem, such as `unreachable`. */
    readonly code: string;
  }
  /** What came is not as the protocol has it, and was dropped. */
  | { readonly type: "malformed"; readonly detail: string }
  | {
    readonly type: "end";
    readonly reason: EndReason;
    /** Of `suspended`: null for good; absent: it is not known. */
    readonly until?: Instant | null;
  };

export type EventType = SessionEvent["type"];
export type EventOf<Type extends EventType> = Extract<SessionEvent, { readonly type: Type }>;

type Listener = (event: SessionEvent) => void;

export class Listeners {
  readonly #listeners = new Set<Listener>();
  #waiting: SessionEvent[] = [];
  #isTelling = false;

  /** Calls `listener` with each event; the returned function ends it. */
  add(listener: Listener): () => void {
    // One function may listen twice.
    const own: Listener = (event) => listener(event);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  tell(...events: readonly SessionEvent[]): void {
    this.#waiting.push(...events);
    if (this.#isTelling) return;
    this.#isTelling = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      for (const listener of [...this.#listeners]) call(listener, next);
    }
    this.#isTelling = false;
  }

  /** The events from now on, up to the end of the session. */
  iterate(): AsyncIterableIterator<SessionEvent, void> {
    const waiting: SessionEvent[] = [];
    const asleep: (() => void)[] = [];
    let isOver = false;
    const wake = () => asleep.splice(0).forEach((wakeOne) => wakeOne());
    const stop = this.add((event) => {
      waiting.push(event);
      if (event.type === "end") finish();
      wake();
    });
    const finish = () => {
      isOver = true;
      stop();
    };
    return {
      async next() {
        while (waiting.length === 0 && !isOver) {
          await new Promise<void>((resolve) => asleep.push(resolve));
        }
        const value = waiting.shift();
        return value === undefined ? { done: true, value } : { done: false, value };
      },
      return() {
        finish();
        waiting.length = 0;
        wake();
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

/**
 * What a listener throws keeps the event from no other listener. It is uncaught, as what a callback
 * of the runtime throws: Node and Deno end, unless the program handles such errors.
 */
function call(listener: Listener, event: SessionEvent): void {
  try {
    listener(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
