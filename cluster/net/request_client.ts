// Sends requests to another node by a socket that is opened when it is needed, and anew when it has
// ended.

import type { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";
import { kinds, type Message, MessageReader } from "./wire_format.ts";
import { MessageWriter } from "./message_writer.ts";

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

interface Pending {
  readonly resolve: (answer: string | null) => void;
  readonly reject: (error: Error) => void;
  readonly sentAt: number;
  readonly until: number;
}

/** Time between two looks at what is late. */
const lookMs = 250;

export class RequestClient {
  readonly #open: () => Promise<Duplex>;
  #writer: Promise<MessageWriter> | null = null;
  #socket: Duplex | null = null;
  readonly #pending = new Map<number, Pending>();
  #last = 0;
  #heardAt = 0;
  #looking: ReturnType<typeof setTimeout> | undefined;

  /** `open` gives a socket whose other end has proved itself. */
  constructor(open: () => Promise<Duplex>) {
    this.#open = open;
  }

  /**
   * Null: what was asked for is not there. Rejects with NotSent, or otherwise when it is open
   * whether the other node has obeyed.
   */
  async send({ kind, target, batch, withinMs }: Request): Promise<string | null> {
    this.#writer ??= this.#connect();
    const writer = await this.#writer;
    if (this.#socket === null) throw new NotSent("The socket has just ended");
    const number = this.#last = (this.#last + 1) % 2 ** 32;
    const now = performance.now();
    const answer = new Promise<string | null>((resolve, reject) => {
      this.#pending.set(number, { resolve, reject, sentAt: now, until: now + withinMs });
    });
    writer.write({ kind, number, text: `${target}\n${batch}` });
    this.#looking ??= setTimeout(() => this.#look(), lookMs);
    return await answer;
  }

  close(): void {
    this.#socket?.destroy();
    this.#end();
  }

  async #connect(): Promise<MessageWriter> {
    try {
      const socket = await this.#open();
      const reader = new MessageReader();
      socket.on("data", (chunk: Buffer) => {
        this.#heardAt = performance.now();
        try {
          for (const message of reader.take(chunk)) this.#take(message);
        } catch {
          socket.destroy();
        }
      });
      socket.once("close", () => {
        if (this.#socket === socket) this.#end();
      });
      this.#socket = socket;
      return new MessageWriter(socket);
    } catch (error) {
      this.#writer = null;
      throw new NotSent("The other node cannot be reached", { cause: error });
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

  #end(): void {
    clearTimeout(this.#looking);
    this.#looking = undefined;
    [this.#socket, this.#writer] = [null, null];
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(new Error("The socket has ended"));
  }
}
