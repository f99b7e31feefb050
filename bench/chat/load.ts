// The load: one socket for each seat, texts sent as fast as they are acknowledged or at a given
// pace, and how long each took until the last of the three members had it.

import type { Dialect } from "./dialect.ts";
import type { Seat } from "./database.ts";
import { quantile } from "../support/statistics.ts";
import { Wire } from "../support/wire.ts";

/** What one stretch of load came to. */
export interface Stretch {
  readonly acknowledged: number;
  readonly refused: number;
  readonly elapsedMs: number;
  /** From send to the slowest member. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Groups in which nothing came through. */
  readonly silentGroups: number;
}

interface Flight {
  readonly at: number;
  readonly place: Place;
  left: number;
}

interface Place {
  readonly seat: Seat;
  readonly wire: Wire;
}

const members = 3;
const text = "A line of chat as people write it, neither short nor long, sixty-odd letters.";
const tickMs = 4;
const openWithinMs = 60_000;
const drainWithinMs = 15_000;
/** Sockets opened at a time. */
const together = 50;

/** Opens a socket for each seat and says hello; all are ready when it resolves. */
export async function openPlaces(
  url: string,
  seats: readonly Seat[],
  dialect: Dialect,
): Promise<Place[]> {
  const places: Place[] = [];
  for (let from = 0; from < seats.length; from += together) {
    const some = seats.slice(from, from + together);
    places.push(...await Promise.all(some.map((seat) => openPlace(url, seat, dialect))));
  }
  return places;
}

async function openPlace(url: string, seat: Seat, dialect: Dialect): Promise<Place> {
  const { hostname, port, host } = new URL(url);
  const wire = new Wire(await Deno.connect({ hostname, port: Number(port) }));
  const { promise, resolve, reject } = Promise.withResolvers<Place>();
  const tooLate = setTimeout(() => reject(new Error("No ready came in time")), openWithinMs);
  wire.onEnd = (why) => reject(new Error(why));
  wire.onText = (frame) => {
    const reply = dialect.reply(frame);
    if (reply !== null) wire.send(reply);
    if (dialect.isReady(frame)) resolve({ seat, wire });
  };
  await wire.open(host, dialect.path(seat), [`Cookie: ${seat.cookie}`]);
  if (dialect.hello !== null) wire.send(dialect.hello);
  return await promise.finally(() => clearTimeout(tooLate));
}

export class Load {
  readonly #places: readonly Place[];
  readonly #dialect: Dialect;
  readonly #inFlight = new Map<string, Flight>();
  /** Of this process alone, so that no id is ever used twice. */
  readonly #prefix = crypto.randomUUID().slice(0, 24);
  #sent = 0;
  #delays: number[] = [];
  #perGroup = new Map<string, number>();
  #refused = 0;
  #acknowledged = 0;
  #markedAt = 0;
  #pacing: ReturnType<typeof setInterval> | undefined;
  /** What a seat does once its text came through. */
  #then: (place: Place) => void = () => {};

  constructor(places: readonly Place[], dialect: Dialect) {
    this.#places = places;
    this.#dialect = dialect;
    for (const place of places) {
      place.wire.onText = (frame) => this.#hear(place, frame);
      place.wire.onEnd = (why) => console.error(`A socket ended under load: ${why}`);
    }
  }

  /** How many texts came back to their authors so far. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** From now on each seat keeps one text under way. */
  start(): void {
    this.#then = (place) => this.#send(place);
    for (const place of this.#places) this.#send(place);
  }

  /** Sends nothing more, and resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#then = () => {};
    clearInterval(this.#pacing);
    const until = performance.now() + drainWithinMs;
    while (this.#inFlight.size > 0 && performance.now() < until) await pause(50);
    if (this.#inFlight.size > 0) {
      console.error(`${this.#inFlight.size} texts did not reach all members`);
    }
    this.#inFlight.clear();
  }

  /**
   * From now on texts from changing seats, so many a second, whether or not the former ones came
   * through.
   */
  keepPace(perSecond: number): void {
    const from = performance.now();
    let sent = 0;
    this.#pacing = setInterval(() => {
      for (const due = (performance.now() - from) * perSecond / 1_000; sent < due; sent++) {
        // A stride over groups, so that neighbours in time are not of one group.
        const place = this.#places[(sent * 7) % this.#places.length];
        if (place !== undefined) this.#send(place);
      }
    }, tickMs);
  }

  /** What comes through from now on is measured. */
  mark(): void {
    [this.#delays, this.#perGroup, this.#refused] = [[], new Map(), 0];
    this.#markedAt = performance.now();
  }

  /** What has come through since the mark. */
  stretch(): Stretch {
    const elapsedMs = performance.now() - this.#markedAt;
    const delays = this.#delays.toSorted((one, other) => one - other);
    return {
      acknowledged: this.#perGroup.values().reduce((sum, count) => sum + count, 0),
      refused: this.#refused,
      elapsedMs,
      p50Ms: quantile(delays, 0.5),
      p99Ms: quantile(delays, 0.99),
      silentGroups: new Set(this.#places.map(({ seat }) => seat.group)).size - this.#perGroup.size,
    };
  }

  close(): void {
    for (const { wire } of this.#places) wire.close();
  }

  #send(place: Place): void {
    const id = `${this.#prefix}${(this.#sent++).toString(16).padStart(12, "0")}`;
    this.#inFlight.set(id, { at: performance.now(), place, left: members });
    place.wire.send(this.#dialect.send(place.seat.group, id, text));
  }

  #hear(place: Place, frame: string): void {
    if (!this.#dialect.isMessage(frame)) return this.#hearOther(place, frame);
    const at = frame.indexOf('"id":"') + 6;
    const id = frame.slice(at, at + 36);
    const flight = this.#inFlight.get(id);
    if (flight === undefined) return;
    if (--flight.left === 0) {
      this.#inFlight.delete(id);
      this.#delays.push(performance.now() - flight.at);
    }
    if (flight.place !== place) return;
    const { group } = place.seat;
    this.#acknowledged++;
    this.#perGroup.set(group, (this.#perGroup.get(group) ?? 0) + 1);
    this.#then(place);
  }

  #hearOther(place: Place, frame: string): void {
    const reply = this.#dialect.reply(frame);
    if (reply !== null) place.wire.send(reply);
    if (this.#dialect.isRefusal(frame)) this.#refused++;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
