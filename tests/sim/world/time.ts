// Virtual time for a whole world: timers run in the order of falling due, one at a step.

import type { Cancel, Clock } from "../../../protocol/clock.ts";

interface Alarm {
  at: number;
  order: number;
  readonly everyMs: number | null;
  readonly run: () => void;
  isCancelled: boolean;
}

export const startsAt = Date.parse("2026-06-15T12:00:00.000Z");

export class Time implements Clock {
  /** A heap with the earliest alarm at the top. */
  readonly #heap: Alarm[] = [];
  #now = startsAt;
  #order = 0;

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Cancel {
    return this.#add({
      at: this.#now + Math.max(0, ms),
      order: 0,
      everyMs: null,
      run,
      isCancelled: false,
    });
  }

  every(ms: number, run: () => void): Cancel {
    return this.#add({ at: this.#now + ms, order: 0, everyMs: ms, run, isCancelled: false });
  }

  /** Goes on to the next alarm and runs it; false when there is none. */
  step(): boolean {
    const alarm = this.#take();
    if (alarm === undefined) return false;
    if (alarm.isCancelled) return true;
    this.#now = Math.max(this.#now, alarm.at);
    if (alarm.everyMs !== null) {
      alarm.at += alarm.everyMs;
      this.#put(alarm);
    }
    alarm.run();
    return true;
  }

  #add(alarm: Alarm): Cancel {
    this.#put(alarm);
    return () => void (alarm.isCancelled = true);
  }

  #put(alarm: Alarm): void {
    alarm.order = this.#order++;
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = heap[above];
      if (other === undefined || isBefore(other, alarm)) break;
      heap[place] = other;
      place = above;
    }
    heap[place] = alarm;
  }

  #take(): Alarm | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first !== undefined && last !== undefined && first !== last) this.#sink(last);
    return first;
  }

  #sink(alarm: Alarm): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      const [left, right] = [heap[2 * place + 1], heap[2 * place + 2]];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const next = isRight ? right : left;
      if (isBefore(alarm, next)) break;
      heap[place] = next;
      place = 2 * place + (isRight ? 2 : 1);
    }
    heap[place] = alarm;
  }
}

function isBefore(a: Alarm, b: Alarm): boolean {
  return a.at === b.at ? a.order < b.order : a.at < b.at;
}
