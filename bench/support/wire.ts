// A WebSocket client that costs as little as possible: plain TCP, frames cut out by hand. A usual
// client would take most of the machine that is to be measured.

const bufferBytes = 2_048;
const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
/** The bit that says a client's frame is masked; the mask itself is zero, which changes no byte. */
const masked = 0x80;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Wire {
  onText: (text: string) => void = () => {};
  /** The bytes are the caller's until it returns. */
  onBytes: (bytes: Uint8Array<ArrayBuffer>) => void = () => {};
  /** Called once, with the reason as far as it is known. */
  onEnd: (why: string) => void = () => {};
  readonly #conn: Deno.Conn;
  #buffer = new Uint8Array(bufferBytes);
  #filled = 0;
  #ended = false;
  #sending: Promise<unknown> = Promise.resolve();
  #sends = 0;

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** Upgrades the connection, and reads from then on. Rejects when the server refuses. */
  async open(host: string, path: string, headers: readonly string[]): Promise<void> {
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
      ...headers,
    ];
    await this.#conn.write(encoder.encode(`${lines.join("\r\n")}\r\n\r\n`));
    while (true) {
      await this.#fill();
      const text = decoder.decode(this.#buffer.subarray(0, this.#filled));
      const end = text.indexOf("\r\n\r\n");
      if (end < 0) continue;
      if (!text.startsWith("HTTP/1.1 101")) throw new Error(`No socket: ${text.slice(0, 100)}`);
      this.#drop(end + 4);
      break;
    }
    void this.#listen();
  }

  send(frame: string | Uint8Array): void {
    if (typeof frame === "string") this.#write(opcodes.text, encoder.encode(frame));
    else this.#write(opcodes.binary, frame);
  }

  close(): void {
    this.#ended = true;
    this.#conn.close();
  }

  #write(opcode: number, payload: Uint8Array): void {
    const { length } = payload;
    const head = length < 126
      ? [0x80 | opcode, masked | length, 0, 0, 0, 0]
      : [0x80 | opcode, masked | 126, length >> 8, length & 255, 0, 0, 0, 0];
    const frame = new Uint8Array(head.length + length);
    frame.set(head);
    frame.set(payload, head.length);
    const write = () => this.#conn.write(frame).catch((error) => this.#end(String(error)));
    this.#sending = this.#sends++ === 0 ? write() : this.#sending.then(write);
    void this.#sending.finally(() => this.#sends--);
  }

  async #listen(): Promise<void> {
    try {
      while (!this.#ended) {
        this.#cut();
        await this.#fill();
      }
    } catch (error) {
      this.#end(String(error));
    }
  }

  async #fill(): Promise<void> {
    if (this.#filled === this.#buffer.length) {
      const larger = new Uint8Array(this.#buffer.length * 2);
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    const count = await this.#conn.read(this.#buffer.subarray(this.#filled));
    if (count === null) throw new Error("The server closed the connection");
    this.#filled += count;
  }

  /** Takes every frame that has come whole. */
  #cut(): void {
    let at = 0;
    while (this.#filled - at >= 2) {
      const [first = 0, length = 0] = this.#buffer.subarray(at, at + 2);
      if (length === 127) throw new Error("A frame of 64 KiB or more came");
      const from = at + (length === 126 ? 4 : 2);
      if (from > this.#filled) break;
      const size = length === 126
        ? (this.#buffer[at + 2] ?? 0) * 256 + (this.#buffer[at + 3] ?? 0)
        : length;
      if (from + size > this.#filled) break;
      this.#take(first & 15, this.#buffer.subarray(from, from + size));
      at = from + size;
    }
    if (at > 0) this.#drop(at);
  }

  #take(opcode: number, payload: Uint8Array<ArrayBuffer>): void {
    if (opcode === opcodes.text) this.onText(decoder.decode(payload));
    else if (opcode === opcodes.binary) this.onBytes(payload);
    else if (opcode === opcodes.ping) this.#write(opcodes.pong, payload);
    else if (opcode === opcodes.close) {
      throw new Error(`The server closed with ${(payload[0] ?? 0) * 256 + (payload[1] ?? 0)}`);
    }
  }

  #drop(count: number): void {
    this.#buffer.copyWithin(0, count, this.#filled);
    this.#filled -= count;
  }

  #end(why: string): void {
    if (this.#ended) return;
    this.close();
    this.onEnd(why);
  }
}
