// One socket of the public protocol, for the benches and the tests: keeps every frame that came,
// and hands out each frame once. Never reconnects, retries or answers by itself.

import type { ClientFrame, ServerFrame } from "../protocol/frames.ts";
import type { GroupId } from "../protocol/domain.ts";

export type FrameOf<Type extends ServerFrame["type"]> = Extract<
  ServerFrame,
  { readonly type: Type }
>;
export type Ready = FrameOf<"ready">;

/** How a socket ended: 1006 when the connection broke without a closing handshake. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

interface Waiter {
  readonly wanted: (frame: ServerFrame) => boolean;
  readonly take: (frame: ServerFrame) => void;
  readonly fail: (why: string) => void;
}

/** The usual patience: no machine is so slow. */
const usualPatienceMs = 120_000;

// The DOM's type of WebSocket lacks Deno's second argument.
const HeaderedWebSocket = WebSocket as unknown as new (
  url: string,
  options: { readonly headers: Readonly<Record<string, string>> },
) => WebSocket;

export interface LineOptions {
  /** The longest that `next` waits before it rejects. */
  readonly patienceMs?: number | undefined;
}

/**
 * Opens a socket; `headers` go with the upgrade request. Rejects when the server refuses the
 * upgrade, with the status in the text: `Invalid status code: 401`.
 */
export function openLine(
  url: string,
  headers: Readonly<Record<string, string>>,
  options: LineOptions = {},
): Promise<Line> {
  const socket = new HeaderedWebSocket(url, { headers });
  const { promise, resolve, reject } = Promise.withResolvers<Line>();
  const line = new Line(socket, options);
  let failure = "The connection failed";
  socket.onerror = (event) => failure = event instanceof ErrorEvent ? event.message : failure;
  socket.onopen = () => resolve(line);
  line.closed.then(() => reject(new Error(`No socket at "${url}": ${failure}`)));
  return promise;
}

/** An open socket. */
export class Line {
  /** Every frame that came, in order, taken by `next` or not. */
  readonly received: ServerFrame[] = [];
  /** Resolves when the socket has ended, by either end. */
  readonly closed: Promise<Closing>;
  readonly #socket: WebSocket;
  readonly #patienceMs: number;
  readonly #waiters: Waiter[] = [];
  #untaken: ServerFrame[] = [];
  #closing: Closing | null = null;

  constructor(socket: WebSocket, { patienceMs = usualPatienceMs }: LineOptions = {}) {
    this.#socket = socket;
    this.#patienceMs = patienceMs;
    socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
    const { promise, resolve } = Promise.withResolvers<Closing>();
    this.closed = promise;
    socket.onclose = ({ code, reason }) => {
      this.#closing = { code: code === 0 ? 1006 : code, reason };
      for (const waiter of this.#waiters.splice(0)) waiter.fail(this.#ending());
      resolve(this.#closing);
    };
  }

  /** Sends `hello` and waits for `ready`. */
  hello(since?: Readonly<Record<GroupId, number>>, history?: string): Promise<Ready> {
    this.send({ type: "hello", ...(since && { since }), ...(history && { history }) });
    return this.next("ready");
  }

  send(frame: ClientFrame): void {
    this.sendRaw(JSON.stringify(frame));
  }

  /** Sends any string, or bytes as a binary frame: what a good client never sends. */
  sendRaw(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data);
  }

  /**
   * Takes the first frame of this type that fits `where`, or that fits a predicate, and waits for
   * it. Rejects when the socket or its patience ends first, and says what was waited for and what
   * came last.
   */
  next<Type extends ServerFrame["type"]>(
    type: Type,
    where?: (frame: FrameOf<Type>) => boolean,
  ): Promise<FrameOf<Type>>;
  next(wanted: (frame: ServerFrame) => boolean): Promise<ServerFrame>;
  next(
    what: ServerFrame["type"] | ((frame: ServerFrame) => boolean),
    where: (frame: never) => boolean = () => true,
  ): Promise<ServerFrame> {
    if (typeof what === "function") return this.#next(what, String(what));
    const wanted = (frame: ServerFrame) => frame.type === what && where(frame as never);
    return this.#next(wanted, `"${what}" where ${where}`);
  }

  /** Closes the socket as a good client does, and waits until it has ended. */
  close(): Promise<Closing> {
    this.#socket.close(1000);
    return this.closed;
  }

  #next(wanted: (frame: ServerFrame) => boolean, name: string): Promise<ServerFrame> {
    const at = this.#untaken.findIndex(wanted);
    const [found] = at < 0 ? [] : this.#untaken.splice(at, 1);
    if (found !== undefined) return Promise.resolve(found);
    const { promise, resolve, reject } = Promise.withResolvers<ServerFrame>();
    const stop = (): void => {
      clearTimeout(timer);
      const place = this.#waiters.indexOf(waiter);
      if (place >= 0) this.#waiters.splice(place, 1);
    };
    const fail = (why: string): void => {
      stop();
      const last = this.received.slice(-5).map((frame) => JSON.stringify(frame)).join("\n  ");
      reject(new Error(`Waited for a frame ${name}: ${why}; the last ones were\n  ${last}`));
    };
    const take = (frame: ServerFrame): void => {
      stop();
      resolve(frame);
    };
    const waiter: Waiter = { wanted, take, fail };
    const timer = setTimeout(
      () => fail(`none came within ${this.#patienceMs} ms`),
      this.#patienceMs,
    );
    if (this.#closing === null) this.#waiters.push(waiter);
    else fail(this.#ending());
    return promise;
  }

  #receive(frame: ServerFrame): void {
    this.received.push(frame);
    const waiter = this.#waiters.find(({ wanted }) => wanted(frame));
    if (waiter === undefined) this.#untaken.push(frame);
    else waiter.take(frame);
  }

  #ending(): string {
    return `the socket ended with ${this.#closing?.code} "${this.#closing?.reason}"`;
  }
}
