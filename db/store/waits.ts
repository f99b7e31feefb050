// How long people have waited lately, by what they are and ask for. Names nobody.

import type { Instant } from "../../protocol/domain.ts";

/** How long a wait took, and when it was over, in ms since 1970. */
export type Wait = readonly [ms: number, at: number];

export interface WaitsOfKind {
  /** As the matchmaker numbers the kinds. */
  readonly kind: number;
  /** The oldest first. */
  readonly waits: readonly Wait[];
}

export interface WaitStore {
  /** The kinds that are kept, in the order of their numbers. */
  waits(): Promise<readonly WaitsOfKind[]>;
  /** Replaces what is kept of these kinds, and forgets those whose last wait was over before. */
  keepWaits(kinds: readonly WaitsOfKind[], before: Instant): Promise<void>;
}
