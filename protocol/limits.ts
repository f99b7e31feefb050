// The limits of the wire: those that a server tells its clients, and those that every server has.

export interface Limits {
  /** UTF-16 code units of a text, trimmed. */
  readonly textLength: number;
  /** UTF-8 bytes of one frame from a client. */
  readonly frameBytes: number;
  /** Frames per second and user, in the long run. */
  readonly framesPerSecond: number;
  /** Frames that a user may send at once after a pause. */
  readonly burst: number;
  /** Bytes that may wait for a client that reads slowly. */
  readonly queueBytes: number;
}

export const defaultLimits: Limits = {
  textLength: 4000,
  frameBytes: 16384,
  framesPerSecond: 20,
  burst: 40,
  queueBytes: 1048576,
};

/** Missed messages of one group with which `hello` is answered; past it, `gap: true`. */
export const resumeLimit = 500;
/** The first frame of a client must come within this time. */
export const helloWithinMs = 10_000;
/** A user who types is shown for so long after a `typing` frame. */
export const typingHoldsMs = 5_000;

/** A user whose last socket is gone counts as online for so long, so that a reload is not shown. */
export const presenceGraceMs = 10_000;
/** Sockets that a user may have. One more closes the oldest. */
export const socketsPerUser = 5;
