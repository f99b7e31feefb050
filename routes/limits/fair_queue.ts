// Runs a bounded number of tasks at a time and lets a bounded number wait: sites in turn, and
// within a site its clients in turn. The site with most waiting makes room for the others,
// within it the client with most. By hand: p-queue and p-limit know no clients.

/** Thrown instead of running a task when too many tasks wait. */
export class Busy extends Error {
  override readonly name = "Busy";
}

/**
 * Runs the task in the client's turn. Throws Busy at once, or later when a site or a client with
 * fewer tasks takes the place.
 */
export type FairQueue = <T>(client: string, task: () => Promise<T>) => Promise<T>;

interface Waiting {
  readonly go: () => void;
  readonly refuse: (reason: Busy) => void;
}

export interface Places {
  readonly running: number;
  readonly waiting: number;
  /** The site that a client is in: whoever has all of it can be any number of clients. */
  readonly siteOf: (client: string) => string;
}

export function createFairQueue({ running, waiting, siteOf }: Places): FairQueue {
  let free = running;
  const line = new Line(waiting, siteOf);
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

/** The clients of a site that wait, each with its tasks in the order of coming. */
type Clients = Map<string, Waiting[]>;

/** The tasks that wait. Of sites, and of the clients of each, the next one stands first. */
class Line {
  readonly #most: number;
  readonly #siteOf: (client: string) => string;
  readonly #sites = new Map<string, Clients>();
  #count = 0;

  constructor(most: number, siteOf: (client: string) => string) {
    this.#most = most;
    this.#siteOf = siteOf;
  }

  join(client: string): Promise<void> {
    if (this.#count >= this.#most) this.#makeRoom(client);
    return new Promise((go, refuse) => {
      const site = this.#siteOf(client);
      const clients: Clients = this.#sites.get(site) ?? new Map();
      const own = clients.get(client) ?? [];
      own.push({ go, refuse });
      clients.set(client, own);
      this.#sites.set(site, clients);
      this.#count += 1;
    });
  }

  next(): Waiting | null {
    const [first] = this.#sites;
    if (!first) return null;
    const [site, clients] = first;
    const [[client, tasks] = ["", []]] = clients;
    const next = tasks.shift() ?? null;
    this.#count -= 1;
    // Both go to the end of the turn.
    clients.delete(client);
    if (tasks.length > 0) clients.set(client, tasks);
    this.#sites.delete(site);
    if (clients.size > 0) this.#sites.set(site, clients);
    return next;
  }

  /**
   * Refuses the last task of the client with most waiting, in the site with most, unless this
   * site would have as many: then in this one, unless this client would have as many.
   */
  #makeRoom(client: string): void {
    const busy = new Busy(`${this.#most} tasks wait already`);
    const own: Clients = this.#sites.get(this.#siteOf(client)) ?? new Map();
    const [, largest] = most(this.#sites, tasksOf) ?? ["", own];
    const clients = tasksOf(largest) > tasksOf(own) + 1 ? largest : own;
    const [longest, tasks] = most(clients, ({ length }) => length) ?? ["", []];
    if (clients === own && tasks.length <= (own.get(client)?.length ?? 0) + 1) throw busy;
    tasks.pop()?.refuse(busy);
    // Of a site that gives way some task is left: it had two more than another.
    if (tasks.length === 0) clients.delete(longest);
    this.#count -= 1;
  }
}

function tasksOf(clients: Clients): number {
  return clients.values().reduce((sum, { length }) => sum + length, 0);
}

/** The entry of which there is most; of several the one that came last. */
function most<Value>(
  map: ReadonlyMap<string, Value>,
  measure: (value: Value) => number,
): [string, Value] | undefined {
  return [...map].toSorted(([, a], [, b]) => measure(a) - measure(b)).at(-1);
}
