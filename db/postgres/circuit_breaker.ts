// Circuit breaker: after a query timeout, one new connection is tried as a probe; while probes time
// out, callers are rejected at once instead of waiting for a timeout each.

export interface CircuitBreaker {
  readonly state: State["type"];
  /**
   * Grows each time the breaker leaves "closed": a connection of an earlier generation may be dead
   * without knowing.
   */
  readonly generation: number;
  /** Resolves when a call may be made. Rejects when the probe fails, or the breaker is open. */
  pass(): Promise<void>;
  /** To be called with every fault of a call: a timeout makes the breaker leave "closed". */
  recordFault(fault: unknown): void;
}

type State =
  /** Calls pass. */
  | { readonly type: "closed" }
  /** A call timed out, and callers wait for the probe. `probe`: null when none is under way. */
  | { readonly type: "half_open"; probe: Promise<void> | null }
  /** A probe timed out, and callers are rejected at once; each may start the next probe. */
  | { readonly type: "open"; probe: Promise<void> | null };

/** `connect` makes a new connection and ends it; it rejects in bounded time. */
export function createCircuitBreaker(connect: () => Promise<void>): CircuitBreaker {
  let state: State = { type: "closed" };
  let generation = 0;

  async function probe(): Promise<void> {
    try {
      await connect();
      state = { type: "closed" };
    } catch (error) {
      // A refused connection is an answer: calls fail at once by themselves.
      state = isTimeout(error) ? { type: "open", probe: null } : { type: "closed" };
      throw error;
    }
  }

  return {
    get state() {
      return state.type;
    },
    get generation() {
      return generation;
    },
    async pass() {
      if (state.type === "closed") return;
      const { type } = state;
      const answer = state.probe ??= probe();
      if (type === "half_open") return await answer;
      answer.catch(() => {});
      throw new Error("The database does not answer");
    },
    recordFault(fault) {
      if (state.type !== "closed" || !isTimeout(fault)) return;
      state = { type: "half_open", probe: null };
      generation++;
    },
  };
}

/**
 * The driver tells timeouts by their text alone: "Query read timeout", "timeout expired", "connect
 * ETIMEDOUT". A statement that the database itself gave up has a severity, and is an answer.
 */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && !("severity" in error) &&
    /time(d )?out|ETIMEDOUT/i.test(error.message);
}
