// Spares those who ask the wait for a database that has stopped answering. After one of them waited
// in vain, a new connection is tried, once for all; when that is not answered either, everybody is
// refused at once until one is.

export interface CircuitBreaker {
  /** Grows with each doubt: a connection from before it may be dead without knowing. */
  readonly doubts: number;
  /**
   * Resolves when the database may be asked. Rejects when it does not answer, or a new connection
   * is refused.
   */
  pass(): Promise<void>;
  /** To be called with every fault: one that was a wait in vain makes the gate doubt. */
  doubt(fault: unknown): void;
}

/** `probe` makes a new connection and ends it; it rejects in bounded time. */
export function createCircuitBreaker(probe: () => Promise<void>): CircuitBreaker {
  let state: "open" | "doubted" | "shut" = "open";
  let doubts = 0;
  let probing: Promise<void> | null = null;

  async function ask(): Promise<void> {
    try {
      await probe();
      state = "open";
    } catch (error) {
      // Who is refused at once needs no gate.
      state = isSilence(error) ? "shut" : "open";
      throw error;
    } finally {
      probing = null;
    }
  }

  return {
    get doubts() {
      return doubts;
    },
    async pass() {
      if (state === "open") return;
      const isShut = state === "shut";
      const answer = probing ??= ask();
      if (!isShut) return await answer;
      answer.catch(() => {});
      throw new Error("The database does not answer");
    },
    doubt(fault) {
      if (state !== "open" || !isSilence(fault)) return;
      state = "doubted";
      doubts++;
    },
  };
}

/**
 * The driver has no other sign of it: "Query read timeout", "timeout expired", "connect ETIMEDOUT".
 */
function isSilence(error: unknown): boolean {
  return error instanceof Error && !("severity" in error) &&
    /time(d )?out|ETIMEDOUT/i.test(error.message);
}
