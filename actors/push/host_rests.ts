// Hosts that do not answer: after a few times in a row a host rests, and then one push tries it, so
// that a host which hangs keeps no others waiting.

/** Times without an answer, in a row. */
const unansweredMost = 3;
const firstRestMs = 5_000;
const longestRestMs = 60_000;
/** Hosts that are kept: a host below a wildcard is the client's choice. */
const keptMost = 100;

interface Silence {
  times: number;
  restsUntil: number;
}

export class HostRests {
  readonly #silent = new Map<string, Silence>();

  /** Until when nothing is sent to a host; null: it may be asked now. */
  until(host: string, now: number): number | null {
    const silence = this.#silent.get(host);
    if (silence === undefined || silence.times < unansweredMost) return null;
    if (silence.restsUntil > now) return silence.restsUntil;
    // This one tries it; others wait for what comes of that.
    silence.restsUntil = now + firstRestMs * 2;
    return null;
  }

  answered(host: string): void {
    this.#silent.delete(host);
  }

  /** Gives for how long the host rests; null: it may be asked again at once. */
  unanswered(host: string, now: number): number | null {
    const silence = this.#silent.get(host) ?? { times: 0, restsUntil: 0 };
    silence.times += 1;
    const past = Math.max(0, silence.times - unansweredMost);
    const restMs = Math.min(firstRestMs * 2 ** past, longestRestMs);
    silence.restsUntil = now + restMs;
    if (!this.#silent.has(host) && this.#silent.size >= keptMost) this.#silent.clear();
    this.#silent.set(host, silence);
    return silence.times < unansweredMost ? null : restMs;
  }
}
