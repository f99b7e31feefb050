// Circuit breaker: after a query timeout, one new connection is tried as a probe; while probes time
// out, callers are rejected at once instead of waiting for a timeout each.

import type { Report } from "../../logging/events.ts";

export interface Breaking {
  /** Makes a new connection and ends it; rejects in bounded time. */
  readonly connect: () => Promise<void>;
  readonly report: Report;
}

type State =
  /** Calls pass. */
  | { readonly type: "closed" }
  /** A call timed out, and callers wait for the probe. `probe`: null when none is under way. */
  | { readonly type: "half_open"; probe: Promise<void> | null }
  /** A probe timed out, and callers are rejected at once; each may start the next probe. */
  | { readonly type: "open"; probe: Promise<void> | null };

export class CircuitBreaker {
  readonly #options: Breaking;
  #state: State = { type: "closed" };
  #generation = 0;

  constructor(options: Breaking) {
    this.#options = options;
  }

  get state(): State["type"] {
    return this.#state.type;
  }

  /**
   * Grows each time the breaker leaves "closed": a connection of an earlier generation may be dead
   * without knowing.
   */
  get generation(): number {
    return this.#generation;
  }

  /** Resolves when a call may be made. Rejects when the probe fails, or the breaker is open. */
  async pass(): Promise<void> {
    const state = this.#state;
    if (state.type === "closed") return;
    const answer = state.probe ??= this.#probe();
    if (state.type === "half_open") return await answer;
    answer.catch(() => {});
    throw new Error("The database does not answer");
  }

  /** To be called with every fault of a call: a timeout makes the breaker leave "closed". */
  recordFault(fault: unknown): void {
    if (this.#state.type !== "closed" || !isTimeout(fault)) return;
    this.#state = { type: "half_open", probe: null };
    this.#generation++;
    this.#options.report("breaker_opened", { error: fault });
  }

  async #probe(): Promise<void> {
    try {
      await this.#options.connect();
      this.#close();
    } catch (error) {
      // A refused connection is an answer: calls fail at once by themselves.
      if (isTimeout(error)) this.#state = { type: "open", probe: null };
      else this.#close();
      throw error;
    }
  }

  #close(): void {
    this.#state = { type: "closed" };
    this.#options.report("breaker_closed");
  }
}

/**
 * The driver tells timeouts by their text alone: "Query read timeout", "timeout expired", "connect
 * ETIMEDOUT". A statement that the database itself gave up has a severity, and is an answer.
 */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && !("severity" in error) &&
    /time(d )?out|ETIMEDOUT/i.test(error.message);
}
