// Connections on which no whole request comes, 50 of each kind: when the server ends them.

import { startTarget, times } from "./target.ts";

const each = 50;
const kinds = {
  "nothing": "",
  "half the headers": "GET / HTTP/1.1\r\nhost: x\r\n",
  "half a handshake": "GET /ws HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n",
  "half a body": 'POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"',
} as const;

export async function halfOpen(): Promise<string[]> {
  await using target = await startTarget();
  const lines = await Promise.all(
    Object.entries(kinds).map(async ([kind, text]) => {
      const took = await Promise.all(Array.from({ length: each }, () => timeOf(target.url, text)));
      return `${kind}: ${times(took)}`;
    }),
  );
  return lines;
}

async function timeOf(url: string, text: string): Promise<number> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const began = performance.now();
  await connection.write(new TextEncoder().encode(text));
  const buffer = new Uint8Array(1_024);
  while (await connection.read(buffer).catch(() => null) !== null);
  return performance.now() - began;
}
