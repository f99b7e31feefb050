// The load: one bare socket for each seat, texts sent as fast as they are acknowledged or at a
// given pace, and how long each took until the last of the three members had it.

import type { GroupId, MessageId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { bareSocket } from "../../tools/line.ts";
import type { Seat } from "./seed.ts";

/** What one stretch of load came to. */
export interface Stretch {
  readonly acknowledged: number;
  readonly refused: number;
  readonly elapsedMs: number;
  /** How much the gauge rose. */
  readonly gauge: number;
  /** From send to the slowest member, in ms, ascending. */
  readonly delaysMs: readonly number[];
  /** Groups in which nothing was acknowledged. */
  readonly silentGroups: number;
}

interface Flight {
  readonly at: number;
  left: number;
}

interface Place {
  readonly seat: Seat;
  readonly socket: WebSocket;
}

const members = 3;
const text = "A line of chat as people write it, neither short nor long, sixty-odd letters.";
const tickMs = 4;
const openWithinMs = 60_000;
const drainWithinMs = 15_000;
/** Sockets opened at a time. */
const together = 50;

/** Opens a socket for each seat and says hello; all are ready when it resolves. */
export async function openPlaces(url: string, seats: readonly Seat[]): Promise<Place[]> {
  const places: Place[] = [];
  for (let from = 0; from < seats.length; from += together) {
    places.push(
      ...await Promise.all(seats.slice(from, from + together).map((seat) => openPlace(url, seat))),
    );
  }
  return places;
}

export async function closePlaces(places: readonly Place[]): Promise<void> {
  await Promise.all(places.map(({ socket }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.onclose = () => resolve();
    socket.close();
    return promise;
  }));
}

function openPlace(url: string, seat: Seat): Promise<Place> {
  const socket = bareSocket(`${url.replace(/^http/, "ws")}/ws`, { cookie: seat.cookie });
  const { promise, resolve, reject } = Promise.withResolvers<Place>();
  const tooLate = setTimeout(() => reject(new Error("No ready came in time")), openWithinMs);
  socket.onopen = () => socket.send('{"type":"hello"}');
  socket.onclose = ({ code }) => reject(new Error(`A socket ended with ${code}`));
  socket.onmessage = ({ data }) => {
    if (JSON.parse(data).type === "ready") resolve({ seat, socket });
  };
  return promise.finally(() => clearTimeout(tooLate));
}

export class Load {
  readonly #places: readonly Place[];
  readonly #gauge: () => Promise<number>;
  readonly #inFlight = new Map<MessageId, Flight>();
  #delays: number[] = [];
  #perGroup = new Map<GroupId, number>();
  #refused = 0;
  /** What a seat does once its text is acknowledged. */
  #then: (place: Place) => void = () => {};

  /** `gauge` is read at both ends of what is measured. */
  constructor(places: readonly Place[], gauge: () => Promise<number>) {
    this.#places = places;
    this.#gauge = gauge;
    for (const place of places) {
      place.socket.onmessage = ({ data }) => this.#hear(place, JSON.parse(data));
      place.socket.onclose = ({ code }) => console.error(`A socket ended with ${code} under load`);
    }
  }

  /** Each seat keeps one text under way, for `warmUpMs` unmeasured and then for `ms`. */
  async saturate(warmUpMs: number, ms: number): Promise<Stretch> {
    this.#then = (place) => this.#send(place);
    for (const place of this.#places) this.#send(place);
    await pause(warmUpMs);
    const stretch = await this.#measure(() => pause(ms));
    this.#then = () => {};
    await this.#drain();
    return stretch;
  }

  /**
   * Texts from changing seats, `perSecond` of them, whether or not the former ones came through.
   */
  async pace(perSecond: number, warmUpMs: number, ms: number): Promise<Stretch> {
    await this.#keepPace(perSecond, warmUpMs);
    const stretch = await this.#measure(() => this.#keepPace(perSecond, ms));
    await this.#drain();
    return stretch;
  }

  async #measure(run: () => Promise<void>): Promise<Stretch> {
    const gaugeBefore = await this.#gauge();
    [this.#delays, this.#perGroup, this.#refused] = [[], new Map(), 0];
    const from = performance.now();
    await run();
    const elapsedMs = performance.now() - from;
    const acknowledged = this.#perGroup.values().reduce((sum, count) => sum + count, 0);
    const gauge = await this.#gauge() - gaugeBefore;
    const groups = new Set(this.#places.map(({ seat }) => seat.group)).size;
    const delaysMs = this.#delays.toSorted((one, other) => one - other);
    return {
      acknowledged,
      refused: this.#refused,
      elapsedMs,
      gauge,
      delaysMs,
      silentGroups: groups - this.#perGroup.size,
    };
  }

  async #keepPace(perSecond: number, ms: number): Promise<void> {
    const from = performance.now();
    let sent = 0;
    for (let elapsed = 0; elapsed < ms; elapsed = performance.now() - from) {
      for (const due = elapsed * perSecond / 1_000; sent < due; sent++) {
        // A stride over groups, so that neighbours in time are not of one group.
        const place = this.#places[(sent * 7) % this.#places.length];
        if (place !== undefined) this.#send(place);
      }
      await pause(tickMs);
    }
  }

  #send({ seat: { group }, socket }: Place): void {
    const id = crypto.randomUUID() as MessageId;
    this.#inFlight.set(id, { at: performance.now(), left: members });
    socket.send(JSON.stringify({ type: "send", group, id, text }));
  }

  #hear(place: Place, frame: ServerFrame): void {
    if (frame.type === "error") this.#refused++;
    if (frame.type !== "message" || frame.message.kind !== "text") return;
    const { id, by } = frame.message;
    const flight = this.#inFlight.get(id);
    if (flight !== undefined && --flight.left === 0) {
      this.#inFlight.delete(id);
      this.#delays.push(performance.now() - flight.at);
    }
    if (by !== place.seat.user) return;
    this.#perGroup.set(frame.group, (this.#perGroup.get(frame.group) ?? 0) + 1);
    this.#then(place);
  }

  async #drain(): Promise<void> {
    const until = performance.now() + drainWithinMs;
    while (this.#inFlight.size > 0 && performance.now() < until) await pause(50);
    if (this.#inFlight.size > 0) {
      console.error(`${this.#inFlight.size} texts did not reach all members`);
    }
    this.#inFlight.clear();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
