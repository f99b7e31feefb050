// Links: the ordered way of frames and facts from one node to another. A batch at a time is under
// way and is repeated until it is answered; the receiver knows batches by their numbers. A link
// begins with all users that its sender has, so that a receiver knows them whatever was lost.

import type { MatchmakerCommand } from "../actors/matchmaker/command.ts";
import type { SessionsEnd, Spending } from "../actors/runtime/placement.ts";
import type { Cancel, Clock } from "../protocol/clock.ts";
import type { SessionId, UserId } from "../protocol/domain.ts";
import type { Engine } from "./engine.ts";
import type { NodeName } from "./names.ts";
import type { SliceCommand } from "./parts.ts";

/** A user who is online at the sender. */
export interface Connected {
  readonly user: UserId;
  /** When each of their sockets was opened, in ms since 1970; none: the user is leaving. */
  readonly opened: readonly number[];
}

export type Item =
  /** `text`: the frame, encoded. */
  | { readonly type: "frame"; readonly users: readonly UserId[]; readonly text: string }
  | ({ readonly type: "connected"; readonly told: Told } & Connected)
  /** The user is online at the sender no more. */
  | { readonly type: "offline"; readonly user: UserId; readonly told: Told }
  | { readonly type: "spent"; readonly kind: Spending; readonly counts: Counts }
  /** What these users were shown is to be brought up to date. */
  | { readonly type: "refresh"; readonly users: readonly UserId[] }
  | { readonly type: "session_over"; readonly user: UserId; readonly session: SessionId }
  | { readonly type: "sessions_over"; readonly user: UserId; readonly end: SessionsEnd }
  | { readonly type: "jobs" }
  | ({ readonly type: "facts" } & Facts)
  /** Nodes that the sender cannot reach. */
  | { readonly type: "suspects"; readonly nodes: readonly NodeName[] }
  /** The sender stops, and has nothing left to say. */
  | { readonly type: "bye" };
/**
 * Frames tell of it, too, to those users of the receiver of whom this link of it has told. Null: no
 * frames do.
 */
type Told = string | null;
type Counts = readonly (readonly [user: UserId, count: number])[];

/** Commands that the sender can give no more. */
export interface Facts {
  readonly groups: readonly SliceCommand[];
  readonly once: readonly MatchmakerCommand[];
}

export interface Batch {
  readonly from: NodeName;
  /** Of the link. */
  readonly id: string;
  /** From 1 on. */
  readonly number: number;
  /** All users who are online at the sender. Absent: as told before. */
  readonly whole?: readonly Connected[];
  /** For how long the oldest item has waited here, in ms. */
  readonly waited: number;
  /** Before this link frames for users of the receiver were not sent. */
  readonly lacks?: boolean;
  readonly items: readonly Item[];
}

/** A place in what is sent on a link. */
export interface Position {
  /** Of the link. */
  readonly id: string;
  /** Of the batch. */
  readonly number: number;
}

export interface BatchAnswer {
  /**
   * "whole": the receiver does not know the link; it has taken nothing, and wants the batch again,
   * with all users. "late": taken, and the receiver had been at work without knowing the sender's
   * users, so that frames for them may be lost.
   */
  readonly type: "taken" | "whole" | "late";
  /** The end of what the receiver has sent to the sender. Null: there is no such link. */
  readonly sent: Position | null;
}

export interface LinkDeps {
  readonly engine: Pick<Engine, "node" | "push">;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly defer: (run: () => void) => void;
  /** All users who are online here. */
  readonly whole: () => readonly Connected[];
  /** The receiver may have missed frames for users here. */
  readonly onLate: () => void;
  /** Whether frames for users of the receiver were not sent before there was this link. */
  readonly lacks: boolean;
}

const retryMs = 100;
/** A link that has nothing to say says so at this pace: a receiver that began anew is found so. */
const beatMs = 1_000;
/** Items of one batch. */
const batchMost = 2_000;
/** Characters of frames that may wait. Past them the queue overflows. */
const queueMost = 32_000_000;
/** Items that may wait. Past them the queue overflows. */
const itemsMost = 100_000;
/**
 * Items that an overflow does not drop, which are few. The users of the next link and the store
 * make up for all others, and SessionWatch for sessions that have ended.
 */
const kept: ReadonlySet<Item["type"]> = new Set(["facts", "bye"] as const);

export class Link {
  readonly #node: NodeName;
  readonly #deps: LinkDeps;
  #id: string;
  #number = 0;
  #queue: Item[] = [];
  #queuedLength = 0;
  /** Since when the oldest item waits. */
  #waitsSince = 0;
  #state: "idle" | "deferred" | "under way" | "closed" = "idle";
  #addedCount = 0;
  #takenCount = 0;
  /** Who waits until so many items are taken, in the order of the counts. */
  readonly #awaited = new Set<{ readonly count: number; readonly resolve: () => void }>();
  readonly #stopBeat: Cancel;
  /** Up to where the other node had sent to this one when it took the last batch. */
  #heard: Position | null = null;

