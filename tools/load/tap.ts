// Listens on what a session of the client package sends and is sent, before the session has made
// something whole of it: it hides what a server does twice, out of order or not at all.

import type { GroupId, Message } from "../../protocol/domain.ts";
import type { ClientFrame, ServerFrame } from "../../protocol/frames.ts";
import type { Fetch, WebSocketConstructor } from "../../client/mod.ts";

/** A page of a group's log, as HTTP has it. */
export interface SeenPage {
  readonly group: GroupId;
  /** What was asked for is above this seq. */
  readonly after: number;
  readonly messages: readonly Message[];
  /** Whether the log goes on above. */
  readonly more: boolean;
}

export interface TapEvents {
  readonly onSend: (frame: ClientFrame) => void;
  readonly onFrame: (frame: ServerFrame) => void;
  readonly onPage: (page: SeenPage) => void;
  /** Once for each socket that was opened, or tried; `why` says more where it is known. */
  readonly onEnd: (code: number, why: string) => void;
}

export interface Tap {
  readonly WebSocket: WebSocketConstructor;
  readonly fetch: Fetch;
  /** Asks the server for a pong, behind the session's back. */
  ping(): void;
  /** Ends the socket as a network does: what is under way does not arrive. */
  cut(): void;
}

/** How a socket ends that was cut: no server says so. */
export const cutCode = 4_999;
/** Without a closing handshake. */
const broken = 1_006;

type Handler<Event> = ((event: Event) => void) | null;

export function createTap(events: TapEvents): Tap {
  let current: TappedWire | null = null;
  return {
    WebSocket: class extends TappedWire {
      constructor(url: string, ...rest: never[]) {
        super(events, url, rest);
        current = this;
      }
    },
    fetch: async (url, init) => {
      const answer = await fetch(url, init);
      const asked = /\/api\/groups\/([^/]+)\/messages\?after=(\d+)/.exec(url);
      if (asked !== null && answer.ok) {
        const { messages, more } = await answer.clone().json();
        const [, group = "", after] = asked;
        events.onPage({ group: group as GroupId, after: Number(after), messages, more });
      }
      return answer;
    },
    ping: () => current?.ping(),
    cut: () => current?.end(cutCode, "cut"),
  };
}

/** A WebSocket, as the client package uses it. */
class TappedWire {
  onopen: Handler<unknown> = null;
  onmessage: Handler<{ readonly data: unknown }> = null;
  onclose: Handler<{ readonly code: number; readonly reason: string }> = null;
  onerror: Handler<unknown> = null;
  readonly #events: TapEvents;
  readonly #socket: WebSocket;
  #failure = "";
  #isOver = false;

  constructor(events: TapEvents, url: string, rest: readonly never[]) {
    this.#events = events;
    const socket = this.#socket = new WebSocket(url, ...rest);
    socket.onopen = (event) => this.onopen?.(event);
    socket.onmessage = (event) => this.#receive(event);
    socket.onerror = (event) => {
      if (event instanceof ErrorEvent) this.#failure = event.message;
    };
    socket.onclose = ({ code, reason }) => this.end(code || broken, reason || this.#failure);
  }

  send(text: string): void {
    this.#events.onSend(JSON.parse(text));
    this.#socket.send(text);
  }

  ping(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send('{"type":"ping"}');
  }

  /** The session has given it up. */
  close(): void {
    this.end(broken, this.#failure || "given up");
  }

  end(code: number, why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket.close();
    this.#events.onEnd(code, why);
    this.onclose?.({ code, reason: why });
  }

  #receive(event: MessageEvent): void {
    if (this.#isOver) return;
    this.#events.onFrame(JSON.parse(event.data));
    this.onmessage?.(event);
  }
}
