// Samples: what each process measured of itself, step by step. Names nobody.

import type { Instant } from "../../protocol/domain.ts";
import type { StepMs } from "../../protocol/ops_figures.ts";

/** How often something took how long. */
export interface Times {
  /** The upper ends of the buckets, in seconds. */
  readonly bounds: readonly number[];
  /** One more than bounds: the last bucket has no end. */
  readonly counts: readonly number[];
  /** Of all, in seconds. */
  readonly sum: number;
}

/** Measured in one step, but for what is said to be as it was at its end. */
export interface Measured {
  /** How much of the step was measured. */
  readonly ms: number;
  /** Users and sockets at this process, at the end. */
  readonly online: number;
  readonly sockets: number;
  /** At the end; null: the matchmaker is not in this process. */
  readonly waiting: Waiting | null;
  /** Trios. */
  readonly formed: number;
  readonly messages: number;
  /** Of the statements that stored messages; null: there was none. */
  readonly stored: Times | null;
  /**
   * Of messages from their frame to the last member; null: none came, or their way is not measured.
   */
  readonly delivered: Times | null;
  /** At the end. */
  readonly memoryBytes: number;
  /** At the end. */
  readonly database: {
    /** 1: it answered, 0: it did not; between the two where several samples are one. */
    readonly up: number;
    /** How long it took to answer; null: it did not. */
    readonly ms: number | null;
    /** Connections that work, and callers who wait for one; null: it is embedded. */
    readonly pool: { readonly busy: number; readonly queue: number } | null;
  };
  /** 99 of 100 timers were no later than this bound; null: nothing was measured. */
  readonly loopDelayMs: number | null;
}

export interface Waiting {
  readonly people: number;
  /** Null: nobody waits, or it is not known. */
  readonly medianMs: number | null;
  readonly longestMs: number | null;
}

export interface Sample {
  /** The name of the process in its cluster; empty: it is alone. */
  readonly node: string;
  readonly stepMs: StepMs;
  /** When the step began. */
  readonly at: Instant;
  readonly measured: Measured;
}

export interface SampleStore {
  /**
   * Adds samples, which take the places of those of the same node `keptSteps` before. Beside one of
   * the same time a sample changes nothing.
   */
  addSamples(samples: readonly Sample[]): Promise<void>;
  /** Those of steps of this length that began at `since` or later, the oldest first. */
  samples(stepMs: StepMs, since: Instant): Promise<readonly Sample[]>;
  /** Forgets those of steps of this length that began before: none is added in their place. */
  purgeSamples(stepMs: StepMs, before: Instant): Promise<void>;
}
