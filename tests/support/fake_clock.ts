// Virtual time: nothing happens until a test advances it.

import type { Cancel, Clock } from "../../protocol/clock.ts";

interface Alarm {
  at: number;
  readonly everyMs: number | null;
  readonly run: () => void;
}

export class FakeClock implements Clock {
  #now: number;
  readonly #alarms = new Set<Alarm>();

  constructor(start: string = "2026-06-15T12:00:00.000Z") {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Cancel {
    return this.#add({ at: this.#now + ms, everyMs: null, run });
  }

  every(ms: number, run: () => void): Cancel {
    return this.#add({ at: this.#now + ms, everyMs: ms, run });
  }

  /** Lets time pass: each timer runs at its instant, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let alarm = this.#next(end); alarm; alarm = this.#next(end)) {
      this.#now = Math.max(this.#now, alarm.at);
      if (alarm.everyMs === null) this.#alarms.delete(alarm);
      else alarm.at += alarm.everyMs;
      alarm.run();
    }
    this.#now = end;
  }

  /** Lets time pass as for a machine that slept: each timer that fell due runs once, at the end. */
  sleep(ms: number): void {
    this.#now += ms;
    for (const alarm of [...this.#alarms].filter(({ at }) => at <= this.#now)) {
      if (alarm.everyMs === null) this.#alarms.delete(alarm);
      else alarm.at = this.#now + alarm.everyMs;
      alarm.run();
    }
  }

  /** As an operator sets a clock back: what is awaited comes no later for it. */
  setBack(ms: number): void {
    this.#now -= ms;
    for (const alarm of this.#alarms) alarm.at -= ms;
  }

  #add(alarm: Alarm): Cancel {
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  }

  #next(end: number): Alarm | null {
    // Days of timers each second pass here: making a list of those that are due would take most of
    // the time.
    let first: Alarm | null = null;
    for (const alarm of this.#alarms) {
      if (alarm.at <= end && (first === null || alarm.at < first.at)) first = alarm;
    }
    return first;
  }
}
