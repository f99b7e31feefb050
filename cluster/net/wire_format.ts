// Requests and answers on a socket between two nodes, each with a head: the length of the text, the
// number of the request, and what it is.

import { Buffer } from "node:buffer";

export const kinds = {
  /** To the owner of an entity. */
  ask: 1,
  /** To a node. */
  push: 2,
  answer: 3,
  /** What was asked for is not here; nothing has been done. */
  notHere: 4,
  /** It is not known what was done. */
  failed: 5,
} as const;
export type Kind = typeof kinds[keyof typeof kinds];

export interface Message {
  readonly kind: Kind;
  /** Of the request, and of its answer. */
  readonly number: number;
  /** Of a request: whom it is for, a line feed, and the batch. */
  readonly text: string;
}

const headBytes = 9;
/** Of a text; a node that says more is not to be trusted. */
const mostBytes = 2 ** 28;

export function encode({ kind, number, text }: Message): Buffer {
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(headBytes + length);
  bytes.writeUInt32BE(length, 0);
  bytes.writeUInt32BE(number, 4);
  bytes.writeUInt8(kind, 8);
  bytes.write(text, headBytes, "utf8");
  return bytes;
}

/** Cuts what comes into messages. */
export class MessageReader {
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** With fewer no message is whole. */
  #wantedBytes = headBytes;

  /** The messages that are whole now. Throws when a text is too long. */
  take(chunk: Buffer): Message[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#wantedBytes) return [];
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const messages: Message[] = [];
    let at = 0;
    for (;;) {
      const message = readAt(bytes, at);
      if (typeof message === "number") {
        this.#wantedBytes = message;
        break;
      }
      messages.push(message.read);
      at = message.end;
    }
    this.#chunks = at < bytes.length ? [bytes.subarray(at)] : [];
    this.#bytes = bytes.length - at;
    return messages;
  }
}

/** A number: so many bytes are needed first. */
function readAt(bytes: Buffer, at: number): { read: Message; end: number } | number {
  if (bytes.length - at < headBytes) return headBytes;
  const length = bytes.readUInt32BE(at);
  if (length > mostBytes) throw new Error(`A text of ${length} bytes came`);
  const end = at + headBytes + length;
  if (bytes.length < end) return headBytes + length;
  const number = bytes.readUInt32BE(at + 4);
  const kind = bytes.readUInt8(at + 8) as Kind;
  return { read: { kind, number, text: bytes.toString("utf8", at + headBytes, end) }, end };
}
