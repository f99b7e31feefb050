// One HTTP request by hand over TCP, for bodies that no client library sends like that.

import { inTime } from "./patience.ts";

export interface RawRequest extends AsyncDisposable {
  /** Sends a piece of the body. */
  write(text: string): Promise<void>;
  /** Sends a piece of a body whose length is not stated; an empty one ends it. */
  writeChunk(text: string): Promise<void>;
  /** All that the server says until it has said a code, or closes. */
  answer(): Promise<string>;
  /** The line that names the status. */
  firstLine(): Promise<string>;
  /** Resolves when the server has closed the connection. */
  ended(): Promise<void>;
}

/** Sends the first line and the headers. */
export async function openRequest(url: string, head: readonly string[]): Promise<RawRequest> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const write = async (text: string) => {
    const bytes = new TextEncoder().encode(text);
    for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
  };
  await write(`${head.join("\r\n")}\r\n\r\n`);
  return {
    write,
    writeChunk: (text) => write(`${text.length.toString(16)}\r\n${text}\r\n`),
    answer: () => inTime(readAnswer(connection), "an answer"),
    firstLine: () => inTime(readFirstLine(connection), "the first line of an answer"),
    ended: () => inTime(readAll(connection), "the end of a connection"),
    [Symbol.asyncDispose]() {
      connection.close();
      return Promise.resolve();
    },
  };
}

async function readAnswer(connection: Deno.TcpConn): Promise<string> {
  const buffer = new Uint8Array(4_096);
  let answer = "";
  while (!answer.includes('"code":')) {
    const length = await connection.read(buffer);
    if (length === null) break;
    answer += new TextDecoder().decode(buffer.subarray(0, length));
  }
  return answer;
}

async function readFirstLine(connection: Deno.TcpConn): Promise<string> {
  const buffer = new Uint8Array(4_096);
  const length = await connection.read(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, length)).split("\r\n")[0] ?? "";
}

async function readAll(connection: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(4_096);
  while (await connection.read(buffer).catch(() => null) !== null);
}
