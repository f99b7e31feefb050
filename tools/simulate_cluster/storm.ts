// A reconnect storm: a node is gone, and its clients come back by the page's own back-off to the
// other nodes, whose hellos wait for one store. A client stands for several where they are many.

import { type Due, DueHeap } from "../../actors/matching/index/due_heap.ts";
import { Backoff } from "../../client/net/backoff.ts";
import type { Random } from "../random.ts";

/** The page gives a connection up that is not ready by then. */
const readyWithinMs = 8_000;
/** Between the page's pings, and how long it waits for a sign of life. */
const [pingEachMs, silenceMs] = [15_000, 8_000];
/** Above this number one client stands for several. */
const clientsMost = 50_000;
const endMs = 20 * 60_000;

export interface Storm {
  readonly clients: number;
  /**
   * How the clients learn of the loss: "closed" is at once; "silent" is by their next ping; a
   * number is the milliseconds over which the node sends them away.
   */
  readonly loss: "closed" | "silent" | number;
  /** Time over which the first attempt is spread besides the back-off. */
  readonly spreadMs: number;
  /** Hellos a second that the store answers. */
  readonly hellos: number;
  /** A hello that would wait longer is refused at once; null: all wait. */
  readonly refuseAfterMs: number | null;
}

export interface Ended {
  /** Most hellos that began within one second. */
  readonly peak: number;
  /** When half and 99 of 100 clients were back; Infinity: not within the simulated time. */
  readonly halfMs: number;
  readonly nearlyAllMs: number;
  /** Hellos that the store answered after their client had given up, for each client. */
  readonly wasted: number;
  /** Attempts of each client. */
  readonly attempts: number;
  /** Clients that are back, and those that are not. */
  readonly back: number;
  readonly out: number;
}

interface Client extends Due {
  readonly backoff: Backoff;
  readonly order: number;
}

export function play(storm: Storm, random: Random): Ended {
  const sampled = Math.min(clientsMost, storm.clients);
  const weight = storm.clients / sampled;
  const due = new DueHeap<Client>((a, b) => a.order - b.order);
  for (let order = 0; order < sampled; order++) {
    const backoff = new Backoff(random.float);
    const learnsMs = learnsAt(storm.loss, random) + random.float() * storm.spreadMs;
    due.set({ backoff, order, dueAt: 0, place: -1 }, learnsMs + backoff.next());
  }
  return run(storm, { due, weight, sampled });
}

function learnsAt(loss: Storm["loss"], random: Random): number {
  if (loss === "closed") return 0;
  if (loss === "silent") return random.float() * pingEachMs + silenceMs;
  return random.float() * loss;
}

interface Crowd {
  readonly due: DueHeap<Client>;
  readonly weight: number;
  readonly sampled: number;
}

function run({ hellos, refuseAfterMs, clients }: Storm, { due, weight, sampled }: Crowd): Ended {
  const [bySecond, backAt]: [number[], number[]] = [[], []];
  let [freeAt, attempts, wasted] = [0, 0, 0];
  for (let one = due.earliest; one !== null && one.dueAt < endMs; one = due.earliest) {
    const now = one.dueAt;
    attempts++;
    const second = Math.floor(now / 1_000);
    bySecond[second] = (bySecond[second] ?? 0) + weight;
    const waitMs = Math.max(0, freeAt - now);
    if (refuseAfterMs !== null && waitMs > refuseAfterMs) {
      due.set(one, now + one.backoff.next());
      continue;
    }
    freeAt = now + waitMs + weight * 1_000 / hellos;
    if (freeAt - now <= readyWithinMs) {
      backAt.push(freeAt);
      due.set(one, null);
    } else {
      wasted++;
      due.set(one, now + readyWithinMs + one.backoff.next());
    }
  }
  const timeOf = (share: number) => backAt[Math.ceil(share * sampled) - 1] ?? Infinity;
  return {
    peak: Math.max(...bySecond.filter((count) => count !== undefined)),
    halfMs: timeOf(0.5),
    nearlyAllMs: timeOf(0.99),
    wasted: wasted / sampled,
    attempts: attempts / sampled,
    back: backAt.length * weight,
    out: clients - backAt.length * weight,
  };
}
