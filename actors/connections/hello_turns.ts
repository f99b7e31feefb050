// Turns for answering hello, which reads more than anything else does. After an outage all clients
// reconnect at once: a hello that would wait too long is refused, and its client comes back later.
// Without that every answer would come to a client that has given up, and none would ever be right.

import type { Cancel, Clock } from "../../protocol/clock.ts";

/** Hellos that are answered at a time. */
const mostAtOnce = 100;
/** A hello that has waited so long is refused. */
const mostWaitMs = 2_000;

interface Waiting {
  /** The client has gone meanwhile. */
  readonly isOver: () => boolean;
  readonly settle: (hasTurn: boolean) => void;
  readonly cancel: Cancel;
}

export class HelloTurns {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  #underWay = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Makes the answer to a hello in its turn. Null: there was none in time, or `isOver` was true by
   * then, and nothing has been read.
   */
  async answer<Answer>(
    isOver: () => boolean,
    make: () => Promise<Answer>,
  ): Promise<Answer | null> {
    if (this.#underWay < mostAtOnce) this.#underWay += 1;
    else if (!await this.#turn(isOver)) return null;
    try {
      return await make();
    } finally {
      this.#next();
    }
  }

  #turn(isOver: () => boolean): Promise<boolean> {
    return new Promise((resolve) => {
      const waiting: Waiting = {
        isOver,
        settle: (hasTurn) => {
          this.#waiting.delete(waiting);
          waiting.cancel();
          resolve(hasTurn);
        },
        cancel: this.#clock.after(mostWaitMs, () => waiting.settle(false)),
      };
      this.#waiting.add(waiting);
    });
  }

  /** Passes the turn on to who waits longest and is still there. */
  #next(): void {
    for (const waiting of this.#waiting) {
      const isOver = waiting.isOver();
      waiting.settle(!isOver);
      if (!isOver) return;
    }
    this.#underWay -= 1;
  }
}
