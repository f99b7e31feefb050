// Runs a bounded number of tasks at a time and lets a bounded number wait, clients in turn. A
// client with many tasks waits behind the others and makes room for them; a client with one task
// waits for one task of each other client at most. By hand: p-queue and p-limit know no clients.

/** Thrown instead of running a task when too many tasks wait. */
export class Busy extends Error {
  override readonly name = "Busy";
}

/**
 * Runs the task in the client's turn. Throws Busy at once, or later when a client with fewer tasks
 * takes the place.
 */
export type FairQueue = <T>(client: string, task: () => Promise<T>) => Promise<T>;

interface Waiting {
  readonly go: () => void;
  readonly refuse: (reason: Busy) => void;
}

export function createFairQueue(
  { running, waiting }: { readonly running: number; readonly waiting: number },
): FairQueue {
  let free = running;
  const line = new Line(waiting);
  return async (client, task) => {
    if (free > 0) free -= 1;
    else await line.join(client);
    try {
      return await task();
    } finally {
      const next = line.next();
      if (next) next.go();
      else free += 1;
    }
  };
}

/** The tasks that wait: each client's in the order of coming, the clients in turn. */
class Line {
  readonly #most: number;
  /** The next client first. */
  readonly #clients = new Map<string, Waiting[]>();
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  join(client: string): Promise<void> {
    if (this.#count >= this.#most) this.#makeRoom(client);
    return new Promise((go, refuse) => {
      const own = this.#clients.get(client) ?? [];
      own.push({ go, refuse });
      this.#clients.set(client, own);
      this.#count += 1;
    });
  }

  next(): Waiting | null {
    const [first] = this.#clients;
    if (!first) return null;
    const [client, own] = first;
    const next = own.shift() ?? null;
    this.#count -= 1;
    // The client goes to the end of the turn.
    this.#clients.delete(client);
    if (own.length > 0) this.#clients.set(client, own);
    return next;
  }

  /**
   * Refuses the last task of the client with most waiting, unless this client would have as many.
   */
  #makeRoom(client: string): void {
    const busy = new Busy(`${this.#most} tasks wait already`);
    let longest: Waiting[] = [];
    for (const own of this.#clients.values()) if (own.length > longest.length) longest = own;
    if (longest.length <= (this.#clients.get(client)?.length ?? 0) + 1) throw busy;
    longest.pop()?.refuse(busy);
    this.#count -= 1;
  }
}
