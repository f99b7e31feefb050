// The network of the chaos tests: it tells peers apart, and cuts each way by itself.

import assert from "node:assert/strict";
import { Network, type Way } from "./stage/network.ts";

/** Answers each piece of bytes in upper case; ends with its last connection. */
class Echo implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #serving = this.#serve();

  get port(): number {
    return this.#listener.addr.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#serving;
  }

  async #serve(): Promise<void> {
    const answering: Promise<void>[] = [];
    for await (const connection of this.#listener) answering.push(answer(connection));
    await Promise.all(answering);
  }
}

async function answer(connection: Deno.TcpConn): Promise<void> {
  const upper = new TransformStream<string, string>({
    transform: (text, to) => to.enqueue(text.toUpperCase()),
  });
  await connection.readable.pipeThrough(new TextDecoderStream()).pipeThrough(upper)
    .pipeThrough(new TextEncoderStream()).pipeTo(connection.writable).catch(() => {});
}

async function said(connection: Deno.TcpConn): Promise<string> {
  const buffer = new Uint8Array(64);
  const length = await connection.read(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, length));
}

async function isSilent(answer: Promise<string>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), 100);
  const first = await Promise.race([answer, promise]);
  clearTimeout(timer);
  return first === null;
}

async function eachWay(cut: Way): Promise<void> {
  await using server = new Echo();
  // Ends before the echo does, and with it every connection.
  using network = new Network();
  const port = await network.peerPort("n2", server.port);
  // This process is the node that connects.
  network.name("n1", Deno.pid);
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const ask = async (text: string) => {
    await connection.write(new TextEncoder().encode(text));
    return await said(connection);
  };
  assert.equal(await ask("a"), "A");
  network.cut([["n3", "n2"], ["n2", "n3"]]);
  assert.equal(await ask("b"), "B");
  network.cut([cut]);
  const late = ask("c");
  assert(await isSilent(late), `${cut.join(" to ")} is not cut`);
  using other = await Deno.connect({ hostname: "127.0.0.1", port });
  await other.write(new TextEncoder().encode("x"));
  const first = said(other);
  assert(await isSilent(first), "A new connection came through");
  network.heal();
  assert.equal(await late, "C");
  assert.equal(await first, "X");
}

Deno.test("[K2] a way between two nodes that is cut holds what is sent on it until it is healed, and no other does", async () => {
  await eachWay(["n1", "n2"]);
  await eachWay(["n2", "n1"]);
});
