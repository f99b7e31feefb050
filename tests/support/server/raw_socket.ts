// A WebSocket by hand over TCP, for what no client library does: messages in pieces, and a peer
// that stops reading.

import { inTime } from "./patience.ts";

const textOpcode = 1;
const continuationOpcode = 0;
const pingOpcode = 9;
const pongOpcode = 10;
const finalBit = 0x80;

export class RawSocket implements Disposable {
  readonly #connection: Deno.TcpConn;

  constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /** Sends one text message in as many frames as there are pieces. */
  async send(...pieces: string[]): Promise<void> {
    for (const [index, piece] of pieces.entries()) {
      const opcode = index === 0 ? textOpcode : continuationOpcode;
      const isLast = index === pieces.length - 1;
      await this.#write(frame((isLast ? finalBit : 0) | opcode, new TextEncoder().encode(piece)));
    }
  }

  /** Sends so many one-byte pieces of a message without its last one, many with a ping behind. */
  async sendUnended(pieces: number, pings: number): Promise<void> {
    for (let at = 0; at < pieces; at++) {
      const piece = frame(at === 0 ? textOpcode : continuationOpcode, new Uint8Array([32]));
      await this.#write(piece);
      if (at < pings) await this.ping();
    }
  }

  /** Sends a pong, which the server needs not have asked for. */
  async pong(): Promise<void> {
    await this.#write(frame(finalBit | pongOpcode, new Uint8Array()));
  }

  /** Sends a ping between other frames. */
  async ping(): Promise<void> {
    await this.#write(frame(finalBit | pingOpcode, new Uint8Array()));
  }

  /**
   * Reads until a close frame comes, and answers its code; null when the connection ended first.
   */
  closeCode(): Promise<number | null> {
    return inTime(this.#readCloseCode(), "a close frame");
  }

  /** Reads whatever comes until the connection has ended. */
  async drain(): Promise<void> {
    const buffer = new Uint8Array(65_536);
    while (await this.#connection.read(buffer).catch(() => null) !== null);
  }

  async #readCloseCode(): Promise<number | null> {
    const reader = new FrameReader(this.#connection);
    for (;;) {
      const read = await reader.next();
      if (read === null) return null;
      if (read.opcode === 8) return (read.payload[0] ?? 0) << 8 | (read.payload[1] ?? 0);
    }
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  async #write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#connection.write(bytes.subarray(sent));
    }
  }
}

/** Opens `/ws` of a server on this machine with a session's cookie. */
export async function openRawSocket(url: string, cookie: string): Promise<RawSocket> {
  const { hostname, port, host } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const handshake = [
    "GET /ws HTTP/1.1",
    `host: ${host}`,
    "connection: Upgrade",
    "upgrade: websocket",
    "sec-websocket-version: 13",
    "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
    `cookie: ${cookie}`,
  ];
  await connection.write(new TextEncoder().encode(handshake.join("\r\n") + "\r\n\r\n"));
  // Byte by byte, so that no frame is taken for a part of the answer.
  const byte = new Uint8Array(1);
  for (let answer = ""; !answer.endsWith("\r\n\r\n");) {
    if (await connection.read(byte) === null) throw new Error(`No upgrade, but "${answer}"`);
    answer += String.fromCharCode(byte[0] ?? 0);
  }
  return new RawSocket(connection);
}

function frame(head: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const long = payload.length > 125;
  const bytes = new Uint8Array((long ? 8 : 6) + payload.length);
  bytes.set(
    long
      ? [head, 0x80 | 126, payload.length >> 8, payload.length & 255]
      : [head, 0x80 | payload.length],
  );
  // A mask of zeros changes nothing.
  bytes.set(payload, bytes.length - payload.length);
  return bytes;
}

class FrameReader {
  readonly #connection: Deno.TcpConn;
  #bytes = new Uint8Array();

  constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  async next(): Promise<{ opcode: number; payload: Uint8Array } | null> {
    const head = await this.#take(2);
    if (!head) return null;
    const short = (head[1] ?? 0) & 0x7f;
    const extended = short === 126
      ? await this.#take(2)
      : short === 127
      ? await this.#take(8)
      : new Uint8Array([short]);
    const payload = extended &&
      await this.#take(extended.reduce((length, byte) => length * 256 + byte, 0));
    return payload && { opcode: (head[0] ?? 0) & 0x0f, payload };
  }

  async #take(length: number): Promise<Uint8Array | null> {
    const chunk = new Uint8Array(65_536);
    while (this.#bytes.length < length) {
      const read = await this.#connection.read(chunk).catch(() => null);
      if (read === null) return null;
      this.#bytes = new Uint8Array([...this.#bytes, ...chunk.subarray(0, read)]);
    }
    const taken = this.#bytes.slice(0, length);
    this.#bytes = this.#bytes.slice(length);
    return taken;
  }
}

/** What a server says to a request whose headers no client library would send. */
export async function answerTo(
  url: string,
  path: string,
  headers: Record<string, string>,
): Promise<string> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = Object.entries({ host: "x", ...headers }).map(([name, value]) =>
    `${name}: ${value}\r\n`
  );
  await connection.write(new TextEncoder().encode(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`));
  const buffer = new Uint8Array(4_096);
  let answer = "";
  while (!answer.includes("}")) {
    const length = await connection.read(buffer);
    if (length === null) break;
    answer += new TextDecoder().decode(buffer.subarray(0, length));
  }
  return answer;
}
