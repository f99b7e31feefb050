// A node of the cluster under test: started, killed, stopped, frozen, and started with a clock that
// goes wrong.

import {
  type NodeOptions,
  type NodeProcess,
  spawnNode,
} from "../../../tools/cluster/node_process.ts";
import type { Ended } from "../../../tools/running.ts";
import type { Network } from "./network.ts";

/** When each line was printed, so that those of several nodes can be put in order. */
function stamped(text: string): string {
  return text.replaceAll(/^(?=.)/gm, `${new Date().toISOString().slice(11, 23)} `);
}

/** Where Debian's package libfaketime has it. */
const fakeClock = `/usr/lib/${Deno.build.arch}-linux-gnu/faketime/libfaketime.so.1`;

/** Whether the clock of a process can be made wrong on this machine. */
export function canSkew(): Promise<boolean> {
  return Deno.stat(fakeClock).then(() => true, () => false);
}

export class StageNode {
  readonly #options: NodeOptions;
  readonly #network: Network;
  #process: NodeProcess | null = null;
  #printed = "";

  constructor(options: NodeOptions, network: Network) {
    this.#options = options;
    this.#network = network;
  }

  get name(): string {
    return this.#options.name;
  }

  /** All that its processes have printed. */
  get output(): string {
    return this.#printed;
  }

  /** Resolves once it serves. Its clock is wrong by so many seconds. */
  async start({ skewSeconds = 0 }: { readonly skewSeconds?: number } = {}): Promise<void> {
    const skew = skewSeconds === 0 ? {} : {
      LD_PRELOAD: fakeClock,
      FAKETIME: `${skewSeconds > 0 ? "+" : ""}${skewSeconds}s`,
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      // It would keep shared memory that a killed process leaves behind.
      FAKETIME_DISABLE_SHM: "1",
    };
    this.#process = await spawnNode({
      ...this.#options,
      env: { ...this.#options.env, ...skew },
      onText: (text) => this.#printed += stamped(text),
    });
    this.#printed += stamped(`process ${this.#process.pid} is started\n`);
    this.#network.name(this.name, this.#process.pid);
    if (await this.#process.first !== null) return;
    throw new Error(`The node ${this.name} ended:\n${(await this.#process.ended).output}`);
  }

  /** Sends SIGKILL or SIGTERM, and waits for the end. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<Ended> {
    const process = this.#running();
    this.#printed += stamped(`${signal} is sent\n`);
    const ended = await process.stop(signal);
    this.#process = null;
    return ended;
  }

  freeze(): void {
    Deno.kill(this.#running().pid, "SIGSTOP");
  }

  thaw(): void {
    Deno.kill(this.#running().pid, "SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.stop("SIGKILL");
  }

  #running(): NodeProcess {
    if (this.#process === null) throw new Error(`The node ${this.name} does not run`);
    return this.#process;
  }
}
