// A peer whose bytes are not WebSocket: a proper handshake, then frames with flipped bits, then the
// connection is gone.

import type { Random } from "../../../tools/random.ts";

const encoder = new TextEncoder();

export interface GarbledOptions {
  readonly cookie: string;
  readonly random: Random;
  /** Whether it is gone, half of the time, before the handshake is answered. */
  readonly leavesEarly: boolean;
}

/** Connects, sends it all at once, and is gone. */
export async function sendGarbled(
  url: string,
  { cookie, random, leavesEarly }: GarbledOptions,
): Promise<void> {
  const { hostname, port, host } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = [
    ...["GET /ws HTTP/1.1", `host: ${host}`, "connection: Upgrade", "upgrade: websocket"],
    ...[
      "sec-websocket-version: 13",
      "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
      `cookie: ${cookie}`,
    ],
  ];
  await writeAll(connection, encoder.encode(lines.join("\r\n") + "\r\n\r\n"));
  if (!leavesEarly || random.chance(0.5)) await connection.read(new Uint8Array(1));
  const frames = [
    textFrame('{"type":"hello"}'),
    textFrame('{"type":"ping"}'),
    textFrame("x".repeat(100)),
  ];
  const bytes = new Uint8Array(frames.flatMap((frame) => [...frame]));
  for (let flip = 0; flip < 6; flip++) {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  }
  // The server may hang up before it has read all.
  await writeAll(connection, bytes).catch(() => {});
}

function textFrame(text: string): Uint8Array {
  // A mask of zeros changes nothing.
  return new Uint8Array([0x81, 0x80 | text.length, 0, 0, 0, 0, ...encoder.encode(text)]);
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}
