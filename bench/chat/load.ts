// The load: one socket for each member. Sends texts as fast as they are acknowledged, or at a given
// pace, and measures how long each took to the last of the three members.

import type { Dialect, Frame } from "./dialect.ts";
import type { Member } from "./database.ts";
import { quantile } from "../support/statistics.ts";
import { Wire } from "../support/wire.ts";

/** The figures of one stretch of load. */
export interface Stretch {
  readonly acknowledged: number;
  readonly refused: number;
  readonly elapsedMs: number;
  /** From sending to the slowest member. */
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Groups in which nothing came through. */
  readonly silentGroups: number;
}

interface Flight {
  readonly at: number;
  readonly socket: MemberSocket;
  left: number;
}

interface MemberSocket {
  readonly member: Member;
  readonly wire: Wire;
}

const groupSize = 3;
const text = "A line of chat as people write it, neither short nor long, sixty-odd letters.";
const tickMs = 4;
const openWithinMs = 60_000;
const drainWithinMs = 15_000;
/** Sockets opened at a time. */
const together = 50;

/**
 * Opens a socket for each member and says hello; all are ready when it resolves. Member after
 * member is at these servers, and from the first one on again.
 */
export async function openSockets(
  urls: readonly string[],
  members: readonly Member[],
  dialect: Dialect,
): Promise<MemberSocket[]> {
  const sockets: MemberSocket[] = [];
  for (let from = 0; from < members.length; from += together) {
    const some = members.slice(from, from + together);
    const urlOf = (at: number) => urls[(from + at) % urls.length] ?? "";
    sockets.push(
      ...await Promise.all(some.map((member, at) => openSocket(urlOf(at), member, dialect))),
    );
  }
  return sockets;
}

async function openSocket(url: string, member: Member, dialect: Dialect): Promise<MemberSocket> {
  const { hostname, port, host } = new URL(url);
  const wire = new Wire(await Deno.connect({ hostname, port: Number(port) }));
  const { promise, resolve, reject } = Promise.withResolvers<MemberSocket>();
  const tooLate = setTimeout(() => reject(new Error("No ready came in time")), openWithinMs);
  wire.onEnd = (why) => reject(new Error(why));
  wire.onText = wire.onBytes = (frame: Frame) => {
    const { is, reply } = dialect.hear(frame);
    if (reply !== null) wire.send(reply);
    if (is === "ready") resolve({ member, wire });
    if (is === "refusal") reject(new Error(`The server refuses: ${frame}`));
  };
  await wire.open(host, await dialect.path(url, member), [`Cookie: ${member.cookie}`]);
  if (dialect.hello !== null) wire.send(dialect.hello);
  return await promise.finally(() => clearTimeout(tooLate));
}

export class Load {
  readonly #sockets: readonly MemberSocket[];
  readonly #dialect: Dialect;
  readonly #inFlight = new Map<string, Flight>();
  /** Of this process alone, so that no id is used twice. */
  readonly #prefix = crypto.randomUUID().slice(0, 24);
  #sent = 0;
  #delays: number[] = [];
  #perGroup = new Map<string, number>();
  #refused = 0;
  #acknowledged = 0;
  #markedAt = 0;
  #pacing: ReturnType<typeof setInterval> | undefined;
  /** What a member does once its text is acknowledged. */
  #then: (socket: MemberSocket) => void = () => {};

  constructor(sockets: readonly MemberSocket[], dialect: Dialect) {
    this.#sockets = sockets;
    this.#dialect = dialect;
    for (const socket of sockets) {
      socket.wire.onText = socket.wire.onBytes = (frame: Frame) => this.#hear(socket, frame);
      socket.wire.onEnd = (why) => console.error(`A socket ended under load: ${why}`);
    }
  }

  /** How many texts are acknowledged so far. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** From now on each member keeps one text in flight. */
  start(): void {
    this.#then = (socket) => this.#send(socket);
    for (const socket of this.#sockets) this.#send(socket);
  }

  /** Sends nothing more, and resolves when nothing is in flight. */
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

  /** From now on sends so many texts a second, from changing members, whatever is in flight. */
  keepPace(perSecond: number): void {
    const from = performance.now();
    let sent = 0;
    this.#pacing = setInterval(() => {
      for (const due = (performance.now() - from) * perSecond / 1_000; sent < due; sent++) {
        // A stride over groups: two texts in a row are not of one group.
        const socket = this.#sockets[(sent * 7) % this.#sockets.length];
        if (socket !== undefined) this.#send(socket);
      }
    }, tickMs);
  }

  /** Measures from now on. */
  mark(): void {
    [this.#delays, this.#perGroup, this.#refused] = [[], new Map(), 0];
    this.#markedAt = performance.now();
  }

  /** The figures since the mark. */
  stretch(): Stretch {
    const elapsedMs = performance.now() - this.#markedAt;
    const delays = this.#delays.toSorted((one, other) => one - other);
    return {
      acknowledged: this.#perGroup.values().reduce((sum, count) => sum + count, 0),
      refused: this.#refused,
      elapsedMs,
      meanMs: delays.reduce((sum, ms) => sum + ms, 0) / delays.length,
      p50Ms: quantile(delays, 0.5),
      p99Ms: quantile(delays, 0.99),
      silentGroups: new Set(this.#sockets.map(({ member }) => member.group)).size -
        this.#perGroup.size,
    };
  }

  close(): void {
    for (const { wire } of this.#sockets) wire.close();
  }

  #send(socket: MemberSocket): void {
    const id = `${this.#prefix}${(this.#sent++).toString(16).padStart(12, "0")}`;
    this.#inFlight.set(id, { at: performance.now(), socket, left: groupSize });
    socket.wire.send(this.#dialect.send(socket.member.group, id, text));
  }

  #hear(socket: MemberSocket, frame: Frame): void {
    const { is, id, reply } = this.#dialect.hear(frame);
    if (is === "message") return this.#arrive(socket, id);
    if (reply !== null) socket.wire.send(reply);
    if (is === "refusal") this.#refused++;
  }

  #arrive(socket: MemberSocket, id: string): void {
    const flight = this.#inFlight.get(id);
    if (flight === undefined) return;
    if (--flight.left === 0) {
      this.#inFlight.delete(id);
      this.#delays.push(performance.now() - flight.at);
    }
    if (flight.socket !== socket) return;
    const { group } = socket.member;
    this.#acknowledged++;
    this.#perGroup.set(group, (this.#perGroup.get(group) ?? 0) + 1);
    this.#then(socket);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
