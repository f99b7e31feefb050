// Follows frames on their way, where a collector takes spans: from the frame to the turn of its
// group's actor, to the commit, to the delivery. A span tells where and how long, never what was
// said. Where no collector is, there is no `Tracing`, and nothing of it is called.

import type { GroupId } from "../protocol/domain.ts";

export interface Tracing {
  /** Begins the span of a frame, and with it a trace. */
  frame(type: string, group: GroupId): FrameSpan;
  /**
   * Does a turn. Each of its commands that is in a trace gets a span there; commits and deliveries
   * belong to the first of them, to which the others have a link.
   */
  turn<T>(group: GroupId, run: readonly Traced[], handle: () => Promise<T>): Promise<T>;
  /** Writes, in a span of the turn under way. */
  commit<T>(write: () => Promise<T>): Promise<T>;
  /** Hands frames to sockets, in a span of the turn under way. */
  delivery(deliver: () => void): void;
}

/** A command that may be in a trace. */
export interface Traced {
  readonly type: string;
  /** The trace and the span in it, as W3C's `traceparent`. It goes along to other nodes. */
  readonly trace?: string;
}

export interface FrameSpan {
  readonly trace: string;
  /** `outcome`: "done", or by what code it was refused. */
  end(outcome: string): void;
}
