// The load as seen by what drives it.

import { Child, devRun } from "../support/child.ts";
import type { DialectName } from "./dialect.ts";
import type { Order, Report } from "./load_main.ts";

export class LoadProcess {
  readonly #child: Child;

  constructor(membersFile: string) {
    this.#child = new Child([...devRun, "bench/chat/load_main.ts", membersFile]);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Member after member at these servers, and from the first one on again. */
  open(urls: readonly string[], dialect: DialectName, count: number): Promise<Report> {
    return this.order({ do: "open", urls, dialect, count });
  }

  async order(order: Order): Promise<Report> {
    await this.#child.tell(JSON.stringify(order));
    return JSON.parse(await this.#child.line());
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }
}
