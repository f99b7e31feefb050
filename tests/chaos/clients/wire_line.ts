// A socket of a member of a group: says hello, and finds out whether it lives as the page does.
// Keeps no frame, which in an hour would be millions.

import { systemClock } from "../../../protocol/clock.ts";
import type { ClientFrame, ServerFrame } from "../../../protocol/frames.ts";
import { Wire } from "../../../bench/support/wire.ts";
import { Liveness } from "../../../client/net/liveness.ts";

export interface LineEvents {
  readonly onFrame: (frame: ServerFrame) => void;
  /** Called once; `code` is that of the close frame, 1006 without one. */
  readonly onEnd: (code: number) => void;
}

/** So long the page waits for `ready`. */
const readyWithinMs = 8_000;

export class WireLine {
  readonly #wire: Wire;
  readonly #events: LineEvents;
  readonly #cancelReady: () => void;
  #liveness: Liveness | null = null;
  #isOver = false;

  private constructor(connection: Deno.TcpConn, events: LineEvents) {
    this.#wire = new Wire(connection);
    this.#events = events;
    this.#cancelReady = systemClock.after(readyWithinMs, () => this.close(1006));
    this.#wire.onText = (text) => this.#hear(JSON.parse(text));
    this.#wire.onEnd = (why) => this.#end(Number(/closed with (\d+)/.exec(why)?.[1] ?? 1006));
  }

  /** Says hello. Where it cannot be opened `onEnd` tells, as it does of every end. */
  static async open(
    url: string,
    cookie: string,
    hello: ClientFrame,
    events: LineEvents,
  ): Promise<WireLine> {
    const { hostname, port, host } = new URL(url);
    const line = new WireLine(await Deno.connect({ hostname, port: Number(port) }), events);
    try {
      await line.#wire.open(host, "/ws", [`Cookie: ${cookie}`]);
      line.send(hello);
    } catch {
      line.close(1006);
    }
    return line;
  }

  send(frame: ClientFrame): void {
    if (!this.#isOver) this.#wire.send(JSON.stringify(frame));
  }

  /** Closes the connection without a word; `onEnd` is told this code. */
  close(code = 1000): void {
    if (this.#isOver) return;
    this.#wire.close();
    this.#end(code);
  }

  #hear(frame: ServerFrame): void {
    if (this.#isOver) return;
    if (frame.type === "ready") {
      this.#cancelReady();
      this.#liveness = new Liveness({
        clock: systemClock,
        sendPing: () => this.send({ type: "ping" }),
        onDead: () => this.close(1006),
      });
    } else this.#liveness?.onFrame(frame);
    this.#events.onFrame(frame);
  }

  #end(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelReady();
    this.#liveness?.stop();
    this.#events.onEnd(code);
  }
}
