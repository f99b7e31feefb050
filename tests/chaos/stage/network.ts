// The network between the nodes and to Postgres, every way of which can be cut.

import { lastingPort } from "../../../tools/lasting_port.ts";
import type { Order, Told } from "./proxy_worker.ts";

export const postgres = "postgres";

/** A way from a name to another one: what is sent there. */
export type Way = readonly [from: string, to: string];

export class Network implements Disposable {
  readonly #worker = new Worker(new URL("./proxy_worker.ts", import.meta.url), { type: "module" });
  readonly #listening = new Map<number, () => void>();
  readonly #pids: Record<string, number> = {};

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<Told>) => this.#listening.get(data.port)?.();
  }

  /** The port at which `to` is reached by the other nodes. */
  peerPort(to: string, target: number): Promise<number> {
    return this.#listen({ target, from: null, to });
  }

  /** The port at which the node `from` reaches Postgres. */
  databasePort(from: string, target: number): Promise<number> {
    return this.#listen({ target, from, to: postgres });
  }

  /** Which process is that node from now on. */
  name(node: string, pid: number): void {
    this.#pids[node] = pid;
    this.#tell({ type: "processes", pids: { ...this.#pids } });
  }

  cut(ways: readonly Way[]): void {
    this.#tell({ type: "cut", ways: ways.map(([from, to]) => `${from}>${to}`) });
  }

  heal(): void {
    this.cut([]);
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }

  async #listen(
    end: { readonly target: number; readonly from: string | null; readonly to: string },
  ): Promise<number> {
    const port = lastingPort();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#listening.set(port, resolve);
    this.#tell({ type: "listen", port, ...end });
    await promise;
    return port;
  }

  #tell(order: Order): void {
    this.#worker.postMessage(order);
  }
}
