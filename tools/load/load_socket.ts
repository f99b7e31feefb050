// A socket of a user of the run: says hello, hands on each frame, keeps none, finds out whether it
// lives, and can be cut.

import { systemClock } from "../../protocol/clock.ts";
import type { ClientFrame, ServerFrame } from "../../protocol/frames.ts";
import { Liveness } from "../../client/net/liveness.ts";

export interface SocketEvents {
  readonly onFrame: (frame: ServerFrame) => void;
  /** Called once. 1006: without a closing handshake; `why` says more where it is known. */
  readonly onEnd: (code: number, why: string) => void;
}

/** So long the page waits for `ready`. */
const readyWithinMs = 20_000;

// The DOM's type of WebSocket lacks Deno's second argument.
const HeaderedWebSocket = WebSocket as unknown as new (
  url: string,
  options: { readonly headers: Readonly<Record<string, string>> },
) => WebSocket;

export class LoadSocket {
  readonly #socket: WebSocket;
  readonly #events: SocketEvents;
  readonly #cancelReady: () => void;
  #liveness: Liveness | null = null;
  #isOver = false;
  #failure = "";

  constructor(url: string, cookie: string, hello: ClientFrame, events: SocketEvents) {
    this.#events = events;
    this.#socket = new HeaderedWebSocket(`${url.replace(/^http/, "ws")}/ws`, {
      headers: { cookie },
    });
    this.#cancelReady = systemClock.after(readyWithinMs, () => this.#end(1006, "no ready came"));
    this.#socket.onopen = () => this.send(hello);
    this.#socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    this.#socket.onerror = (event) => {
      if (event instanceof ErrorEvent) this.#failure = event.message;
    };
    this.#socket.onclose = ({ code, reason }) => this.#end(code || 1006, reason || this.#failure);
  }

  send(frame: ClientFrame): void {
    if (!this.#isOver && this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(frame));
    }
  }

  /** Ends it from here: what is under way in either direction is not waited for. */
  cut(): void {
    this.#end(1000, "cut");
  }

  #hear(frame: ServerFrame): void {
    if (this.#isOver) return;
    if (frame.type === "ready") {
      this.#cancelReady();
      this.#liveness = new Liveness({
        clock: systemClock,
        sendPing: () => this.send({ type: "ping" }),
        onDead: () => this.#end(1006, "no answer to a ping"),
      });
    } else this.#liveness?.onFrame(frame);
    this.#events.onFrame(frame);
  }

  #end(code: number, why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelReady();
    this.#liveness?.stop();
    this.#socket.close();
    this.#events.onEnd(code, why);
  }
}
