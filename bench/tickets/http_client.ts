// An HTTP client that costs as little as possible: one kept-alive TCP connection, one request at a
// time.

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const bufferBytes = 16_384;

export class HttpClient {
  readonly #conn: Deno.Conn;
  readonly #host: string;
  readonly #buffer = new Uint8Array(bufferBytes);

  private constructor(conn: Deno.Conn, host: string) {
    this.#conn = conn;
    this.#host = host;
  }

  static async connect(url: string): Promise<HttpClient> {
    const { hostname, port, host } = new URL(url);
    return new HttpClient(await Deno.connect({ hostname, port: Number(port) }), host);
  }

  /** The status and the body of the answer. Throws when the connection ends before. */
  async ask(
    method: string,
    path: string,
    cookie: string,
    body = "",
  ): Promise<[status: number, text: string]> {
    const head = [
      `${method} ${path} HTTP/1.1`,
      `Host: ${this.#host}`,
      `Cookie: ${cookie}`,
      ...(body === "" ? [] : ["Content-Type: application/json", `Content-Length: ${body.length}`]),
    ];
    await this.#send(encoder.encode(`${head.join("\r\n")}\r\n\r\n${body}`));
    return await this.#answer();
  }

  close(): void {
    this.#conn.close();
  }

  async #send(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) sent += await this.#conn.write(bytes.subarray(sent));
  }

  async #answer(): Promise<[status: number, text: string]> {
    let filled = 0;
    while (true) {
      const count = await this.#conn.read(this.#buffer.subarray(filled));
      if (count === null) throw new Error("The server closed an HTTP connection");
      filled += count;
      const text = decoder.decode(this.#buffer.subarray(0, filled));
      const end = text.indexOf("\r\n\r\n");
      const length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0);
      if (end >= 0 && filled >= end + 4 + length) {
        return [Number(text.slice(9, 12)), text.slice(end + 4)];
      }
    }
  }
}
