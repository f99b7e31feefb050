// Time and timers. Everything that waits goes through a Clock, so that a test can run in virtual
// time.

export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Runs once, `ms` from now, unless cancelled before. */
  after(ms: number, run: () => void): Cancel;
  /** Runs each `ms` until cancelled. */
  every(ms: number, run: () => void): Cancel;
}

/** Milliseconds since 1970 as the wire writes an instant. */
export function instantOf(ms: number): string {
  return new Date(ms).toISOString();
}

/**
 * The time of a clock as the wire writes it. Messages are stored many in a millisecond, and to
 * write an instant costs half a microsecond: it is written once for all of them.
 */
export function instantsOf(clock: Pick<Clock, "now">): () => string {
  let latest = { ms: 0, instant: instantOf(0) };
  return () => {
    const ms = clock.now();
    if (ms !== latest.ms) latest = { ms, instant: instantOf(ms) };
    return latest.instant;
  };
}

/** The UTC day that an instant falls on. */
export function dayOf(ms: number): string {
  return instantOf(ms).slice(0, 10);
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
};
