// Sends requests to another node by a socket that is opened when it is needed, and anew when it has
// ended.

import type { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";
import { MessageWriter } from "./message_writer.ts";
import { kinds, type Message, MessageReader } from "./wire_format.ts";

/** A request that has not left this node, so that nothing has been done. */
export class NotSent extends Error {}

export interface Request {
  readonly kind: typeof kinds.ask | typeof kinds.push;
  /** An entity, or a node. */
  readonly target: string;
  readonly batch: string;
  /** Without an answer by then the request is in doubt. */
  readonly withinMs: number;
}

export class RequestClient {
  readonly #open: () => Promise<Duplex>;
  #channel: Channel | null = null;
  #opening: Promise<Channel> | null = null;
  #isClosed = false;

  /** `open` gives a socket whose other end has proved itself, or rejects in time. */
  constructor(open: () => Promise<Duplex>) {
    this.#open = open;
  }

  /**
   * Null: what was asked for is not there. Rejects with NotSent, or otherwise when it is open
   * whether the other node has obeyed.
   */
  async send(request: Request): Promise<string | null> {
    if (this.#isClosed) throw new NotSent("Requests to this node have ended");
    if (!this.#channel?.isOpen) {
      this.#opening ??= this.#connect().finally(() => this.#opening = null);
      this.#channel = await this.#opening;
    }
    return await this.#channel.send(request);
  }

  close(): void {
    this.#isClosed = true;
    this.#channel?.close();
  }

  async #connect(): Promise<Channel> {
    try {
      const channel = new Channel(await this.#open());
      if (this.#isClosed) channel.close();
      return channel;
    } catch (error) {
      throw new NotSent("The other node cannot be reached", { cause: error });
    }
  }
}

interface Pending {
  readonly resolve: (answer: string | null) => void;
  readonly reject: (error: Error) => void;
  readonly sentAt: number;
  readonly until: number;
}

/** Time between two looks at what is late. */
const lookMs = 250;

/** The requests on one socket. */
class Channel {
  readonly #socket: Duplex;
  readonly #writer: MessageWriter;
  readonly #reader = new MessageReader();
  readonly #pending = new Map<number, Pending>();
  #last = 0;
  #heardAt = 0;
  #looking: ReturnType<typeof setTimeout> | undefined;

  constructor(socket: Duplex) {
    this.#socket = socket;
    this.#writer = new MessageWriter(socket);
    socket.on("data", (chunk: Buffer) => this.#hear(chunk));
    socket.once("close", () => this.close());
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  send({ kind, target, batch, withinMs }: Request): Promise<string | null> {
    if (!this.isOpen) return Promise.reject(new NotSent("The socket has ended"));
    const number = this.#last = (this.#last + 1) % 2 ** 32;
    const sentAt = performance.now();
    this.#writer.write({ kind, number, text: `${target}\n${batch}` });
    this.#looking ??= setTimeout(() => this.#look(), lookMs);
    return new Promise((resolve, reject) =>
      this.#pending.set(number, { resolve, reject, sentAt, until: sentAt + withinMs })
    );
  }

  close(): void {
    this.#socket.destroy();
    clearTimeout(this.#looking);
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(new Error("The socket has ended"));
  }

  #hear(chunk: Buffer): void {
    this.#heardAt = performance.now();
    try {
      for (const message of this.#reader.take(chunk)) this.#take(message);
    } catch {
      this.close();
    }
  }

  #take({ kind, number, text }: Message): void {
    const pending = this.#pending.get(number);
    if (!pending) return;
    this.#pending.delete(number);
    if (kind === kinds.answer) pending.resolve(text);
    else if (kind === kinds.notHere) pending.resolve(null);
    else pending.reject(new Error("The other node has failed"));
  }

  #look(): void {
    this.#looking = undefined;
    const now = performance.now();
    let isSilent = false;
    for (const [number, { reject, sentAt, until }] of this.#pending) {
      if (until > now) continue;
      this.#pending.delete(number);
      isSilent ||= this.#heardAt < sentAt;
      reject(new Error("No answer came in time"));
    }
    // A way that was cut is found again sooner by a new socket than by this one's repeats.
    if (isSilent) return this.close();
    if (this.#pending.size > 0) this.#looking = setTimeout(() => this.#look(), lookMs);
  }
}