  constructor(node: NodeName, deps: LinkDeps) {
    this.#node = node;
    this.#deps = deps;
    this.#id = deps.newId();
    this.#stopBeat = deps.clock.every(beatMs, () => {
      if (this.#state === "idle") this.#deferSend();
    });
    this.#deferSend();
  }

  send(item: Item): void {
    if (this.#state === "closed") return;
    if (this.#queuedLength > queueMost || this.#queue.length >= itemsMost) this.#overflow();
    if (this.#queue.length === 0) this.#waitsSince = this.#deps.clock.now();
    this.#queue.push(item);
    this.#addedCount += 1;
    if (item.type === "frame") this.#queuedLength += item.text.length;
    if (this.#state === "idle") this.#deferSend();
  }

  get id(): string {
    return this.#id;
  }

  /** The end of what was sent so far. */
  get end(): Position {
    return { id: this.#id, number: this.#number + Math.ceil(this.#queue.length / batchMost) };
  }

  /** See BatchAnswer.sent. */
  get heard(): Position | null {
    return this.#heard;
  }

  /**
   * Resolves when all that was sent so far is taken, or the link is closed; null: it is taken.
   * After `signal` nobody waits for it.
   */
  caughtUp(signal?: AbortSignal): Promise<void> | null {
    if (this.#state === "closed" || (this.#number > 0 && this.#takenCount === this.#addedCount)) {
      return null;
    }
    const count = this.#addedCount;
    return new Promise((resolve) => {
      const waiter = { count, resolve };
      this.#awaited.add(waiter);
      signal?.addEventListener("abort", () => this.#awaited.delete(waiter));
    });
  }

  close(): void {
    this.#state = "closed";
    this.#stopBeat();
    this.#queue = [];
    this.#settle(Infinity);
  }

  /** As by another link, the receiver brings its users up to date from the store. */
  #overflow(): void {
    const left = this.#queue.filter(({ type }) => kept.has(type));
    // The receiver looks for jobs once, however often it was told of some.
    if (this.#queue.some(({ type }) => type === "jobs")) left.push({ type: "jobs" });
    this.#takenCount += this.#queue.length - left.length;
    this.#queue = left;
    this.#queuedLength = 0;
    this.#id = this.#deps.newId();
    this.#number = 0;
  }

  #deferSend(): void {
    this.#state = "deferred";
    this.#deps.defer(() => this.#begin());
  }

  #begin(): void {
    if (this.#state === "closed") return;
    const items = this.#queue.splice(0, batchMost);
    const since = items.length > 0 ? this.#waitsSince : this.#deps.clock.now();
    for (const item of items) if (item.type === "frame") this.#queuedLength -= item.text.length;
    this.#number += 1;
    this.#state = "under way";
    void this.#push({ id: this.#id, number: this.#number, items }, since);
  }

  /** Until the batch is taken. Never rejects. */
  async #push(batch: Pick<Batch, "id" | "number" | "items">, since: number): Promise<void> {
    let isWhole = batch.number === 1;
    for (let isTaken = false; !isTaken;) {
      const answer = await this.#tryPush(
        { ...batch, waited: this.#deps.clock.now() - since },
        isWhole,
      );
      if (this.#isClosed) return;
      if (answer?.type === "late") this.#deps.onLate();
      if (answer === null) await new Promise<void>((go) => this.#deps.clock.after(retryMs, go));
      else this.#heard = answer.sent;
      if (this.#isClosed) return;
      isWhole ||= answer?.type === "whole";
      isTaken = answer !== null && answer.type !== "whole";
    }
    this.#takenCount += batch.items.length;
    this.#settle(this.#takenCount);
    if (this.#queue.length > 0) this.#deferSend();
    else this.#state = "idle";
  }

  get #isClosed(): boolean {
    return this.#state === "closed";
  }

  /** Null: it is not known whether the batch was taken. */
  async #tryPush(
    batch: Pick<Batch, "id" | "number" | "items" | "waited">,
    isWhole: boolean,
  ): Promise<BatchAnswer | null> {
    const { engine, whole, lacks } = this.#deps;
    const sent: Batch = {
      ...{ from: engine.node, ...batch },
      ...(isWhole && { whole: whole(), lacks }),
    };
    try {
      return JSON.parse(await engine.push(this.#node, JSON.stringify(sent)));
    } catch {
      return null;
    }
  }

  #settle(count: number): void {
    for (const waiter of this.#awaited) {
      if (waiter.count > count) return;
      this.#awaited.delete(waiter);
      waiter.resolve();
    }
  }
}
