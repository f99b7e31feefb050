// A worker with the small TCP proxies that stand between the processes, so that it keeps passing
// bytes on whatever the clients of the test are doing. Each way between two names can be cut: what
// is under way on it waits, the end of a connection, too, and a new connection waits for both ways.

import { holderOf } from "./socket_holder.ts";

export type Order =
  /** `from: null`: it is found out which process has connected. */
  | {
    readonly type: "listen";
    readonly port: number;
    readonly target: number;
    readonly from: string | null;
    readonly to: string;
  }
  /** Which process has which name now. */
  | { readonly type: "processes"; readonly pids: Readonly<Record<string, number>> }
  /** The ways that are cut from now on, as `from>to`. */
  | { readonly type: "cut"; readonly ways: readonly string[] };

export type Told = { readonly type: "listening"; readonly port: number };

type Listen = Extract<Order, { type: "listen" }>;

class Ways {
  /** Which process has which name. */
  pids: Readonly<Record<string, number>> = {};
  #cut: ReadonlySet<string> = new Set();
  #healed = Promise.withResolvers<void>();

  set(ways: readonly string[]): void {
    this.#cut = new Set(ways);
    this.#healed.resolve();
    this.#healed = Promise.withResolvers();
  }

  async open(from: string, to: string): Promise<void> {
    while (this.#cut.has(`${from}>${to}`)) await this.#healed.promise;
  }
}

const ways = new Ways();
const scope = self as unknown as {
  onmessage: (event: MessageEvent<Order>) => void;
  postMessage(told: Told): void;
};

scope.onmessage = ({ data: order }) => {
  if (order.type === "processes") ways.pids = order.pids;
  if (order.type === "cut") ways.set(order.ways);
  if (order.type === "listen") {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: order.port });
    void accept(listener, order);
    scope.postMessage({ type: "listening", port: order.port });
  }
};

async function accept(listener: Deno.TcpListener, order: Listen): Promise<void> {
  for await (const inner of listener) void relay(inner, order).catch(() => close(inner));
}

/** Rejects when the target does not take the connection. */
async function relay(client: Deno.TcpConn, { port, target, from, to }: Listen): Promise<void> {
  const name = from ?? holderOf({ from: client.remoteAddr.port, to: port }, ways.pids) ?? "unknown";
  await ways.open(name, to);
  await ways.open(to, name);
  const server = await Deno.connect({ hostname: "127.0.0.1", port: target });
  for (const connection of [client, server]) connection.setNoDelay(true);
  await Promise.all([pass(client, server, [name, to]), pass(server, client, [to, name])]);
  close(client);
  close(server);
}

/** Until an end has come through, or a connection is broken, which breaks the other one. */
async function pass(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  [sender, receiver]: readonly [string, string],
): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    for (;;) {
      const length = await from.read(buffer);
      await ways.open(sender, receiver);
      if (length === null) return await to.closeWrite();
      for (let sent = 0; sent < length;) sent += await to.write(buffer.subarray(sent, length));
    }
  } catch {
    await ways.open(sender, receiver);
    close(from);
    close(to);
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed.
  }
}
