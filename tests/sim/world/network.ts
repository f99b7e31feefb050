// The network between tabs and servers: each line keeps its order and has delays of its own; it can
// be cut, swallow what is sent on it, stall, or silently lose one message of the server.

import type { Socket as ServerSocket } from "../../../actors/connections/connection.ts";
import type { Clock } from "../../../protocol/clock.ts";
import type { CloseCode } from "../../../protocol/frames.ts";
import type { Peer } from "../../../routes/sockets/dialogue.ts";
import type { Random } from "../../../tools/random.ts";
import type { Trace } from "../run/trace.ts";

export interface NetworkDeps {
  readonly time: Clock;
  readonly random: Random;
  readonly trace: Trace;
  /** The longest that a frame usually takes. */
  readonly delayMs: number;
  /** What becomes of a frame that the server sends; a mutant changes it. */
  readonly pass: (text: string) => readonly string[];
}

/** The end of a line at which a tab sits. */
export interface ClientEnd {
  opened(): void;
  received(text: string): void;
  /** Called once, when the line has ended without this end asking for it. */
  ended(code: number): void;
}

/** One direction of a line: in order, each frame with a delay of its own. */
class Stream {
  readonly #deps: NetworkDeps;
  #arrivesAt = 0;
  #stalledUntil = 0;
  isSwallowed = false;

  constructor(deps: NetworkDeps) {
    this.#deps = deps;
  }

  stall(ms: number): void {
    this.#stalledUntil = this.#deps.time.now() + ms;
  }

  carry(arrive: () => void): void {
    const { time, random, delayMs } = this.#deps;
    const now = time.now();
    this.#arrivesAt = Math.max(this.#arrivesAt, this.#stalledUntil, now + random.whole(1, delayMs));
    time.after(this.#arrivesAt - now, arrive);
  }
}

export class Line {
  readonly name: string;
  readonly #deps: NetworkDeps;
  readonly #client: ClientEnd;
  readonly #up: Stream;
  readonly #down: Stream;
  #peer: Peer | null = null;
  #state: "opening" | "open" | "closing" | "ended" = "opening";
  #isClientGone = false;
  #queued = 0;
  #losesNext = false;

  constructor(name: string, client: ClientEnd, deps: NetworkDeps) {
    this.name = name;
    this.#client = client;
    this.#deps = deps;
    this.#up = new Stream(deps);
    this.#down = new Stream(deps);
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Whether a message was lost that a client cannot have noticed. */
  hasLost = false;

  /** `accept` gives the server's end of the conversation, or null when there is no server. */
  open(accept: (socket: ServerSocket) => Peer | null): void {
    this.#up.carry(() => {
      if (this.#isClientGone) return;
      this.#peer = accept(this.#socket());
      if (this.#peer === null) return this.#end(1006);
      this.#state = "open";
      this.#down.carry(() => this.#isClientGone || this.#client.opened());
    });
  }

  /** A frame of the tab. */
  send(text: string): void {
    if (this.#isClientGone || this.#up.isSwallowed) return;
    this.#up.carry(() => {
      if (this.#state !== "open") return;
      this.#deps.trace.tell(`${this.name} > ${text}`);
      this.#peer?.received(text);
    });
  }

  /** The tab lets go of the line. */
  leave(): void {
    if (this.#isClientGone) return;
    this.#isClientGone = true;
    const { random } = this.#deps;
    if (this.#up.isSwallowed) this.#tellServer(random.whole(1_000, 20_000));
    else this.#up.carry(() => this.#tellServer(0));
  }

  /** The line breaks: what is in flight is lost, and each end learns of it in its own time. */
  cut(): void {
    if (this.#state === "ended") return;
    const { random } = this.#deps;
    this.#up.isSwallowed = this.#down.isSwallowed = true;
    this.#tellServer(random.chance(0.5) ? 0 : random.whole(0, 15_000));
    this.#end(1006, random.chance(0.5) ? 0 : random.whole(0, 2_000));
  }

  /**
   * From now on nothing comes through in one direction, and neither end is told. A while later the
   * other direction goes, too: TCP does not go on for long without confirmations.
   */
  swallow(direction: "up" | "down"): void {
    const [first, second] = direction === "up" ? [this.#up, this.#down] : [this.#down, this.#up];
    first.isSwallowed = true;
    this.#deps.time.after(this.#deps.random.whole(0, 5_000), () => second.isSwallowed = true);
  }

  stall(ms: number): void {
    this.#down.stall(ms);
    this.#up.stall(this.#deps.random.whole(0, ms));
  }

  /** The next message of the server is lost on the way. */
  loseNext(): void {
    this.#losesNext = true;
  }

  #socket(): ServerSocket {
    return {
      send: (text) => this.#deps.pass(text).forEach((each) => this.#answer(each)),
      queued: () => this.#queued,
      close: (code) => this.#close(code),
    };
  }

  #answer(text: string): void {
    if (this.#state !== "open") return;
    this.#queued += text.length;
    const isLost = this.#down.isSwallowed || this.#isNext(text);
    this.#down.carry(() => {
      if (this.#down.isSwallowed) return;
      this.#queued -= text.length;
      if (isLost || this.#isClientGone) return;
      this.#deps.trace.tell(`${this.name} < ${text}`);
      this.#client.received(text);
    });
  }

  #isNext(text: string): boolean {
    if (!this.#losesNext || !text.startsWith('{"type":"message"')) return false;
    this.#losesNext = false;
    this.hasLost = true;
    this.#deps.trace.count("network loses a message");
    return true;
  }

  #close(code: CloseCode): void {
    if (this.#state !== "open") return;
    this.#state = "closing";
    this.#deps.trace.count(`closed ${code}`);
    this.#down.carry(() => this.#end(code));
    this.#tellServer(this.#deps.random.whole(0, 200));
  }

  #tellServer(ms: number): void {
    const { time } = this.#deps;
    time.after(ms, () => {
      this.#peer?.closed();
      this.#peer = null;
      if (this.#state !== "ended") this.#state = "closing";
    });
  }

  #end(code: number, ms = 0): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#deps.time.after(ms, () => {
      if (this.#isClientGone || this.#down.isSwallowed && code !== 1006) return;
      this.#isClientGone = true;
      this.#deps.trace.tell(`${this.name} ends ${code}`);
      this.#client.ended(code);
    });
  }
}
