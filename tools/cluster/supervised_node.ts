// A node that is started again whenever it ends, as supervisors do.

import { type NodeOptions, type NodeProcess, spawnNode } from "./node_process.ts";

const restartMs = 1_000;

export class SupervisedNode {
  readonly #options: NodeOptions;
  readonly #say: (sentence: string) => void;
  #process: NodeProcess;
  readonly #stop = Promise.withResolvers<null>();
  readonly #over: Promise<void>;

  private constructor(
    options: NodeOptions,
    process: NodeProcess,
    say: (sentence: string) => void,
  ) {
    this.#options = options;
    this.#process = process;
    this.#say = say;
    this.#over = this.#watch();
  }

  /** Resolves once it serves. Throws, with what it printed, when its first run ends before. */
  static async start(
    options: NodeOptions,
    say: (sentence: string) => void,
  ): Promise<SupervisedNode> {
    const process = await spawnNode(options);
    if (await process.first === null) {
      throw new Error(`The node ${options.name} ended:\n${(await process.ended).output}`);
    }
    say(`${options.name} is at ${process.url}, process ${process.pid}`);
    return new SupervisedNode(options, process, say);
  }

  /** Resolves once it has ended in good order. */
  async stop(): Promise<void> {
    this.#stop.resolve(null);
    await this.#over;
  }

  async #watch(): Promise<void> {
    for (;;) {
      const ended = await Promise.race([this.#process.ended, this.#stop.promise]);
      if (ended === null) break;
      const { name } = this.#options;
      this.#say(`${name} ended by ${ended.signal ?? `code ${ended.code}`}, and is started again`);
      await Promise.race([pause(restartMs), this.#stop.promise]);
      this.#process = await spawnNode(this.#options);
      this.#say(`${name} is process ${this.#process.pid}`);
    }
    await this.#process.stop();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
